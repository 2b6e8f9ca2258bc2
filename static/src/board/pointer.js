import { hasMoved, shift } from "./model.js";

const EDGE = 8; // px at either end of a bar that change its length.
const SLACK = 4; // px a hand may tremble during a click.
const BORDER = 48; // px from the board's border where dragging scrolls.

/** Dragging with a mouse or pen. A finger scrolls the board instead and opens the dialog with a tap. */
export function startPointer(board) {
  let drag = null;

  board.element.addEventListener("pointerdown", (event) => {
    const placement = event.target.closest(".bar")?.placement;
    if (!placement || event.button || event.pointerType === "touch" || !board.mayMove(placement.bar)) return;
    const x = event.clientX + board.element.scrollLeft;
    drag = { placement, x, at: event.clientX, edge: edgeAt(event, board), from: { ...placement.bar.saved }, moving: false };
    placement.element.setPointerCapture(event.pointerId);
  });

  board.element.addEventListener("pointermove", (event) => {
    if (!drag) return;
    drag.at = event.clientX;
    if (!drag.moving && Math.abs(event.clientX + board.element.scrollLeft - drag.x) < SLACK) return;
    if (!drag.moving) begin();
    follow();
  });

  board.element.addEventListener("pointerup", () => finish(true));
  board.element.addEventListener("pointercancel", () => finish(false));
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
    const { placement, moving } = drag;
    drag = null;
    if (!moving) return;
    board.justDragged = true;
    setTimeout(() => (board.justDragged = false));
    board.mark(placement.bar, false);
    if (keep && hasMoved(placement.bar)) board.save(placement.bar);
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
