const PATIENCE = 5000; // ms; an answer that is a download leaves the page where it is.

/** A form is sent once, however often its button is pressed; coming back with the browser's Back makes it usable again. */
export function startForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    form.setAttribute("aria-busy", "true");
    setTimeout(release, PATIENCE, form);
  });
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("htmx:afterRequest", (event) => release(event.target));
}

function release(form) {
  if (!(form instanceof HTMLFormElement)) return;
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}
