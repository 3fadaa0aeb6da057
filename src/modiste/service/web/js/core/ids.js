// Names for what the page sends, so that a repetition is known.

/** 128 random bits; also where the page came without https and browsers keep randomUUID back. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
