import TomSelect from "tom-select/base";
import removeButton from "tom-select/dist/esm/plugins/remove_button/plugin.js";

TomSelect.define("remove_button", removeButton);

/** Long lists: a <select data-search> becomes searchable; without script it stays the select it is. */
export function startSelects() {
  enhance(document);
  // Once htmx has settled: until then it gives a new element the attributes of the old one with its id, and takes them away.
  document.addEventListener("htmx:afterSettle", (event) => enhance(event.detail.target?.isConnected ? event.target : document));
  document.addEventListener("toggle", (event) => enhance(event.target), true); // A <details> that was just opened.
}

function enhance(root) {
  for (const select of root.querySelectorAll("select[data-search], select[multiple]:not([data-plain])")) {
    if (!select.tomselect && !select.closest("details:not([open])")) new TomSelect(select, options(select));
  }
}

function options(select) {
  return {
    plugins: select.multiple ? { remove_button: { title: select.dataset.remove ?? "×" } } : {},
    maxOptions: null,
    refreshThrottle: 0, // Enter must take what is typed, not what was listed a moment before.
    onInitialize() {
      // The original stays in the tree for the form; screen readers and the keyboard use the new control.
      this.input.setAttribute("aria-hidden", "true");
      this.input.tabIndex = -1;
    },
  };
}
