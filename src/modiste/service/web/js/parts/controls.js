// Small controls that many panels use.

import { fresh, h } from "../core/dom.js";
import { icon } from "./icons.js";

/** A button with an icon; `quiet`, `main`, `small` and so on are classes. */
export function button(text, { look = "", sign, click, type = "button", disabled, ...more } = {}) {
  return h("button", { class: `button ${look}`, type, disabled, on: click && { click }, ...more },
    sign && icon(sign), h("span", {}, text));
}

/** A button of which only the icon is seen. */
export function iconButton(text, sign, click, more = {}) {
  return h("button", { class: "icon-button", type: "button", "aria-label": text, title: text, on: { click }, ...more },
    icon(sign));
}

/** A labelled control, with a hint tied to it. */
export function field(text, control, hint) {
  control.id ||= fresh("field");
  const note = hint && h("p", { class: "hint", id: `${control.id}-hint` }, hint);
  if (note) control.setAttribute("aria-describedby", note.id);
  return h("div", { class: "field" }, h("label", { for: control.id }, text), control, note);
}

export function input(props) {
  return h("input", { class: "input", autocomplete: "off", ...props });
}

export function select(options, value, change) {
  const element = h("select", { class: "input", on: { change: () => change?.(element.value) } },
    options.map(([key, text]) => h("option", { value: key, selected: key === value }, text)));
  return element;
}

/** Radio buttons that look like a switch of several positions. */
export function segments(legend, options, value, change, { seen = false } = {}) {
  const name = fresh("segment");
  return h("fieldset", { class: "segments" },
    h("legend", { class: seen ? "" : "unseen" }, legend),
    h("div", { class: "segments-row" }, options.map(([key, text]) => h("label", { class: "segment" },
      h("input", { type: "radio", name, value: key, checked: key === value, on: { change: () => change(key) } }),
      h("span", {}, text)))));
}

/** A checkbox with a text that may be long. */
export function tick(text, { checked = false, required = false, change, hint } = {}) {
  const id = fresh("tick");
  const box = h("input", { type: "checkbox", id, checked, required, "aria-describedby": hint && `${id}-hint`,
    on: { change: () => change?.(box.checked) } });
  const line = h("div", { class: "tick" }, box, h("div", {}, h("label", { for: id }, text),
    hint && h("p", { class: "hint", id: `${id}-hint` }, hint)));
  return { line, box };
}

/** A checkbox that looks like a switch and takes effect at once. */
export function toggle(text, checked, change, hint) {
  const { line, box } = tick(text, { checked, change, hint });
  box.setAttribute("role", "switch");
  line.classList.add("toggle");
  return { line, box };
}

/** A picture with a quiet ground while it loads; `broken` is called when it cannot be had. */
export function picture(url, alt, more = {}) {
  const frame = h("span", { class: `picture ${more.look ?? ""}` });
  const image = h("img", { src: url, alt, loading: more.eager ? "eager" : "lazy", decoding: "async", draggable: "false",
    on: {
      load: () => frame.classList.add("loaded"),
      error: () => {
        frame.classList.add("broken");
        more.broken?.();
      },
    } });
  frame.append(image);
  if (image.complete && image.naturalWidth > 0) frame.classList.add("loaded");
  return frame;
}

/** Where nothing is yet: a sign, a sentence, and what to do. */
export function empty(sign, title, text, ...actions) {
  return h("div", { class: "empty" }, icon(sign, 36), h("h2", {}, title), h("p", {}, text),
    actions.some(Boolean) && h("div", { class: "row center" }, actions));
}

/** Bars that stand for cards while they are loaded. */
export function skeletons(count, text) {
  return h("div", { class: "grid", role: "status" }, h("span", { class: "unseen" }, text),
    Array.from({ length: count }, () => h("div", { class: "card skeleton", "aria-hidden": "true" })));
}

/** The head of a panel; its title takes the focus when the panel is entered. */
export function heading(title, text) {
  return h("header", { class: "heading" }, h("h1", { tabindex: "-1" }, title), text && h("p", { class: "lead" }, text));
}
