// Builds static/dist, the only folder that is served: `npm ci && node build.mjs`.
import { build } from "esbuild";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const project = dirname(here);
const out = join(here, "dist");
const source = (name) => join(here, "src", name);

const common = {
  bundle: true,
  minify: true,
  legalComments: "none", // The licences are in the packages; THIRD-PARTY.txt names them.
  logLevel: "warning",
  outdir: out,
  target: ["chrome123", "firefox121", "safari17.5"], // light-dark() and :has() need no less.
  loader: { ".svg": "dataurl" },
};

const styles = ["accord", "accord.rtl"].map((name) => ({ out: name, in: source(`css/${name}.css`) }));
const scripts = [
  { out: "theme", in: source("js/theme.js") },
  { out: "app", in: source("js/app.js") },
  { out: "board", in: source("board/board.js") },
];

/** Every file below `folder` whose name ends with one of `endings`; generated and foreign folders are left out. */
function files(folder, endings) {
  const skipped = new Set(["node_modules", ".venv", ".git", "var", "static", "locale", "docs", "tests"]);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : files(join(folder, entry.name), endings);
    return endings.some((ending) => entry.name.endsWith(ending)) ? [join(folder, entry.name)] : [];
  });
}

/** The icons that templates and code name, plus those of src/icons.txt (whose names are only known at run time). */
function iconNames() {
  const names = new Map();
  const patterns = [/\{%\s*icon\s+"([a-z0-9-]+)"/g, /\b(?:icon|symbol)\s*=\s*"([a-z0-9-]+)"/g, /"icon":\s*"([a-z0-9-]+)"/g];
  for (const file of files(project, [".html", ".py"])) {
    const text = readFileSync(file, "utf8");
    for (const pattern of patterns) for (const [, name] of text.matchAll(pattern)) names.set(name, file);
  }
  const listed = readFileSync(source("icons.txt"), "utf8").split("\n").map((line) => line.replace(/#.*/, "").trim());
  for (const name of listed.filter(Boolean)) names.set(name, "static/src/icons.txt");
  return names;
}

function drawing(name, file) {
  const own = { accord: source("img/accord.svg") };
  const path = own[name] ?? join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new Error(`${file}: there is no icon "${name}" (see tabler.io/icons, outline).`);
  }
}

function symbol([name, file]) {
  const svg = drawing(name, file).replace(/<!--[\s\S]*?-->/g, "");
  const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace("</svg>", "").replace(/\s*\n\s*/g, "").trim();
  const pen = 'fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round"';
  return `<symbol id="${name}" viewBox="0 0 24 24" ${pen}>${shapes}</symbol>`;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({ ...common, entryPoints: styles });
await build({ ...common, format: "iife", entryPoints: scripts });
const symbols = [...iconNames()].sort().map(symbol).join("");
writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols}</svg>\n`);
cpSync(source("img/favicon.svg"), join(out, "favicon.svg"));
