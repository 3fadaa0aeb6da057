// What is worn together: one garment a place, and a dress instead of top and bottom.

const ORDER = ["dress", "top", "bottom"];

/** Where a garment goes; one of unknown category counts as a top. */
export function placeOf(garment) {
  return ORDER.includes(garment.category) ? garment.category : "top";
}

/** The outfit after a garment was picked; picking what is worn takes it off. */
export function picked(worn, garment) {
  if (worn.some((other) => other.id === garment.id)) return worn.filter((other) => other.id !== garment.id);
  return put(worn, garment);
}

/** The outfit with a garment put on in any case. */
export function put(worn, garment) {
  const place = placeOf(garment);
  const kept = worn.filter((other) => {
    const where = placeOf(other);
    return other.id !== garment.id && where !== place && where !== "dress" && place !== "dress";
  });
  return [...kept, garment].sort((a, b) => ORDER.indexOf(placeOf(a)) - ORDER.indexOf(placeOf(b)));
}
