// The run that the page shows. One poll for the whole page; its parts subscribe.

import { ask, Refusal } from "./api.js";
import { remember, shown } from "./location.js";
import { poll } from "./poll.js";

const ACTIVE_MS = 1000;
const AWAY_MS = 5000;
const subscribers = new Set();
let going = null; // stops the request for a run that is not shown any more

export const view = { id: "", answer: null, about: null, layouts: null, curves: empty(), offline: false, missing: "" }; // missing: "gone", or "deleted" and in the bin

function empty() {
  return { losses: new Map(), accuracy: new Map(), scores: new Map(), gauges: new Map(), marks: new Map() };
}

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

// Nothing more will come; of a run that can be resumed something may, from another tab or the command line.
const done = (answer) => answer.settled && answer.resumes_at == null;

async function look() {
  const { id } = view;
  if (!id) return null;
  const query = new URLSearchParams({ offset: view.answer?.offset ?? 0, generation: view.answer?.generation ?? "" });
  going = new AbortController();
  try {
    const answer = await ask(`api/runs/${id}/live?${query}`, { signal: going.signal });
    if (id !== view.id) return null; // another one is shown, and asked for
    take(answer);
    tell();
    if (done(answer)) return null;
    return answer.over ? (answer.settled ? AWAY_MS : 2 * ACTIVE_MS) : ACTIVE_MS;
  } catch (error) {
    if (id !== view.id) return null;
    const lost = error instanceof Refusal && [404, 410].includes(error.status);
    if (lost) view.missing = error.status === 410 ? "deleted" : "gone";
    else view.offline = true;
    tell();
    if (lost) return null;
    throw error;
  }
}

const now = poll(look, { every: ACTIVE_MS, hidden: AWAY_MS });

function take(answer) {
  view.offline = false;
  view.missing = "";
  if (answer.about) view.about = answer.about;
  if (answer.layouts) view.layouts = answer.layouts;
  if (answer.reset) view.curves = empty();
  for (const chart of ["losses", "accuracy", "scores", "gauges"]) {
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

async function end(how) {
  if (!view.id) return;
  await ask(`api/runs/${view.id}/${how}`, { method: "POST" });
  refresh();
}

// Rejects with a Refusal when something is not as it was when the run began; "confirmed": codes of what is meant all the same.
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

for (const how of ["stop", "pause"]) window.tlgui[how] = () => end(how).catch((error) => console.warn(error.message));

// A press of Start carries a key. As long as the run that it began goes on and nothing on the form was changed, it is the same press.
let key = newKey();
let used = false;
let startedHere = false;

// Whether the run that comes now was begun by a press on this page: it is asked once.
export function begunHere() {
  const begun = startedHere;
  startedHere = false;
  return begun;
}

function newKey() {
  return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`; // randomUUID is missing on plain http from another machine
}

window.tlgui.changed = (values) => {
  key = newKey();
  used = false;
  return values;
};

window.tlgui.pressed = (values) => {
  if (used && view.answer?.over) key = newKey();
  used = true;
  startedHere = true;
  if (!answering) means = [];
  answering = false;
  return [key, means.join(" "), ...values.slice(2)];
};

// "I mean it", beside a problem that only asks: the same start again, with its code and those of the questions before it.
let means = [];
let answering = false;
document.addEventListener("click", (event) => {
  const code = event.target.closest?.("[data-confirm]")?.dataset.confirm;
  if (!code) return;
  means.push(code);
  answering = true;
  key = newKey();
  document.querySelector("#start").click();
});

open(shown().run);
