// The figure with these measures, turning in 3D, and as a model to be dressed.

import { h, swap } from "../core/dom.js";
import { errorBox } from "../core/errors.js";
import { t } from "../core/i18n.js";
import { createViewer } from "../avatar/viewer.js";
import { button, picture } from "../parts/controls.js";

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export function avatarView(root, app, body) {
  let viewer = null;
  let gone = false;
  load();

  async function load() {
    swap(root, h("div", { class: "avatar-stage loading", role: "status" }, h("span", { class: "spinner", "aria-hidden": "true" }), t("avatar.making")));
    try {
      const avatar = await avatarOf();
      const answer = await fetch(avatar.glb_url);
      if (!answer.ok) throw new Error(`avatar ${answer.status}`);
      const buffer = await answer.arrayBuffer();
      if (!gone) show(avatar, buffer);
    } catch (problem) {
      if (!gone) swap(root, errorBox(problem, load));
    }
  }

  async function avatarOf() {
    const known = app.store.get().avatar;
    if (known?.body_id === body.body_id) return known;
    const made = await app.api.post("/v1/avatar", { body_id: body.body_id });
    app.store.set({ avatar: { ...made, body_id: body.body_id } });
    return app.store.get().avatar;
  }

  function show(avatar, buffer) {
    const canvas = h("canvas", { class: "avatar-canvas", tabindex: "0", role: "img", "aria-label": t("avatar.label") });
    const stage = h("div", { class: "avatar-stage" }, canvas);
    swap(root, stage, h("p", { class: "hint" }, t("avatar.turn")),
      h("div", { class: "row wrap" }, button(t("avatar.use"), { look: "main", sign: "mirror", click: () => use(avatar) }),
        h("a", { class: "button", href: avatar.glb_url, download: "modiste.glb" }, app.icon("download"), h("span", {}, t("avatar.download")))));
    try {
      viewer = createViewer(canvas, buffer, { still: still() });
    } catch {
      swap(stage, picture(avatar.picture_url, t("avatar.label"), { look: "portrait", eager: true }));
    }
  }

  async function use(avatar) {
    await app.setPerson({ id: avatar.person_id, kind: "model", picture_url: avatar.picture_url, warnings: [] });
    app.go("try");
  }

  return {
    end() {
      gone = true;
      viewer?.end();
    },
  };
}
