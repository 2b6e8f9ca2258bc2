/** A [data-dismiss] button removes its closest [data-dismissible]; focus goes to the page's content, never nowhere. */
export function startDismissals() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (!button) return;
    button.closest("[data-dismissible]").remove();
    document.getElementById("main")?.focus({ preventScroll: true });
  });
}
