// Which size: the advice, why, what else, and how each size sits.

import { h, swap } from "../core/dom.js";
import { errorBox } from "../core/errors.js";
import { nameOf, pick, t } from "../core/i18n.js";
import { button, empty, field, heading, input, picture, segments, select } from "../parts/controls.js";
import { adviceView } from "./size-advice.js";

const INTENTIONS = ["tight", "regular", "loose"];

/** Garments that sizes can be told of. */
export function sized(garments, worn) {
  const first = worn.filter((garment) => !garment.own);
  const rest = (garments ?? []).filter((garment) => !first.some((one) => one.id === garment.id));
  return [...first, ...rest].filter((garment) => garment.sizes === undefined || garment.sizes === null || garment.sizes.length > 0);
}

export function size(root, app) {
  const { store } = app;
  const aside = h("div", { class: "two-narrow stack" });
  const result = h("div", { class: "size-result" });
  let asked = 0;
  root.append(heading(t("size.title"), t("size.lead")), h("div", { class: "two" }, aside, result));
  const off = store.on(["garments", "body"], begin);
  if (store.get().garments) begin();
  else app.loadGarments().catch((problem) => swap(result, errorBox(problem)));

  function begin() {
    const { body, garments, worn, sizeWish } = store.get();
    if (!body) return swap(result, empty("ruler", t("size.nobody"), t("size.nobody.text"),
      button(t("size.nobody.go"), { look: "main", click: () => app.go("body") })));
    const choices = sized(garments, worn);
    if (choices.length === 0) return swap(result, empty("hanger", t("size.nothing"), t("size.nothing.text")));
    const wish = { intention: "regular", usual: "", ...sizeWish };
    if (!choices.some((one) => one.id === wish.garment)) wish.garment = choices[0].id;
    const fromMirror = worn.find((one) => !one.own);
    if (fromMirror && !sizeWish.chosen) wish.garment = fromMirror.id;
    form(choices, wish);
    ask(wish);
  }

  function form(choices, wish) {
    const garment = choices.find((one) => one.id === wish.garment);
    const change = (patch) => {
      const next = { ...wish, ...patch, chosen: true };
      store.set({ sizeWish: next });
      Object.assign(wish, next);
      if (patch.garment) swap(shown, thumb(choices.find((one) => one.id === wish.garment)));
      ask(wish);
    };
    const shown = h("div", {}, thumb(garment));
    swap(aside, shown,
      field(t("size.garment"), select(choices.map((one) => [one.id, nameOf(one)]), wish.garment, (id) => change({ garment: id }))),
      segments(t("size.intention"), INTENTIONS.map((name) => [name, t(`intention.${name}`)]), wish.intention,
        (intention) => change({ intention }), { seen: true }),
      field(t("size.usual"), input({ value: wish.usual, placeholder: "M@ACME", on: { change: (event) => change({ usual: event.target.value.trim() }) } }),
        t("size.usual.hint")));
  }

  function thumb(garment) {
    return garment?.picture_url && picture(garment.picture_url, nameOf(garment), { look: "flat wide", eager: true });
  }

  async function ask(wish) {
    const mine = asked += 1;
    const { body, garments, worn } = store.get();
    swap(result, h("p", { role: "status", class: "hint" }, h("span", { class: "spinner", "aria-hidden": "true" }), t("size.asking")));
    try {
      const advice = await app.api.post("/v1/size", { garment_id: wish.garment, body_id: body.body_id, intention: wish.intention,
        ...(wish.usual && { usual: wish.usual }) });
      if (mine !== asked) return;
      const garment = [...(garments ?? []), ...worn].find((one) => one.id === wish.garment);
      adviceView(result, app, advice, garment, () => ask(wish));
      app.line?.tell("size", { garment: wish.garment, size: advice.size, confidence: advice.confidence });
      app.say(t("size.said", { size: advice.size, words: pick(advice.words) }));
    } catch (problem) {
      if (mine === asked) swap(result, errorBox(problem, () => ask(wish)));
    }
  }

  return () => {
    asked += 1;
    off();
  };
}
