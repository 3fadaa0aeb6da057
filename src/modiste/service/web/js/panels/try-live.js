// The live mirror: the camera's picture, dressed while one moves.

import { h, swap } from "../core/dom.js";
import { nameOf, number, t } from "../core/i18n.js";
import { LONGEST, createLive, createRate, socketUrl } from "../fitting/live.js";
import { toBlob, within } from "../fitting/pictures.js";
import { button } from "../parts/controls.js";

const WISH = { video: { facingMode: "user", width: { ideal: 640 } }, audio: false };
const QUALITY = 0.8;

/** The garment that the live mirror shows: the newest of the catalogue that is worn. */
export function liveGarment({ worn, newest }) {
  const known = worn.filter((garment) => !garment.own);
  return known.find((garment) => garment.id === newest) ?? known[0] ?? null;
}

/** Fills `root`; `close` is called when the shopper stops. Returns what ends it. */
export function liveMirror(root, app, close) {
  const video = h("video", { class: "unseen", playsinline: true, muted: true, "aria-hidden": "true" });
  const canvas = h("canvas", { class: "live-canvas", role: "img", "aria-label": t("live.label") });
  const rate = h("span", { class: "live-rate", "aria-hidden": "true" }, t("live.on"));
  const words = h("p", { class: "live-words" });
  const frame = h("div", { class: "mirror-frame live" }, canvas, rate, words, video);
  const stop = button(t("live.stop"), { look: "main", sign: "close", click: close });
  const shot = h("canvas");
  const tick = createRate();
  let stream = null;
  let live = null;
  let gone = false;

  swap(root, h("div", { class: "mirror" }, frame), h("div", { class: "row wrap live-row" }, stop, h("p", { class: "hint" }, t("live.hint"))));
  say(t("camera.asking"));
  begin();
  const off = app.store.on(["worn", "adjustments", "size", "body"], wear);

  function say(text) {
    words.textContent = text;
    words.hidden = text === "";
    if (text) app.say(text);
  }

  async function begin() {
    try {
      stream = await navigator.mediaDevices.getUserMedia(WISH);
      if (gone) return end();
      video.srcObject = stream;
      video.muted = true;
      await video.play();
    } catch (error) {
      if (!gone) say(t(error?.name === "NotAllowedError" ? "camera.denied" : "camera.none"));
      return;
    }
    say(t("live.opening"));
    live = createLive({ url: socketUrl(location), grab, show, tell });
    wear();
  }

  function wear() {
    const { adjustments, size, body } = app.store.get();
    const garment = liveGarment(app.store.get());
    if (!live) return;
    if (garment) live.wear(garment.id, adjustments, size && body ? { size, body: body.body_id } : {});
    else say(t("try.pick"));
  }

  async function grab() {
    if (gone || video.videoWidth === 0) return null;
    const [width, height] = within(video.videoWidth, video.videoHeight, LONGEST);
    if (shot.width !== width || shot.height !== height) Object.assign(shot, { width, height });
    shot.getContext("2d").drawImage(video, 0, 0, width, height);
    return toBlob(shot, "image/jpeg", QUALITY);
  }

  async function show(blob) {
    const bitmap = await createImageBitmap(blob);
    if (gone) return;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) Object.assign(canvas, { width: bitmap.width, height: bitmap.height });
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    bitmap.close();
    frame.classList.add("seen");
    const perSecond = tick(performance.now());
    rate.textContent = perSecond > 0 ? t("live.rate", { n: number(perSecond, perSecond < 10 ? 1 : 0) }) : t("live.on");
    canvas.dataset.frames = String(Number(canvas.dataset.frames ?? 0) + 1);
  }

  function tell(name, data) {
    if (name === "wearing") {
      const garment = liveGarment(app.store.get());
      canvas.dataset.wearing = data.wearing;
      if (garment) app.say(t("live.wearing", { name: nameOf(garment) }));
      say("");
    } else if (name === "problem") say(app.sentence({ ...data, status: 422 }));
    else if (name !== "open") say(t(`live.${name}`));
  }

  function end() {
    gone = true;
    live?.end();
    stream?.getTracks().forEach((track) => track.stop());
    off?.();
  }

  stop.focus({ preventScroll: true });
  return end;
}
