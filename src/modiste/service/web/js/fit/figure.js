// The fit drawn on a body: a band round every zone, with its word beside it.

import { s } from "../core/dom.js";
import { female, male } from "./outline.js";
import { isLength } from "./verdicts.js";

const OUTLINES = { female, male };
const SIDE = 62;
const GAP = 18;
/** Where a zone without a tape line of its own is drawn: name of a tape line, or a share of the height. */
const STAND_IN = { shoulder: 0.175, sleeve: "wrist", length: "hip", inseam: "calf", outseam: "calf", back_length: "waist_natural" };

/** Left, right, top and bottom of a zone on an outline, cm; null when it has no place. */
export function zoneBox(outline, zone) {
  const stand = STAND_IN[zone];
  if (typeof stand === "number") {
    const half = 0.115 * outline.height;
    return [-half, half, stand * outline.height, stand * outline.height];
  }
  return outline.zones[zone] ?? outline.zones[stand] ?? null;
}

/** Heights for labels that want `wanted` (ascending) and keep `gap` between one another. */
export function spread(wanted, gap = GAP) {
  const rows = [...wanted];
  for (let i = 1; i < rows.length; i += 1) rows[i] = Math.max(rows[i], rows[i - 1] + gap);
  const excess = rows.length > 0 ? (rows.at(-1) - wanted.at(-1)) / 2 : 0;
  return rows.map((row) => row - excess);
}

/** An SVG of the body with bands. `zones` are `{zone, verdict}`; `word(zone)` gives two short lines. */
export function fitFigure({ sex, zones, word, label }) {
  const outline = OUTLINES[sex] ?? female;
  const placed = zones.map((zone) => ({ ...zone, box: zoneBox(outline, zone.zone) })).filter((zone) => zone.box)
    .sort((a, b) => a.box[2] - b.box[2]);
  const rows = spread(placed.map((zone) => (zone.box[2] + zone.box[3]) / 2));
  const box = [-54, -6, 54 + SIDE + 48, outline.height + 12].join(" ");
  return s("svg", { class: "fit-figure", viewBox: box, role: "img", "aria-label": label },
    s("path", { class: "fit-body", d: outline.path }),
    placed.map((zone) => bands(zone)),
    placed.map((zone, i) => caption(zone, rows[i], word(zone))));
}

function bands(zone) {
  const [left, right, top, bottom] = zone.box;
  const limb = left > 0;
  const sides = limb ? [[left, right], [-right, -left]] : [[left, right]];
  if (isLength(zone.zone)) return s("line", { class: `fit-edge verdict-${zone.verdict}`, x1: left, x2: right, y1: bottom, y2: bottom });
  return sides.map(([from, to], i) => s("path", { class: `fit-band verdict-${zone.verdict}`, d: belt(from, to, i ? bottom : top, i ? top : bottom) }));
}

/** A belt with a little sag, as a tape looks from the front. */
function belt(from, to, start, end) {
  const high = 4.4;
  const sag = 0.06 * (to - from);
  const middle = (start + end) / 2 + sag;
  const reach = (from + to) / 2;
  return `M${from} ${start - high / 2}Q${reach} ${middle - high / 2} ${to} ${end - high / 2}L${to} ${end + high / 2}` +
    `Q${reach} ${middle + high / 2} ${from} ${start + high / 2}Z`;
}

function caption(zone, row, [name, verdict]) {
  const [, right, top, bottom] = zone.box;
  const y = (top + bottom) / 2;
  return s("g", { class: "fit-caption" },
    s("polyline", { points: `${right + 1},${y} ${SIDE - 9},${row} ${SIDE - 3},${row}` }),
    s("circle", { class: `verdict-${zone.verdict}`, cx: SIDE, cy: row, r: 2.4 }),
    s("text", { x: SIDE + 5, y: row - 2, class: "fit-name" }, name),
    s("text", { x: SIDE + 5, y: row + 7.4, class: "fit-word" }, verdict));
}
