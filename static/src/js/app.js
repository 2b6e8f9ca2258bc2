import htmx from "htmx.org/dist/htmx.esm.js";

import { startDismissals } from "./dismissals.js";
import { startForms } from "./forms.js";
import { startMenus } from "./menus.js";
import { startPortions } from "./portions.js";
import { startProgress } from "./progress.js";
import { startSelects } from "./selects.js";
import { startThemeSwitch } from "./themeswitch.js";
import { startUploads } from "./uploads.js";

window.htmx = htmx;

startProgress();
startMenus();
startDismissals();
startUploads(); // Before forms: what it sends isn't sent again.
startForms();
startThemeSwitch();
startSelects();
startPortions();
