// What one thinks of the picture; every word changes the next picture.

import { h, swap } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { button } from "../parts/controls.js";

const GROUPS = [
  ["sleeves", ["sleeves_too_long", "sleeves_too_short"]],
  ["width", ["too_tight", "too_loose"]],
  ["length", ["too_long", "too_short"]],
  ["colour", ["colour_off"]],
];

/** Which groups make sense for what is worn. */
export function groupsFor(worn) {
  const sleeved = worn.some((garment) => garment.category !== "bottom");
  return GROUPS.filter(([name]) => name !== "sleeves" || sleeved);
}

export function reactions(root, app) {
  const box = h("section", { class: "reactions", "aria-labelledby": "reactions-title", hidden: true });
  root.append(box);
  let busy = false;
  let shownFor = null;

  function draw() {
    const { worn, adjustments } = app.store.get();
    const changed = Object.keys(adjustments ?? {}).length > 0;
    swap(box, h("div", { class: "row between" }, h("h2", { id: "reactions-title" }, t("react.title")),
      h("div", { class: "row" }, thumb("thumbs_up", "up"), thumb("thumbs_down", "down"))),
      h("p", { class: "unseen", id: "reactions-hint" }, t("react.hint")),
      h("div", { class: "chips", role: "group", "aria-describedby": "reactions-hint" }, groupsFor(worn).flatMap(([, names]) => names.map(chip)),
        changed && button(t("react.reset"), { look: "chip quiet", sign: "again", click: reset })));
  }

  function chip(name) {
    return h("button", { class: "chip", type: "button", data: { reaction: name }, on: { click: () => send(name) } }, t(`react.${name}`));
  }

  function thumb(name, sign) {
    return h("button", { class: "icon-button", type: "button", "aria-label": t(`react.${name}`), title: t(`react.${name}`),
      data: { reaction: name }, on: { click: () => send(name) } }, app.icon(sign));
  }

  async function send(reaction) {
    if (busy) return;
    busy = true;
    box.classList.add("busy");
    try {
      await app.react(reaction);
    } finally {
      busy = false;
      box.classList.remove("busy");
    }
  }

  function reset() {
    app.store.set({ adjustments: {} });
    app.dresser.dress();
  }

  return {
    /** While the next picture is made the words stay where they are, and so does the focus. */
    show(done, waiting) {
      box.hidden = !done;
      const { fitting } = app.store.get();
      if (!done || waiting || shownFor === fitting.id) return;
      const held = box.contains(document.activeElement) ? document.activeElement.dataset.reaction : null;
      shownFor = fitting.id;
      draw();
      if (held) box.querySelector(`[data-reaction="${held}"]`)?.focus({ preventScroll: true });
    },
    end() {},
  };
}
