// The body: by numbers, photo or scan; then measures with their intervals, shape, and the figure in 3D.

import { h, swap } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { button, empty, heading, segments } from "../parts/controls.js";
import { bodyForm } from "./body-form.js";
import { measures, shapes } from "./body-result.js";
import { avatarView } from "./body-avatar.js";

export function body(root, app) {
  const { store } = app;
  const result = h("div", { class: "body-result" });
  const form = h("div", {});
  const figure = h("div", { class: "avatar" });
  const numbers = h("div", { class: "stack wide" });
  let view = null;
  root.append(heading(t("body.title"), t("body.lead")),
    h("div", { class: "two" }, h("div", { class: "two-narrow stack" }, unitSwitch(), form), result));
  let drawn = bodyForm(form, app);
  draw();
  const off = [store.on(["body"], draw), store.on(["units"], () => {
    drawNumbers();
    drawn.convert();
    form.replaceChildren();
    drawn = bodyForm(form, app);
  })];

  function unitSwitch() {
    return segments(t("body.units"), [["cm", t("units.cm")], ["in", t("units.in")]], store.get().units,
      (units) => app.setUnits(units));
  }

  function draw() {
    const { body: found } = store.get();
    view?.end();
    view = null;
    if (!found) return swap(result, empty("body", t("body.none"), t("body.none.text")));
    swap(result, figure, numbers);
    drawNumbers();
    view = avatarView(figure, app, found);
  }

  function drawNumbers() {
    const { body: found, units } = store.get();
    if (!found) return;
    swap(numbers, shapes(found), measures(found, units),
      h("div", { class: "row wrap" }, button(t("body.to.size"), { look: "main", click: () => app.go("size") }),
        button(t("body.to.guidance"), { click: () => app.go("guidance") })));
  }

  return () => {
    off.forEach((end) => end());
    view?.end();
  };
}
