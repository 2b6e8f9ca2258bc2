/** Somebody was faster: shows theirs and mine, and lets the reader choose; until then nothing of either is lost. */
export class Clash {
  constructor(element, board) {
    this.element = element;
    this.board = board;
    element.addEventListener("close", () => this.#decide());
  }

  /** `bar` is as the server has it now; `mine` are the `{start, days}` that it refused. */
  open(bar, mine, message) {
    this.bar = bar;
    this.mine = mine;
    const { calendar } = this.board;
    this.#tell("who", message);
    this.#tell("theirs", calendar.span(bar.start, bar.days));
    this.#tell("mine", calendar.span(mine.start, mine.days));
    this.element.returnValue = "";
    this.element.showModal();
    this.element.querySelector("[data-theirs]").focus();
  }

  #decide() {
    const { bar, board } = this;
    if (this.element.returnValue === "mine" && bar.moveUrl) {
      Object.assign(bar, this.mine);
      board.save(bar);
    }
    board.focus(bar.placements[0]);
  }

  #tell(name, text) {
    this.element.querySelector(`[data-fact="${name}"]`).textContent = text;
  }
}
