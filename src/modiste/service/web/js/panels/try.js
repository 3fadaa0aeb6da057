// The fitting room: the mirror on one side, garments on the other.

import { h, swap } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { button, empty } from "../parts/controls.js";
import { catalogue } from "./try-catalogue.js";
import { liveMirror } from "./try-live.js";
import { mirrorSide } from "./try-mirror.js";

export function tryOn(root, app) {
  const left = h("div", { class: "fitting-left" });
  const right = h("div", { class: "fitting-right" });
  const allowed = app.store.get().session?.consent?.photos !== false;
  let end = null;
  root.append(h("h1", { class: "unseen", tabindex: "-1" }, t("nav.try")), h("div", { class: "fitting" }, left, right));
  still();
  const quiet = catalogue(right, app);

  function show(side) {
    end?.();
    swap(left);
    end = side();
  }

  function live() {
    show(() => liveMirror(left, app, () => {
      still();
      left.querySelector(".live-button")?.focus({ preventScroll: true });
    }));
  }

  function still() {
    show(() => (app.store.get().person ? mirrorSide(left, app, allowed && live) : nobody()));
  }

  function nobody() {
    left.append(empty("person", t("try.nobody"), t("try.nobody.text"),
      button(t("try.nobody.go"), { look: "main", click: () => app.go("you") }),
      allowed && button(t("live.start"), { look: "live-button", sign: "camera", click: live })));
    return null;
  }

  return () => {
    end?.();
    quiet();
  };
}
