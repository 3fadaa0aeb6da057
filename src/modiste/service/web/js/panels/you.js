// Who is dressed: a photo from the webcam, a file, or a virtual model.

import { h, swap } from "../core/dom.js";
import { errorBox } from "../core/errors.js";
import { cautions, pick, t } from "../core/i18n.js";
import { prepare, refusal } from "../fitting/pictures.js";
import { button, heading, picture, skeletons } from "../parts/controls.js";
import { dropzone } from "../parts/dropzone.js";
import { webcam } from "../parts/webcam.js";

const ACCEPT = "image/*,.heic,.heif,.avif";

export function you(root, app) {
  const stage = h("div", { class: "you-stage" });
  const models = h("div", {}, skeletons(6, t("loading")));
  let camera = null;

  root.append(heading(t("you.title"), t("you.lead")), stage,
    h("section", { class: "section", "aria-labelledby": "models-title" },
      h("h2", { id: "models-title" }, t("you.models")), h("p", { class: "muted" }, t("you.models.lead")), models));
  ways();
  gallery();

  function ways(problem) {
    const { person } = app.store.get();
    swap(stage, problem && errorBox(problem), person && current(person),
      app.store.get().session?.consent?.photos === false ? agree()
        : [h("div", { class: "ways" }, cameraWay(), fileWay()), h("p", { class: "hint tips" }, t("you.tips"))]);
  }

  function current(person) {
    return h("div", { class: "current" }, picture(person.picture_url, t("you.current.alt"), { look: "portrait", eager: true,
      broken: () => app.forgetPerson() }),
      h("div", { class: "stack" }, h("h2", {}, t("you.current")),
        h("p", { class: "muted" }, t(person.kind === "model" ? "you.current.model" : "you.current.photo")),
        h("ul", { class: "warnings" }, cautions(person).map((text) => h("li", {}, text))),
        h("div", { class: "row" }, button(t("you.next"), { look: "main", click: () => app.go("try") }),
          button(t(person.kind === "model" ? "you.remove.model" : "you.remove"), { look: "quiet", sign: "trash", click: remove }))));
  }

  /** Without consent to photos there are models only. */
  function agree() {
    return h("div", { class: "box agree" }, h("p", {}, t("you.no.photos")), button(t("you.agree"), { click: async () => {
      try {
        await app.consent({ photos: true });
        ways();
      } catch (problem) {
        ways(problem);
      }
    } }));
  }

  function cameraWay() {
    return h("button", { class: "dropzone", type: "button", on: { click: openCamera } },
      app.icon("camera", 30), h("strong", {}, t("you.camera")), h("span", { class: "hint" }, t("you.camera.hint")));
  }

  function fileWay() {
    return dropzone({ title: t("you.upload"), hint: t("you.upload.hint"), accept: ACCEPT, take: takeFile });
  }

  function openCamera() {
    camera = webcam({ say: app.say, take: send, close: () => ways() });
    swap(stage, camera.whole);
  }

  async function takeFile(file) {
    const name = refusal(file);
    if (name) return ways({ name, status: 400 });
    await send(await prepare(file));
  }

  async function send(blob) {
    const form = new FormData();
    form.append("photo", blob, blob.type === "image/png" ? "photo.png" : "photo.jpg");
    await busy(() => app.api.post("/v1/persons", form), URL.createObjectURL(blob));
  }

  async function busy(call, preview) {
    swap(stage, h("div", { class: "looking" }, preview && h("img", { src: preview, alt: "" }),
      h("p", { role: "status" }, h("span", { class: "spinner", "aria-hidden": "true" }), t("you.looking"))));
    try {
      await app.setPerson(await call());
      app.say(t("you.ready"));
      app.go("try");
    } catch (problem) {
      ways(problem);
      stage.scrollIntoView({ block: "nearest" });
    } finally {
      if (preview) URL.revokeObjectURL(preview);
    }
  }

  async function remove() {
    const { person } = app.store.get();
    app.forgetPerson();
    ways();
    await app.api.delete(`/v1/persons/${encodeURIComponent(person.id)}`).catch(() => {});
    app.note(t(person.kind === "model" ? "you.removed.model" : "you.removed"));
  }

  async function gallery() {
    try {
      const found = await app.api.get("/v1/models");
      swap(models, h("div", { class: "grid models" }, (found.items ?? found).map(modelCard)));
    } catch (problem) {
      swap(models, errorBox(problem, gallery));
    }
  }

  function modelCard(model) {
    const [name, ...numbers] = (pick(model.label) || model.name).split(/[,，]\s*/);
    return h("button", { class: "card model", type: "button", data: { model: model.name },
      on: { click: () => choose(model) } },
      picture(model.picture_url, "", { look: "portrait" }),
      h("span", { class: "card-title" }, name), h("span", { class: "hint" }, numbers.join(" · ")));
  }

  function choose(model) {
    stage.scrollIntoView({ block: "start" });
    return busy(() => app.api.post("/v1/persons", { model: model.name }));
  }

  return () => camera?.shut();
}
