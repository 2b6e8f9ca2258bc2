/** An element with a class, and perhaps a text. */
export function node(tag, css, text) {
  const element = document.createElement(tag);
  element.className = css;
  if (text !== undefined) element.textContent = text;
  return element;
}

/** Custom properties through the CSSOM, which the strict policy allows. */
export function set(element, properties) {
  for (const [name, value] of Object.entries(properties)) element.style.setProperty(name, value);
}

/** At a day, counted from the first that is drawn. */
export function at(element, day) {
  set(element, { "--at": day });
  return element;
}
