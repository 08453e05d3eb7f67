// How much better a run is than its references: a gain over each, in the color that its own sign has.

import { make } from "./dom.js";
import { unbroken } from "./words.js";

/**
 * @param {HTMLElement} element
 * @param {import("./answers").RunResult | null} result null: nothing is said yet
 */
export function drawGain(element, result) {
  const parts = result
    ? [
        { words: result.gain, tone: result.tone },
        { words: result.second, tone: result.second_tone },
      ]
    : [];
  const said = parts.filter(({ words }) => words);
  element.replaceChildren(...said.map(({ words, tone }) => make("span", { class: "gain", "data-tone": tone }, unbroken(words))));
}
