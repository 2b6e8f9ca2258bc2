const MARKS = { B: "**", STRONG: "**", I: "*", EM: "*" };
const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "TR", "UL", "OL", "BLOCKQUOTE", "TABLE"]);
const LEFT_OUT = new Set(["SCRIPT", "STYLE", "HEAD", "TITLE", "META", "LINK", "XML", "TEMPLATE", "OBJECT"]);
const LINK = /^(https?|mailto):/i;

/** The text of a piece of HTML with emphasis, lists and links as Markdown. The document it is read in runs nothing. */
export function markdownOf(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return inside(page.body)
    .replace(/[ \t]+\n/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function inside(node) {
  return [...node.childNodes].map(textOf).join("");
}

function textOf(node) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[\s\u00a0]+/g, " ").replace(/[\u00ad\u200b]/g, "");
  if (node.nodeType !== Node.ELEMENT_NODE || LEFT_OUT.has(node.tagName.toUpperCase())) return "";
  if (node.tagName === "BR") return "\n";
  if (node.tagName === "LI") return `\n${bullet(node)} ${inside(node).trim()}`;
  if (node.tagName === "A" && LINK.test(node.getAttribute("href") ?? "")) return link(node);
  const mark = MARKS[node.tagName];
  if (mark) return marked(inside(node), mark);
  return BLOCKS.has(node.tagName) ? `\n\n${inside(node).trim()}\n\n` : inside(node);
}

function bullet(item) {
  const list = item.parentElement;
  return list?.tagName === "OL" ? `${[...list.children].indexOf(item) + 1}.` : "-";
}

function link(node) {
  const words = inside(node).trim();
  const address = node.getAttribute("href").replace(/[\s()<>]/g, encodeURIComponent);
  return words && words !== address ? `[${words.replace(/[[\]]/g, "")}](${address})` : address;
}

/** Spaces stand outside the marks, or they wouldn't be marks. */
function marked(text, mark) {
  const words = text.trim();
  if (!words) return text;
  const [before, after] = text.split(words).map((space) => (space ? " " : ""));
  return `${before}${mark}${words}${mark}${after ?? ""}`;
}
