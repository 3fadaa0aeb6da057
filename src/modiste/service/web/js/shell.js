// The frame around the panels: name, ways to go, language, light.

import { h, swap } from "./core/dom.js";
import { LANGUAGES, lang, t } from "./core/i18n.js";
import { THEMES, setTheme, theme } from "./core/theme.js";
import { iconButton } from "./parts/controls.js";
import { icon } from "./parts/icons.js";

export const PANELS = ["start", "you", "try", "body", "size", "foryou", "guidance", "privacy"];
const WAYS = [["you", "person"], ["try", "mirror"], ["size", "ruler"], ["foryou", "heart"], ["body", "body"], ["guidance", "sprout"], ["privacy", "shield"]];
const SIGNS = { auto: "auto", light: "sun", dark: "moon" };

/** Draws header, navigation and main; `act` has `speak(lang)`, `go(name)` and, embedded, `close()`. */
export function createShell(root, act) {
  const main = h("main", { id: "main", tabindex: "-1" });
  const header = h("header", { class: "top" });
  const nav = h("nav", { class: "ways-nav" });
  const skip = h("a", { class: "skip", href: "#main", on: { click: (event) => {
    event.preventDefault();
    main.focus();
  } } });
  root.append(skip, header, nav, main);

  function draw(shown, open) {
    skip.textContent = t("skip");
    nav.setAttribute("aria-label", t("nav.label"));
    swap(header, h("a", { class: "wordmark", href: open ? "#/try" : "#/start" }, "modiste"),
      h("div", { class: "top-right" }, languages(), themes(), act.close && iconButton(t("close"), "close", act.close)));
    nav.hidden = !open;
    swap(nav, h("ul", {}, WAYS.map(([name, sign]) => h("li", { class: `way-${name}` },
      h("a", { href: `#/${name}`, "aria-current": name === shown && "page" }, icon(sign), h("span", {}, t(`nav.${name}`)))))));
    nav.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }

  function languages() {
    const others = Object.entries(LANGUAGES).filter(([name]) => name !== lang());
    return others.map(([name, text]) => h("button", { class: "button quiet language", type: "button", lang: name, data: { lang: name },
      "aria-label": `${t("language")}: ${text}`, on: { click: () => act.speak(name) } }, text));
  }

  function themes() {
    const next = THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length];
    const control = iconButton(t("theme", { now: t(`theme.${theme()}`), next: t(`theme.${next}`) }), SIGNS[theme()], () => {
      setTheme(next);
      const fresh = themes();
      control.replaceWith(fresh);
      fresh.focus();
    });
    return control;
  }

  return { main, header, draw };
}
