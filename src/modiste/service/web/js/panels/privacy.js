// What is stored until when; export, erase, and what one agrees to.

import { h, swap } from "../core/dom.js";
import { CHOICES } from "../core/consent.js";
import { errorBox } from "../core/errors.js";
import { maybe, moment, number, t } from "../core/i18n.js";
import { button, heading, toggle } from "../parts/controls.js";

/** What the server stores as rows, whatever way it lists them. */
export function rowsOf(stored) {
  const rows = Array.isArray(stored) ? stored : stored?.items ?? stored?.stored ?? [];
  if (Array.isArray(rows)) return rows;
  return Object.entries(rows).map(([kind, about]) => ({ kind, ...(typeof about === "object" ? about : { count: about }) }));
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
      const rows = rowsOf(await app.api.get("/v1/me/stored"));
      swap(stored, rows.length === 0 ? h("p", { class: "muted" }, t("privacy.nothing")) : list(rows));
    } catch (problem) {
      swap(stored, errorBox(problem, load));
    }
  }

  function list(rows) {
    return h("table", { class: "stored" }, h("thead", {}, h("tr", {}, ["what", "count", "until"].map((key) => h("th", { scope: "col" }, t(`privacy.column.${key}`))))),
      h("tbody", {}, rows.map((row) => h("tr", {}, h("th", { scope: "row" }, kindOf(row)),
        h("td", {}, row.count === undefined ? "1" : number(row.count)), h("td", {}, untilOf(row))))));
  }

  function kindOf(row) {
    const name = row.kind ?? row.what ?? row.name ?? "";
    return maybe(`stored.${name}`, name.replace(/_/g, " "));
  }

  function untilOf(row) {
    const when = row.expires_at ?? row.until ?? row.latest_expiry;
    return when ? moment(when) || String(when) : t("privacy.until.session");
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
