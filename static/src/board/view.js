import { dayOfMonth, monthStart, weekday } from "./dates.js";
import { at, node, set } from "./elements.js";
import { pack } from "./model.js";
import { bandsOf, marksOf, signOf } from "./signs.js";

const NARROWEST = 24; // px: the smallest target a finger or a shaky hand hits.
const LONG = 160; // px from which a bar's title stays in sight while the bar scrolls by.
const LABEL = 76; // px a month's name and year need.
const MARKS = 6; // px a day must have for milestones and serials to be told apart.
const DAY_LABEL = 18; // px a day's number needs.

/** Draws the model. Places are CSS custom properties set through the CSSOM, which the strict policy allows. */
export class View {
  constructor(element, texts, calendar, icons) {
    this.element = element;
    this.icons = icons;
    this.texts = texts;
    this.calendar = calendar;
  }

  /** Draw everything for `days` days from `first`, `pixels` each. */
  draw(model, { first, days, pixels }) {
    Object.assign(this, { model, first, days, pixels });
    const canvas = node("div", "board-canvas");
    canvas.append(this.#axis(), this.#lines(), ...model.rows.map((row) => this.#row(row)));
    this.tip = node("div", "board-tip");
    this.tip.hidden = true;
    canvas.append(this.tip);
    set(this.element, { "--days": days, "--day": `${pixels}px` });
    this.element.classList.toggle("shows-days", this.showsDays);
    this.element.classList.toggle("shows-marks", pixels >= MARKS);
    this.element.replaceChildren(canvas);
  }

  #axis() {
    const axis = node("div", "board-axis");
    const months = node("div", "board-months");
    const last = this.first + this.days;
    for (let day = this.first; day < last; day = monthStart(day, 1)) {
      months.append(this.#month(day, Math.min(last, monthStart(day, 1)) - day));
    }
    if (this.showsToday) months.append(at(node("span", "board-now", this.texts.today), this.model.today - this.first));
    axis.append(node("div", "board-corner"), months);
    axis.setAttribute("aria-hidden", "true"); // Every bar says its own dates.
    return axis;
  }

  #month(day, days) {
    const room = days * this.pixels;
    const full = this.calendar.month(day);
    const title = room < LABEL ? full.split(" ")[0] : full;
    const month = at(node("div", "board-month"), day - this.first);
    month.append(node("span", "", room < LABEL / 2 ? "" : title));
    set(month, { "--span": days });
    for (let ahead = 0; ahead < days && this.showsDays; ahead += 1) {
      const today = day + ahead === this.model.today ? " is-today" : "";
      month.append(at(node("span", `board-day${today}`, dayOfMonth(day + ahead)), ahead));
    }
    return month;
  }

  get showsDays() {
    return this.pixels >= DAY_LABEL;
  }

  get showsToday() {
    return this.model.today >= this.first && this.model.today < this.first + this.days;
  }

  #lines() {
    const lines = node("div", "board-lines");
    const mondays = this.showsDays ? this.days : 0;
    for (let ahead = (7 - weekday(this.first)) % 7; ahead < mondays; ahead += 7) {
      lines.append(at(node("i", "board-line board-monday"), ahead));
    }
    for (let day = monthStart(this.first, 1); day < this.first + this.days; day = monthStart(day, 1)) {
      lines.append(at(node("i", "board-line"), day - this.first));
    }
    if (this.showsToday) lines.append(at(node("i", "board-today"), this.model.today - this.first));
    lines.setAttribute("aria-hidden", "true");
    return lines;
  }

  #row(row) {
    const element = node("div", "board-row");
    row.element = element;
    element.row = row;
    const head = node("div", "board-head");
    head.append(node("bdi", "", row.title));
    head.id = `row-${row.id}`;
    element.setAttribute("role", "group");
    element.setAttribute("aria-labelledby", head.id);
    row.lane = node("ul", "board-lane");
    for (const placement of row.placements) row.lane.append(this.#bar(placement));
    element.append(head, row.lane);
    this.arrange(row);
    return element;
  }

  #bar(placement) {
    const item = document.createElement("li");
    const button = node("button", "bar");
    button.type = "button";
    button.tabIndex = -1;
    button.placement = placement;
    placement.element = button;
    placement.title = node("bdi", "bar-title");
    button.append(placement.title);
    item.append(button);
    this.paint(placement);
    return item;
  }

  /** Lanes and order of one row, after its bars have changed. */
  arrange(row) {
    pack(row, Math.ceil(NARROWEST / this.pixels), this.pixels >= MARKS);
    set(row.lane.parentNode, { "--lanes": row.lanes });
    row.placements.forEach((placement, index) => {
      this.place(placement);
      const [item, there] = [placement.element.parentNode, row.lane.children[index]];
      if (item !== there) row.lane.insertBefore(item, there ?? null);
    });
  }

  /** Words and colours of one bar. */
  paint({ bar, element, title }) {
    element.className = `bar state-${bar.state} mark-${bar.markingCss}${bar.moveUrl ? "" : " fixed"}`;
    title.textContent = bar.title;
    element.title = `${bar.marking} · ${bar.title} · ${bar.stateText}`;
    if (bar.conflicts.length || bar.marks.length || bar.phases.length) this.#sign(bar, element, title);
  }

  /** What stands against it, its phases, and what lies on its way. */
  #sign(bar, element, title) {
    const around = [...bandsOf(bar, this.calendar), ...marksOf(bar, this.icons, this.calendar)];
    element.replaceChildren(...around, title);
    const sign = signOf(bar, this.icons);
    if (sign) title.prepend(sign);
    element.title += bar.conflicts.map(({ text }) => `\n${text}`).join("");
  }

  /** Conflicts, phases and marks of some bars have come, after the bars: marks take room of their own. */
  annotate(bars) {
    for (const placement of bars.flatMap(({ placements }) => placements)) this.paint(placement);
    const rows = new Set(bars.flatMap(({ placements }) => placements.map(({ row }) => row)));
    for (const row of rows) this.arrange(row);
  }

  place(placement) {
    const { bar, element, lane } = placement;
    element.style.cssText = this.#box(bar, lane);
    element.classList.toggle("long", bar.days * this.pixels > LONG);
    element.setAttribute("aria-label", this.words(bar));
  }

  /** Where a bar lies. Plain lengths in one piece: thousands of bars with properties of their own take twice as long. */
  #box(bar, lane) {
    const width = Math.max(NARROWEST, bar.days * this.pixels - 1);
    const start = (bar.start - this.first) * this.pixels;
    return `inset-inline-start:${start}px;inline-size:${width}px;inset-block-start:calc(${lane}*var(--lane-h) + 0.25rem)`;
  }

  /** All places of a bar, while it is being moved. */
  follow(bar) {
    bar.placements.forEach((placement) => this.place(placement));
  }

  /** All rows of a bar, after it has been moved. */
  settle(bar) {
    const focused = document.activeElement;
    for (const placement of bar.placements) {
      this.paint(placement);
      this.arrange(placement.row);
    }
    if (focused?.placement?.bar === bar) focused.focus({ preventScroll: true }); // Being re-ordered took it away.
  }

  words(bar) {
    const dates = this.calendar.span(bar.start, bar.days);
    const words = [bar.title, bar.reference, dates, bar.stateText, bar.marking];
    const against = bar.conflicts.map(({ severity, text }) => `${this.texts[severity]} ${text}`);
    return [...words, ...(bar.moveUrl ? [] : [this.texts.fixed]), ...against].filter(Boolean).join(", ");
  }

  /** The dates beside the bar that is being moved; nothing hides them. */
  hint(placement, text = null) {
    this.tip.hidden = !placement;
    if (!placement) return;
    const box = placement.element.getBoundingClientRect();
    const canvas = this.tip.parentNode.getBoundingClientRect();
    this.tip.textContent = text ?? this.calendar.span(placement.bar.start, placement.bar.days);
    const most = this.element.getBoundingClientRect().right - this.tip.offsetWidth; // Words at the edge are cut off.
    set(this.tip, { "--x": `${Math.min(box.left, most) - canvas.left}px`, "--y": `${box.top - canvas.top}px` });
  }
}
