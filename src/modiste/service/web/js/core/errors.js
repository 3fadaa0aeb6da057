// Problems in the shopper's words.

import { h } from "./dom.js";
import { lang, maybe, t } from "./i18n.js";

/**
 * A sentence for the shopper. The server's English sentence names the remedy and is kept in English;
 * in Chinese the stable name of the problem picks the text.
 */
export function sentence(problem) {
  const own = maybe(`error.${problem.name}`, null);
  const general = (problem.status ?? 0) >= 500 || problem.status === 0;
  if (lang() === "en" && problem.detail && !general) return problem.detail;
  return own ?? (problem.detail || t("error.unknown"));
}

/** A box with the sentence and, if asked for, a way to try again. */
export function errorBox(problem, retry) {
  return h("div", { class: "box error", role: "alert" },
    h("p", {}, sentence(problem)),
    retry && h("button", { class: "button small", type: "button", on: { click: retry } }, t("again")));
}
