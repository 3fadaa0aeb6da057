// A place for a file: click, keyboard, or drag and drop.

import { fresh, h } from "../core/dom.js";
import { icon } from "./icons.js";

/** `take(file)` gets the chosen file. */
export function dropzone({ title, hint, accept, sign = "upload", take, small = false }) {
  const id = fresh("file");
  const file = h("input", { type: "file", id, accept, class: "unseen", on: {
    change: () => {
      if (file.files.length > 0) take(file.files[0]);
      file.value = "";
    },
  } });
  const zone = h("label", { class: `dropzone ${small ? "small" : ""}`, for: id },
    icon(sign, small ? 22 : 30), h("strong", {}, title), hint && h("span", { class: "hint" }, hint));
  const whole = h("div", { class: "dropzone-frame" }, file, zone);
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    const dropped = event.dataTransfer?.files?.[0];
    if (dropped) take(dropped);
  });
  return whole;
}
