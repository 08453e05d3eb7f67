import { setText } from "./dom.js";

/**
 * A press copies what stands somewhere, and the button says for a moment that it did.
 * @param {HTMLElement} button
 * @param {() => string} text
 * @param {string} done
 */
export function copying(button, text, done) {
  const words = button.textContent;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text());
    setText(button, done);
    setTimeout(() => setText(button, words), 1500);
  });
}
