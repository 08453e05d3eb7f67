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

export async function ask(path, { method = "GET", json, body, signal } = {}) {
  const headers = json === undefined ? {} : { "content-type": "application/json" };
  const answer = await fetch(address(path), { method, headers, body: json === undefined ? body : JSON.stringify(json), signal });
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
