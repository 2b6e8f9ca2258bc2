import { chooseTheme, chosenTheme } from "./themes.js";

/** The buttons [data-theme-choice="system|light|dark"]. */
export function startThemeSwitch() {
  const buttons = [...document.querySelectorAll("[data-theme-choice]")];
  const show = () => {
    for (const button of buttons) button.setAttribute("aria-pressed", button.dataset.themeChoice === chosenTheme());
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      chooseTheme(button.dataset.themeChoice);
      show();
    });
  }
  show();
}
