import { setBar, setText, show } from "./dom.js";
import { begunHere, open, subscribe, view } from "./run.js";
import { form, speaker } from "./words.js";

const ACTIVE = ["queued", "running", "stopping", "not_responding"];

export function mount(element, { props, watch }) {
  const say = speaker(props.texts);
  const line = element.querySelector(".status");
  const bar = element.querySelector(".bar");
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

  subscribe((now) => {
    const { answer, offline, missing, id } = now;
    const state = missing ? "missing" : offline ? "offline" : (answer?.state ?? "");
    document.body.dataset.run = ACTIVE.includes(answer?.state) && !missing ? "active" : id && answer ? "over" : "none";
    show(line, Boolean(id && (answer || missing || offline)));
    line.dataset.state = state;
    arrived = performance.now();
    const words = missing ? say("page.status.gone") : offline ? say("page.reconnecting") : (answer?.words ?? "");
    setText(line.querySelector(".words"), words);
    setText(line.querySelector(".time"), missing ? "" : time());
    show(bar, state === "running" || state === "queued" || state === "stopping");
    setBar(bar, answer?.share ?? null);
  });
  setInterval(() => view.answer && !view.answer.over && !view.offline && setText(line.querySelector(".time"), time()), 1000);
}
