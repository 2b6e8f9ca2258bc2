import { monthStart } from "./dates.js";
import * as address from "./address.js";

const STEP = 6; // months

/** Zoom, window of time, grouping, undo. */
export function startToolbar(board) {
  const { root } = board;
  const zooms = [...root.querySelectorAll("[data-zoom]")];
  const groups = [...root.querySelectorAll("[data-group-choice]")];

  const show = () => {
    for (const button of zooms) button.setAttribute("aria-pressed", button.dataset.zoom === board.zoom);
    for (const link of groups) {
      if (link.dataset.groupChoice === board.group) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    for (const link of root.querySelectorAll("[data-view]")) link.href = address.withView(link.dataset.view);
  };

  const onClick = (elements, action) => {
    for (const element of elements) {
      element.addEventListener("click", (event) => {
        event.preventDefault();
        action(element);
        show();
      });
    }
  };

  onClick(zooms, (button) => {
    const centre = board.centre;
    board.zoom = button.dataset.zoom;
    board.draw(centre);
  });
  onClick(groups, (link) => {
    board.group = link.dataset.groupChoice;
    board.load();
  });
  onClick(root.querySelectorAll("[data-window]"), (button) => {
    const { window: where } = button.dataset;
    board.from = where === "today" ? null : monthStart(board.first, where === "later" ? STEP : -STEP);
    board.load();
  });
  onClick(root.querySelectorAll("[data-board-undo], [data-undo]"), () => {
    board.notices.hide();
    board.undo();
  });

  document.addEventListener("keydown", (event) => {
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (!isUndo || event.target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    board.undo();
  });

  startForms(board);
  let width = board.element.clientWidth;
  new ResizeObserver(() => {
    if (!board.model || board.element.clientWidth === width) return;
    width = board.element.clientWidth;
    board.draw(board.centre);
  }).observe(board.element);

  address.write({ zoom: board.zoom, group: board.group, from: board.from });
  show();
}

/** The page's own forms: a filter keeps what the board shows, a saved view is what the board shows. */
function startForms(board) {
  document.querySelector("[data-board-filter]")?.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
    const { zoom, group, from } = address.written(board);
    for (const [name, value] of Object.entries({ zoom, group, from })) if (value) formData.set(name, value);
  });
  document.querySelector("[data-board-save]")?.addEventListener("formdata", ({ formData }) => {
    formData.set("query", location.search.slice(1));
  });
}
