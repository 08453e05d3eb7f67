// The lesson that goes along: a slim bar on every page but its own, with the step, whether it is done, and the way on.

import { address, ask, logged } from "./api.js";
import { setText, show } from "./dom.js";
import { poll } from "./poll.js";

const EVERY_MS = 3000;
const KEPT = "tlgui.lesson";

/**
 * @param {HTMLElement} bar
 * @param {(key: string, values?: object) => string} say
 */
export function followLesson(bar, say) {
  if (document.getElementById("lesson-page")) return; // the step itself is there
  const find = (/** @type {string} */ selector) => /** @type {any} */ (bar.querySelector(selector));
  /** @type {import("./answers").LessonBar | null} */
  let now = null;

  // Where one was taken a moment ago, its room is there before the answer is: nothing jumps.
  show(bar, remembered());

  poll(
    async () => {
      now = (await ask("api/lesson")).lesson;
      rememberLesson(now !== null && !now.over);
      draw();
      const changes = now && !now.over && ((now.check && !now.check.done) || !now.goes_on);
      return changes ? undefined : null;
    },
    { every: EVERY_MS },
  );

  function draw() {
    show(bar, now !== null && !now.over);
    if (!now || now.over) return;
    const { check, step, steps } = now;
    find(".to-lesson").href = address(`lesson?id=${now.id}`);
    setText(find(".to-lesson b"), now.words);
    setText(find(".to-lesson span"), `${now.title} · ${now.step_title}`);
    bar.dataset.state = check ? (check.done ? "done" : "open") : "";
    setText(find(".so-far"), check ? say(check.done ? "page.lesson.done" : "page.lesson.open_yet") : "");
    find(".so-far").title = now.goes_on ? (check?.words ?? "") : say("page.lesson.waits");
    find(".next").disabled = !now.goes_on;
    setText(find(".next"), say(step + 1 === steps ? "page.lesson.finish" : "page.lesson.next"));
    find(".next").classList.toggle("main", !check || check.done);
  }

  find(".next").addEventListener("click", () => {
    if (!now) return;
    const { id, step } = now;
    ask(`api/lessons/${id}/step`, { method: "POST", json: { step: step + 1 } })
      .then(() => location.assign(address(`lesson?id=${id}`)))
      .catch(logged);
  });
  find(".leave").addEventListener("click", () => {
    ask("api/lesson", { method: "DELETE" })
      .then(() => {
        now = null;
        rememberLesson(false);
        draw();
      })
      .catch(logged);
  });
}

/** @param {boolean} taken whether a lesson is */
export function rememberLesson(taken) {
  try {
    if (taken) localStorage.setItem(KEPT, "taken");
    else localStorage.removeItem(KEPT);
  } catch {
    // the bar comes a moment later, then
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEPT) !== null;
  } catch {
    return false;
  }
}
