import { ask, Lost, Refusal, sentencesOf } from "./api.js";
import { beat, finder, list, setBar, setText, show } from "./dom.js";
import { begunHere, open, resume, subscribe, view } from "./run.js";
import { form, speaker } from "./words.js";

const ACTIVE = ["queued", "running", "stopping", "not_responding"];
const PAUSABLE = ["running", "not_responding"]; // one that waits is cancelled by Stop, and can be asked to go on as well

/** @typedef {import("./answers").Viewed} Viewed */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props, watch }) {
  const say = speaker(props.texts);
  const find = finder(element);
  /** @type {HTMLElement} */
  const line = find(".status");
  const part = finder(line);
  const bar = find(".bar");
  /** @type {HTMLElement} */
  const refused = find(".refused");
  /** @type {HTMLButtonElement} */
  const meant = find(".refused button");
  let refusedRun = "";
  let starting = false; // Start was pressed, and not answered yet
  let arrived = 0;
  let furthest = 0; // of the bar: a better estimate of the whole must not move it back

  // From the press on: before the server has answered it is seen that something happens.
  /** @param {boolean} on */
  function start(on) {
    starting = on;
    document.body.dataset.starting = String(on);
    draw(view);
  }
  addEventListener("tlgui:start-pressed", () => {
    start(true);
    // A press goes by Gradio, which does not tell when nobody is there: then the page's head says it, and nothing was started.
    ask("api/queue").catch((error) => error instanceof Lost && start(false));
  });
  addEventListener("tlgui:start-answered", () => start(false));
  watch("value", () => {
    if (!props.value) return;
    starting = false;
    open(props.value);
    document.body.dataset.starting = "false";
    // The run's card stands at the top; whoever pressed Start is further down.
    if (begunHere()) scrollTo({ top: 0 });
  });

  function time() {
    /** @type {Viewed} */
    const { answer } = view;
    if (!answer || answer.seconds == null) return "";
    const since = answer.over ? 0 : (performance.now() - arrived) / 1000;
    const seconds = form("seconds", Math.max(0, answer.over ? answer.seconds : Math.round(answer.seconds + since)));
    return say(answer.over ? "page.status.took" : "page.status.so_far", { seconds });
  }

  /**
   * Resume; what is not as it was when the run began is told, and may be meant all the same.
   * @param {string[]} [confirmed] codes of it
   */
  async function goOn(confirmed = []) {
    show(refused, false);
    try {
      await resume(confirmed);
    } catch (error) {
      const codes = error instanceof Refusal ? error.problems.map((each) => each.code) : [];
      list(find(".refused ul"), sentencesOf(error));
      show(meant, codes.length > 0 && codes.every((code) => props.confirmable.includes(code)));
      meant.onclick = () => goOn(codes);
      refusedRun = view.id;
      show(refused, true);
    }
  }
  setText(meant, say("page.resume.confirm"));
  addEventListener("tlgui:resume", () => goOn());

  /** @param {Viewed} now */
  function buttons({ id, answer, missing }) {
    document.body.dataset.resumable = String(!missing && answer?.resumes_at != null);
    document.body.dataset.pausable = String(!missing && PAUSABLE.includes(answer?.state ?? ""));
    document.body.dataset.drawing = String(!missing && Boolean(answer?.over && answer.drawing));
    if (id !== refusedRun) show(refused, false);
  }

  /** @param {Viewed} now */
  function words({ answer, offline }) {
    if (starting) return say("page.status.starting");
    return offline ? say("page.reconnecting") : (answer?.words ?? "");
  }

  /** @param {Viewed} now */
  function draw(now) {
    const { answer, offline, missing, id } = now;
    buttons(now);
    const known = answer && !missing && !starting;
    const state = starting ? "queued" : offline ? "offline" : (answer?.state ?? "");
    document.body.dataset.run = ACTIVE.includes(answer?.state ?? "") && !missing ? "active" : id && answer ? "over" : "none";
    show(line, Boolean(starting || (id && !missing && (answer || offline)))); // that a run is gone is said below, with what can be done
    line.dataset.state = state;
    const busy = ["running", "queued", "stopping"].includes(state) || (state === "finished" && Boolean(answer?.drawing));
    line.dataset.busy = String(busy);
    if (!offline) beat(line);
    arrived = performance.now();
    setText(part(".words"), words(now));
    setText(part(".left"), known && !offline ? answer.how_long : "");
    setText(part(".time"), known ? time() : "");
    const before = known && !offline ? (answer.before ?? "") : "";
    setText(part(".before"), before);
    show(part(".before"), Boolean(before));
    show(bar, busy);
    const share = known && state === "running" ? answer.share : null;
    furthest = share == null ? 0 : Math.max(furthest, share);
    setBar(bar, share == null ? null : furthest);
  }
  subscribe(draw);
  setInterval(() => view.answer && !view.answer.over && !view.offline && setText(part(".time"), time()), 1000);
}
