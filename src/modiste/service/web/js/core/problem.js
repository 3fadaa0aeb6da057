// What the server answers when it cannot: problem+json, with a stable name.

export class Problem extends Error {
  constructor({ name, status = 0, detail = "", title = "", retryAfter = null }) {
    super(detail || title || name);
    this.name = name;
    this.status = status;
    this.detail = detail || title;
    this.retryAfter = retryAfter;
  }
}

/** From an answer that is not ok. */
export async function problemOf(answer) {
  const text = await answer.text();
  const wait = Number(answer.headers.get("Retry-After"));
  const said = parsed(text);
  return new Problem({
    name: said.name ?? byStatus(answer.status),
    status: answer.status,
    detail: typeof said.detail === "string" ? said.detail : "",
    title: said.title ?? "",
    retryAfter: Number.isFinite(wait) && wait > 0 ? wait : null,
  });
}

function parsed(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}

function byStatus(status) {
  const names = { 401: "SessionOver", 404: "NotFound", 413: "ImageSizeError", 429: "RateLimited" };
  return names[status] ?? (status >= 500 ? "ServerError" : "RequestError");
}
