// A garment in the catalogue.

import { h } from "../core/dom.js";
import { maybe, money, nameOf, t } from "../core/i18n.js";
import { icon } from "./icons.js";
import { picture } from "./controls.js";

/** Brand, or the kind when there is none. */
export function subtitle(garment) {
  return garment.brand || maybe(`kind.${garment.kind}`, garment.kind ?? "");
}

/** A card that is a button: pressed while the garment is worn. */
export function garmentCard(garment, worn, pick) {
  return h("button", { class: `card garment ${worn ? "worn" : ""}`, type: "button", "aria-pressed": String(worn),
    data: { garment: garment.id }, on: { click: () => pick(garment) } },
    garment.picture_url ? picture(garment.picture_url, "", { look: "flat" }) : h("span", { class: "picture flat" }, icon("hanger", 32)),
    h("span", { class: "card-title" }, nameOf(garment)),
    h("span", { class: "card-line" }, h("span", { class: "muted" }, subtitle(garment)), price(garment)),
    worn && h("span", { class: "worn-mark" }, icon("check", 16), h("span", { class: "unseen" }, t("garment.worn"))));
}

export function price(garment) {
  if (garment.price === null || garment.price === undefined) return null;
  return h("span", { class: "price" }, money(garment.price, garment.currency ?? "EUR"));
}
