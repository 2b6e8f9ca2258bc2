// Runs before the first paint, from <head>: the theme appears without a flash and without inline script.
import { applyTheme } from "./themes.js";

document.documentElement.classList.add("js");
applyTheme();
