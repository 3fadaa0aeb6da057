// The fitting room: the mirror on one side, garments on the other.

import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { empty, button } from "../parts/controls.js";
import { catalogue } from "./try-catalogue.js";
import { mirrorSide } from "./try-mirror.js";

export function tryOn(root, app) {
  const ends = [];
  const left = h("div", { class: "fitting-left" });
  const right = h("div", { class: "fitting-right" });
  root.append(h("h1", { class: "unseen", tabindex: "-1" }, t("nav.try")),
    h("div", { class: "fitting" }, left, right));
  if (app.store.get().person) ends.push(mirrorSide(left, app));
  else left.append(empty("person", t("try.nobody"), t("try.nobody.text"),
    button(t("try.nobody.go"), { look: "main", click: () => app.go("you") })));
  ends.push(catalogue(right, app));
  return () => ends.forEach((end) => end?.());
}
