// Exercise guidance: indices with intervals, and a week. An estimate, no medical advice.

import { h, swap } from "../core/dom.js";
import { errorBox } from "../core/errors.js";
import { lang, number, t } from "../core/i18n.js";
import { button, empty, field, heading, input, select, tick } from "../parts/controls.js";

const GOALS = ["health", "strength", "endurance", "weight", "mobility"];

export function guidance(root, app) {
  const { store } = app;
  const result = h("div", { class: "guidance-result", "aria-live": "polite" });
  root.append(heading(t("guidance.title"), t("guidance.lead")), h("p", { class: "box note-box" }, t("guidance.disclaimer")));
  if (!store.get().body) {
    root.append(empty("sprout", t("guidance.nobody"), t("guidance.nobody.text"), button(t("size.nobody.go"), { look: "main", click: () => app.go("body") })));
    return null;
  }
  const wish = store.get().guidanceWish;
  root.append(h("div", { class: "two" }, form(), result));
  if (wish.plan) show(wish.plan);
  return null;

  function form() {
    const age = input({ inputmode: "numeric", value: wish.age || store.get().body.age || "", required: true, on: { input: () => { wish.age = age.value; } } });
    const pregnant = tick(t("guidance.pregnant"), { checked: wish.pregnant, change: (on) => { wish.pregnant = on; } });
    return h("form", { class: "two-narrow stack", novalidate: true, on: { submit: (event) => {
      event.preventDefault();
      ask(age);
    } } },
      field(t("guidance.goal"), select(GOALS.map((name) => [name, t(`goal.${name}`)]), wish.goal, (goal) => { wish.goal = goal; })),
      field(`${t("measure.age")} (${t("years")})`, age), pregnant.line, button(t("guidance.go"), { look: "main wide", type: "submit" }));
  }

  async function ask(age) {
    const years = Number(age.value);
    if (!Number.isFinite(years) || years <= 0) {
      age.setAttribute("aria-invalid", "true");
      age.focus();
      return swap(result, h("p", { class: "box error", role: "alert" }, t("body.wrong", { name: t("measure.age") })));
    }
    age.removeAttribute("aria-invalid");
    swap(result, h("p", { class: "hint" }, h("span", { class: "spinner", "aria-hidden": "true" }), t("loading")));
    try {
      wish.plan = await app.api.post("/v1/guidance", { body_id: store.get().body.body_id, goal: wish.goal, age: years, pregnant: wish.pregnant, days: 7 });
      show(wish.plan);
    } catch (problem) {
      wish.plan = null;
      swap(result, errorBox(problem));
    }
  }

  function show(both) {
    const plan = both[lang()] ?? both.en ?? both;
    swap(result, indices(plan.indices ?? []), statements(plan.statements ?? []), week(plan.plan ?? []),
      (plan.notes ?? []).map((note) => h("p", { class: "hint" }, textOf(note))), plan.disclaimer && h("p", { class: "hint" }, plan.disclaimer));
  }
}

const textOf = (said) => (typeof said === "string" ? said : said.text ?? "");

function digits(value) {
  const size = Math.abs(value);
  if (size >= 10) return size >= 100 ? 0 : 1;
  return size >= 0.1 ? 2 : 4;
}

function indices(found) {
  if (found.length === 0) return null;
  return h("section", { class: "section", "aria-labelledby": "indices-title" }, h("h2", { id: "indices-title" }, t("guidance.indices")),
    h("dl", { class: "indices" }, found.map((one) => h("div", {}, h("dt", {}, one.name),
      h("dd", {}, h("strong", {}, `${number(one.value, digits(one.value))} ${one.unit ?? ""}`),
        one.interval80 && h("span", { class: "muted" }, one.interval80.map((value) => number(value, digits(value))).join(" – ")))))));
}

function statements(found) {
  if (found.length === 0) return null;
  return h("ul", { class: "statements" }, found.map((said) => h("li", {}, textOf(said))));
}

function week(days) {
  if (days.length === 0) return null;
  return h("section", { class: "section", "aria-labelledby": "week-title" }, h("h2", { id: "week-title" }, t("guidance.week")),
    h("ol", { class: "week" }, days.map((day) => h("li", { class: `day day-${day.intensity ?? "rest"}` },
      h("span", { class: "day-number" }, t("guidance.day", { n: day.day })),
      h("div", {}, h("strong", {}, day.activity), (day.exercises ?? []).length > 0 && h("p", { class: "muted" }, day.exercises.join(" · "))),
      minutes(day.minutes)))));
}

function minutes(range) {
  if (!range || range[1] === 0) return h("span", {});
  return h("span", { class: "day-minutes" }, t("guidance.minutes", { low: range[0], high: range[1] }));
}
