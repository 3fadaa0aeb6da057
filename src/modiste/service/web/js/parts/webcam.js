// A photo by the webcam: an outline to stand in, a countdown to step back, a look before it is sent.

import { h, s, swap } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { female } from "../fit/outline.js";
import { prepare, toBlob } from "../fitting/pictures.js";
import { button, segments } from "./controls.js";

const WISH = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 1280 } }, audio: false };

/** `take(blob)` gets the photo; `say` speaks the countdown; `close` is called when it is left. */
export function webcam({ take, say, close }) {
  const video = h("video", { class: "camera-video", playsinline: true, muted: true, "aria-label": t("camera.view") });
  const count = h("p", { class: "camera-count", "aria-hidden": "true" });
  const frame = h("div", { class: "camera-frame" }, video, outline(), count);
  const controls = h("div", { class: "camera-controls" });
  const whole = h("section", { class: "camera", "aria-label": t("camera.title") }, frame, controls);
  let stream = null;
  let timer = null;
  let seconds = 5;
  let gone = false;

  async function open() {
    swap(controls, h("p", { class: "hint", role: "status" }, t("camera.asking")));
    try {
      stream = await navigator.mediaDevices.getUserMedia(WISH);
    } catch (error) {
      return refused(error);
    }
    if (gone) return shut();
    video.srcObject = stream;
    video.muted = true;
    await video.play();
    frame.classList.add("live");
    ready();
  }

  function refused(error) {
    const key = error?.name === "NotAllowedError" ? "camera.denied" : "camera.none";
    swap(controls, h("p", { class: "box error", role: "alert" }, t(key)), button(t("back"), { click: leave }));
  }

  function ready() {
    const delay = segments(t("camera.delay"), [[3, t("seconds", { n: 3 })], [5, t("seconds", { n: 5 })],
      [10, t("seconds", { n: 10 })]], seconds, (value) => { seconds = value; });
    const shoot = button(t("camera.shoot"), { look: "main", sign: "camera", click: () => tick(seconds) });
    swap(controls, h("p", { class: "hint" }, t("camera.stand")), delay,
      h("div", { class: "row center" }, shoot, button(t("cancel"), { look: "quiet", click: leave })));
    shoot.focus({ preventScroll: true });
  }

  function tick(left) {
    if (left === 0) return snap();
    count.textContent = String(left);
    say(String(left));
    if (left === seconds) {
      swap(controls, button(t("cancel"), { click: calm }));
      controls.firstChild.focus({ preventScroll: true });
    }
    timer = setTimeout(() => tick(left - 1), 1000);
  }

  function calm() {
    clearTimeout(timer);
    count.textContent = "";
    ready();
  }

  async function snap() {
    count.textContent = "";
    const canvas = h("canvas", { width: video.videoWidth, height: video.videoHeight });
    canvas.getContext("2d").drawImage(video, 0, 0);
    const photo = await prepare(await toBlob(canvas));
    say(t("camera.taken"));
    review(photo);
  }

  function review(photo) {
    const url = URL.createObjectURL(photo);
    const still = h("img", { class: "camera-still", src: url, alt: t("camera.still") });
    frame.append(still);
    frame.classList.add("still");
    const use = button(t("camera.use"), { look: "main", sign: "check", click: () => {
      shut();
      take(photo);
    } });
    const again = button(t("camera.again"), { sign: "again", click: () => {
      still.remove();
      URL.revokeObjectURL(url);
      frame.classList.remove("still");
      ready();
    } });
    swap(controls, h("div", { class: "row center" }, use, again));
    use.focus({ preventScroll: true });
  }

  function shut() {
    gone = true;
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
  }

  function leave() {
    shut();
    close();
  }

  open();
  return { whole, shut };
}

function outline() {
  const margin = 9;
  const box = [-60, -margin, 120, female.height + 2 * margin].join(" ");
  return s("svg", { class: "camera-outline", viewBox: box, "aria-hidden": "true" }, s("path", { d: female.path }));
}
