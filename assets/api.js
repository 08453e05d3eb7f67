// Our own routes. Every answer that is not a success is a list of problems in the reader's language.

const root = new URL("../../", import.meta.url); // this file is at tlgui/VERSION/api.js, also behind a proxy's prefix

export const address = (path) => new URL(path, root).href;

export class Refusal extends Error {
  constructor(status, problems) {
    super(problems.map((each) => each.message).join(" "));
    this.status = status;
    this.problems = problems;
  }
  get messages() {
    return this.problems.map((each) => each.message);
  }
}

// The connection broke off, or there is no server behind it.
export class Lost extends TypeError {}

const BROKEN_OFF = [
  "upload_busy",
  "upload_incomplete",
  "upload_other_place",
  "upload_taken_over",
  "request_too_slow",
  "server_ends",
];

// Whether nothing was wrong with a request: the connection or the server broke off, and the same may succeed later.
export const brokeOff = (error) =>
  error instanceof Lost ||
  [502, 503, 504].includes(error.status) ||
  Boolean(error.problems?.some(({ code }) => BROKEN_OFF.includes(code)));

export async function ask(path, { method = "GET", json, body, signal, keepalive } = {}) {
  const headers = json === undefined ? {} : { "content-type": "application/json" };
  const sent = json === undefined ? body : JSON.stringify(json);
  const answer = await fetch(address(path), { method, headers, body: sent, signal, keepalive }).catch((error) => {
    throw error.name === "AbortError" ? error : new Lost(error.message);
  });
  return read(answer.status, await answer.text());
}

// An answer's text as JSON, or a Refusal.
export function read(status, text) {
  let found = null;
  try {
    found = JSON.parse(text);
  } catch {
    found = null;
  }
  if (status >= 200 && status < 300 && found !== null) return found;
  throw new Refusal(status, found?.problems ?? [{ code: "unknown", message: `HTTP ${status}` }]);
}
