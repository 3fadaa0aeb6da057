// The door: what happens here, who may come in, and what is agreed to.

import { h, swap } from "../core/dom.js";
import { CONSENT_VERSION } from "../core/consent.js";
import { errorBox } from "../core/errors.js";
import { t } from "../core/i18n.js";
import { button, heading, picture, tick } from "../parts/controls.js";
import { icon } from "../parts/icons.js";

const PROMISES = [["shield", "start.promise.private"], ["trash", "start.promise.gone"], ["mirror", "start.promise.honest"]];

export function start(root, app) {
  const adult = tick(t("start.adult"), { required: true });
  const photos = tick(t("consent.photos"), { hint: t("consent.photos.hint") });
  const history = tick(t("consent.history"), { checked: true, hint: t("consent.history.hint") });
  const training = tick(t("consent.training"), { hint: t("consent.training.hint") });
  const trouble = h("div", { "aria-live": "assertive" });
  const form = h("form", { class: "consent", novalidate: true, "aria-labelledby": "consent-title", on: { submit } },
    h("h2", { id: "consent-title" }, t("start.consent")),
    adult.line, photos.line,
    h("details", { class: "more" }, h("summary", {}, t("start.choices")), history.line, training.line),
    trouble,
    button(t("start.enter"), { look: "main wide", type: "submit" }),
    h("p", { class: "hint" }, t("start.withdraw")));

  async function submit(event) {
    event.preventDefault();
    if (adult.box.checked) return enter();
    swap(trouble, h("p", { class: "box error", role: "alert" }, t("start.needs.adult")));
    adult.box.setAttribute("aria-invalid", "true");
    adult.box.focus();
  }

  async function enter() {
    const consent = { version: CONSENT_VERSION, photos: photos.box.checked, history: history.box.checked, training: training.box.checked };
    form.classList.add("busy");
    try {
      await app.begin({ adult: true, consent });
    } catch (problem) {
      swap(trouble, errorBox(problem));
    } finally {
      form.classList.remove("busy");
    }
  }

  root.append(h("div", { class: "welcome" },
    h("div", { class: "welcome-words" }, heading(t("start.title"), t("start.lead")),
      h("ul", { class: "promises" }, PROMISES.map(([sign, key]) => h("li", {}, icon(sign, 22), h("span", {}, t(key))))),
      form),
    h("div", { class: "welcome-picture", "aria-hidden": "true" },
      picture(`${app.base}img/welcome.jpg`, "", { eager: true }))));
}
