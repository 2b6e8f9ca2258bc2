/** The page's marking, raised to what an answer brought along; the server says so, and only the server knows. */
export function raise(headers) {
  const said = headers.get("X-Marking");
  if (!said) return;
  const { text, css, labels } = JSON.parse(decodeURIComponent(said));
  for (const edge of ["top", "bottom"]) {
    const banner = document.getElementById(`marking-${edge}`);
    banner.className = `marking marking-${css} marking-${edge}`;
    banner.firstElementChild.textContent = text;
  }
  document.body.setAttribute("hx-headers", JSON.stringify({ ...pageHeaders(), "x-labels": labels }));
}

/** What every request of a page carries: the token against forgery, and the labels it shows already. */
export function pageHeaders() {
  return JSON.parse(document.body.getAttribute("hx-headers"));
}
