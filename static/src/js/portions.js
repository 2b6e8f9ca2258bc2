import { markdownOf } from "./paste.js";

const PAUSE = 3000; // ms without typing before the draft is kept.
const MOVES = { ArrowUp: "up", ArrowDown: "down" };
const waiting = new WeakMap();

/** The editor of paragraphs: keys for its buttons, clean paste, and a draft that is kept while one writes. */
export function startPortions() {
  document.addEventListener("keydown", press);
  document.addEventListener("paste", paste);
  document.addEventListener("input", (event) => later(event.target.closest?.("[data-editor-form]")));
  document.addEventListener("change", (event) => later(event.target.closest?.("[data-editor-form]")));
  document.addEventListener("submit", (event) => forget(event.target));
  document.addEventListener("visibilitychange", leave);
}

/** Alt+↑ and Alt+↓ move the paragraph, Ctrl+Enter begins another below: each presses the button that does so. */
function press(event) {
  const block = event.target.closest?.("[data-block]");
  const name = event.altKey ? MOVES[event.key] : event.ctrlKey && event.key === "Enter" ? "add" : null;
  if (!block || !name) return;
  event.preventDefault();
  block.querySelector(`.block-tools [name="${name}"]`)?.click();
}

/** What comes from a word processor becomes plain text with the little Markdown that a paragraph knows. */
function paste(event) {
  if (!event.target.matches?.("[data-paragraph]")) return;
  const html = event.clipboardData?.getData("text/html");
  if (!html) return;
  event.preventDefault();
  // Unlike setting the value, this can be undone with Ctrl+Z.
  document.execCommand("insertText", false, markdownOf(html));
}

function later(form) {
  if (!form) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(keep, PAUSE, form));
}

function forget(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
}

/** Leaving the page keeps what was typed since. */
function leave() {
  const form = document.querySelector("[data-editor-form]");
  if (document.hidden && form && waiting.has(form)) keep(form);
}

async function keep(form) {
  forget(form);
  if (!form.isConnected || form.dataset.sent) return;
  const body = new FormData(form);
  body.append("keep", "1");
  let isKept = false;
  try {
    const answer = await fetch(location.pathname, { method: "POST", body, headers: { "HX-Request": "true" }, redirect: "manual", keepalive: document.hidden });
    isKept = answer.status === 204;
  } catch {
    isKept = false; // No connection: said below, tried again after the next word.
  }
  say(form.querySelector("[data-kept]"), isKept);
}

function say(place, isKept) {
  if (!place) return;
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" }).format();
  place.textContent = isKept ? `${place.dataset.keptText} · ${time}` : place.dataset.notKeptText;
}
