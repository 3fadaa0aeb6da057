// Dresses the person: one job at a time, the newest wish wins, the person is analysed once.

import { follow } from "../core/follow.js";

export const IDLE = { status: "idle", stage: null, fraction: 0, url: null, id: null, error: null, warnings: [] };

/** What a request says of one garment: its catalogue id, or the picture itself. */
export function garmentField(garment) {
  return garment.own ? garment.base64 : garment.id;
}

/** The body of POST /v1/run. */
export function request({ person, worn, adjustments, body, size }) {
  const asked = { person: person.id, garments: worn.map(garmentField) };
  if (worn.length === 1 && worn[0].own && worn[0].category) asked.category = worn[0].category;
  if (Object.keys(adjustments ?? {}).length > 0) asked.adjustments = adjustments;
  if (size && body) Object.assign(asked, { size, body: body.body_id });
  return asked;
}

/** `store` has person, worn, adjustments, body and size; the state of the fitting goes to `fitting`. */
export function createDresser(store, api, { followJob = follow } = {}) {
  let running = null;

  const show = (patch) => store.set({ fitting: { ...store.get().fitting, ...patch } });

  function stop() {
    if (!running) return;
    running.abort.abort();
    if (running.id) api.post(`/v1/cancel/${encodeURIComponent(running.id)}`, {}).catch(() => {});
    running = null;
  }

  function takeOff() {
    stop();
    show({ ...IDLE });
  }

  async function dress() {
    const state = store.get();
    if (!state.person || state.worn.length === 0) return takeOff();
    stop();
    const mine = { abort: new AbortController(), id: null };
    running = mine;
    show({ status: "queued", stage: "queued", fraction: 0, error: null });
    try {
      finish(mine, await render(mine, request(state)));
    } catch (problem) {
      if (running === mine) show({ status: "failed", error: problem });
    }
  }

  async function render(mine, asked) {
    const signal = mine.abort.signal;
    const job = await api.post("/v1/run", asked, { signal, headers: { "Idempotency-Key": crypto.randomUUID() } });
    mine.id = job.id;
    return followJob(api, job, (status) => running === mine && progress(status), { signal });
  }

  function progress(status) {
    show({ status: status.status, stage: status.progress?.stage ?? null, fraction: status.progress?.fraction ?? 0 });
  }

  function finish(mine, status) {
    if (running !== mine) return;
    running = null;
    if (status.status !== "completed") {
      show({ status: "failed", error: status.error ?? { name: "Cancelled", status: 409 } });
      return;
    }
    show({ status: "completed", stage: null, fraction: 1, url: status.output[0], id: status.id, error: null,
      warnings: status.warnings ?? [], warnings_zh: status.warnings_zh, seconds: status.seconds ?? {} });
  }

  return { dress, stop, takeOff };
}
