// Pictures on their way to the server: checked, shrunk, and without what the camera wrote into them.

export const MOST_BYTES = 40 * 1024 * 1024;
export const LONGEST = 2048;
const TYPES = /^image\/(jpeg|png|webp|avif|bmp|tiff|heic|heif)$/;
const ENDINGS = /\.(jpe?g|png|webp|avif|bmp|tiff?|heic|heif)$/i;

/** Why a file cannot be a photo, as the name of a problem; null when it may be one. */
export function refusal(file) {
  if (!TYPES.test(file.type) && !ENDINGS.test(file.name ?? "")) return "ImageLoadError";
  return file.size > MOST_BYTES ? "ImageSizeError" : null;
}

/** Width and height that keep the sides' ratio and are at most `longest`. */
export function within(width, height, longest = LONGEST) {
  const factor = Math.min(1, longest / Math.max(width, height));
  return [Math.round(width * factor), Math.round(height * factor)];
}

/**
 * Redraw a picture, which turns it upright, shrinks it and drops place and time of the photo. A kind that
 * the browser cannot read (HEIC) goes as it is; the server reads it.
 */
export async function prepare(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  const [width, height] = within(bitmap.width, bitmap.height);
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.getContext("2d").drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return toBlob(canvas, file.type === "image/png" ? "image/png" : "image/jpeg");
}

export function toBlob(canvas, type = "image/jpeg", quality = 0.93) {
  return new Promise((done) => canvas.toBlob(done, type, quality));
}

/** Base64 without the prefix of a data URL. */
export function toBase64(blob) {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => fail(reader.error);
    reader.readAsDataURL(blob);
  });
}
