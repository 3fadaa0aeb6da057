// The mirror: the picture, before against after, zoom and moving about.

import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";

const MOST = 4;
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** Where a zoomed picture may be moved to so that no ground shows, in shares of the frame. */
export function bounded(x, y, zoom) {
  const most = (zoom - 1) / 2;
  return [clamp(x, -most, most), clamp(y, -most, most)];
}

/** A mirror is made once and told what to show. */
export function createMirror() {
  const before = h("img", { class: "mirror-image", alt: "", draggable: "false", decoding: "async" });
  const after = h("img", { class: "mirror-image mirror-after", alt: "", draggable: "false", decoding: "async" });
  const backdrop = h("img", { class: "mirror-backdrop", alt: "", "aria-hidden": "true" });
  const moving = h("div", { class: "mirror-moving" }, before, after);
  const line = h("div", { class: "mirror-line", "aria-hidden": "true" }, h("span", { class: "mirror-grip" }));
  const slider = h("input", { type: "range", class: "mirror-slider", min: 0, max: 100, value: 50,
    "aria-label": t("mirror.slider"), on: { input: () => cut(Number(slider.value)) } });
  const tags = h("div", { class: "mirror-tags", "aria-hidden": "true" },
    h("span", {}, t("mirror.before")), h("span", {}, t("mirror.after")));
  const frame = h("div", { class: "mirror-frame", tabindex: "-1" }, backdrop, moving, line, tags, slider);
  let zoom = 1;
  let [x, y] = [0, 0];

  function cut(percent) {
    frame.style.setProperty("--cut", `${percent}%`);
    slider.setAttribute("aria-valuetext", t("mirror.share", { n: percent }));
  }

  function place() {
    [x, y] = bounded(x, y, zoom);
    moving.style.transform = `translate(${100 * x}%, ${100 * y}%) scale(${zoom})`;
    frame.classList.toggle("zoomed", zoom > 1);
  }

  function zoomTo(value) {
    zoom = clamp(value, 1, MOST);
    place();
    return zoom;
  }

  function nudge(dx, dy) {
    x += dx;
    y += dy;
    place();
  }

  listenToPointer(frame, () => zoom, nudge, zoomTo);
  frame.addEventListener("keydown", (event) => steer(event, zoom, nudge, zoomTo));
  cut(50);
  return {
    frame,
    /** Show the person, and over it the result. */
    show(person, result, alt) {
      set(backdrop, person, "");
      set(before, person, result ? t("mirror.before.alt") : alt);
      set(after, result, alt);
      frame.classList.toggle("dressed", Boolean(result));
    },
    compare(on) {
      frame.classList.toggle("comparing", on);
      if (on) zoomTo(1);
    },
    zoomBy: (factor) => {
      frame.classList.remove("comparing");
      return zoomTo(zoom * factor);
    },
    comparing: () => frame.classList.contains("comparing"),
    focus: () => frame.focus({ preventScroll: true }),
  };
}

function set(image, url, alt) {
  image.hidden = !url;
  image.alt = alt;
  if (url && image.getAttribute("src") !== url) image.src = url;
}

function listenToPointer(frame, zoom, nudge, zoomTo) {
  let last = null;
  frame.addEventListener("pointerdown", (event) => {
    if (zoom() === 1 || event.button !== 0) return;
    last = [event.clientX, event.clientY];
    frame.setPointerCapture(event.pointerId);
  });
  frame.addEventListener("pointermove", (event) => {
    if (!last) return;
    const box = frame.getBoundingClientRect();
    nudge((event.clientX - last[0]) / box.width, (event.clientY - last[1]) / box.height);
    last = [event.clientX, event.clientY];
  });
  for (const type of ["pointerup", "pointercancel"]) frame.addEventListener(type, () => { last = null; });
  frame.addEventListener("dblclick", () => {
    if (!frame.classList.contains("comparing")) zoomTo(zoom() > 1 ? 1 : 2.2);
  });
}

const STEPS = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

function steer(event, zoom, nudge, zoomTo) {
  if (event.target.tagName === "INPUT") return;
  if (event.key === "+" || event.key === "=") zoomTo(zoom * 1.5);
  else if (event.key === "-") zoomTo(zoom / 1.5);
  else if (event.key in STEPS && zoom > 1) nudge(...STEPS[event.key]);
  else return;
  event.preventDefault();
}
