// Rows that a bar may be moved to: a host's bar, to another host's row, which a page asks about first; a booking, to
// another resource's row.
const PARTY = "party:";
const RESOURCE = "resource:";
const OF_PARTIES = new Set(["host", "nation"]);

/** Whether the bar stands in its host's row, and rows are parties; or is a booking that may be moved. */
export const mayChangeRow = (board, { bar, row }) =>
  board.group === "resource"
    ? Boolean(bar.moveUrl)
    : OF_PARTIES.has(board.group) && Boolean(bar.rehostUrl) && row.id === bar.host;

/** The row at a point of the window, if the bar may go there; null where it stands already. */
export function rowAt(board, placement, x, y) {
  if (!mayChangeRow(board, placement)) return null;
  const row = document.elementFromPoint(x, y)?.closest(".board-row")?.row;
  return row && isOther(row, placement) ? row : null;
}

/** The next row that the bar may go to in a direction, from `row` on. */
export function rowBeside(board, placement, row, step) {
  const { rows } = board.model;
  for (let index = rows.indexOf(row) + step; rows[index]; index += step) {
    if (rows[index] === placement.row || isOther(rows[index], placement)) return rows[index];
  }
  return row;
}

/** Show where the bar would go; null shows none. */
export function point(board, placement, row) {
  for (const other of board.element.querySelectorAll(".board-row[data-target]")) other.removeAttribute("data-target");
  if (!row || row === placement.row) return;
  row.element.setAttribute("data-target", "");
  board.view.hint(placement, goal(board, placement, row));
}

/** In words, where the bar would go; a booking takes its dates along. */
export function goal(board, { bar }, row) {
  if (board.group !== "resource") return `${board.texts.newHost} ${row.title}`;
  return `${row.title}, ${board.calendar.span(bar.start, bar.days)}`;
}

/** A booking goes there; a new host is first a page that lists what follows from it and asks. */
export function go(board, { bar }, row) {
  if (board.group === "resource") return void board.save(bar, { row });
  board.restore(bar);
  location.assign(`${bar.rehostUrl}?${new URLSearchParams({ host: row.id.replace(PARTY, "") })}`);
}

const isOther = (row, placement) =>
  row !== placement.row && (row.id.startsWith(PARTY) || row.id.startsWith(RESOURCE));
