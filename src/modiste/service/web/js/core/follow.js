// Follows a job to its end: server-sent events, and asking again and again where they fail.

const FINAL = new Set(["completed", "failed", "cancelled"]);

export const ended = (status) => FINAL.has(status?.status);

/**
 * Resolve with the final status object of a job.
 *
 * `api` has `get(path)`; `job` has `id`, `status_url`, `events_url`; `tell(status)` is called with
 * every status on the way; `Source` is an EventSource or null; `every` is seconds between questions.
 */
export async function follow(api, job, tell, { Source = globalThis.EventSource, signal, every = 0.4 } = {}) {
  if (ended(job)) return job;
  const streamed = Source && job.events_url ? await listen(job, tell, Source, signal) : null;
  return streamed ?? ask(api, job, tell, signal, every);
}

/** The final status, or null when the stream cannot be had or broke off. */
function listen(job, tell, Source, signal) {
  return new Promise((done, fail) => {
    const source = new Source(job.events_url);
    const end = (settle, value) => {
      source.close();
      settle(value);
    };
    source.addEventListener("progress", (event) => tell(JSON.parse(event.data)));
    source.addEventListener("done", (event) => end(done, JSON.parse(event.data)));
    source.addEventListener("error", () => end(done, null));
    signal?.addEventListener("abort", () => end(fail, signal.reason), { once: true });
  });
}

async function ask(api, job, tell, signal, every) {
  const path = job.status_url ?? `/v1/status/${encodeURIComponent(job.id)}`;
  for (;;) {
    signal?.throwIfAborted();
    const status = await api.get(path, { signal });
    if (ended(status)) return status;
    tell(status);
    await new Promise((next) => setTimeout(next, 1000 * every));
  }
}
