// Light, dark, or as the device says; remembered.

const KEY = "modiste.theme";
export const THEMES = ["auto", "light", "dark"];

export function theme() {
  return document.documentElement.dataset.theme ?? "auto";
}

export function setTheme(name) {
  document.documentElement.dataset.theme = name;
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Without storage the choice lasts as long as the page.
  }
}

export function restoreTheme() {
  let name = null;
  try {
    name = localStorage.getItem(KEY);
  } catch {
    name = null;
  }
  document.documentElement.dataset.theme = THEMES.includes(name) ? name : "auto";
}
