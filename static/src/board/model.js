import { dayOf } from "./dates.js";

/** What the board shows: rows, bars (exchanges) and placements (a bar in a row; a bar may stand in several). */
export class Model {
  constructor(data) {
    this.today = dayOf(data.today);
    this.bars = new Map();
    this.rows = data.rows.map((row) => ({ ...row, placements: [] }));
    const rows = new Map(this.rows.map((row) => [row.id, row]));
    for (const facts of data.bars) rows.get(facts.row)?.placements.push(this.#place(facts, rows.get(facts.row)));
    for (const row of this.rows) sort(row);
  }

  #place(facts, row) {
    const bar = this.bars.get(facts.id) ?? { id: facts.id, placements: [], conflicts: [], marks: [], phases: [] };
    this.bars.set(bar.id, bar);
    take(bar, facts);
    const placement = { bar, row, lane: 0, element: null };
    bar.placements.push(placement);
    return placement;
  }
}

/** Take what the server says about a bar; it also becomes the place to return to. */
export function take(bar, facts) {
  Object.assign(bar, {
    title: facts.title,
    reference: facts.reference,
    state: facts.state,
    stateText: facts.state_text,
    marking: facts.marking,
    markingCss: facts.marking_css,
    url: facts.url,
    host: facts.host,
    rehostUrl: facts.rehost_url,
    moveUrl: facts.move_url,
    version: facts.version,
    start: dayOf(facts.starts_on),
    days: dayOf(facts.ends_on) - dayOf(facts.starts_on) + 1,
  });
  bar.saved = { start: bar.start, days: bar.days };
}

export const hasMoved = (bar) => bar.start !== bar.saved.start || bar.days !== bar.saved.days;

export function putBack(bar) {
  Object.assign(bar, bar.saved);
}

/** Shift a bar, or one of its ends; it never gets shorter than a day. */
export function shift(bar, from, days, edge) {
  if (edge === "end") bar.days = Math.max(1, from.days + days);
  else if (edge === "start") {
    const moved = Math.min(days, from.days - 1);
    bar.start = from.start + moved;
    bar.days = from.days - moved;
  } else bar.start = from.start + days;
}

/**
 * Give overlapping bars of a row lanes of their own. `shortest` is the least number of days a bar is drawn for; where
 * marks are drawn, `withMarks`, no bar lies on the marks of another.
 */
export function pack(row, shortest, withMarks) {
  sort(row);
  const free = []; // The day from which each lane is free again.
  for (const placement of row.placements) {
    const { start, days, saved, marks } = placement.bar;
    const ahead = withMarks ? marks.map(({ starts_on: on }) => dayOf(on) - saved.start) : [];
    const first = start + Math.min(0, ...ahead);
    let lane = free.findIndex((day) => day <= first);
    if (lane < 0) lane = free.length;
    free[lane] = start + Math.max(days, shortest, ...ahead.map((day) => day + shortest));
    placement.lane = lane;
  }
  row.lanes = Math.max(1, free.length);
}

function sort(row) {
  row.placements.sort((a, b) => a.bar.start - b.bar.start || a.bar.title.localeCompare(b.bar.title));
}
