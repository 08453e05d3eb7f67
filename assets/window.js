// A window over the page; it is gone when it is closed.

import { make } from "./dom.js";

/** @param {HTMLDialogElement} dialog */
export function open(dialog) {
  const back = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement) back.focus();
  });
  (document.querySelector(".gradio-container") ?? document.body).append(dialog);
  dialog.showModal();
}

/**
 * A question in a window, with a way out; a press or the Enter key says yes. To what is `forGood` the Enter key says no.
 * @param {string} question
 * @param {{yes: string, no: string, act: () => void, inside?: (HTMLElement | null)[], forGood?: boolean}} answers `inside`: what stands between question and answers
 */
export function askFirst(question, { yes, no, act, inside = [], forGood = false }) {
  const dialog = make("dialog", { class: "panel window", "aria-label": question });
  const pressed = (/** @type {Event} */ event) => {
    event.preventDefault();
    dialog.close();
    act();
  };
  dialog.append(
    make(
      "form",
      { onsubmit: pressed },
      make("p", {}, question),
      ...inside,
      make(
        "p",
        { class: "row" },
        make("button", { type: "submit", class: "button main yes" }, yes),
        make("button", { type: "button", class: "link", autofocus: forGood, onclick: () => dialog.close() }, no),
      ),
    ),
  );
  open(dialog);
}
