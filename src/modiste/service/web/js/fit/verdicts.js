// The four words of a fit, and which way a size differs from another.

export const VERDICTS = ["tight", "close", "relaxed", "loose"];

const LENGTHS = new Set(["height", "sleeve", "inseam", "outseam", "back_length", "length"]);

/** Zones along the body are short or long, not tight or loose. */
export const isLength = (zone) => LENGTHS.has(zone);

/** The key of the word for a zone's verdict. */
export function wordKey({ zone, verdict }) {
  return isLength(zone) ? `verdict.length.${verdict}` : `verdict.${verdict}`;
}

/** The zones of one size in an advice; those of the recommended size when the others are not told. */
export function zonesOf(advice, size) {
  const row = (advice.sizes ?? []).find((one) => one.size === size);
  if (row?.zones) return row.zones;
  return size === advice.size ? (advice.zones ?? []) : [];
}

/** What others found of one size; null when it is not told. */
export function riskOf(advice, size) {
  return (advice.sizes ?? []).find((one) => one.size === size)?.risk ?? null;
}

/** The names of all sizes, in the chart's order. */
export function sizeNames(advice) {
  const names = (advice.sizes ?? []).map((one) => one.size);
  return names.length > 0 ? names : [advice.size];
}
