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

export function write({ zoom, group, from }) {
  const address = new URL(location.href);
  const values = { zoom, group, from: from === null ? null : isoOf(from) };
  for (const [name, value] of Object.entries(values)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  history.replaceState(null, "", address);
}
