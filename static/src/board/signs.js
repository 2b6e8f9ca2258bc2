import { dayOf } from "./dates.js";
import { at, node } from "./elements.js";

/** The icon of the worst that stands against a bar, or null. Its words are in the bar's name. */
export function signOf(bar, icons) {
  const [worst] = bar.conflicts;
  if (!worst) return null;
  const sign = node("span", `bar-sign bar-sign-${worst.severity}`);
  sign.append(icons[worst.severity].cloneNode(true));
  return sign;
}

/** Milestones, conferences and serials, at their days from STARTEX; they move along with the bar. */
export function marksOf(bar, icons, calendar) {
  return bar.marks.map((mark) => {
    const day = dayOf(mark.starts_on);
    const element = at(node("span", `bar-mark is-${mark.kind}`), day - bar.saved.start);
    element.title = `${mark.title} · ${calendar.date(day)}`;
    element.append(icons[mark.kind].cloneNode(true));
    return element;
  });
}

/** Ask for conflicts and marks and draw them; bars that were drawn anew meanwhile have asked for their own. */
export async function annotate(board, query) {
  const { model } = board;
  const found = await board.server.details(board.element.dataset.details, query);
  if (!found || board.model !== model) return;
  for (const bar of model.bars.values()) {
    bar.conflicts = found.conflicts[bar.id] ?? [];
    bar.marks = found.marks[bar.id] ?? [];
    if (bar.conflicts.length || bar.marks.length) board.view.annotate(bar);
  }
}
