// A report that a job makes on the first visit and that is kept: read it, or have it made and read it then.

import { ask, logged, Refusal, sentencesOf } from "./api.js";
import { REVEAL_CODE, revealButton } from "./dataset_reveal.js";
import { list, setBar, setText, show } from "./dom.js";
import { waitFor } from "./upload.js";

/**
 * A source whose labels are sealed is offered to be revealed; then it is read again.
 * @param {HTMLElement} element
 * @param {object} asked
 * @param {boolean} asked.chosen whether there is something to report about
 * @param {() => Promise<{report: any}>} asked.read gives null while there is no report
 * @param {string} asked.path where the job is asked for
 * @param {{source: string, target?: string}} asked.make what it is asked with
 * @param {ReturnType<typeof import("./words.js").speaker>} asked.say
 * @param {Record<"nothing" | "making" | "failed" | "offline", string>} asked.told
 * @param {(found: any) => void} [asked.arrived]
 * @param {() => void} [asked.ended] whether there is a report by now or not
 * @param {(report: any) => void} asked.draw
 */
export async function openReport(element, asked) {
  const { chosen, read, path, make, say, told, arrived, ended, draw } = asked;
  /** @type {(selector: string) => any} */
  const find = (selector) => element.querySelector(selector);
  /**
   * @param {string} words
   * @param {number | null} [share]
   */
  const busy = (words, share) => {
    show(find(".busy"), true);
    setText(find(".busy .words"), words);
    setBar(find(".busy .bar"), share ?? null);
  };
  if (!chosen) {
    find(".problems").classList.add("hint"); // nothing is wrong, nothing was chosen
    list(find(".problems"), [told.nothing]);
    show(find(".go"), true);
    return;
  }
  const problems = find(".problems");
  /** @param {unknown} error */
  const tell = (error) => list(problems, sentencesOf(error, error instanceof TypeError ? told.offline : told.failed));
  // Beside what is said; it stays when revealing did not succeed.
  function offerReveal() {
    const again = () => {
      list(problems, []);
      openReport(element, asked);
    };
    /** @param {unknown} error */
    const failed = (error) => {
      tell(error);
      offerReveal();
    };
    problems.lastElementChild.append(" ", revealButton(make.source, say, { done: again, failed }));
  }
  try {
    let found = await read();
    arrived?.(found);
    if (!found.report) {
      busy(told.making, null);
      const { job } = await ask(path, { method: "POST", json: make });
      // When all pictures were read, a few seconds of comparing may follow.
      await waitFor(job, (now) => (now.share === 1 ? busy(told.making, null) : busy(now.words, now.share)));
      found = await read();
      arrived?.(found);
    }
    draw(found.report);
  } catch (error) {
    tell(error);
    if (!(error instanceof Refusal)) logged(error);
    else if (error.problems.some((each) => each.code === REVEAL_CODE)) offerReveal();
  } finally {
    show(find(".busy"), false);
    ended?.();
  }
}
