// Take away: each thing is made by a job when it is asked for, and fetched as soon as it is there.

import { address, ask, Refusal, sentencesOf } from "./api.js";
import { list, make, setBar, setText, show } from "./dom.js";
import { subscribe, view } from "./run.js";
import { waitFor } from "./upload.js";
import { speaker } from "./words.js";

const STAY_MS = 15_000; // a busy machine takes its time

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const place = (id) => `api/runs/${id}/take-away`;
  const busy = new Set(); // "run what": making goes on when another run is looked at meanwhile
  let seen = "";
  let command = "";
  let led = location.hash === "#take-away"; // from a search's verdict

  async function fill(id) {
    const found = await ask(place(id));
    if (id !== view.id) return;
    for (const [what, file] of Object.entries(found.files)) {
      const part = find(`[data-what=${what}]`);
      const link = part.querySelector(".fetch");
      show(link, Boolean(file) && !busy.has(`${id} ${what}`));
      if (!file) continue;
      link.href = address(`${place(id)}/${file.name}`);
      setText(link, say("page.take.fetch", file));
      offer(part, "again");
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

  // What comes first stands out: making it, or afterwards the file.
  function offer(part, words) {
    const button = part.querySelector(".make");
    setText(button, say(`page.take.${words}`));
    button.className = words === "make" ? "button make" : "link make";
  }

  /**
   * @param {any} part
   * @param {boolean} on
   * @param {number | null} [share]
   */
  function waiting(part, on, share = null) {
    show(part.querySelector(".busy"), on);
    setBar(part.querySelector(".bar"), share);
    part.querySelector(".make").disabled = on;
    if (on) show(part.querySelector(".fetch"), false);
  }

  for (const part of element.querySelectorAll("[data-what]")) {
    const { what } = part.dataset;
    part.querySelector(".make").addEventListener("click", async () => {
      const { id } = view;
      const here = () => id === view.id;
      busy.add(`${id} ${what}`);
      waiting(part, true);
      list(part.querySelector(".problems"), []);
      let problems = [];
      try {
        const { job } = await ask(`${place(id)}/${what}`, { method: "POST" });
        await waitFor(job, (now) => here() && waiting(part, true, now.share));
      } catch (error) {
        problems = sentencesOf(error, say("page.take.failed"));
        if (!(error instanceof Refusal)) console.error(error);
      }
      busy.delete(`${id} ${what}`);
      if (!here()) return;
      waiting(part, false);
      list(part.querySelector(".problems"), problems);
      await fill(id).catch(console.error);
      if (!problems.length) part.querySelector(".fetch").click();
    });
  }

  find(".copy").addEventListener("click", async () => {
    await navigator.clipboard.writeText(command);
    setText(find(".copy"), say("page.take.copied"));
    setTimeout(() => setText(find(".copy"), say("page.take.copy")), 1500);
  });

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
    for (const part of element.querySelectorAll("[data-what]")) {
      waiting(part, busy.has(`${id} ${part.dataset.what}`));
      show(part.querySelector(".fetch"), false);
      offer(part, "make");
      list(part.querySelector(".problems"), []);
    }
    fill(id).catch(console.error);
  });
}

// Bring it into sight, and keep it there while maps and tables above it arrive; until somebody scrolls.
function stayAt(element) {
  const watching = new ResizeObserver(() => element.scrollIntoView());
  watching.observe(document.body);
  const leave = () => watching.disconnect();
  for (const hand of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(hand, leave, { once: true });
  setTimeout(leave, STAY_MS);
}
