/** The theme is "light", "dark" or "system"; the choice is kept on this device only. */
const KEY = "theme";
const system = matchMedia("(prefers-color-scheme: dark)");

export function chosenTheme() {
  try {
    return localStorage.getItem(KEY) ?? "system";
  } catch {
    return "system"; // Storage may be switched off.
  }
}

export function applyTheme(choice = chosenTheme()) {
  const dark = choice === "dark" || (choice === "system" && system.matches);
  document.documentElement.dataset.bsTheme = dark ? "dark" : "light";
}

export function chooseTheme(choice) {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // The choice then lasts for this page.
  }
  applyTheme(choice);
}

system.addEventListener("change", () => applyTheme());
