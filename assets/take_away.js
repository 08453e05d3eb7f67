// Exports: one press has a file made by a job and downloads it as soon as it is there; the next press only downloads.

import { address, ask, logged, Refusal, sentencesOf } from "./api.js";
import { copying } from "./copying.js";
import { finder, list, make, setBar, setText, show } from "./dom.js";
import { subscribe, view } from "./run.js";
import { waitFor } from "./upload.js";
import { speaker } from "./words.js";

const STAY_MS = 15_000; // a busy machine takes its time

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  /** @type {HTMLElement[]} */
  const parts = [...element.querySelectorAll("[data-what]")].map((part) => /** @type {HTMLElement} */ (part));
  /** @param {string} id */
  const place = (id) => `api/runs/${id}/take-away`;
  const busy = new Set(); // "run what": making goes on when another run is looked at meanwhile
  let seen = "";
  let command = "";
  let led = location.hash === "#take-away"; // from a search's verdict

  /** @param {string} id */
  async function fill(id) {
    /** @type {import("./answers").Exports} */
    const found = await ask(place(id));
    if (id !== view.id) return;
    for (const [what, file] of Object.entries(found.files)) {
      const inside = finder(find(`[data-what=${what}]`));
      const ready = Boolean(file?.current) && !busy.has(`${id} ${what}`);
      show(inside(".fetch"), ready);
      show(inside(".make"), !ready);
      if (!file) continue;
      inside(".fetch").href = address(`${place(id)}/${file.name}`);
      setText(inside(".fetch"), say("page.take.fetch", file));
    }
    command = found.command ?? "";
    for (const [name, file] of [
      ["script", "run.py"],
      ["notebook", "run.ipynb"],
    ]) {
      show(find(`.${name}`), Boolean(command));
      find(`.${name}`).href = address(`${place(id)}/${file}`);
    }
    show(find(".copy"), Boolean(command && navigator.clipboard));
    const told = [...found.checks.map((each) => `${each.file}: ${each.words}`), ...found.refused.map((each) => each.message)];
    find(".checks ul").replaceChildren(...told.map((words) => make("li", {}, words)));
    show(find(".checks"), told.length > 0);
  }

  /**
   * @param {HTMLElement} part
   * @param {boolean} on
   * @param {number | null} [share]
   */
  function waiting(part, on, share = null) {
    const inside = finder(part);
    show(inside(".busy"), on);
    setBar(inside(".bar"), share);
    setText(inside(".said"), on ? say("page.take.busy") : "");
    inside(".make").disabled = on;
  }

  for (const part of parts) {
    const { what } = part.dataset;
    const inside = finder(part);
    inside(".make").addEventListener("click", async () => {
      const { id } = view;
      const here = () => id === view.id;
      busy.add(`${id} ${what}`);
      waiting(part, true);
      list(inside(".problems"), []);
      /** @type {string[]} */
      let problems = [];
      try {
        const { job } = await ask(`${place(id)}/${what}`, { method: "POST" });
        await waitFor(job, (now) => here() && waiting(part, true, now.share));
      } catch (error) {
        problems = sentencesOf(error, say("page.take.failed"));
        if (!(error instanceof Refusal)) logged(error);
      }
      busy.delete(`${id} ${what}`);
      if (!here()) return;
      waiting(part, false);
      list(inside(".problems"), problems);
      const pressed = part.contains(document.activeElement) || document.activeElement === document.body;
      await fill(id).catch(logged);
      if (problems.length) return;
      if (pressed) inside(".fetch").focus({ preventScroll: true }); // it stands where the button was
      inside(".fetch").click();
      setText(inside(".said"), say("page.take.done"));
    });
  }

  copying(find(".copy"), () => command, say("page.take.copied"));

  subscribe(({ id, answer, missing }) => {
    const finished = Boolean(id && answer && !missing && answer.state === "finished");
    show(find(".take"), finished);
    if (finished && led) {
      led = false;
      stayAt(element);
    }
    const now = `${id} ${answer?.generation}`;
    if (!finished || now === seen) return;
    seen = now;
    for (const part of parts) {
      const inside = finder(part);
      waiting(part, busy.has(`${id} ${part.dataset.what}`));
      show(inside(".fetch"), false);
      show(inside(".make"), true);
      list(inside(".problems"), []);
    }
    fill(id).catch(logged);
  });
}

// Bring it into sight, and keep it there while maps and tables above it arrive; until somebody scrolls.
/** @param {HTMLElement} element */
function stayAt(element) {
  const watching = new ResizeObserver(() => element.scrollIntoView());
  watching.observe(document.body);
  const leave = () => watching.disconnect();
  for (const hand of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(hand, leave, { once: true });
  setTimeout(leave, STAY_MS);
}
