// Pure parts of the page: units, language, store, problems, calls, jobs.

import assert from "node:assert/strict";
import { test } from "node:test";

import { createApi } from "../../../src/modiste/service/web/js/core/api.js";
import { createLine, readEmbed } from "../../../src/modiste/service/web/js/core/embed.js";
import { follow } from "../../../src/modiste/service/web/js/core/follow.js";
import { format, preferred } from "../../../src/modiste/service/web/js/core/i18n.js";
import { problemOf } from "../../../src/modiste/service/web/js/core/problem.js";
import { createStore } from "../../../src/modiste/service/web/js/core/store.js";
import { convertLength, convertMass, readLength, readMass, showFeet } from "../../../src/modiste/service/web/js/core/units.js";

const near = (found, wanted) => assert.ok(Math.abs(found - wanted) < 0.01, `${found} is not ${wanted}`);
const reply = (status, body, headers = {}) =>
  new Response(body === null ? null : JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

test("lengths are read as people write them", () => {
  for (const [typed, unit, cm] of [["168", "cm", 168], ["1.68 m", "cm", 168], ["1,68m", "cm", 168], ["5'6\"", "in", 167.64],
    ["5'6", "in", 167.64], ["5 ft 6 in", "in", 167.64], ["5’", "in", 152.4], ["66", "in", 167.64], ["66 in", "cm", 167.64], ["168 厘米", "in", 168]]) {
    near(readLength(typed, unit), cm);
  }
});

test("what is no length is told", () => {
  for (const typed of ["", "tall", "5'6'6", "-3", "1e3", "1.2.3"]) assert.ok(Number.isNaN(readLength(typed, "cm")), typed);
});

test("masses know kilograms, pounds and jin", () => {
  near(readMass("60", "kg"), 60);
  near(readMass("132 lb", "kg"), 59.874);
  near(readMass("120斤", "kg"), 60);
  assert.ok(Number.isNaN(readMass("heavy", "kg")));
});

test("changing the unit and back keeps the value", () => {
  for (let cm = 140; cm < 210; cm += 7) near(readLength(convertLength(convertLength(String(cm), "cm", "in"), "in", "cm"), "cm") / cm, 1);
  assert.equal(convertLength("168", "cm", "in", true), "5'6\"");
  assert.equal(convertLength("tall", "cm", "in"), "tall");
  assert.equal(convertMass("60", "cm", "in"), "132.3");
});

test("eleven and a half inches become the next foot", () => assert.equal(showFeet(182.4), "6'0\""));

test("the language is the address's, the remembered one's, the browser's", () => {
  assert.equal(preferred("?lang=zh", "en", ["en"]), "zh");
  assert.equal(preferred("?lang=xx", "zh", ["en"]), "zh");
  assert.equal(preferred("", null, ["zh-TW", "en"]), "zh");
  assert.equal(preferred("", null, undefined), "en");
});

test("texts are filled, unknown places stay", () => assert.equal(format("{a} and {b}", { a: 1 }), "1 and {b}"));

test("a store tells changed keys only, and once", () => {
  const store = createStore({ a: 1, b: 1 });
  const heard = [];
  const off = store.on(["a"], (state) => heard.push(state.a));
  store.set({ a: 2, b: 2 });
  store.set({ b: 3 });
  store.set({ a: 2 });
  off();
  store.set({ a: 4 });
  assert.deepEqual(heard, [2]);
});

test("problems have a name even when the server gives none", async () => {
  assert.equal((await problemOf(reply(422, { name: "PoseError", detail: "No legs." }))).name, "PoseError");
  assert.equal((await problemOf(new Response("<html>", { status: 502 }))).name, "ServerError");
  assert.equal((await problemOf(new Response("", { status: 404 }))).name, "NotFound");
});

test("unsafe calls carry the token, safe ones do not", async () => {
  const seen = [];
  const api = createApi({ fetch: async (path, options) => {
    seen.push([options.method, options.headers["X-CSRF-Token"]]);
    return reply(200, { csrf_token: "secret" });
  } });
  await api.begin({});
  await api.post("/v1/run", {});
  await api.get("/v1/me");
  assert.deepEqual(seen, [["POST", undefined], ["POST", "secret"], ["GET", undefined]]);
});

test("a busy server is waited for as long as it asks, but not for ever", async () => {
  const waits = [];
  const api = createApi({ fetch: async () => reply(429, { name: "RateLimited" }, { "Retry-After": "3" }), wait: async (s) => waits.push(s) });
  await assert.rejects(api.post("/v1/run", {}), { name: "RateLimited" });
  assert.deepEqual(waits, [3, 3]);
});

test("a session that is over is told once, asking for it is not an error", async () => {
  let over = 0;
  const api = createApi({ fetch: async () => reply(401, {}) });
  api.whenSessionOver(() => { over += 1; });
  assert.equal(await api.current(), null);
  assert.equal(over, 0);
  await assert.rejects(api.get("/v1/me"), { status: 401 });
  assert.equal(over, 1);
});

test("no connection is a problem with a name", async () => {
  const api = createApi({ fetch: async () => { throw new TypeError("Failed to fetch"); } });
  await assert.rejects(api.get("/v1/models"), { name: "Offline" });
});

class FakeSource extends EventTarget {
  static made = [];

  constructor(url) {
    super();
    this.url = url;
    FakeSource.made.push(this);
  }

  close() {
    this.closed = true;
  }

  say(type, data) {
    this.dispatchEvent(Object.assign(new Event(type), { data: JSON.stringify(data) }));
  }
}

const JOB = { id: "j", status: "queued", events_url: "/v1/events/j", status_url: "/v1/status/j" };

test("a job is followed by events", async () => {
  const heard = [];
  const ended = follow({}, JOB, (status) => heard.push(status.progress.fraction), { Source: FakeSource });
  const source = FakeSource.made.at(-1);
  source.say("progress", { status: "processing", progress: { fraction: 0.5 } });
  source.say("done", { status: "completed", output: ["/x"] });
  assert.equal((await ended).output[0], "/x");
  assert.deepEqual(heard, [0.5]);
  assert.ok(source.closed);
});

test("a stream that breaks is replaced by asking", async () => {
  const answers = [{ status: "processing" }, { status: "failed", error: { name: "PoseError" } }];
  const asked = [];
  const api = { get: async (path) => {
    asked.push(path);
    return answers.shift();
  } };
  const ended = follow(api, JOB, () => {}, { Source: FakeSource, every: 0 });
  FakeSource.made.at(-1).dispatchEvent(new Event("error"));
  assert.equal((await ended).error.name, "PoseError");
  assert.deepEqual(asked, ["/v1/status/j", "/v1/status/j"]);
});

test("an abandoned job is not followed further", async () => {
  const abort = new AbortController();
  const ended = follow({}, JOB, () => {}, { Source: FakeSource, signal: abort.signal });
  abort.abort();
  await assert.rejects(ended, { name: "AbortError" });
  assert.ok(FakeSource.made.at(-1).closed);
});

test("only a framed page with a real origin is embedded", () => {
  assert.equal(readEmbed("?embed=1&shop=https://a.example", false), null);
  assert.equal(readEmbed("?embed=1&shop=javascript:alert(1)", true), null);
  assert.equal(readEmbed("?embed=1", true), null);
  assert.deepEqual(readEmbed("?embed=1&shop=https://a.example/path&garment=g", true), { shop: "https://a.example", garment: "g" });
});

test("the line hears the shop only, and speaks to it only", () => {
  const self = new EventTarget();
  const sent = [];
  const parent = { postMessage: (data, origin) => sent.push([data.type, origin]) };
  const heard = [];
  const line = createLine({ shop: "https://a.example" }, { self, parent });
  line.on("garment", (data) => heard.push(data.id));
  const say = (fields) => self.dispatchEvent(Object.assign(new Event("message"), { source: parent, origin: "https://a.example",
    data: { modiste: 1, type: "garment", id: "right" }, ...fields }));
  say({});
  say({ origin: "https://evil.example" });
  say({ source: {} });
  say({ data: "garment" });
  say({ data: null });
  line.tell("size", { size: "M" });
  assert.deepEqual(heard, ["right"]);
  assert.deepEqual(sent, [["size", "https://a.example"]]);
});
