/** A move that takes more along than the bar: what follows is listed, and happens only once it is confirmed. */
export class Ask {
  constructor(element) {
    this.element = element;
    element.addEventListener("close", () => this.#decide());
  }

  /** `ask` is what the server says: the list as HTML, made of its own templates, which escape what people wrote. */
  open(bar, ask, { confirm, cancel }) {
    this.answers = { confirm, cancel };
    this.element.querySelector('[data-fact="title"]').textContent = bar.title;
    const label = this.element.querySelector('[data-fact="marking"]');
    label.textContent = bar.marking;
    label.className = `label label-${bar.markingCss}`;
    this.element.querySelector("[data-effects]").innerHTML = ask.html;
    this.element.returnValue = "";
    this.element.showModal();
    this.element.querySelector("[data-cancel]").focus(); // Whoever presses Enter without reading changes nothing.
  }

  #decide() {
    const { confirm, cancel } = this.answers;
    if (this.element.returnValue === "confirm") confirm();
    else cancel();
  }
}
