// The lessons on Learn: each with what one learns in it, and where one is.

import { address, ask, logged } from "./api.js";
import { list, make, show } from "./dom.js";

/**
 * Gives a promise that is kept once they stand there, or cannot be known.
 * @param {HTMLElement} element
 * @param {(key: string) => string} say
 */
export function listLessons(element, say) {
  /** @param {import("./answers").Lessons["lessons"][number]} lesson */
  const line = (lesson) =>
    make(
      "li",
      { "data-state": lesson.state },
      make(
        "a",
        { href: address(`lesson?id=${lesson.id}`) },
        make("b", {}, lesson.title),
        make(
          "span",
          { class: "note" },
          [lesson.minutes, lesson.words, lesson.own ? say("page.lesson.own") : ""].filter(Boolean).join(" · "),
        ),
      ),
      make("p", {}, lesson.learn),
    );

  return ask("api/lessons")
    .then((/** @type {import("./answers").Lessons} */ { lessons, problems }) => {
      element.querySelector(".offered")?.replaceChildren(...lessons.map(line));
      const faulty = /** @type {HTMLElement} */ (element.querySelector(".faulty"));
      const sentences = make("ul", { class: "problems" });
      list(sentences, problems);
      faulty.replaceChildren(make("h3", {}, say("page.lesson.problems")), sentences);
      show(faulty, problems.length > 0);
    })
    .catch(logged);
}
