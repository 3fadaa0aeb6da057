// What others found of one garment in one size, in a line.

import { h } from "../core/dom.js";
import { pick } from "../core/i18n.js";

/** Fewer reactions of others are not spoken of. */
const QUOTED = 5;

/** A warning where a size hardly fits, a hint where enough have spoken, else nothing. */
export function riskLine(app, risk) {
  if (!risk) return null;
  if (risk.flagged) return h("p", { class: "warning" }, app.icon("alert", 16), pick(risk));
  return risk.reactions >= QUOTED && h("p", { class: "hint" }, pick(risk));
}
