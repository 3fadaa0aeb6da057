// Texts in English and Chinese; the choice is remembered and told to the browser.

export const LANGUAGES = { en: "English", zh: "中文" };
const KEY = "modiste.lang";
const TAGS = { en: "en", zh: "zh-Hans" };

let texts = {};
let current = "en";

/** The language to begin with: the address, the remembered one, or the browser's. */
export function preferred(search, remembered, browser) {
  const asked = new URLSearchParams(search).get("lang");
  for (const name of [asked, remembered]) if (name && name in LANGUAGES) return name;
  return (browser ?? []).some((tag) => tag.toLowerCase().startsWith("zh")) ? "zh" : "en";
}

/** Load the texts of a language and put it on the document. */
export async function speak(name, base) {
  const answer = await fetch(`${base}i18n/${name}.json`);
  texts = await answer.json();
  current = name;
  document.documentElement.lang = TAGS[name];
  return texts;
}

export function remember(name) {
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // Storage may be off in a sandboxed frame; the choice then lasts as long as the page.
  }
}

export function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function lang() {
  return current;
}

/** Put values into the places of a text: `{name}`. */
export function format(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The text of a key; a key without one shows itself, so that a hole is seen. */
export function t(key, values) {
  return format(texts[key] ?? key, values);
}

/** The text of a key, or something else when there is none. */
export function maybe(key, otherwise) {
  return texts[key] ?? otherwise;
}

/** One of `{en, zh}`, which is how the server gives texts of its own. */
export function pick(both) {
  if (both === null || both === undefined) return "";
  if (typeof both === "string") return both;
  const found = both[current] ?? both.en ?? "";
  return Array.isArray(found) ? found.join(" ") : found;
}

/** Warnings of a person, a body or a picture in the page's language. */
export function cautions(about) {
  return (current === "zh" ? about?.warnings_zh : null) ?? about?.warnings ?? [];
}

/** A garment's name in the page's language. */
export function nameOf(garment) {
  return pick(garment.label) || garment.title || "";
}

const tags = () => TAGS[current];

export function number(value, digits = 0) {
  return new Intl.NumberFormat(tags(), {
    minimumFractionDigits: digits, maximumFractionDigits: digits,
  }).format(value);
}

export function percent(share) {
  return new Intl.NumberFormat(tags(), { style: "percent" }).format(share);
}

export function money(value, currency) {
  const digits = Number.isInteger(value) ? 0 : 2;
  try {
    return new Intl.NumberFormat(tags(), {
      style: "currency", currency, currencyDisplay: "narrowSymbol", minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }).format(value);
  } catch {
    return `${value} ${currency ?? ""}`.trim();
  }
}

const FAR = 3 * 86400e3;

/** The time today, the date when that is days away, else both; of an ISO date or seconds since 1970. */
export function moment(given, now = new Date()) {
  const when = new Date(typeof given === "number" ? 1000 * given : given);
  if (Number.isNaN(when.getTime())) return "";
  const far = Math.abs(when - now) > FAR;
  const style = when.toDateString() === now.toDateString()
    ? { timeStyle: "short" } : { dateStyle: "medium", ...(far ? {} : { timeStyle: "short" }) };
  return new Intl.DateTimeFormat(tags(), style).format(when);
}
