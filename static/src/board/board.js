// The scheduling board. Its page comes from templates/components/board.html and works as a table without this script.
import * as address from "./address.js";
import { Ask } from "./ask.js";
import { Clash } from "./clash.js";
import { Calendar, dayOf, isoOf, monthStart } from "./dates.js";
import { Dialog } from "./dialog.js";
import { startKeyboard } from "./keyboard.js";
import { Model, putBack, take } from "./model.js";
import { Notices } from "./notices.js";
import { startPointer } from "./pointer.js";
import { Server } from "./server.js";
import { annotate } from "./signs.js";
import { startToolbar } from "./toolbar.js";
import { View } from "./view.js";

const VISIBLE_DAYS = { year: 365, quarter: 91, month: 31, week: 7 };
const LEAST_PIXELS = 2.5; // per day; below that nothing can be told apart, so the board scrolls.
const MONTHS_BEFORE = 3;
const MONTHS_SHOWN = 18;

class Board {
  constructor(element, root) {
    const shown = address.read();
    this.element = element;
    this.root = root;
    this.texts = Object.fromEntries(
      [...root.querySelector("[data-board-texts]").content.children].map((text) => [text.dataset.key, text.textContent]),
    );
    this.zoom = shown.zoom in VISIBLE_DAYS ? shown.zoom : "quarter";
    this.group = element.dataset.group;
    this.from = shown.from;
    this.direction = document.documentElement.dir === "rtl" ? -1 : 1;
    this.calendar = new Calendar(element.dataset.months.split(" "));
    this.server = new Server(element.dataset.src, this.texts);
    this.icons = Object.fromEntries(
      [...root.querySelector("[data-board-icons]").content.children].map((icon) => [icon.dataset.name, icon.firstElementChild]),
    );
    this.view = new View(element, this.texts, this.calendar, this.icons);
    this.dialog = new Dialog(root.querySelector("[data-sheet]"), this);
    this.ask = new Ask(root.querySelector("[data-ask]"));
    this.clash = new Clash(root.querySelector("[data-clash]"), this);
    this.notices = new Notices(root.querySelector("[data-board-notice]"));
    this.live = root.querySelector("[data-board-live]");
    this.undoable = [];
  }

  /** Fetch the window of time that is shown and draw it. */
  async load({ keep = null } = {}) {
    const first = this.from ?? monthStart(Date.now() / 86_400_000, -MONTHS_BEFORE);
    const last = monthStart(first, MONTHS_SHOWN);
    this.element.setAttribute("aria-busy", "true");
    const query = { group: this.group, from: isoOf(first), to: isoOf(last - 1) };
    const data = await this.server.load(query);
    this.element.removeAttribute("aria-busy");
    if (!data.rows) return this.notices.show(data.message, { failed: true });
    Object.assign(this, { first, days: last - first, model: new Model(data) });
    this.draw();
    annotate(this, query);
    this.root.querySelector("[data-board-more]").hidden = !data.has_more;
    if (keep) this.focus(this.model.bars.get(keep)?.placements[0] ?? null);
    return null;
  }

  /** Draw what is known at the present zoom; `centre` is the day that stays in the middle, by default near today. */
  draw(centre = null) {
    const head = parseFloat(getComputedStyle(this.element).getPropertyValue("--head"));
    const room = this.element.clientWidth - head;
    const pixels = Math.max(LEAST_PIXELS, room / VISIBLE_DAYS[this.zoom]);
    this.hadFocus = Boolean(document.activeElement?.placement);
    this.view.draw(this.model, { first: this.first, days: this.days, pixels });
    this.#keepFocus();
    const near = this.from === null ? this.model.today + room / pixels / 4 : this.first;
    this.element.scrollLeft = this.direction * (((centre ?? near) - this.first) * pixels - room / 2);
    const isEmpty = !this.model.rows.length;
    for (const words of this.root.querySelectorAll("[data-board-empty]")) {
      words.hidden = !isEmpty || (words.dataset.boardEmpty === "resource") !== (this.group === "resource");
    }
    this.element.classList.toggle("is-empty", isEmpty);
    address.write({ zoom: this.zoom, group: this.group, from: this.from });
  }

  /** The day in the middle of what is seen. */
  get centre() {
    const head = this.element.firstChild.querySelector(".board-corner").offsetWidth;
    const middle = Math.abs(this.element.scrollLeft) + (this.element.clientWidth - head) / 2;
    return this.first + middle / this.view.pixels;
  }

  mayMove = (bar) => Boolean(bar.moveUrl) && !bar.saving;

  open(placement) {
    this.focus(placement);
    this.dialog.open(placement);
    return true;
  }

  focus(placement, { scroll = false } = {}) {
    if (!placement) return;
    this.#tabStop(placement);
    placement.element.focus({ preventScroll: true });
    if (scroll) this.reveal(placement);
  }

  /** After everything was drawn anew: the same bar is the tab stop, and has the focus if it had it before. */
  #keepFocus() {
    const first = this.model.rows.find((row) => row.placements.length)?.placements[0];
    const stays = this.stop && this.model.bars.get(this.stop.bar.id) === this.stop.bar;
    if (!stays) this.stop = null;
    this.#tabStop(this.stop ?? first);
    if (stays && this.hadFocus) this.focus(this.stop);
  }

  reveal = (placement) => placement.element.scrollIntoView({ block: "nearest", inline: "nearest" });

  #tabStop(placement) {
    if (!placement) return;
    if (this.stop) this.stop.element.tabIndex = -1;
    this.stop = placement;
    placement.element.tabIndex = 0;
  }

  mark(bar, moving) {
    for (const { element } of bar.placements) element.toggleAttribute("data-moving", moving);
    if (!moving) this.view.hint(null);
  }

  restore(bar) {
    putBack(bar);
    this.view.settle(bar);
  }

  /**
   * Send a bar's new dates, and the resource's `row` that it goes to. Answers why they were refused, or nothing; the
   * server has the last word on everything.
   */
  async save(bar, { quiet = false, row = null } = {}) {
    const dates = { starts_on: isoOf(bar.start), ends_on: isoOf(bar.start + bar.days - 1), version: bar.version };
    if (row) dates.resource = row.id.replace("resource:", "");
    return this.#send(bar, dates, { quiet, undoing: false });
  }

  async undo() {
    const last = this.undoable.pop();
    const bar = last && this.model.bars.get(last.id);
    this.#showUndo();
    if (!last) return this.say(this.texts.nothingToUndo);
    if (!bar) return this.notices.show(this.texts.gone, { failed: true });
    return this.#send(bar, last.dates, { undoing: true });
  }

  async #send(bar, dates, { quiet, undoing }) {
    bar.saving = true;
    this.view.settle(bar);
    bar.placements.forEach(({ element }) => element.setAttribute("aria-busy", "true"));
    const { status, body } = await this.server.move(bar.moveUrl, dates);
    bar.saving = false;
    bar.placements.forEach(({ element }) => element.removeAttribute("aria-busy"));
    if (status === 200 && body.ask) return this.#confirm(bar, body.ask, dates, { quiet, undoing });
    if (status === 200 && body.bar) return this.#accept(bar, body, { undoing, replaced: dates.version });
    return this.#refuse(bar, status, body, { quiet, dates });
  }

  /** More follows than the bar shows: it waits where it was put until somebody says yes. */
  #confirm(bar, ask, dates, { quiet, undoing }) {
    this.dialog.element.close();
    this.mark(bar, true);
    const decided = (then) => () => {
      this.mark(bar, false);
      this.focus(bar.placements[0]);
      then();
    };
    this.ask.open(bar, ask, {
      confirm: decided(() => this.#send(bar, { ...dates, seen: ask.seen }, { quiet, undoing })),
      cancel: decided(() => {
        this.restore(bar);
        if (undoing) this.undoable.push({ id: bar.id, dates });
        this.#showUndo();
        this.say(this.texts.cancelled);
      }),
    });
    return "";
  }

  /** Our own changes carry the older undo steps of the bar along; anybody else's make them stale, and the server says so. */
  #accept(bar, { bar: facts, undo, message }, { undoing, replaced }) {
    take(bar, facts);
    this.view.settle(bar);
    for (const { id, dates } of this.undoable) {
      if (id === bar.id && String(dates.version) === String(replaced)) dates.version = bar.version;
    }
    if (undo && !undoing) this.undoable.push({ id: bar.id, dates: { ...undo } });
    this.#showUndo();
    this.notices.show(message, { undo: Boolean(undo) && !undoing });
    if (facts.row && facts.row !== bar.placements[0].row.id) this.load({ keep: bar.id });
    return "";
  }

  /** The bar returns; where somebody else was faster (409) or it is gone (404), the board is read anew. */
  #refuse(bar, status, { message, bar: facts, is_stale: isStale }, { quiet, dates }) {
    if (facts) take(bar, facts);
    this.restore(bar);
    if (isStale) return this.#clash(bar, message, dates);
    const outdated = status === 409 || status === 404;
    if (outdated) this.load({ keep: bar.id });
    if (outdated || !quiet) this.notices.show(message, { failed: true });
    return outdated ? "" : message;
  }

  /** Read everything anew, then let the reader choose between the other person's dates and their own. */
  #clash(bar, message, { starts_on: from, ends_on: to, resource }) {
    const start = dayOf(from);
    const mine = { start, days: dayOf(to) - start + 1 };
    const isElsewhere = ({ placements: [{ row }] }) => resource && row.id !== `resource:${resource}`;
    this.dialog.element.close();
    this.load({ keep: bar.id }).then(() => {
      const now = this.model.bars.get(bar.id);
      const differs = now && (now.start !== mine.start || now.days !== mine.days || isElsewhere(now));
      const row = this.model.rows.find(({ id }) => id === `resource:${resource}`) ?? null;
      if (differs && now.moveUrl) this.clash.open(now, { ...mine, row }, message);
      else this.notices.show(now ? message : this.texts.gone, { failed: true });
    });
    return "";
  }

  #showUndo() {
    this.root.querySelector("[data-board-undo]").disabled = !this.undoable.length;
  }

  say(text) {
    this.live.textContent = text;
    return true;
  }
}

function start(root) {
  const element = root.querySelector("#board");
  const fallback = document.querySelector("[data-board-fallback]");
  const showsTable = address.read().table;
  if (fallback) fallback.hidden = !showsTable;
  root.toggleAttribute("data-table", showsTable);
  if (showsTable) return;
  const board = new Board(element, root);
  startPointer(board);
  startKeyboard(board);
  startToolbar(board, VISIBLE_DAYS);
  element.addEventListener("click", (event) => {
    const placement = event.target.closest(".bar")?.placement;
    if (placement && !placement.element.hasAttribute("data-moving")) board.open(placement);
  });
  board.load();
}

const root = document.querySelector("[data-board]");
if (root) start(root);
