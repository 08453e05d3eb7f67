// Our own routes. Every answer that is not a success is a list of problems in the reader's language.

const root = new URL("../../", import.meta.url); // this file is at tlgui/VERSION/api.js, also behind a proxy's prefix

/** @param {string} path */
export const address = (path) => new URL(path, root).href;

/** @typedef {{code: string, message: string}} Problem */

/** What was asked for was not done, by the server or by a job: with sentences for the reader. */
export class Refusal extends Error {
  /**
   * @param {Problem[]} problems
   * @param {number} [status] of the answer; none where a job failed
   */
  constructor(problems, status) {
    super(problems.map((each) => each.message).join(" "));
    this.status = status;
    this.problems = problems;
  }
  get messages() {
    return this.problems.map((each) => each.message);
  }
}

/** The connection broke off, or there is no server behind it. */
export class Lost extends TypeError {}

const BROKEN_OFF = [
  "upload_busy",
  "upload_incomplete",
  "upload_other_place",
  "upload_taken_over",
  "request_too_slow",
  "server_ends",
];

/**
 * Whether nothing was wrong with a request: the connection or the server broke off, and the same may succeed later.
 * @param {unknown} error
 */
export const brokeOff = (error) =>
  error instanceof Lost ||
  (error instanceof Refusal &&
    ([502, 503, 504].includes(error.status ?? 0) || error.problems.some(({ code }) => BROKEN_OFF.includes(code))));

/**
 * The sentences of a refusal; of anything else `otherwise`, or what it says of itself.
 * @param {unknown} error
 * @param {string} [otherwise]
 */
export const sentencesOf = (error, otherwise) => (error instanceof Refusal ? error.messages : [otherwise ?? String(error)]);

/**
 * Log why a part of the page could not be filled. That the server does not answer is no fault of a script, and the head of the page says it.
 * @param {unknown} error
 */
export const logged = (error) => (brokeOff(error) || isCancelled(error) ? console.warn : console.error)(error);

let reached = true;

/** @param {boolean} now whether the server answered; "tlgui:reached" tells when that changes */
function answered(now) {
  if (now === reached) return;
  reached = now;
  dispatchEvent(new CustomEvent("tlgui:reached", { detail: now }));
}

/** @param {unknown} error */
export const isCancelled = (error) => error instanceof DOMException && error.name === "AbortError";

/**
 * Ask a route of ours; throws a {@link Refusal}, a {@link Lost}, or an AbortError.
 * @param {string} path
 * @param {{method?: string, json?: unknown, body?: BodyInit, signal?: AbortSignal, keepalive?: boolean}} [options]
 * @returns {Promise<any>}
 */
export async function ask(path, { method = "GET", json, body, signal, keepalive } = {}) {
  const headers = json === undefined ? undefined : { "content-type": "application/json" };
  const sent = json === undefined ? body : JSON.stringify(json);
  const whole = fetch(address(path), { method, headers, body: sent, signal, keepalive }).then(
    async (answer) => ({ status: answer.status, text: await answer.text() }), // it may break off in its middle too
  );
  const { status, text } = await whole.catch((error) => {
    if (isCancelled(error)) throw error;
    answered(false);
    throw new Lost(error.message);
  });
  answered(true);
  return read(status, text);
}

const AGAIN_MS = 3000;

/**
 * Ask for what nothing else will ask for again: where the connection breaks off, once more, as long as it is wanted.
 * @param {string} path
 * @param {() => boolean} wanted
 * @returns {Promise<any>}
 */
export async function insist(path, wanted) {
  for (;;) {
    try {
      return await ask(path);
    } catch (error) {
      if (!brokeOff(error) || !wanted()) throw error;
      await new Promise((go) => setTimeout(go, AGAIN_MS));
    }
  }
}

/**
 * An answer's text as JSON, or a Refusal.
 * @param {number} status
 * @param {string} text
 * @returns {any}
 */
export function read(status, text) {
  let found;
  try {
    found = JSON.parse(text);
  } catch {
    found = null;
  }
  if (status >= 200 && status < 300 && found !== null) return found;
  if (found?.problems?.[0]?.code === "room_join_first") window.location.assign(address("join")); // signed out, or the room has ended
  throw new Refusal(found?.problems ?? [{ code: "unknown", message: `HTTP ${status}` }], status);
}

/** What tells a press from another one: the server takes the same one that is sent twice as one. */
export function keyOfPress() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`; // randomUUID is missing on plain http from another machine
}
