// The run that the page shows. One poll for the whole page; its parts subscribe.

import { ask, keyOfPress, Refusal } from "./api.js";
import { around } from "./dom.js";
import { lose, remember, shown } from "./location.js";
import { poll } from "./poll.js";

const ACTIVE_MS = 1000;
const AWAY_MS = 5000;
const FIRST_POINT_MS = 300; // a run that has begun, or is about to, and shows nothing yet: whoever has just pressed Start looks for it
/** @type {Set<(now: typeof view) => void>} */
const subscribers = new Set();
/** @type {AbortController | null} */
let going = null; // stops the request for a run that is not shown any more

/**
 * What is shown. `answer` is the last one of the server, `about` and `layouts` what the first one said of the run and its charts.
 * @type {{id: string, answer: any, about: any, layouts: any, curves: Curves, offline: boolean, missing: "" | "gone" | "deleted"}}
 */
export const view = { id: "", answer: null, about: null, layouts: null, curves: empty(), offline: false, missing: "" };

/**
 * Lines by their uid, one map a chart.
 * @typedef {Record<"losses" | "accuracy" | "scores" | "gauges" | "marks", Map<string, any>>} Curves
 * @returns {Curves}
 */
function empty() {
  return { losses: new Map(), accuracy: new Map(), scores: new Map(), gauges: new Map(), marks: new Map() };
}

/** @param {(now: typeof view) => void} callback called at once and after each change */
export function subscribe(callback) {
  subscribers.add(callback);
  callback(view);
}

function tell() {
  for (const callback of subscribers) {
    try {
      callback(view);
    } catch (error) {
      console.error(error);
    }
  }
}

/** @param {string} id */
export function open(id) {
  if (id === view.id) return;
  going?.abort();
  Object.assign(view, { id, answer: null, about: null, layouts: null, curves: empty(), offline: false, missing: "" });
  remember({ run: id });
  tell();
  refresh();
}

// Look again at once: after a stop, a resume or a reveal.
export function refresh() {
  now();
}

// Nothing more will come; of a run that can be resumed something may, from another tab or the command line, and where labels are sealed whoever
// may open them does so elsewhere, in a room on the wall.
/** @param {any} answer */
const done = (answer) => answer.settled && answer.resumes_at == null && !["host", "possible"].includes(answer.reveal);

async function look() {
  const { id } = view;
  if (!id) return null;
  const query = new URLSearchParams({ offset: view.answer?.offset ?? 0, generation: view.answer?.generation ?? "" });
  going = new AbortController();
  const { signal } = going;
  try {
    const answer = await ask(`api/runs/${id}/live?${query}`, { signal });
    if (id !== view.id) return null; // another one is shown, and asked for
    take(answer);
    tell();
    if (done(answer)) return null;
    const begins = answer.state === "running" || (answer.state === "queued" && !answer.before);
    if (begins && !view.curves.losses.size) return FIRST_POINT_MS;
    return answer.over ? (answer.settled ? AWAY_MS : 2 * ACTIVE_MS) : ACTIVE_MS;
  } catch (error) {
    if (id !== view.id) return null;
    const lost = error instanceof Refusal && [404, 410].includes(error.status ?? 0);
    if (lost) {
      view.missing = error.status === 410 ? "deleted" : "gone";
      lose(id);
    } else view.offline = true;
    tell();
    if (lost) return null;
    throw error;
  }
}

const now = poll(look, { every: ACTIVE_MS, hidden: AWAY_MS });

/** @param {any} answer */
function take(answer) {
  view.offline = false;
  view.missing = "";
  if (answer.about) view.about = answer.about;
  if (answer.layouts) view.layouts = answer.layouts;
  if (answer.reset) view.curves = empty();
  for (const chart of /** @type {const} */ (["losses", "accuracy", "scores", "gauges"])) {
    for (const piece of answer.curves[chart]) {
      const line = view.curves[chart].get(piece.uid);
      if (line) {
        line.x.push(...piece.x);
        line.y.push(...piece.y);
      } else {
        view.curves[chart].set(piece.uid, piece);
      }
    }
  }
  for (const mark of answer.curves.marks) view.curves.marks.set(mark.uid, mark);
  view.answer = answer;
}

/** @param {string} how */
async function end(how) {
  if (!view.id) return;
  await ask(`api/runs/${view.id}/${how}`, { method: "POST" });
  refresh();
}

/**
 * Rejects with a Refusal when something is not as it was when the run began.
 * @param {string[]} [confirmed] codes of what is meant all the same
 */
export async function resume(confirmed = []) {
  if (!view.id) return;
  await ask(`api/runs/${view.id}/resume`, { method: "POST", json: { confirmed } });
  refresh();
}

// Out of the bin again; the form is filled with its settings as on any other visit.
export async function restore() {
  await ask(`api/bin/${view.id}/restore`, { method: "POST" });
  location.reload();
}

export async function reveal() {
  await ask(`api/runs/${view.id}/reveal`, { method: "POST" });
  refresh();
}

for (const how of ["stop", "pause"]) addEventListener(`tlgui:${how}`, () => end(how).catch(console.warn));

// A press of Start carries a key. As long as the run that it began goes on and nothing on the form was changed, it is the same press.
let key = keyOfPress();
let used = false;
let startedHere = false;

// Whether the run that comes now was begun by a press on this page: it is asked once.
export function begunHere() {
  const begun = startedHere;
  startedHere = false;
  return begun;
}

// What is answered to a change of the form: one after another, or an older answer that comes later would say what the form was. Gradio waits
// for an answer too before it asks again, but only once a question has left the page, which takes it longer than somebody to press two keys.
let answered = Promise.resolve();
const ANSWERED_MS = 10_000; // no answer comes of a question that failed

/**
 * Gradio's values of the form, on their way to Python after a change, once what was asked before is answered.
 * @param {any[]} values
 */
export function changed(values) {
  key = keyOfPress();
  used = false;
  const turn = answered;
  answered = turn.then(
    () =>
      new Promise((go) => {
        addEventListener("tlgui:looked-over", () => go(), { once: true });
        setTimeout(go, ANSWERED_MS);
      }),
  );
  return turn.then(() => values);
}

/**
 * The same after a press of Start: the first two are the press's key and what was confirmed.
 * @param {any[]} values
 */
export function pressed(values) {
  if (used && view.answer?.over) key = keyOfPress();
  used = true;
  startedHere = true;
  dispatchEvent(new Event("tlgui:start-pressed"));
  if (!answering) means = [];
  answering = false;
  return [key, means.join(" "), ...values.slice(2)];
}

/**
 * The same after a press of Find the best, which goes to a page of its own.
 * @param {any[]} values
 */
export function searched(values) {
  if (!answering) means = [];
  answering = false;
  return [key, means.join(" "), ...values.slice(2)];
}

// "I mean it", beside a problem that only asks: the same start again, with its code and those of the questions before it.
/** @type {string[]} */
let means = [];
let answering = false;
document.addEventListener("click", (event) => {
  const meant = around(event, "[data-confirm]")?.dataset;
  if (!meant?.confirm) return;
  means.push(meant.confirm);
  answering = true;
  key = keyOfPress();
  document.getElementById(meant.again ?? "start")?.click();
});

open(shown().run);
