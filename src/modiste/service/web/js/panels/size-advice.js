// The advice drawn: the size, how sure it is, and the fit of any size on the body.

import { h, swap } from "../core/dom.js";
import { cautions, lang, maybe, number, percent, t } from "../core/i18n.js";
import { fitFigure } from "../fit/figure.js";
import { VERDICTS, riskOf, sizeNames, wordKey, zonesOf } from "../fit/verdicts.js";
import { button, segments } from "../parts/controls.js";
import { riskLine } from "../parts/risk.js";

/** Sentences of the server, one a line, in the page's language. */
function sentences(words) {
  const found = words?.[lang()] ?? words?.en ?? [];
  return [found].flat();
}

/** What the shopper may say of a size that she wore. */
const WORN = { small: { reaction: "too_small" }, fits: { reaction: "keep", fit: 0 }, large: { reaction: "too_large" } };
/** Steps below which it is not said that a garment runs small or large. */
const NOTABLE = 0.25;

/** Draws into `root`; `again` asks for the advice anew and resolves when it is drawn. */
export function adviceView(root, app, advice, garment, again) {
  const { body, units, size: dressed } = app.store.get();
  const names = sizeNames(advice);
  const detail = h("div", { class: "size-detail" });
  let shown = names.includes(dressed) ? dressed : advice.size;

  swap(root, head(), learnt(), why(), switcher(), detail, actions());
  draw();

  function head() {
    return h("div", { class: "size-head" }, h("p", { class: "size-letter", "aria-label": t("size.best", { size: advice.size }) }, advice.size),
      h("div", { class: "stack tight" }, h("p", { class: "size-sure" }, t("size.sure", { n: percent(advice.confidence) })),
        h("span", { class: "meter", "aria-hidden": "true", vars: { share: advice.confidence } }, h("span", {})),
        advice.alternative && h("p", { class: "muted" }, t(advice.between ? "size.between" : "size.next", { size: advice.alternative }))));
  }

  function learnt() {
    const { runs, learnt_from: own } = advice;
    const runsBy = runs && Math.abs(runs.steps) >= NOTABLE && (runs.steps > 0 ? "size.runs.small" : "size.runs.large");
    return [runsBy && h("p", { class: "hint runs" }, t(runsBy, { n: number(runs.reactions) })),
      own > 0 && h("p", { class: "hint" }, t("size.learnt", { n: number(own) }))];
  }

  function why() {
    const lines = [...sentences(advice.words), ...cautions(advice)];
    if (lines.length === 0) return null;
    return h("details", { class: "more" }, h("summary", {}, t("size.why")), h("ul", { class: "why" }, lines.map((line) => h("li", {}, line))));
  }

  function switcher() {
    if (names.length < 2) return null;
    return segments(t("size.switch"), names.map((name) => [name, name === advice.size ? `${name} ★` : name]), shown, (name) => {
      shown = name;
      draw();
    }, { seen: true });
  }

  function draw() {
    const zones = zonesOf(advice, shown);
    swap(detail, h("div", { class: "fit-split" },
      fitFigure({ sex: body.sex, zones, label: t("size.figure", { size: shown }), word: (zone) => [zoneName(zone), t(wordKey(zone))] }),
      h("div", { class: "stack" }, legend(), h("ul", { class: "zones", "aria-label": t("size.figure", { size: shown }) }, zones.map(line)),
        riskLine(app, riskOf(advice, shown)), worn())));
  }

  function worn() {
    if (!garment || garment.own) return null;
    return h("fieldset", { class: "worn-it" }, h("legend", {}, t("size.worn", { size: shown })),
      h("div", { class: "chips" }, Object.keys(WORN).map((word) =>
        h("button", { class: "chip", type: "button", data: { worn: word }, on: { click: () => tell(word) } }, t(`size.worn.${word}`)))));
  }

  async function tell(word) {
    try {
      const answer = await app.feedback({ garment_id: garment.id, size: shown, ...WORN[word] });
      app.note(t(answer.stored ? "size.noted" : "size.unkept"));
      await again();
      root.querySelector(`[data-worn="${word}"]`)?.focus();
    } catch (problem) {
      app.note(app.sentence(problem));
    }
  }

  function legend() {
    return h("ul", { class: "legend", "aria-hidden": "true" }, VERDICTS.map((name) => h("li", {}, h("i", { class: `verdict-${name}` }), t(`verdict.${name}`))));
  }

  function zoneName(zone) {
    return maybe(`zone.${zone.zone}`, zone.zone.replace(/_/g, " "));
  }

  function line(zone) {
    return h("li", { class: "zone" }, h("i", { class: `verdict-${zone.verdict}`, "aria-hidden": "true" }),
      h("span", { class: "zone-name" }, zoneName(zone)), h("strong", {}, t(wordKey(zone))),
      h("span", { class: "muted zone-ease" }, ease(zone)),
      zone.p_too_tight >= 0.1 && h("span", { class: "hint" }, t("size.risk", { n: percent(zone.p_too_tight) })));
  }

  function ease(zone) {
    const factor = units === "cm" ? 1 : 1 / 2.54;
    const value = `${zone.ease_cm > 0 ? "+" : zone.ease_cm < 0 ? "−" : ""}${number(Math.abs(zone.ease_cm * factor), units === "cm" ? 0 : 1)}`;
    const spread = zone.sd ? ` ± ${number(zone.sd * factor, units === "cm" ? 0 : 1)}` : "";
    return `${value}${spread} ${units}`;
  }

  function actions() {
    const wear = button(t("size.wear"), { look: "main", sign: "mirror", click: () => app.wearSize(garment, shown) });
    const add = app.line && button(t("size.add"), { sign: "cart", click: () => app.line.tell("add", { garment: garment.id, size: shown }) });
    return h("div", { class: "row wrap" }, wear, add);
  }
}
