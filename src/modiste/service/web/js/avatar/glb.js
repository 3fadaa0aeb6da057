// Reads GLB (glTF 2.0): positions, colours and triangles; all that a virtual model has.

const MAGIC = 0x46546c67;
const JSON_CHUNK = 0x4e4f534a;
const BIN_CHUNK = 0x004e4942;
const READERS = { 5120: Int8Array, 5121: Uint8Array, 5122: Int16Array, 5123: Uint16Array, 5125: Uint32Array, 5126: Float32Array };
const WIDTHS = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4 };

/** Meshes as `{positions, normals, colors, indices}`; throws Error when the file is no such GLB. */
export function parseGlb(buffer) {
  const { json, bin } = chunks(buffer);
  return (json.meshes ?? []).flatMap((mesh) => mesh.primitives.map((part) => primitive(json, bin, part)));
}

function chunks(buffer) {
  const view = new DataView(buffer);
  if (buffer.byteLength < 20 || view.getUint32(0, true) !== MAGIC) throw new Error("This is no GLB file.");
  if (view.getUint32(4, true) !== 2) throw new Error("Only version 2 of GLB can be shown.");
  const found = {};
  for (let at = 12; at + 8 <= buffer.byteLength;) {
    const length = view.getUint32(at, true);
    if (at + 8 + length > buffer.byteLength) throw new Error("The GLB file is cut off.");
    found[view.getUint32(at + 4, true)] = buffer.slice(at + 8, at + 8 + length);
    at += 8 + length;
  }
  if (!found[JSON_CHUNK] || !found[BIN_CHUNK]) throw new Error("The GLB file lacks a part.");
  return { json: JSON.parse(new TextDecoder().decode(found[JSON_CHUNK])), bin: found[BIN_CHUNK] };
}

function primitive(json, bin, part) {
  const positions = accessor(json, bin, part.attributes.POSITION);
  const count = positions.length / 3;
  const indices = part.indices === undefined ? Uint32Array.from({ length: count }, (_, i) => i)
    : Uint32Array.from(accessor(json, bin, part.indices));
  const colors = part.attributes.COLOR_0 === undefined ? new Float32Array(4 * count).fill(0.6)
    : unit(json, bin, part.attributes.COLOR_0);
  return { positions, indices, colors, normals: normals(positions, indices) };
}

function accessor(json, bin, index) {
  const about = json.accessors[index];
  const place = json.bufferViews[about.bufferView];
  const Reader = READERS[about.componentType];
  if (!Reader || !WIDTHS[about.type]) throw new Error("The GLB file has numbers of an unknown kind.");
  const start = (place.byteOffset ?? 0) + (about.byteOffset ?? 0);
  return new Reader(bin, start, about.count * WIDTHS[about.type]);
}

/** Colours as float RGBA in [0, 1]. */
function unit(json, bin, index) {
  const raw = accessor(json, bin, index);
  const most = raw instanceof Uint8Array ? 255 : raw instanceof Uint16Array ? 65535 : 1;
  const width = WIDTHS[json.accessors[index].type];
  const colors = new Float32Array((raw.length / width) * 4).fill(1);
  for (let i = 0; i < raw.length; i += 1) colors[4 * Math.floor(i / width) + (i % width)] = raw[i] / most;
  return colors;
}

/** Smooth normals: every vertex gets the mean of its triangles, weighted by their area. */
export function normals(positions, indices) {
  const sum = new Float32Array(positions.length);
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [3 * indices[i], 3 * indices[i + 1], 3 * indices[i + 2]];
    const face = cross(edge(positions, a, b), edge(positions, a, c));
    for (const corner of [a, b, c]) for (let k = 0; k < 3; k += 1) sum[corner + k] += face[k];
  }
  for (let i = 0; i < sum.length; i += 3) {
    const size = Math.hypot(sum[i], sum[i + 1], sum[i + 2]) || 1;
    for (let k = 0; k < 3; k += 1) sum[i + k] /= size;
  }
  return sum;
}

function edge(points, from, to) {
  return [points[to] - points[from], points[to + 1] - points[from + 1], points[to + 2] - points[from + 2]];
}

function cross([a, b, c], [d, e, f]) {
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

/** Lowest and highest corner of all meshes. */
export function bounds(meshes) {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (const { positions } of meshes) {
    for (let i = 0; i < positions.length; i += 1) {
      low[i % 3] = Math.min(low[i % 3], positions[i]);
      high[i % 3] = Math.max(high[i % 3], positions[i]);
    }
  }
  return { low, high };
}
