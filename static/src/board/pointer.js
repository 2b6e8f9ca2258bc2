import { hasMoved, shift } from "./model.js";
import { go, point, rowAt } from "./rows.js";

const EDGE = 8; // px at either end of a bar that change its length.
const SLACK = 4; // px a hand may tremble during a click.
const BORDER = 48; // px from the board's border where dragging scrolls.

const LONG = 450; // ms a finger rests before it drags; a shorter touch scrolls the board or opens the dialog.

/** Dragging: at once with a mouse or pen, after a long press with a finger. */
export function startPointer(board) {
  let drag = null;

  board.element.addEventListener("pointerdown", (event) => {
    const placement = event.target.closest(".bar")?.placement;
    if (!placement || event.button || drag || !board.mayMove(placement.bar)) return;
    const x = event.clientX + board.element.scrollLeft;
    const edge = edgeAt(event, board);
    drag = { placement, x, at: event.clientX, edge, from: { ...placement.bar.saved }, moving: false, row: null };
    if (event.pointerType !== "touch") placement.element.setPointerCapture(event.pointerId);
    else drag.timer = setTimeout(begin, LONG);
  });

  board.element.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const trembles = Math.abs(event.clientX + board.element.scrollLeft - drag.x) < SLACK;
    if (!drag.moving && trembles && !leavesRow(event)) return;
    if (!drag.moving && drag.timer) return release(); // The finger scrolls.
    if (!drag.moving) begin();
    drag.at = event.clientX;
    drag.row = drag.edge ? null : rowAt(board, drag.placement, event.clientX, event.clientY);
    follow();
  });

  board.element.addEventListener("pointerup", () => finish(true));
  board.element.addEventListener("pointercancel", () => finish(false));
  board.element.addEventListener("touchmove", (event) => drag?.moving && event.preventDefault(), { passive: false });
  board.element.addEventListener("contextmenu", (event) => drag?.timer && event.preventDefault());
  document.addEventListener("keydown", (event) => {
    if (drag?.moving && event.key === "Escape") finish(false);
  });

  // The click that ends a drag is not a click on the bar.
  board.element.addEventListener("click", (event) => event.detail && board.justDragged && event.stopImmediatePropagation(), true);

  function begin() {
    drag.moving = true;
    board.focus(drag.placement);
    board.mark(drag.placement.bar, true);
    requestAnimationFrame(scroll);
  }

  function follow() {
    const { placement, x, at, edge, from } = drag;
    const days = board.direction * Math.round((at + board.element.scrollLeft - x) / board.view.pixels);
    shift(placement.bar, from, days, edge);
    board.view.follow(placement.bar);
    board.view.hint(placement);
    point(board, placement, drag.row);
  }

  function leavesRow(event) {
    const box = drag.placement.element.getBoundingClientRect();
    return event.clientY < box.top - SLACK || event.clientY > box.bottom + SLACK;
  }

  function release() {
    clearTimeout(drag.timer);
    drag = null;
  }

  function scroll() {
    if (!drag?.moving) return;
    const box = board.element.getBoundingClientRect();
    const over = Math.max(0, drag.at - (box.right - BORDER)) - Math.max(0, box.left + BORDER - drag.at);
    if (over) {
      board.element.scrollLeft += over / 3;
      follow();
    }
    requestAnimationFrame(scroll);
  }

  function finish(keep) {
    if (!drag) return;
    const { placement, moving, row } = drag;
    release();
    if (!moving) return;
    point(board, placement, null);
    board.justDragged = true;
    setTimeout(() => (board.justDragged = false));
    board.mark(placement.bar, false);
    if (keep && row) go(board, placement, row);
    else if (keep && hasMoved(placement.bar)) board.save(placement.bar);
    else board.restore(placement.bar);
  }
}

function edgeAt(event, board) {
  const box = event.target.closest(".bar").getBoundingClientRect();
  if (box.width < 3 * EDGE) return "";
  const right = box.right - event.clientX < EDGE;
  const left = event.clientX - box.left < EDGE;
  if (!right && !left) return "";
  return right === (board.direction === 1) ? "end" : "start";
}
