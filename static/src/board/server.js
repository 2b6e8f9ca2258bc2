import { pageHeaders, raise } from "./banners.js";

/** The things the board asks of the server. Every refusal comes back as words that can be shown. */
export class Server {
  constructor(source, texts) {
    this.source = source;
    this.texts = texts;
  }

  /** Rows and bars, or `{message}`. */
  async load(query) {
    return (await this.#ask(withQuery(this.source, query))).body;
  }

  /** Conflicts and marks of the same bars; nothing where the server doesn't say, since the bars stand without. */
  async details(source, query) {
    const { status, body } = await this.#ask(withQuery(source, query));
    return status === 200 ? body : null;
  }

  /**
   * `{status, body}`; the body is `{bar, undo, message}`; `{ask}` where more follows from the move, which happens if
   * what it asks is sent back as seen; or `{message, bar}` where it was refused.
   */
  async move(url, dates) {
    return this.#ask(url, { method: "POST", body: new URLSearchParams(dates) });
  }

  async #ask(url, options = {}) {
    const headers = { Accept: "application/json", ...pageHeaders() };
    try {
      const response = await fetch(url, { credentials: "same-origin", ...options, headers });
      raise(response.headers);
      return { status: response.status, body: await words(response, this.texts) };
    } catch {
      return { status: 0, body: { message: this.texts.offline } };
    }
  }
}

const withQuery = (source, query) => `${source}${source.includes("?") ? "&" : "?"}${new URLSearchParams(query)}`;

/** The JSON of an answer; a page instead of JSON means that the session has ended or that the server failed. */
async function words(response, texts) {
  const isJson = response.headers.get("Content-Type")?.includes("json");
  const body = isJson ? await response.json() : {};
  if (response.ok && isJson) return body;
  return { ...body, message: body.message ?? (response.redirected || response.ok ? texts.signedOut : texts.refused) };
}
