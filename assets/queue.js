// The runs that are trained and those that wait, in their order. A press moves one by one place, or takes it out of the line.

import { ask, sentencesOf } from "./api.js";
import { finder, list, make, setText, show } from "./dom.js";
import { poll } from "./poll.js";
import { speaker } from "./words.js";

const POLL_MS = 3000;

/** @typedef {import("./answers").QueuedRun} QueuedRun */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  let seen = "";
  let wanted = ""; // the button that had the focus before the line was drawn anew

  /**
   * @param {string} path
   * @param {object | undefined} json
   * @param {string} key of the button
   */
  async function act(path, json, key) {
    wanted = key;
    try {
      await ask(path, { method: "POST", json });
      list(find(".problems"), []);
    } catch (error) {
      list(find(".problems"), sentencesOf(error));
    }
    seen = "";
    await now();
    dispatchEvent(new Event("tlgui:runs"));
  }

  /**
   * @param {QueuedRun} run
   * @param {"up" | "down" | "cancel"} what
   * @param {string} sign
   * @param {string} path
   * @param {object | undefined} json
   * @param {boolean} disabled
   */
  function press(run, what, sign, path, json, disabled) {
    const words = `${say(`page.queue.${what}`)}: ${run.title}`;
    const key = `${run.run} ${what}`;
    return make(
      "button",
      {
        type: "button",
        class: "press",
        title: say(`page.queue.${what}`),
        "aria-label": words,
        "data-key": key,
        disabled,
        onclick: () => act(path, json, key),
      },
      sign,
    );
  }

  /**
   * @param {QueuedRun} run
   * @param {number} last place
   */
  function row(run, last) {
    const told = make(
      "span",
      { class: "titled" },
      make("a", { href: `./?run=${run.run}` }, make("bdi", {}, run.title)),
      make("span", { class: "note" }, make("bdi", {}, run.about)),
      ...(run.before ? [make("span", { class: "note before" }, make("bdi", {}, run.before))] : []),
    );
    const state = make("span", { class: "note when", "data-state": run.status }, run.words);
    /**
     * @param {number} place
     * @returns {[string, object]}
     */
    const moving = (place) => [`api/queue/${run.run}/move`, { place }];
    const buttons =
      run.place == null
        ? []
        : [
            press(run, "up", "↑", ...moving(run.place - 1), run.place === 1),
            press(run, "down", "↓", ...moving(run.place + 1), run.place === last),
            press(run, "cancel", "✕", `api/runs/${run.run}/stop`, undefined, false),
          ];
    const place = make(
      "span",
      { class: "place", title: run.place === 1 ? say("page.queue.next") : "" },
      run.place == null ? "▶" : String(run.place),
    );
    return make("li", { "data-waits": run.place != null }, place, told, state, make("span", { class: "presses" }, ...buttons));
  }

  async function fill() {
    /** @type {import("./answers").Queue} */
    const found = await ask("api/queue");
    const now = JSON.stringify(found);
    if (now === seen) return;
    seen = now;
    setText(find(".at-a-time"), found.at_a_time);
    find("ol").replaceChildren(...found.runs.map((run) => row(run, found.waiting)));
    setText(find(".more-wait"), found.more);
    show(find(".more-wait"), Boolean(found.more));
    show(find(".waiting"), found.waiting > 0);
    if (wanted) find(`[data-key="${wanted}"]:not(:disabled)`)?.focus();
    wanted = "";
  }

  const now = poll(fill, { every: POLL_MS });
  addEventListener("tlgui:runs", now);
}
