// The calls of the service: cookie session, CSRF header, problems as errors, patience when busy.

import { Problem, problemOf } from "./problem.js";

const PATIENCE = 2;
const LONGEST_WAIT = 8;

const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

export function createApi({ fetch: send = (...args) => fetch(...args), wait = pause, base = "" } = {}) {
  let csrf = null;
  let onSessionOver = () => {};

  async function call(method, path, { body, signal, headers = {}, expectOver = false } = {}) {
    for (let tries = 0; ; tries += 1) {
      const answer = await reach(method, path, body, signal, headers);
      if (answer.ok) return answer.status === 204 ? null : content(answer);
      const problem = await problemOf(answer);
      if (answer.status === 429 && tries < PATIENCE) {
        await wait(Math.min(problem.retryAfter ?? 1, LONGEST_WAIT));
        continue;
      }
      if (answer.status === 401 && !expectOver) onSessionOver(problem);
      throw problem;
    }
  }

  async function reach(method, path, body, signal, headers) {
    const json = body !== undefined && !(body instanceof FormData);
    const all = { Accept: "application/json", ...headers };
    if (json) all["Content-Type"] = "application/json";
    if (csrf && method !== "GET") all["X-CSRF-Token"] = csrf;
    try {
      return await send(base + path, {
        method, signal, headers: all, credentials: "same-origin",
        body: json ? JSON.stringify(body) : body,
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Problem({ name: "Offline", detail: String(error.message ?? error) });
    }
  }

  async function content(answer) {
    const type = answer.headers.get("Content-Type") ?? "";
    return type.includes("json") ? answer.json() : answer.blob();
  }

  function keep(session) {
    csrf = session?.csrf_token ?? csrf;
    return session;
  }

  return {
    call,
    get: (path, more) => call("GET", path, more),
    post: (path, body, more) => call("POST", path, { ...more, body }),
    put: (path, body, more) => call("PUT", path, { ...more, body }),
    delete: (path, more) => call("DELETE", path, more),
    whenSessionOver(listener) {
      onSessionOver = listener;
    },
    /** Begin a session; the consent goes with it. */
    begin: async (asked) => keep(await call("POST", "/v1/sessions", { body: asked, expectOver: true })),
    /** The session of this browser, or null. */
    async current() {
      try {
        return keep(await call("GET", "/v1/sessions/current", { expectOver: true }));
      } catch (problem) {
        if (problem.status === 401) return null;
        throw problem;
      }
    },
  };
}
