/** Somebody was faster: shows theirs and mine, and lets the reader choose; until then nothing of either is lost. */
export class Clash {
  constructor(element, board) {
    this.element = element;
    this.board = board;
    element.addEventListener("close", () => this.#decide());
  }

  /** `bar` is as the server has it now; `mine` are the `{start, days, row}` that it refused; a row only of resources. */
  open(bar, mine, message) {
    this.bar = bar;
    this.mine = mine;
    const { calendar } = this.board;
    this.#tell("who", message);
    const said = ({ start, days }, row) => [calendar.span(start, days), row?.title].filter(Boolean).join(" · ");
    this.#tell("theirs", said(bar, mine.row && bar.placements[0].row));
    this.#tell("mine", said(mine, mine.row));
    this.element.returnValue = "";
    this.element.showModal();
    this.element.querySelector("[data-theirs]").focus();
  }

  #decide() {
    const { bar, board } = this;
    if (this.element.returnValue === "mine" && bar.moveUrl) {
      const { row, ...dates } = this.mine;
      Object.assign(bar, dates);
      board.save(bar, { row });
    }
    board.focus(bar.placements[0]);
  }

  #tell(name, text) {
    this.element.querySelector(`[data-fact="${name}"]`).textContent = text;
  }
}
