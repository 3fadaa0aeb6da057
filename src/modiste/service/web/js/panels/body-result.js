// Measures with their intervals, and the body's shape in the words of the systems.

import { h } from "../core/dom.js";
import { cautions, maybe, number, percent, t } from "../core/i18n.js";
import { showFeet, showLength, showMass } from "../core/units.js";
import { icon } from "../parts/icons.js";

const FIRST = ["height", "weight", "chest", "waist", "hip", "inseam", "shoulder", "arm_length"];

/** A value in the shopper's unit, with the unit. */
export function inUnits(name, value, units) {
  if (name === "weight") return `${number(Number(showMass(value, units)), 1)} ${units === "cm" ? "kg" : "lb"}`;
  if (name === "height" && units === "in") return showFeet(value);
  return `${number(Number(showLength(value, units)), 1)} ${units}`;
}

/** How far a bar reaches to either side, as a share of the mean; the same for all, so that bars compare. */
const REACH = 0.16;

/** Where the ends of the intervals lie on a measure's bar, in [0, 1]. */
export function barPlaces({ mean, interval80, interval95 }) {
  const half = REACH * Math.abs(mean);
  const at = (value) => Math.min(1, Math.max(0, (value - mean + half) / (2 * half)));
  return { low: at(interval80[0]), high: at(interval80[1]), least: at(interval95[0]), most: at(interval95[1]), mean: at(mean) };
}

export function measures(body, units) {
  const names = Object.keys(body.measurements);
  const rest = names.filter((name) => !FIRST.includes(name));
  return h("section", { class: "section", "aria-labelledby": "measures-title" },
    h("h2", { id: "measures-title" }, t("body.measures")),
    h("p", { class: "hint" }, t("body.measures.hint")),
    cautions(body).map((text) => h("p", { class: "warning" }, icon("alert", 16), text)),
    table(FIRST.filter((name) => names.includes(name)), body, units),
    rest.length > 0 && h("details", { class: "more" }, h("summary", {}, t("body.measures.rest", { n: rest.length })), table(rest, body, units)));
}

function table(names, body, units) {
  return h("table", { class: "measures" },
    h("thead", { class: "unseen" }, h("tr", {}, ["name", "value", "interval", "source"].map((key) => h("th", { scope: "col" }, t(`body.column.${key}`))))),
    h("tbody", {}, names.map((name) => row(name, body.measurements[name], units))));
}

function row(name, found, units) {
  const [low, high] = found.interval80.map((value) => inUnits(name, value, units));
  return h("tr", {}, h("th", { scope: "row" }, maybe(`measure.${name}`, name.replace(/_/g, " "))),
    h("td", { class: "value" }, inUnits(name, found.mean, units)),
    h("td", { class: "interval" }, h("span", { class: "unseen" }, t("body.between", { low, high })), bar(found),
      h("span", { class: "ends", "aria-hidden": "true" }, `${low} – ${high}`)),
    h("td", {}, h("span", { class: `tag source-${found.source}` }, maybe(`source.${found.source}`, found.source))));
}

function bar(found) {
  return h("span", { class: "interval-bar", "aria-hidden": "true", vars: barPlaces(found) }, h("i"), h("b"), h("u"));
}

export function shapes(body) {
  const found = [body.shape ?? []].flat().filter((shape) => shape?.system);
  if (found.length === 0) return null;
  return h("section", { class: "section", "aria-labelledby": "shape-title" }, h("h2", { id: "shape-title" }, t("body.shape")),
    h("div", { class: "shapes" }, found.map(shapeCard)),
    body.designation && h("p", { class: "muted" }, t("body.designation", { system: body.designation.system, top: body.designation.top,
      bottom: body.designation.bottom })),
    h("p", { class: "hint" }, t("body.shape.hint")));
}

const word = (name) => maybe(`shape.${name}`, name);

function shapeCard(shape) {
  const chances = Object.entries(shape.probabilities ?? {}).sort((a, b) => b[1] - a[1]).slice(0, 3);
  return h("div", { class: "shape" }, h("p", { class: "muted" }, maybe(`system.${shape.system}`, shape.system)),
    h("p", { class: "shape-name" }, word(shape.class)),
    h("ul", { class: "chances" }, chances.map(([name, chance]) => h("li", { vars: { share: chance } },
      h("span", {}, word(name)), h("span", { class: "muted" }, percent(chance))))));
}
