// The scrubber: before, moments of training, after. It stands at a stop or between two, plays, and follows a run that goes on.

import { make, show } from "./dom.js";

const PLAY_MS = 1300; // from one stop to the next …
const LONGEST_MS = 6000; // … and through all of them
const FOLLOW_MS = 900;
const SNAP = 0.15;
/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

/**
 * @param {HTMLElement} element
 * @param {{moved: () => void, words: (stop: string) => string}} map `words` calls a stop by its name in the reader's language
 */
export function timeline(element, { moved, words }) {
  /** @type {(selector: string) => any} */
  const find = (selector) => element.querySelector(selector);
  const slider = find("input");
  const marks = find(".marks");
  const button = find(".play");
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  /** @type {{stops: string[], at: number, turn: number}} */
  const state = { stops: [], at: 0, turn: 0 };
  const last = () => Math.max(0, state.stops.length - 1);

  /** @param {number} at */
  function stand(at) {
    state.at = Math.min(last(), Math.max(0, at));
    slider.value = state.at;
    if (state.stops.length) slider.setAttribute("aria-valuetext", words(state.stops[Math.round(state.at)]));
    moved();
  }

  /**
   * @param {number} to
   * @param {number} milliseconds
   */
  function go(to, milliseconds) {
    state.turn += 1;
    const { turn } = state;
    if (still.matches || document.hidden) return stand(to);
    const [from, began] = [state.at, performance.now()];
    /** @param {number} now */
    const frame = (now) => {
      if (turn !== state.turn) return;
      const share = Math.min(1, (now - began) / milliseconds);
      stand(from + share * share * (3 - 2 * share) * (to - from));
      if (share < 1) requestAnimationFrame(frame);
      else playing(false);
    };
    return requestAnimationFrame(frame);
  }

  /** @param {boolean} on */
  function playing(on) {
    button.setAttribute("aria-pressed", on ? "true" : "false");
    button.textContent = on ? "❚❚" : "▶";
  }

  function rest() {
    state.turn += 1;
    playing(false);
  }

  slider.addEventListener("input", () => {
    rest();
    stand(Number(slider.value));
  });
  slider.addEventListener("change", () => {
    const near = Math.round(state.at);
    if (Math.abs(near - state.at) < SNAP) stand(near);
  });
  slider.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    rest();
    stand(step > 0 ? Math.floor(state.at + 1) : Math.ceil(state.at - 1));
  });
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return rest();
    if (state.at >= last()) stand(0);
    playing(true);
    return go(last(), Math.min(LONGEST_MS, PLAY_MS * (last() - state.at)));
  });

  return {
    get at() {
      return state.at;
    },
    /**
     * New stops: whoever stood at the end is taken along to the new end.
     * @param {string[]} stops
     * @param {boolean} anew of another run
     */
    take(stops, anew) {
      const followed = anew || state.at >= last();
      const fresh = anew || state.stops.length < 2;
      state.stops = stops;
      slider.max = last();
      show(element, stops.length > 1);
      marks.replaceChildren(
        ...stops.map((name, place) => make("i", { style: `left:${(100 * place) / Math.max(1, last())}%`, title: words(name) })),
      );
      if (!followed) return stand(state.at);
      if (fresh) return stand(last());
      return go(last(), FOLLOW_MS);
    },
  };
}
