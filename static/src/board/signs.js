import { dayOf } from "./dates.js";
import { at, node, set } from "./elements.js";

/** The icon of the worst that stands against a bar, or null. Its words are in the bar's name. */
export function signOf(bar, icons) {
  const [worst] = bar.conflicts;
  if (!worst) return null;
  const sign = node("span", `bar-sign bar-sign-${worst.severity}`);
  sign.append(icons[worst.severity].cloneNode(true));
  return sign;
}

const FIRST = ["conference", "milestone", "serial"]; // Whose icon stands for a day with several.

/** Milestones, conferences and serials, at their days from STARTEX, a day's together; they move along with the bar. */
export function marksOf(bar, icons, calendar) {
  return [...byDay(bar.marks)].map(([on, marks]) => {
    const kind = FIRST.find((each) => marks.some((mark) => mark.kind === each));
    const ahead = dayOf(on) - bar.saved.start;
    const inside = ahead >= 0 && ahead < bar.saved.days ? " is-inside" : "";
    const element = at(node("span", `bar-mark is-${kind}${inside}`), ahead);
    element.title = [calendar.date(dayOf(on)), ...marks.map(({ title }) => title)].join("\n");
    element.append(icons[kind].cloneNode(true));
    if (marks.length > 1) element.append(node("span", "", marks.length));
    return element;
  });
}

function byDay(marks) {
  const days = new Map();
  for (const mark of marks) days.set(mark.starts_on, [...(days.get(mark.starts_on) ?? []), mark]);
  return days;
}

/** Its phases, as bands along its lower edge, each with its name where there is room; they move along with the bar. */
export function bandsOf(bar, calendar) {
  return bar.phases.map(({ title, starts_on: from, ends_on: to }) => {
    const start = dayOf(from);
    const days = dayOf(to) - start + 1;
    const element = at(node("span", "bar-band"), start - bar.saved.start);
    element.append(node("bdi", "", title));
    set(element, { "--span": days });
    element.title = `${title} · ${calendar.span(start, days)}`;
    return element;
  });
}

/** Ask for conflicts, phases and marks and draw them; bars that were drawn anew meanwhile have asked for their own. */
export async function annotate(board, query) {
  const { model } = board;
  board.element.classList.remove("has-phases", "has-inside");
  const found = await board.server.details(board.element.dataset.details, query);
  if (!found || board.model !== model) return;
  board.element.classList.toggle("has-phases", Object.keys(found.phases).length > 0);
  for (const bar of model.bars.values()) {
    bar.conflicts = found.conflicts[bar.id] ?? [];
    bar.marks = found.marks[bar.id] ?? [];
    bar.phases = found.phases[bar.id] ?? [];
    if (bar.marks.some(({ starts_on: on }) => dayOf(on) >= bar.start)) board.element.classList.add("has-inside");
  }
  const has = ({ conflicts, marks, phases }) => conflicts.length || marks.length || phases.length;
  board.view.annotate([...model.bars.values()].filter(has));
}
