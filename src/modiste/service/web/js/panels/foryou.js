// Suggestions that change with every word.

import { h, swap } from "../core/dom.js";
import { errorBox } from "../core/errors.js";
import { nameOf, pick, t } from "../core/i18n.js";
import { button, empty, heading, iconButton, picture, skeletons } from "../parts/controls.js";
import { price, subtitle } from "../parts/garment-card.js";
import { riskLine } from "../parts/risk.js";

export function forYou(root, app) {
  const { store } = app;
  const list = h("div", {});
  root.append(heading(t("foryou.title"), t("foryou.lead")), list);
  const off = store.on(["suggestions"], draw);
  let gone = false;
  load();

  async function load() {
    const before = store.get().suggestions;
    if (!before) swap(list, skeletons(8, t("loading")));
    else draw();
    try {
      const found = await app.api.get("/v1/recommendations?limit=12");
      if (!gone && store.get().suggestions === before) store.set({ suggestions: found });
    } catch (problem) {
      if (!gone) swap(list, errorBox(problem, load));
    }
  }

  function draw() {
    const { suggestions } = store.get();
    const items = suggestions?.items ?? [];
    if (items.length === 0) return swap(list, empty("heart", t("foryou.none"), t("foryou.none.text"),
      button(t("foryou.none.go"), { look: "main", click: () => app.go("try") })));
    swap(list, h("ol", { class: "suggestions" }, items.map(card)), outfits(suggestions.outfits ?? []));
  }

  function card(item) {
    const { garment } = item;
    const say = (reaction, text) => ({ click: () => react(item, reaction, text) });
    return h("li", { class: "suggestion", data: { garment: garment.id } },
      h("button", { class: "suggestion-picture", type: "button", "aria-label": t("foryou.try", { name: nameOf(garment) }), on: { click: () => app.tryNow(garment) } },
        picture(garment.picture_url, "", { look: "flat" })),
      h("div", { class: "suggestion-body" },
        h("div", { class: "row between" }, h("h2", { class: "card-title" }, nameOf(garment)), price(garment)),
        h("p", { class: "muted" }, subtitle(garment), item.size && ` · ${t("foryou.size", { size: item.size })}`),
        h("ul", { class: "reasons" }, (item.reasons ?? []).slice(0, 2).map((reason) => h("li", {}, pick(reason)))),
        riskLine(app, item.risk),
        h("div", { class: "row suggestion-row" },
          iconButton(t("foryou.like", { name: nameOf(garment) }), "heart", say("like", "foryou.liked").click, { "data-say": "like" }),
          iconButton(t("foryou.dislike", { name: nameOf(garment) }), "close", say("dislike", "foryou.disliked").click, { "data-say": "dislike" }),
          h("button", { class: "chip", type: "button", "data-say": "too_small", on: say("too_small", "foryou.small") }, t("foryou.too_small")),
          button(t("foryou.mirror"), { look: "small", sign: "mirror", click: () => app.tryNow(garment) }))));
  }

  async function react(item, reaction, text) {
    const row = list.querySelector(`[data-garment="${CSS.escape(item.garment.id)}"]`);
    const place = [...row.parentElement.children].indexOf(row);
    row.classList.add("said", `said-${reaction}`);
    try {
      await app.feedback({ garment_id: item.garment.id, reaction, ...(item.size && { size: item.size }) });
      app.note(t(text));
      refocus(place, reaction);
    } catch (problem) {
      row.classList.remove("said");
      app.note(app.sentence(problem));
    }
  }

  function refocus(place, reaction) {
    if (gone || (document.activeElement !== document.body && document.activeElement !== null)) return;
    const rows = list.querySelectorAll(".suggestion");
    rows[Math.min(place, rows.length - 1)]?.querySelector(`[data-say="${reaction}"]`)?.focus({ preventScroll: true });
  }

  function outfits(found) {
    const known = new Map((store.get().garments ?? []).map((garment) => [garment.id, garment]));
    const sets = found.map((outfit) => (outfit.garments ?? outfit.items ?? []).map((one) => one.garment ?? known.get(one) ?? one))
      .filter((garments) => garments.length > 1 && garments.every((garment) => garment?.id));
    if (sets.length === 0) return null;
    return h("section", { class: "section", "aria-labelledby": "outfits-title" }, h("h2", { id: "outfits-title" }, t("foryou.outfits")),
      h("div", { class: "grid outfits" }, sets.map((garments) => h("button", { class: "card outfit", type: "button", on: { click: () => app.wearAll(garments) } },
        h("span", { class: "outfit-pictures" }, garments.map((garment) => picture(garment.picture_url, "", { look: "flat" }))),
        h("span", { class: "card-title" }, garments.map(nameOf).join(" + "))))));
  }

  return () => {
    gone = true;
    off();
  };
}
