/** Answers of the board: a line at the foot of the page, with Undo where there is something to undo. */
export class Notices {
  constructor(element) {
    this.element = element;
    this.text = element.querySelector("[data-text]");
    this.undo = element.querySelector("[data-undo]");
    element.querySelector("[data-hide]").addEventListener("click", () => this.hide());
  }

  show(text, { failed = false, undo = false } = {}) {
    this.element.classList.toggle("notice-error", failed);
    this.element.classList.toggle("notice-success", !failed);
    this.undo.hidden = !undo;
    this.element.hidden = false;
    this.text.textContent = ""; // So that the same words are announced again.
    requestAnimationFrame(() => (this.text.textContent = text));
  }

  hide() {
    this.element.hidden = true;
  }
}
