import { dayOf, isoOf } from "./dates.js";

/** What the board shows is kept in the address, so that it can be sent to somebody. */
export function read() {
  const query = new URLSearchParams(location.search);
  const from = query.get("from");
  return {
    zoom: query.get("zoom"),
    group: query.get("group"),
    from: /^\d{4}-\d\d-\d\d$/.test(from) && Number.isFinite(dayOf(from)) ? dayOf(from) : null,
    table: query.get("view") === "table",
  };
}

/** What is written of the board, as the address has it. */
export const written = ({ zoom, group, from }) => ({ zoom, group, from: from === null ? null : isoOf(from) });

/** This very address, as a board or as a table. */
export function withView(view) {
  const address = new URL(location.href);
  if (view) address.searchParams.set("view", view);
  else address.searchParams.delete("view");
  return address.href;
}

export function write(shown) {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(written(shown))) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(null, "", address);
}
