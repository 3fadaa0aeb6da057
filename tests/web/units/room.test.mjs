// Pure parts of the panels: outfit, requests, fit, figure, measures, privacy, live mirror, 3D.

import assert from "node:assert/strict";
import { test } from "node:test";

import { bounds, normals, parseGlb } from "../../../src/modiste/service/web/js/avatar/glb.js";
import { distance, multiply, perspective, translation, turnX, turnY } from "../../../src/modiste/service/web/js/avatar/matrix.js";
import { spread, zoneBox } from "../../../src/modiste/service/web/js/fit/figure.js";
import { female, male } from "../../../src/modiste/service/web/js/fit/outline.js";
import { sizeNames, wordKey, zonesOf } from "../../../src/modiste/service/web/js/fit/verdicts.js";
import { IDLE, createDresser, request } from "../../../src/modiste/service/web/js/fitting/dresser.js";
import { createLive, createRate, socketUrl } from "../../../src/modiste/service/web/js/fitting/live.js";
import { refusal, within } from "../../../src/modiste/service/web/js/fitting/pictures.js";
import { picked, put } from "../../../src/modiste/service/web/js/fitting/wearing.js";
import { createStore } from "../../../src/modiste/service/web/js/core/store.js";
import { readDraft, DRAFT } from "../../../src/modiste/service/web/js/panels/body-form.js";
import { barPlaces } from "../../../src/modiste/service/web/js/panels/body-result.js";
import { rowsOf, span } from "../../../src/modiste/service/web/js/panels/privacy.js";
import { bounded } from "../../../src/modiste/service/web/js/parts/mirror.js";

const top = { id: "t", category: "top" };
const other = { id: "u", category: "top" };
const bottom = { id: "b", category: "bottom" };
const dress = { id: "d", category: "dress" };
const names = (worn) => worn.map((garment) => garment.id).join("");

test("one garment a place, tops before bottoms, a dress alone", () => {
  assert.equal(names(put([bottom], top)), "tb");
  assert.equal(names(put([top, bottom], other)), "ub");
  assert.equal(names(put([top, bottom], dress)), "d");
  assert.equal(names(put([dress], bottom)), "b");
  assert.equal(names(picked([top, bottom], top)), "b");
  assert.equal(names(put([top], top)), "t");
});

test("a request names the person and garments, and a size only with a body", () => {
  const person = { id: "p" };
  assert.deepEqual(request({ person, worn: [top], adjustments: {}, body: null, size: "L" }), { person: "p", garments: ["t"] });
  assert.deepEqual(request({ person, worn: [top], adjustments: { girth: 0.1 }, body: { body_id: "y" }, size: "L" }),
    { person: "p", garments: ["t"], adjustments: { girth: 0.1 }, size: "L", body: "y" });
  assert.deepEqual(request({ person, worn: [{ own: true, base64: "QQ==", category: "dress" }] }),
    { person: "p", garments: ["QQ=="], category: "dress" });
});

function fittingRoom(api, followJob) {
  const store = createStore({ person: { id: "p" }, worn: [top], adjustments: {}, body: null, size: null, fitting: { ...IDLE } });
  return { store, dresser: createDresser(store, api, { followJob }) };
}

test("the newest wish wins and the older job is cancelled", async () => {
  const posted = [];
  const waiting = [];
  let jobs = 0;
  const api = { post: async (path) => {
    posted.push(path);
    return path === "/v1/run" ? { id: `j${jobs += 1}` } : {};
  } };
  const { store, dresser } = fittingRoom(api, (_, job) => new Promise((done) => waiting.push([job.id, done])));
  const first = dresser.dress();
  await new Promise(setImmediate);
  const second = dresser.dress();
  await new Promise(setImmediate);
  waiting[1][1]({ id: "j2", status: "completed", output: ["/two"] });
  waiting[0][1]({ id: "j1", status: "completed", output: ["/one"] });
  await Promise.all([first, second]);
  assert.equal(store.get().fitting.url, "/two");
  assert.deepEqual(posted, ["/v1/run", "/v1/cancel/j1", "/v1/run"]);
});

test("a failed job shows its problem and keeps the last picture", async () => {
  const { store, dresser } = fittingRoom({ post: async () => ({ id: "j" }) },
    async () => ({ id: "j", status: "failed", error: { name: "PoseError" } }));
  store.set({ fitting: { ...IDLE, url: "/before" } });
  await dresser.dress();
  assert.equal(store.get().fitting.error.name, "PoseError");
  assert.equal(store.get().fitting.url, "/before");
});

test("taking everything off empties the mirror", async () => {
  const { store, dresser } = fittingRoom({ post: async () => ({}) });
  store.set({ worn: [], fitting: { ...IDLE, status: "completed", url: "/x" } });
  await dresser.dress();
  assert.equal(store.get().fitting.url, null);
});

test("files that are no photos are refused before they are sent", () => {
  assert.equal(refusal({ type: "image/jpeg", size: 10, name: "a" }), null);
  assert.equal(refusal({ type: "", size: 10, name: "A.HEIC" }), null);
  assert.equal(refusal({ type: "application/pdf", size: 10, name: "a.pdf" }), "ImageLoadError");
  assert.equal(refusal({ type: "image/svg+xml", size: 10, name: "a.svg" }), "ImageLoadError");
  assert.equal(refusal({ type: "image/png", size: 50 * 1024 * 1024, name: "a.png" }), "ImageSizeError");
});

test("pictures shrink to the longest side and never grow", () => {
  assert.deepEqual(within(4096, 2048), [2048, 1024]);
  assert.deepEqual(within(300, 400), [300, 400]);
});

test("a zoomed picture never shows its ground", () => {
  assert.deepEqual(bounded(3, -3, 2), [0.5, -0.5]);
  assert.deepEqual(bounded(3, -3, 1).map(Math.abs), [0, 0]);
});

test("lengths have words of their own", () => {
  assert.equal(wordKey({ zone: "chest", verdict: "tight" }), "verdict.tight");
  assert.equal(wordKey({ zone: "sleeve", verdict: "tight" }), "verdict.length.tight");
});

test("zones are those of the size that is looked at", () => {
  const advice = { size: "M", zones: ["m"], sizes: [{ size: "S", zones: ["s"] }, { size: "M" }] };
  assert.deepEqual(zonesOf(advice, "S"), ["s"]);
  assert.deepEqual(zonesOf(advice, "M"), ["m"]);
  assert.deepEqual(zonesOf(advice, "L"), []);
  assert.deepEqual(sizeNames({ size: "M" }), ["M"]);
});

test("every zone of a chart has a place on both figures", () => {
  for (const outline of [female, male]) {
    for (const zone of ["neck", "shoulder", "chest", "underbust", "waist", "hip", "thigh", "calf", "upper_arm", "wrist", "sleeve", "inseam", "outseam",
      "back_length", "length"]) {
      const [left, right, high, low] = zoneBox(outline, zone);
      assert.ok(left < right && high <= low && high > 0 && low < outline.height, zone);
    }
    assert.equal(zoneBox(outline, "height"), null);
  }
});

test("labels keep their distance and their order", () => {
  const rows = spread([10, 11, 12, 90], 10);
  for (let i = 1; i < rows.length; i += 1) assert.ok(rows[i] - rows[i - 1] >= 10 - 1e-9);
  assert.deepEqual(spread([]), []);
});

test("a draft becomes a request or names the field", () => {
  const draft = (patch) => ({ ...DRAFT, girths: {}, ...patch });
  assert.deepEqual(readDraft(draft({ height: "168", weight: "61" }), "cm").asked, { sex: "female", height_cm: 168, weight_kg: 61 });
  assert.deepEqual(readDraft(draft({ height: "5'6", weight: "134", girths: { waist: "29" } }), "in").asked,
    { sex: "female", height_cm: 167.6, weight_kg: 60.8, girths: { waist: 73.7 } });
  assert.equal(readDraft(draft({ weight: "61" }), "cm").wrong, "height");
  assert.equal(readDraft(draft({ height: "168", weight: "6" }), "cm").wrong, "weight");
  assert.equal(readDraft(draft({ height: "168", weight: "61", age: "15" }), "cm").wrong, "age");
  assert.equal(readDraft(draft({ height: "168", weight: "61", girths: { hip: "wide" } }), "cm").wrong, "hip");
  assert.deepEqual(readDraft(draft({ way: "scan" }), "cm").asked, { sex: "female" });
  assert.equal(readDraft(draft({ way: "photo" }), "cm").wrong, "height");
});

test("bars compare: surer measures have shorter bars", () => {
  const sure = barPlaces({ mean: 100, interval80: [99, 101], interval95: [98, 102] });
  const unsure = barPlaces({ mean: 100, interval80: [90, 110], interval95: [70, 130] });
  assert.ok(sure.high - sure.low < unsure.high - unsure.low);
  assert.equal(sure.mean, 0.5);
  assert.deepEqual([unsure.least, unsure.most], [0, 1]);
});

test("what is stored is listed without empty kinds", () => {
  const rows = rowsOf({ files: { photo: { count: 1, bytes: 3, until: 5 } }, persons: { count: 1, until: 5 }, events: { count: 0, until: null },
    retention_seconds: { photos: 3600 } });
  assert.deepEqual(rows.map((row) => row.kind), ["persons", "file.photo"]);
  assert.deepEqual([span(3600), span(1800), span(86400), span(2592000)], [[1, "hours"], [30, "minutes"], [24, "hours"], [30, "days"]]);
});

class FakeSocket extends EventTarget {
  constructor() {
    super();
    FakeSocket.last = this;
    this.sent = [];
  }

  send(data) {
    this.sent.push(data);
  }

  close() {
    this.closed = true;
  }

  say(type, fields = {}) {
    this.dispatchEvent(Object.assign(new Event(type), fields));
  }
}

const rest = () => new Promise(setImmediate);

test("the live mirror tells the garment first and sends a frame an answer", async () => {
  const heard = [];
  const shown = [];
  const live = createLive({ url: "ws://x", Socket: FakeSocket, grab: async () => "frame", show: (data) => shown.push(data), tell: (name) => heard.push(name) });
  const socket = FakeSocket.last;
  live.wear("g1", { girth: 0.1 });
  assert.deepEqual(socket.sent, []);
  socket.say("open");
  await rest();
  assert.deepEqual(socket.sent, ['{"garment":"g1","adjustments":{"girth":0.1}}', "frame"]);
  socket.say("message", { data: '{"wearing":"g1"}' });
  socket.say("message", { data: new Blob(["jpeg"]) });
  await rest();
  assert.equal(shown.length, 1);
  assert.equal(socket.sent.length, 3);
  socket.say("close", { code: 1013 });
  assert.deepEqual(heard, ["open", "wearing", "busy"]);
});

test("the live mirror tells the size and whose body it is shown on", async () => {
  const live = createLive({ url: "ws://x", Socket: FakeSocket, grab: async () => null, show: () => {}, tell: () => {} });
  const socket = FakeSocket.last;
  socket.say("open");
  live.wear("g1", {}, { size: "M", body: "bod_1" });
  assert.deepEqual(socket.sent, ['{"garment":"g1","adjustments":{},"size":"M","body":"bod_1"}']);
  live.end();
});

test("a live mirror that was ended says and sends nothing", async () => {
  const heard = [];
  const live = createLive({ url: "ws://x", Socket: FakeSocket, grab: async () => "frame", show: () => heard.push("shown"), tell: (name) => heard.push(name) });
  const socket = FakeSocket.last;
  socket.say("open");
  live.end();
  await rest();
  socket.say("message", { data: new Blob([]) });
  socket.say("close", { code: 1000 });
  assert.deepEqual(heard, ["open"]);
  assert.ok(socket.closed);
  assert.deepEqual(socket.sent, []);
});

test("the rate is that of the last frames", () => {
  const tick = createRate(3);
  assert.equal(tick(0), 0);
  assert.equal(tick(100), 10);
  tick(5000);
  tick(5100);
  assert.ok(tick(5200) > 9.9);
  assert.equal(socketUrl({ protocol: "https:", host: "a.example:8443" }), "wss://a.example:8443/v1/mirror");
});

function triangle() {
  const json = { accessors: [{ componentType: 5126, type: "VEC3", count: 3, bufferView: 0 }, { componentType: 5125, type: "SCALAR", count: 3, bufferView: 1 },
    { componentType: 5121, type: "VEC4", count: 3, bufferView: 2, normalized: true }],
  bufferViews: [{ byteOffset: 0 }, { byteOffset: 36 }, { byteOffset: 48 }],
  meshes: [{ primitives: [{ attributes: { POSITION: 0, COLOR_0: 2 }, indices: 1 }] }] };
  const bin = new Uint8Array(60);
  bin.set(new Uint8Array(new Float32Array([0, 0, 0, 1, 0, 0, 0, 2, 0]).buffer), 0);
  bin.set(new Uint8Array(new Uint32Array([0, 1, 2]).buffer), 36);
  bin.set([255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 51, 255], 48);
  return glb(json, bin);
}

function glb(json, bin) {
  let text = new TextEncoder().encode(JSON.stringify(json));
  text = Uint8Array.from([...text, ...Array((4 - (text.length % 4)) % 4).fill(32)]);
  const out = new Uint8Array(12 + 8 + text.length + 8 + bin.length);
  const view = new DataView(out.buffer);
  [0x46546c67, 2, out.length, text.length, 0x4e4f534a].forEach((value, i) => view.setUint32(4 * i, value, true));
  out.set(text, 20);
  view.setUint32(20 + text.length, bin.length, true);
  view.setUint32(24 + text.length, 0x004e4942, true);
  out.set(bin, 28 + text.length);
  return out.buffer;
}

test("a GLB becomes positions, colours and normals", () => {
  const [mesh] = parseGlb(triangle());
  assert.deepEqual([...mesh.indices], [0, 1, 2]);
  assert.ok(Math.abs(mesh.colors[10] - 0.2) < 1e-6);
  assert.deepEqual([...mesh.normals.slice(0, 3)], [0, 0, 1]);
  assert.deepEqual(bounds([mesh]), { low: [0, 0, 0], high: [1, 2, 0] });
});

test("damaged GLB files are refused with a sentence", () => {
  assert.throws(() => parseGlb(new ArrayBuffer(4)), /no GLB/);
  assert.throws(() => parseGlb(triangle().slice(0, 200)), /cut off|lacks/);
  const other = new Uint8Array(triangle());
  other[4] = 1;
  assert.throws(() => parseGlb(other.buffer), /version 2/);
});

test("normals of a degenerate triangle are finite", () => {
  assert.deepEqual([...normals(new Float32Array(9), new Uint32Array([0, 1, 2]))], Array(9).fill(0));
});

test("turns keep lengths and a full turn is none", () => {
  const full = turnY(2 * Math.PI);
  multiply(full, turnX(0)).forEach((value, i) => assert.ok(Math.abs(value - (i % 5 === 0 ? 1 : 0)) < 1e-6));
  const moved = multiply(translation(1, 2, 3), turnY(1));
  assert.deepEqual([...moved.slice(12, 15)], [1, 2, 3]);
});

test("the camera stands back until height and width fit", () => {
  assert.ok(distance(0.5, 0.3, 2, 1) > distance(0.5, 2, 2, 1));
  const lens = perspective(Math.PI / 2, 1, 1, 10);
  assert.ok(Math.abs(lens[0] - 1) < 1e-6 && lens[11] === -1);
});
