/** A thin line under the top banner while htmx waits for the server. */
export function startProgress() {
  let waiting = 0;
  const count = (change) => {
    waiting = Math.max(0, waiting + change);
    document.documentElement.toggleAttribute("data-waiting", waiting > 0);
  };
  document.addEventListener("htmx:beforeRequest", () => count(1));
  document.addEventListener("htmx:afterRequest", () => count(-1));
  document.addEventListener("htmx:sendError", () => say("offline"));
  document.addEventListener("htmx:responseError", () => say("refused"));
}

function say(what) {
  const live = document.getElementById("live");
  if (live) live.textContent = live.dataset[what];
}
