// What is stored until when; export, erase, and what one agrees to.

import { h, swap } from "../core/dom.js";
import { CHOICES } from "../core/consent.js";
import { errorBox } from "../core/errors.js";
import { maybe, moment, number, t } from "../core/i18n.js";
import { button, heading, toggle } from "../parts/controls.js";

/** Groups of the answer that hold other rows or numbers of their own. */
const NESTED = "files";
const LIMITS = "retention_seconds";

/** What is stored, a row a kind, without the kinds of which there is nothing. */
export function rowsOf(stored) {
  const { [NESTED]: files = {}, [LIMITS]: _, ...rest } = stored ?? {};
  const rows = [...Object.entries(rest), ...Object.entries(files).map(([kind, about]) => [`file.${kind}`, about])];
  return rows.map(([kind, about]) => ({ kind, ...about })).filter((row) => row.count > 0);
}

/** How long things are kept at most, as a number and the key of its unit. */
export function span(seconds) {
  if (seconds < 2 * 3600 && seconds % 3600 !== 0) return [Math.round(seconds / 60), "minutes"];
  return seconds <= 72 * 3600 ? [Math.round(seconds / 3600), "hours"] : [Math.round(seconds / 86400), "days"];
}

export function privacy(root, app) {
  const stored = h("div", {}, h("p", { class: "hint", role: "status" }, t("loading")));
  const dialog = confirmation();
  root.append(heading(t("privacy.title"), t("privacy.lead")),
    section("stored", stored), section("consent", consent()), section("data", data()), section("facts", facts()), dialog);
  load();

  function section(name, ...inside) {
    return h("section", { class: "section privacy", "aria-labelledby": `privacy-${name}` },
      h("h2", { id: `privacy-${name}` }, t(`privacy.${name}`)), inside);
  }

  async function load() {
    try {
      const answer = await app.api.get("/v1/me/stored");
      const rows = rowsOf(answer);
      swap(stored, rows.length === 0 ? h("p", { class: "muted" }, t("privacy.nothing")) : list(rows), limits(answer[LIMITS] ?? {}));
    } catch (problem) {
      swap(stored, errorBox(problem, load));
    }
  }

  function list(rows) {
    return h("table", { class: "stored" }, h("thead", {}, h("tr", {}, ["what", "count", "until"].map((key) => h("th", { scope: "col" }, t(`privacy.column.${key}`))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, kindOf(row)),
        h("td", {}, number(row.count)), h("td", {}, untilOf(row))))));
  }

  function kindOf({ kind }) {
    return maybe(`stored.${kind}`, kind.replace(/^file\./, "").replace(/_/g, " "));
  }

  function untilOf({ until }) {
    return until === null || until === undefined ? t("privacy.until.session") : moment(until);
  }

  function limits(kept) {
    const known = ["photos", "results", "bodies"].filter((name) => kept[name] > 0);
    const part = (name) => t("privacy.limit", { what: t(`privacy.limit.${name}`), time: time(...span(kept[name])) });
    return known.length > 0 && h("p", { class: "hint" }, t("privacy.limits"), " ", known.map(part).join(t("comma")), t("stop"));
  }

  function time(n, unit) {
    return t(n === 1 ? `time.${unit}.one` : `time.${unit}`, { n: number(n) });
  }

  function consent() {
    const { session } = app.store.get();
    return h("div", { class: "stack" }, CHOICES.map((name) => {
      const { line, box } = toggle(t(`consent.${name}`), Boolean(session?.consent?.[name]), (on) => change(name, on, box), t(`consent.${name}.hint`));
      return line;
    }));
  }

  async function change(name, on, box) {
    try {
      await app.consent({ [name]: on });
      if (name === "photos" && !on && app.store.get().person?.kind === "photo") app.forgetPerson();
      app.note(t(on ? "privacy.consented" : "privacy.withdrawn"));
      load();
    } catch (problem) {
      box.checked = !on;
      app.note(app.sentence(problem));
    }
  }

  function data() {
    return h("div", { class: "stack" }, h("p", { class: "muted" }, t("privacy.data.text")),
      h("div", { class: "row wrap" }, saver("privacy.export", "/v1/me", "modiste.json"), saver("privacy.export.zip", "/v1/me?format=zip", "modiste.zip"),
        button(t("privacy.erase"), { look: "danger", sign: "trash", click: () => dialog.showModal() })));
  }

  function saver(key, path, name) {
    return button(t(key), { sign: "download", click: async () => {
      try {
        const got = await app.api.get(path);
        save(got instanceof Blob ? got : new Blob([JSON.stringify(got, null, 2)], { type: "application/json" }), name);
      } catch (problem) {
        app.note(app.sentence(problem));
      }
    } });
  }

  function confirmation() {
    const element = h("dialog", { class: "dialog", "aria-labelledby": "erase-title" }, h("h2", { id: "erase-title" }, t("privacy.erase.title")),
      h("p", {}, t("privacy.erase.text")), h("div", { class: "row end" },
        button(t("cancel"), { click: () => element.close() }), button(t("privacy.erase.yes"), { look: "danger", sign: "trash", click: erase })));
    return element;
  }

  async function erase() {
    dialog.close();
    try {
      await app.erase();
    } catch (problem) {
      app.note(app.sentence(problem));
    }
  }

  function facts() {
    return h("ul", { class: "facts" }, [1, 2, 3, 4, 5].map((n) => h("li", {}, t(`privacy.fact.${n}`))));
  }
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  h("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
