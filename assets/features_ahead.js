// As soon as a run could start its features are prepared; another choice cancels that, and so does Cancel. A run's own page, when it opens, has nothing to prepare.

import { ask } from "./api.js";
import { setText, show } from "./dom.js";
import { shown } from "./location.js";
import { waitFor } from "./upload.js";
import { speaker } from "./words.js";

const POLL_MS = 2000; // nobody waits for it
const SETTLE_MS = 300;

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props, watch }) {
  const say = speaker(props.texts);
  const line = /** @type {HTMLElement} */ (element.querySelector("p"));
  const cancel = /** @type {HTMLElement} */ (element.querySelector(".cancel"));
  let seen = "";
  let wish = new AbortController();

  /**
   * @param {string} words
   * @param {boolean} [works] whether there is something to cancel
   */
  function tell(words, works = false) {
    const said = words !== "" && !shown().run; // a run says itself what it does
    setText(line, words);
    show(line, said);
    show(cancel, said && works);
  }

  async function prepare() {
    const wanted = props.value || "";
    if (wanted === seen) return;
    const opens = seen === "" && shown().run !== "";
    seen = wanted;
    wish.abort();
    wish = new AbortController();
    tell("");
    if (wanted && !opens) await has(wanted, wish.signal);
  }

  /**
   * @param {string} wanted
   * @param {AbortSignal} signal
   */
  async function has(wanted, signal) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (signal.aborted) return;
    try {
      const { job } = await ask("api/features", { method: "POST", json: { spec: JSON.parse(wanted) } });
      if (signal.aborted) await ask(`api/jobs/${job}`, { method: "DELETE" });
      else {
        /** @type {{frozen: boolean}} */
        const { frozen } = await waitFor(job, ({ words }) => tell(say("page.ahead.now", { words }), true), signal, POLL_MS);
        tell(frozen ? say("page.ahead.ready") : "");
      }
    } catch {
      if (!signal.aborted) tell(""); // what is wrong is said when the run is started
    }
  }

  cancel.addEventListener("click", () => {
    wish.abort();
    tell(say("page.ahead.cancelled"));
  });
  watch("value", prepare);
  prepare();
}
