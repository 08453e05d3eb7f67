// A lesson, one step at a time. Where one is, the server keeps; what is on the screen is what it answered last.

import { address, ask, sentencesOf } from "./api.js";
import { finder, list, make, setText, show } from "./dom.js";
import { rememberLesson } from "./lesson_bar.js";
import { poll } from "./poll.js";
import { titled } from "./title.js";
import { waitFor } from "./upload.js";
import { speaker } from "./words.js";

const EVERY_MS = 3000;
const DEMO_POLL_MS = 200;

/** @typedef {import("./answers").LessonStep} LessonStep */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const id = new URLSearchParams(window.location.search).get("id") ?? "";
  /** @type {LessonStep | null} */
  let now = null;
  let drawn = "";

  /** @param {unknown} error */
  const failed = (error) => {
    list(find(".problems"), sentencesOf(error));
    show(find(".ways .next"), now !== null);
    show(find(".ways .back"), now !== null);
  };

  /**
   * @param {string} act
   * @param {object} [json]
   */
  async function tell(act, json) {
    const before = now?.step;
    take(await ask(`api/lessons/${encodeURIComponent(id)}/${act}`, { method: "POST", json }));
    if (now?.step !== before && before !== undefined) {
      scrollTo(0, 0);
      find("h1").focus({ preventScroll: true });
    }
    look();
  }

  // What may change by itself: a run ends, or whoever leads the room lets all go on.
  let begun = false;
  const look = poll(
    async () => {
      if (!begun) return null;
      const answer = await ask(`api/lessons/${encodeURIComponent(id)}`);
      if (answer.step === now?.step) take(answer);
      return (now?.check && !now.check.done) || !now?.goes_on ? undefined : null;
    },
    { every: EVERY_MS },
  );

  /** @param {LessonStep} answer */
  function take(answer) {
    now = answer;
    begun = true;
    rememberLesson(!answer.over);
    const text = JSON.stringify(answer);
    if (text === drawn) return;
    drawn = text;
    draw(answer);
  }

  /** @param {LessonStep} step */
  function draw(step) {
    titled(step.title);
    list(find(".problems"), []);
    setText(find(".kicker"), `${step.title} · ${step.minutes}`);
    setText(find(".where"), step.over ? "" : step.words);
    setText(find("h1"), step.step_title);
    find(".places").replaceChildren(...step.titles.map((title, place) => dot(step, title, place)));
    paragraphs(find(".text"), step.over ? [say("page.lesson.over.about"), ...step.paragraphs] : step.paragraphs);
    find(".press").replaceChildren(...step.press.map(press));
    show(find(".press"), step.press.length > 0);
    drawCheck(step.check);
    paragraphs(find(".after"), step.after);
    show(find(".after"), step.after.length > 0);
    drawQuestion(step);
    show(find(".waits"), !step.goes_on);
    const next = find(".ways .next");
    const open = (step.check && !step.check.done) || (step.question && step.question.given === null);
    next.disabled = !step.goes_on;
    next.classList.toggle("main", !open && !step.over);
    const last = step.step + 1 === step.steps;
    setText(
      next,
      say(step.over ? "page.lesson.again" : open ? "page.lesson.skip" : last ? "page.lesson.finish" : "page.lesson.next"),
    );
    show(next, true);
    show(find(".ways .back"), step.step > 0);
    show(find(".ways .leave"), !step.over);
  }

  /**
   * @param {LessonStep} step
   * @param {string} title
   * @param {number} place
   */
  function dot(step, title, place) {
    const state = place === step.step ? "here" : place < step.furthest ? "been" : "ahead";
    const label = `${place + 1}. ${title}`;
    return make("button", {
      type: "button",
      "data-state": state,
      title: label,
      "aria-label": label,
      "aria-current": state === "here" && "step",
      disabled: place > step.furthest,
      onclick: () => tell("step", { step: place }).catch(failed),
    });
  }

  /** @param {LessonStep["check"]} check */
  function drawCheck(check) {
    show(find(".check"), check !== null);
    if (!check) return;
    find(".check").dataset.done = String(check.done);
    setText(find(".mark"), say(check.done ? "page.lesson.done" : "page.lesson.open_yet"));
    setText(find(".wanted"), check.words);
    list(find(".told"), check.told);
  }

  /** @param {LessonStep} step */
  function drawQuestion(step) {
    const { question } = step;
    show(find(".question"), question !== null);
    if (!question) return;
    const answered = question.given !== null;
    setText(find("legend"), question.text);
    find(".answers").replaceChildren(
      ...question.answers.map(({ text, right }, place) =>
        make(
          "button",
          {
            type: "button",
            class: "button",
            "data-right": answered && right ? "true" : null,
            "data-given": place === question.given ? "true" : null,
            disabled: answered,
            onclick: () => tell("answer", { step: step.step, answer: place }).catch(failed),
          },
          make("span", { "aria-hidden": "true" }, answered ? (right ? "✓" : place === question.given ? "✕" : "") : ""),
          text,
        ),
      ),
    );
    const verdict = answered && question.answers[question.given ?? 0].right ? "page.lesson.right" : "page.lesson.not_right";
    paragraphs(find(".explanation"), answered ? [say(verdict), ...question.explanation] : []);
    show(find(".explanation"), answered);
  }

  /** @param {LessonStep["press"][number]} way */
  function press(way) {
    const notes = way.missing.map((note) => make("span", { class: "note" }, note));
    if (!way.demo) {
      const query = String(new URLSearchParams(way.query));
      return make(
        "span",
        {},
        make("a", { class: "button", href: address(query ? `${way.page}?${query}` : way.page) }, way.words),
        ...notes,
      );
    }
    const button = make("button", { type: "button", class: "button" }, way.words);
    button.addEventListener("click", () => {
      button.disabled = true;
      made(/** @type {string} */ (way.demo))
        .then(({ source, target }) => {
          const query = new URLSearchParams({ ...way.query, target });
          if (!way.only_target) query.set("source", source);
          location.assign(address(`${way.page}?${query}`));
        })
        .catch(failed)
        .finally(() => (button.disabled = false));
    });
    return button;
  }

  find(".ways .back").addEventListener("click", () => now && tell("step", { step: now.step - 1 }).catch(failed));
  find(".ways .next").addEventListener("click", () => now && tell("step", { step: now.over ? 0 : now.step + 1 }).catch(failed));
  find(".ways .leave").addEventListener("click", () => {
    ask("api/lesson", { method: "DELETE" })
      .then(() => {
        rememberLesson(false);
        location.assign(address("learn#lessons"));
      })
      .catch(failed);
  });
  if (id) tell("open").catch(failed);
  else list(find(".problems"), [say("page.lesson.none")]);
}

/**
 * @param {HTMLElement} element
 * @param {string[]} texts in which what stands between backticks is code
 */
function paragraphs(element, texts) {
  element.replaceChildren(
    ...texts.map((text) => make("p", {}, ...text.split("`").map((part, place) => (place % 2 ? make("code", {}, part) : part)))),
  );
}

/**
 * The two datasets of a demo, made or found.
 * @param {string} demo
 * @returns {Promise<{source: string, target: string}>}
 */
async function made(demo) {
  const { job } = await ask("api/demo", { method: "POST", json: { demo } });
  return waitFor(job, undefined, undefined, DEMO_POLL_MS);
}
