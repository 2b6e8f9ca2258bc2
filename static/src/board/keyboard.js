import { hasMoved, shift } from "./model.js";
import { go, goal, mayChangeRow, point, rowBeside } from "./rows.js";

const WEEK = 7;

/**
 * One tab stop; arrows go from bar to bar; Enter or Space is the button's own click and opens the dialog.
 * M moves: arrows by days, with Ctrl by weeks, with Shift the end, up and down to another host or resource;
 * Enter saves, Escape puts back.
 */
export function startKeyboard(board) {
  let moving = null;

  board.element.addEventListener("keydown", (event) => {
    const placement = event.target.closest(".bar")?.placement;
    if (!placement || event.altKey || event.metaKey) return;
    const handled = moving ? whileMoving(event) : whileLooking(event, placement);
    if (handled) event.preventDefault();
  });

  // Leaving the bar leaves the move: nothing is saved that nobody confirmed.
  board.element.addEventListener("focusout", () => moving && stop(false));

  function whileLooking(event, placement) {
    const { key } = event;
    if (key.toLowerCase() === "m" && !event.ctrlKey) return start(placement);
    const target = neighbour(board, placement, key);
    if (target) board.focus(target, { scroll: true });
    return target !== undefined;
  }

  function start(placement) {
    if (!board.mayMove(placement.bar)) return board.say(board.texts.fixed);
    moving = { placement, row: placement.row };
    board.mark(placement.bar, true);
    board.view.hint(placement);
    return board.say(`${board.texts.moving} ${board.view.words(placement.bar)}`);
  }

  function whileMoving(event) {
    const { key } = event;
    if (key === "Escape") return stop(false);
    if (key === "Enter") return stop(true);
    if (key === "Tab") return false;
    if (key === "ArrowUp" || key === "ArrowDown") return toRow(key === "ArrowUp" ? -1 : 1);
    if (key !== "ArrowLeft" && key !== "ArrowRight") return true;
    const { bar } = moving.placement;
    const days = (key === "ArrowRight" ? 1 : -1) * board.direction * (event.ctrlKey ? WEEK : 1);
    shift(bar, { start: bar.start, days: bar.days }, days, event.shiftKey ? "end" : "");
    board.view.follow(bar);
    board.view.hint(moving.placement);
    point(board, moving.placement, moving.row);
    board.reveal(moving.placement);
    return board.say(board.calendar.span(bar.start, bar.days));
  }

  function toRow(step) {
    const { placement, row } = moving;
    if (!mayChangeRow(board, placement)) return board.say(board.texts.noRow);
    moving.row = rowBeside(board, placement, row, step);
    board.view.hint(placement);
    point(board, placement, moving.row);
    return board.say(goal(board, placement, moving.row));
  }

  function stop(keep) {
    const { placement, row } = moving;
    const { bar } = placement;
    moving = null;
    point(board, placement, null);
    board.mark(bar, false);
    if (keep && row !== placement.row) go(board, placement, row);
    else if (keep && hasMoved(bar)) board.save(bar);
    else {
      board.restore(bar);
      board.say(board.texts.cancelled);
    }
    return true;
  }
}

/** The bar that a key leads to: null where there is none, undefined where the key leads nowhere. */
function neighbour(board, placement, key) {
  const { placements } = placement.row;
  const index = placements.indexOf(placement);
  const steps = { ArrowRight: board.direction, ArrowLeft: -board.direction };
  if (key in steps) return placements[index + steps[key]] ?? null;
  if (key === "Home") return placements[0];
  if (key === "End") return placements.at(-1);
  if (key === "ArrowDown") return nearest(board, placement, 1);
  if (key === "ArrowUp") return nearest(board, placement, -1);
  return undefined;
}

/** In the next row that has bars, the one that starts closest. */
function nearest(board, { row, bar }, step) {
  const { rows } = board.model;
  for (let index = rows.indexOf(row) + step; rows[index]; index += step) {
    const distance = (placement) => Math.abs(placement.bar.start - bar.start);
    const [first, ...others] = rows[index].placements;
    if (first) return others.reduce((best, next) => (distance(next) < distance(best) ? next : best), first);
  }
  return null;
}
