import { dayOf, isoOf } from "./dates.js";

/** The way to move an exchange without dragging: two date fields. Also tells what a bar is, and leads to its page. */
export class Dialog {
  constructor(element, board) {
    this.element = element;
    this.board = board;
    this.form = element.querySelector("form");
    this.start = this.form.elements.starts_on;
    this.end = this.form.elements.ends_on;
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
    this.element.querySelector("[data-link]").href = bar.url;
    this.element.querySelectorAll("[data-movable]").forEach((part) => (part.hidden = !bar.moveUrl));
    this.#tell("fixed", this.board.texts.fixedWhy).hidden = Boolean(bar.moveUrl);
    this.#refuse("");
    this.element.showModal();
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
    const refusal = await board.save(bar, { quiet: true });
    if (refusal) return this.#refuse(refusal);
    return this.element.close();
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
