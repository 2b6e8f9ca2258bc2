import { dayOf, isoOf } from "./dates.js";
import { node } from "./elements.js";

/** The way to move an exchange without dragging: two date fields. Also tells what a bar is, and leads to its page. */
export class Dialog {
  constructor(element, board) {
    this.element = element;
    this.board = board;
    this.form = element.querySelector("form");
    this.start = this.form.elements.starts_on;
    this.end = this.form.elements.ends_on;
    this.place = this.form.elements.resource;
    this.error = element.querySelector("[data-error]");
    this.start.addEventListener("change", () => this.#keepLength());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    element.querySelectorAll("[data-close]").forEach((button) => button.addEventListener("click", () => element.close()));
  }

  open({ bar }) {
    this.bar = bar;
    this.start.value = isoOf(bar.start);
    this.end.value = isoOf(bar.start + bar.days - 1);
    this.days = bar.days;
    this.#tell("title", bar.title);
    this.#tell("marking", bar.marking).className = `label label-${bar.markingCss}`;
    this.#tell("state", bar.stateText).className = `state state-${bar.state}`;
    this.#tell("facts", [bar.reference, this.board.calendar.span(bar.start, bar.days)].filter(Boolean).join(" · "));
    const link = this.element.querySelector("[data-link]");
    link.hidden = !bar.url;
    if (bar.url) link.href = bar.url;
    this.#list("conflicts", bar.conflicts, (each) => `${this.board.texts[each.severity]} ${each.text}`);
    this.#list("marks", [...bar.phases, ...bar.marks], (each) => this.#mark(each));
    const rehost = this.element.querySelector("[data-rehost]");
    rehost.hidden = !bar.rehostUrl;
    if (bar.rehostUrl) rehost.href = bar.rehostUrl;
    this.element.querySelectorAll("[data-movable]").forEach((part) => (part.hidden = !bar.moveUrl));
    if (bar.moveUrl) this.#places(bar);
    this.#tell("fixed", this.board.texts.fixedWhy).hidden = Boolean(bar.moveUrl);
    this.#refuse("");
    this.element.showModal();
  }

  /** A booking's resources: those that have a row. */
  #places({ placements: [{ row }] }) {
    const isBooking = this.board.group === "resource";
    this.place.parentNode.hidden = !isBooking;
    if (isBooking) this.place.replaceChildren(...this.board.model.rows.map(({ id, title }) => new Option(title, id)));
    if (isBooking) this.place.value = row.id;
    this.#tell("starts", this.board.texts[isBooking ? "from" : "startex"]);
    this.#tell("ends", this.board.texts[isBooking ? "until" : "endex"]);
  }

  /** The row chosen, if the bar isn't there. */
  get #row() {
    const { id: now } = this.bar.placements[0].row;
    if (this.board.group !== "resource" || this.place.value === now) return null;
    return this.board.model.rows.find(({ id }) => id === this.place.value);
  }

  /** A new start takes the end along; only a new end changes the length. */
  #keepLength() {
    if (this.start.value) this.end.value = isoOf(dayOf(this.start.value) + this.days - 1);
  }

  async #submit(event) {
    event.preventDefault();
    const { bar, board } = this;
    if (this.end.value < this.start.value) return this.#refuse(board.texts.order);
    bar.start = dayOf(this.start.value);
    bar.days = dayOf(this.end.value) - bar.start + 1;
    const refusal = await board.save(bar, { quiet: true, row: this.#row });
    if (refusal) return this.#refuse(refusal);
    return this.element.close();
  }

  /** One line each, with a link where there is something to open. */
  #list(name, found, words) {
    const list = this.element.querySelector(`[data-${name}]`);
    list.replaceChildren(...found.map((each) => this.#line(each, words(each))));
    (list.closest(`[data-${name}-part]`) ?? list).hidden = !found.length;
  }

  #line({ url, severity, kind }, text) {
    const item = node("li", severity ? `conflict conflict-${severity}` : "");
    const inner = url ? node("a", "", text) : node("span", "", text);
    if (url) inner.href = url;
    item.append(this.board.icons[severity ?? kind].cloneNode(true), inner);
    return item;
  }

  #mark({ kind, title, starts_on: from, ends_on: to = from }) {
    const days = this.board.calendar.span(dayOf(from), dayOf(to) - dayOf(from) + 1);
    return `${days} · ${this.board.texts[kind]}: ${title}`;
  }

  #tell(name, text) {
    const place = this.element.querySelector(`[data-fact="${name}"]`);
    place.textContent = text;
    return place;
  }

  #refuse(text) {
    this.error.textContent = text;
    this.error.hidden = !text;
  }
}
