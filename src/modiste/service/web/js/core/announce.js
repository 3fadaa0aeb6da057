// Says things to screen readers, and shows short notes to everybody.

import { h } from "./dom.js";

/** Two live regions at the end of the page; put them there once. */
export function createAnnouncer(root) {
  const polite = h("div", { class: "unseen", role: "status", "aria-live": "polite" });
  const urgent = h("div", { class: "unseen", role: "alert" });
  const notes = h("div", { class: "notes" });
  root.append(polite, urgent, notes);
  return {
    say(text) {
      polite.textContent = text;
    },
    alert(text) {
      urgent.textContent = text;
    },
    /** A note that goes by itself; it is spoken too. */
    note(text, seconds = 4) {
      polite.textContent = text;
      const note = h("p", { class: "note", "aria-hidden": "true" }, text);
      notes.append(note);
      setTimeout(() => note.remove(), 1000 * seconds);
    },
  };
}
