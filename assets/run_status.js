import { Refusal, sentencesOf } from "./api.js";
import { list, setBar, setText, show } from "./dom.js";
import { begunHere, open, resume, subscribe, view } from "./run.js";
import { form, speaker } from "./words.js";

const ACTIVE = ["queued", "running", "stopping", "not_responding"];
const PAUSABLE = ["running", "not_responding"]; // one that waits is cancelled by Stop, and can be asked to go on as well

export function mount(element, { props, watch }) {
  const say = speaker(props.texts);
  const line = element.querySelector(".status");
  const bar = element.querySelector(".bar");
  const refused = element.querySelector(".refused");
  const meant = refused.querySelector("button");
  let refusedRun = "";
  watch("value", () => {
    if (!props.value) return;
    open(props.value);
    // On a phone the run now stands above the form that was just filled in.
    if (begunHere()) scrollTo({ top: 0 });
  });
  let arrived = 0;

  function time() {
    const answer = view.answer;
    if (!answer || answer.seconds == null) return "";
    const since = answer.over ? 0 : (performance.now() - arrived) / 1000;
    return form("seconds", Math.max(0, answer.over ? answer.seconds : Math.round(answer.seconds + since)));
  }

  // Resume; what is not as it was when the run began is told, and may be meant all the same.
  async function goOn(confirmed = []) {
    show(refused, false);
    try {
      await resume(confirmed);
    } catch (error) {
      const codes = error instanceof Refusal ? error.problems.map((each) => each.code) : [];
      list(refused.firstElementChild, sentencesOf(error));
      show(meant, codes.length > 0 && codes.every((code) => props.confirmable.includes(code)));
      meant.onclick = () => goOn(codes);
      refusedRun = view.id;
      show(refused, true);
    }
  }
  setText(meant, say("page.resume.confirm"));
  addEventListener("tlgui:resume", () => goOn());

  function buttons({ id, answer, missing }) {
    document.body.dataset.resumable = String(!missing && answer?.resumes_at != null);
    document.body.dataset.pausable = String(!missing && PAUSABLE.includes(answer?.state));
    document.body.dataset.drawing = String(!missing && Boolean(answer?.over && answer.drawing));
    if (id !== refusedRun) show(refused, false);
  }

  subscribe((now) => {
    const { answer, offline, missing, id } = now;
    buttons(now);
    const state = missing ? "missing" : offline ? "offline" : (answer?.state ?? "");
    document.body.dataset.run = ACTIVE.includes(answer?.state) && !missing ? "active" : id && answer ? "over" : "none";
    show(line, Boolean(id && (answer || missing || offline)));
    line.dataset.state = state;
    arrived = performance.now();
    const lost = missing && say(missing === "deleted" ? "page.bin.here" : "page.status.gone");
    const words = missing ? lost : offline ? say("page.reconnecting") : (answer?.words ?? "");
    setText(line.querySelector(".words"), words);
    setText(line.querySelector(".time"), missing ? "" : time());
    show(bar, state === "running" || state === "queued" || state === "stopping");
    setBar(bar, answer?.share ?? null);
  });
  setInterval(() => view.answer && !view.answer.over && !view.offline && setText(line.querySelector(".time"), time()), 1000);
}
