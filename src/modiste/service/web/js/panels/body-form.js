// What one tells of the body. The draft stays when the panel is left.

import { h, swap } from "../core/dom.js";
import { errorBox } from "../core/errors.js";
import { t } from "../core/i18n.js";
import { convertLength, convertMass, readLength, readMass } from "../core/units.js";
import { prepare } from "../fitting/pictures.js";
import { button, field, input, segments, select } from "../parts/controls.js";
import { dropzone } from "../parts/dropzone.js";

export const GIRTHS = ["chest", "waist", "hip", "inseam"];
const LIMITS = { height: [130, 230], weight: [30, 250], girth: [20, 230] };

export const DRAFT = { way: "numbers", sex: "female", height: "", weight: "", age: "", clothes: "normal", girths: {} };

/**
 * The draft as the service wants it, or the name of the field that cannot be read.
 * Height is needed for a photo; height and weight for numbers; a scan needs neither.
 */
export function readDraft(draft, units) {
  const asked = { sex: draft.sex };
  const lengths = [["height_cm", draft.height, "height", readLength(draft.height, units)],
    ["weight_kg", draft.weight, "weight", readMass(draft.weight, units === "cm" ? "kg" : "lb")]];
  for (const [key, typed, name, value] of lengths) {
    const needed = name === "height" ? draft.way !== "scan" : draft.way === "numbers";
    if (typed === "" && !needed) continue;
    if (!inside(value, LIMITS[name])) return { wrong: name };
    asked[key] = Math.round(10 * value) / 10;
  }
  if (draft.age !== "") {
    if (!inside(Number(draft.age), [18, 110])) return { wrong: "age" };
    asked.age = Number(draft.age);
  }
  const girths = {};
  for (const name of GIRTHS) {
    const typed = draft.girths[name] ?? "";
    if (typed === "") continue;
    const value = readLength(typed, units);
    if (!inside(value, LIMITS.girth)) return { wrong: name };
    girths[name] = Math.round(10 * value) / 10;
  }
  if (Object.keys(girths).length > 0) asked.girths = girths;
  return { asked };
}

const inside = (value, [low, high]) => Number.isFinite(value) && value >= low && value <= high;

export function bodyForm(root, app) {
  const draft = app.store.get().draft;
  const files = {};
  const trouble = h("div", {});
  const fields = {};
  const whole = h("form", { class: "stack", novalidate: true, on: { submit } });
  root.append(whole);
  draw();

  function draw() {
    swap(whole,
      segments(t("body.way"), ["numbers", "photo", "scan"].map((way) => [way, t(`body.way.${way}`)]), draft.way, (way) => {
        draft.way = way;
        draw();
        whole.querySelector(".segment input:checked").focus();
      }),
      h("p", { class: "hint" }, t(`body.way.${draft.way}.hint`)),
      draft.way === "photo" && photoFields(), draft.way === "scan" && fileZone("scan", ".ply,.obj,.stl,.glb,.xyz,.txt"),
      segments(t("body.sex"), [["female", t("sex.female")], ["male", t("sex.male")]], draft.sex, (sex) => { draft.sex = sex; }, { seen: true }),
      h("div", { class: "pair" }, text("height", heightHint()), text("weight")),
      girthFields(), trouble,
      button(t("body.go"), { look: "main wide", type: "submit" }));
  }

  function heightHint() {
    return t(app.store.get().units === "cm" ? "body.height.cm" : "body.height.in");
  }

  function text(name, placeholder) {
    fields[name] = input({ inputmode: name === "height" ? "text" : "decimal", value: draft[name], placeholder, name,
      on: { input: (event) => { draft[name] = event.target.value; } } });
    return field(unitText(name), fields[name]);
  }

  function unitText(name) {
    const metric = app.store.get().units === "cm";
    const unit = { weight: metric ? "kg" : "lb", age: t("years") }[name] ?? (metric ? "cm" : "in");
    return `${t(`measure.${name}`)} (${unit})`;
  }

  function girthFields() {
    const open = GIRTHS.some((name) => draft.girths[name]) || draft.age !== "";
    return h("details", { class: "more", open }, h("summary", {}, t("body.more")), h("p", { class: "hint" }, t("body.more.hint")),
      h("div", { class: "pair" }, text("age"), GIRTHS.map((name) => {
        fields[name] = input({ inputmode: "decimal", value: draft.girths[name] ?? "", name,
          on: { input: (event) => { draft.girths[name] = event.target.value; } } });
        return field(unitText(name), fields[name]);
      })));
  }

  function photoFields() {
    return h("div", { class: "stack" }, h("div", { class: "pair" }, fileZone("photo", "image/*"), fileZone("side", "image/*")),
      field(t("body.clothes"), select(["tight", "normal", "loose"].map((name) => [name, t(`clothes.${name}`)]), draft.clothes,
        (value) => { draft.clothes = value; })));
  }

  function fileZone(name, accept) {
    const frame = h("div", {});
    const show = () => swap(frame, dropzone({ title: files[name]?.name ?? t(`body.file.${name}`), accept, small: true,
      sign: files[name] ? "check" : "upload", hint: files[name] ? t("body.file.change") : t(`body.file.${name}.hint`),
      take: (file) => {
        files[name] = file;
        show();
      } }));
    show();
    return frame;
  }

  async function submit(event) {
    event.preventDefault();
    const { asked, wrong } = readDraft(draft, app.store.get().units);
    for (const control of Object.values(fields)) control.removeAttribute("aria-invalid");
    if (wrong) return complain(wrong);
    const needed = { photo: "photo", scan: "scan" }[draft.way];
    if (needed && !files[needed]) return swap(trouble, h("p", { class: "box error", role: "alert" }, t(`body.needs.${needed}`)));
    await send(asked);
  }

  function complain(name) {
    whole.querySelector("details").open ||= fields[name].closest("details") !== null;
    fields[name].setAttribute("aria-invalid", "true");
    fields[name].focus();
    swap(trouble, h("p", { class: "box error", role: "alert" }, t("body.wrong", { name: t(`measure.${name}`) })));
  }

  async function send(asked) {
    whole.classList.add("busy");
    swap(trouble, h("p", { role: "status", class: "hint" }, h("span", { class: "spinner", "aria-hidden": "true" }), t("body.measuring")));
    try {
      const found = await app.api.post("/v1/measure", draft.way === "numbers" ? asked : await multipart(asked));
      app.setBody({ ...found, sex: asked.sex, age: asked.age ?? null });
      swap(trouble);
      app.say(t("body.ready"));
    } catch (problem) {
      swap(trouble, errorBox(problem));
    } finally {
      whole.classList.remove("busy");
    }
  }

  async function multipart(asked) {
    const form = new FormData();
    for (const [key, value] of Object.entries(asked)) form.append(key, typeof value === "object" ? JSON.stringify(value) : String(value));
    if (draft.way === "photo") form.append("clothes", draft.clothes);
    for (const name of draft.way === "scan" ? ["scan"] : ["photo", "side"]) {
      if (files[name]) form.append(name, name === "scan" ? files[name] : await prepare(files[name]), files[name].name);
    }
    return form;
  }

  /** Write the draft in the other unit; called after the switch, when the store has the new one. */
  function convert() {
    const to = app.store.get().units;
    const from = to === "cm" ? "in" : "cm";
    draft.height = convertLength(draft.height, from, to, true);
    draft.weight = convertMass(draft.weight, from, to);
    for (const name of Object.keys(draft.girths)) draft.girths[name] = convertLength(draft.girths[name], from, to);
  }

  return { convert };
}
