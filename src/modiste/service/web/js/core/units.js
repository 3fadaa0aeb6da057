// Centimetres and kilograms for the service; inches, feet and pounds for those who think in them.

export const CM_PER_INCH = 2.54;
export const KG_PER_POUND = 0.45359237;

const DECIMAL = /^\d+(?:[.,]\d+)?$/;

function decimal(text) {
  return DECIMAL.test(text) ? Number(text.replace(",", ".")) : NaN;
}

/** A length as typed, in cm: `168`, `168 cm`, `1.68 m`, `5'6"`, `5 ft 6`, `66 in`. NaN if unreadable. */
export function readLength(typed, unit) {
  const text = String(typed).trim().toLowerCase().replace(/[′’]/g, "'").replace(/[″”]/g, '"');
  const feet = text.match(/^(\d+)\s*(?:'|ft|feet)\s*(?:(\d+(?:[.,]\d+)?)\s*(?:"|''|in|inches)?)?$/);
  if (feet) return (12 * Number(feet[1]) + (feet[2] ? decimal(feet[2]) : 0)) * CM_PER_INCH;
  const named = text.match(/^([\d.,]+)\s*(cm|厘米|m|米|in|inches|"|英寸)?$/);
  if (!named) return NaN;
  const value = decimal(named[1]);
  const given = named[2] ?? unit;
  if (given === "m" || given === "米") return 100 * value;
  return given === "cm" || given === "厘米" ? value : value * CM_PER_INCH;
}

/** A mass as typed, in kg: `60`, `60 kg`, `132 lb`, `120 斤`. NaN if unreadable. */
export function readMass(typed, unit) {
  const named = String(typed).trim().toLowerCase().match(/^([\d.,]+)\s*(kg|公斤|lb|lbs|磅|斤)?$/);
  if (!named) return NaN;
  const given = named[2] ?? unit;
  const value = decimal(named[1]);
  if (given === "斤") return value / 2;
  return given === "kg" || given === "公斤" ? value : value * KG_PER_POUND;
}

/** A length in cm as a number of the unit, with the digits that make sense. */
export function showLength(cm, unit) {
  return unit === "cm" ? cm.toFixed(1) : (cm / CM_PER_INCH).toFixed(1);
}

export function showMass(kg, unit) {
  return (unit === "cm" ? kg : kg / KG_PER_POUND).toFixed(1);
}

/** A stature in feet and inches: `5'6"`. */
export function showFeet(cm) {
  const inches = Math.round(cm / CM_PER_INCH);
  return `${Math.floor(inches / 12)}'${inches % 12}"`;
}

/** What a stature or girth field shows after the unit was changed; unreadable text stays. */
export function convertLength(typed, from, to, stature = false) {
  const cm = readLength(typed, from);
  if (!Number.isFinite(cm)) return typed;
  if (to === "in" && stature) return showFeet(cm);
  return String(Number(showLength(cm, to)));
}

export function convertMass(typed, from, to) {
  const kg = readMass(typed, from === "cm" ? "kg" : "lb");
  return Number.isFinite(kg) ? String(Number(showMass(kg, to))) : typed;
}
