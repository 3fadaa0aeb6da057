// The mirror's side: result, progress, tools, what is worn, and what one thinks of it.

import { h, swap } from "../core/dom.js";
import { errorBox } from "../core/errors.js";
import { cautions, maybe, nameOf, number, t } from "../core/i18n.js";
import { button, iconButton } from "../parts/controls.js";
import { icon } from "../parts/icons.js";
import { createMirror } from "../parts/mirror.js";
import { picture } from "../parts/controls.js";
import { reactions } from "./try-reactions.js";

/** `live`, if given, goes over to the live mirror. */
export function mirrorSide(root, app, live) {
  const { store } = app;
  const mirror = createMirror();
  const tools = h("div", { class: "mirror-tools", role: "toolbar", "aria-label": t("mirror.tools") });
  const progress = h("div", { class: "progress", hidden: true });
  const trouble = h("div", { class: "mirror-trouble" });
  const worn = h("div", { class: "worn-row" });
  const below = h("div", { class: "mirror-below" });
  const status = h("p", { class: "mirror-status muted" });
  const bar = progressBar(progress);
  let said = null;

  root.append(h("div", { class: "mirror" }, mirror.frame, progress, trouble, tools), worn, status, below);
  const feedback = reactions(below, app);
  draw();
  const off = store.on(["fitting", "person", "worn"], draw);

  function draw() {
    const { person, fitting, worn: garments } = store.get();
    if (!person) return app.go("you");
    const names = garments.map(nameOf).join(", ");
    mirror.show(person.picture_url, fitting.url, fitting.url ? t("mirror.alt", { names }) : t("mirror.alone"));
    const busy = ["queued", "processing"].includes(fitting.status);
    mirror.frame.classList.toggle("busy", busy);
    mirror.frame.setAttribute("aria-busy", String(busy));
    bar.show(busy, fitting);
    swap(trouble, fitting.status === "failed" && errorBox(fitting.error, () => app.dresser.dress()));
    drawTools(fitting);
    drawWorn(garments);
    drawStatus(fitting, busy, names);
    feedback.show(Boolean(fitting.url), busy);
  }

  function drawStatus(fitting, busy, names) {
    const key = `${fitting.status} ${fitting.id} ${busy ? fitting.stage : ""}`;
    const seconds = total(fitting.seconds);
    swap(status, fitting.status === "completed" && seconds > 0 && t("mirror.took", { n: number(seconds, 1) }),
      cautions(fitting).map((text) => h("span", { class: "warning" }, icon("alert", 16), text)),
      fitting.status === "completed" && h("span", { class: "made" }, t("mirror.made")));
    if (key === said) return;
    said = key;
    if (busy) app.say(stageName(fitting.stage));
    else if (fitting.status === "completed") app.say(t("mirror.ready", { names }));
  }

  function drawTools(fitting) {
    const done = Boolean(fitting.url);
    if (tools.dataset.done === `${done} ${fitting.url}`) return;
    tools.dataset.done = `${done} ${fitting.url}`;
    const compare = button(t("mirror.compare"), { look: "small", sign: "compare", "aria-pressed": "false", click: () => {
      const on = !mirror.comparing();
      mirror.compare(on);
      compare.setAttribute("aria-pressed", String(on));
    } });
    const zoom = (factor) => () => {
      mirror.zoomBy(factor);
      compare.setAttribute("aria-pressed", "false");
    };
    if (!done) mirror.compare(false);
    else compare.setAttribute("aria-pressed", String(mirror.comparing()));
    swap(tools, live && button(t("live.start"), { look: "small live-button", sign: "camera", click: live }), done && compare, iconButton(t("mirror.out"), "minus", zoom(1 / 1.5)),
      iconButton(t("mirror.in"), "plus", zoom(1.5)), done && download(fitting));
  }

  function download(fitting) {
    return h("a", { class: "icon-button", href: fitting.url, download: "modiste.png", "aria-label": t("mirror.download"),
      title: t("mirror.download") }, icon("download"));
  }

  function drawWorn(garments) {
    swap(worn, garments.length === 0 && h("p", { class: "muted" }, t("try.pick")),
      garments.map((garment) => h("div", { class: "chip worn-chip" },
        picture(garment.picture_url, "", { look: "thumb" }), h("span", {}, nameOf(garment)),
        iconButton(t("try.off", { name: nameOf(garment) }), "close", () => app.wear(garment)))),
      garments.some((garment) => !garment.own) && button(t("try.size"), { look: "small", sign: "ruler", click: () => app.go("size") }));
  }

  return () => {
    off();
    feedback.end();
  };
}

function total(seconds) {
  return Object.values(seconds ?? {}).reduce((sum, value) => sum + value, 0);
}

/** The shopper's word for what the server is doing. */
export function stageName(stage) {
  return maybe(`stage.${stage}`, String(stage ?? "").replace(/[_-]/g, " "));
}

function progressBar(root) {
  const bar = h("div", { class: "progress-bar", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, "aria-label": t("try.progress") },
    h("span", { class: "progress-fill" }));
  const text = h("span", { class: "progress-text" });
  root.append(text, bar);
  return {
    show(busy, fitting) {
      root.hidden = !busy;
      const percent = Math.round(100 * (fitting.fraction ?? 0));
      bar.setAttribute("aria-valuenow", percent);
      bar.firstChild.style.setProperty("--share", fitting.fraction ?? 0);
      text.textContent = stageName(fitting.stage ?? "queued");
    },
  };
}
