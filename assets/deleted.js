// What is deleted lies in a bin: word of it with Undo, its line there, and the question before the bin is emptied.

import { make, setText, show } from "./dom.js";
import { moment } from "./moments.js";
import { askFirst } from "./window.js";

/** @typedef {ReturnType<typeof import("./words.js").speaker>} Say */

/**
 * A function that says something in a toast; with `back`, Undo is offered and does that.
 * @param {HTMLElement} toast
 */
export function toastIn(toast) {
  const undo = /** @type {HTMLButtonElement} */ (toast.querySelector(".undo"));
  const said = /** @type {HTMLElement} */ (toast.querySelector("span"));
  toast.querySelector(".close")?.addEventListener("click", () => show(toast, false));

  /**
   * @param {string} words
   * @param {(() => void) | null} [back]
   */
  return (words, back = null) => {
    setText(said, words);
    show(undo, Boolean(back));
    undo.onclick = back;
    show(toast, true);
  };
}

/**
 * The line of something in the bin.
 * @param {Say} say
 * @param {{name: string, when: number}} deleted `when` in seconds since 1970
 * @param {(when: string) => string} about what is said beside its name
 * @param {() => void} restore
 */
export function lineOf(say, { name, when }, about, restore) {
  const words = about(say("page.bin.when", { when: moment(when) }));
  return make(
    "li",
    {},
    make("span", { class: "about" }, make("bdi", {}, name), make("span", { class: "note" }, words)),
    make(
      "button",
      { type: "button", class: "link", "aria-label": `${say("page.bin.restore")}: ${name}`, onclick: restore },
      say("page.bin.restore"),
    ),
  );
}

/**
 * Nothing brings back what leaves the bin, so it is asked once more.
 * @param {Say} say
 * @param {string} question
 * @param {() => void} act
 */
export const beforeEmptying = (say, question, act) =>
  askFirst(question, { yes: say("page.bin.for_good"), no: say("page.remarks.cancel"), act });
