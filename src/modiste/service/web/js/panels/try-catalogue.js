// The garments: filter, pick, or bring one's own.

import { h, swap } from "../core/dom.js";
import { errorBox } from "../core/errors.js";
import { t } from "../core/i18n.js";
import { prepare, refusal, toBase64 } from "../fitting/pictures.js";
import { empty, segments, skeletons } from "../parts/controls.js";
import { dropzone } from "../parts/dropzone.js";
import { garmentCard } from "../parts/garment-card.js";

const PLACES = ["all", "top", "bottom", "dress"];

export function catalogue(root, app) {
  const { store } = app;
  const list = h("div", { class: "catalogue-list" });
  const trouble = h("div", {});
  let place = "all";
  root.append(
    h("div", { class: "row between wrap" }, h("h2", {}, t("catalogue.title")),
      segments(t("catalogue.filter"), PLACES.map((name) => [name, t(`place.${name}`)]), place, (name) => {
        place = name;
        draw();
      })),
    list,
    h("section", { class: "own" }, dropzone({ title: t("catalogue.own"), hint: t("catalogue.own.hint"), accept: "image/*,.heic,.heif,.avif",
      sign: "hanger", small: true, take: own }), trouble));
  draw();
  if (!store.get().garments) load();
  const off = store.on(["garments", "worn"], draw);

  async function load() {
    try {
      await app.loadGarments();
    } catch (problem) {
      swap(list, errorBox(problem, load));
    }
  }

  function draw() {
    const { garments, worn, ownGarments } = store.get();
    if (!garments) return swap(list, skeletons(6, t("loading")));
    const all = [...ownGarments, ...garments].filter((garment) => place === "all" || garment.category === place);
    const held = list.contains(document.activeElement) ? document.activeElement.dataset.garment : null;
    if (all.length === 0) return swap(list, empty("hanger", t("catalogue.none"), t("catalogue.none.text")));
    swap(list, h("div", { class: "grid garments" }, all.map((garment) =>
      garmentCard(garment, worn.some((other) => other.id === garment.id), app.wear))));
    if (held) list.querySelector(`[data-garment="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
  }

  async function own(file) {
    swap(trouble);
    const name = refusal(file);
    if (name) return swap(trouble, errorBox({ name, status: 400 }));
    const blob = await prepare(file);
    const garment = { id: `own-${crypto.randomUUID()}`, own: true, title: t("catalogue.yours"), category: place === "all" ? null : place,
      picture_url: URL.createObjectURL(blob), base64: await toBase64(blob), kind: "" };
    store.set({ ownGarments: [garment, ...store.get().ownGarments] });
    app.wear(garment);
  }

  return off;
}
