// Asking the server again and again: never twice at once, more seldom when it is slow or does not answer, and not while nobody looks.

const REST = 2; // a wait is at least so many times as long as the answer took
const MOST_MS = 30_000;

/**
 * Gives a function that asks at once, and whose promise is kept with an answer that was asked for after the call.
 * @param {() => Promise<number | null | void>} look asks once. Where it gives a number, the next time is after so many milliseconds;
 *     where it gives null, only when it is wanted.
 * @param {{every: number, hidden?: number | null}} pace in milliseconds; `hidden`: while the page is not seen, never where nothing is said
 */
export function poll(look, { every, hidden = null }) {
  let timer = 0;
  let busy = false;
  let goesOn = true;
  let failures = 0;
  /** @type {((value?: unknown) => void)[]} */
  let waiting = []; // who wants an answer that is asked for from now on

  function now() {
    const answered = new Promise((resolve) => waiting.push(resolve));
    if (!busy) ask();
    return answered;
  }

  async function ask() {
    clearTimeout(timer);
    busy = true;
    const served = waiting;
    waiting = [];
    const began = performance.now();
    /** @type {number | null} */
    let wait = every;
    try {
      const wanted = await look();
      if (wanted !== undefined) wait = wanted;
      failures = 0;
    } catch (error) {
      if (!failures) console.warn(error);
      failures += 1;
    }
    busy = false;
    for (const resolve of served) resolve();
    if (waiting.length) ask();
    else rest(wait, performance.now() - began);
  }

  /**
   * @param {number | null} wait
   * @param {number} took
   */
  function rest(wait, took) {
    goesOn = wait !== null;
    if (wait === null) return;
    const unseen = document.hidden;
    if (unseen && hidden === null) return; // it goes on when the page is seen again
    const calm = Math.max(wait, unseen && hidden ? hidden : 0, REST * took, failures ? every * 2 ** failures : 0);
    timer = setTimeout(ask, Math.min(calm, Math.max(MOST_MS, wait)));
  }

  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && !busy && goesOn) ask();
  });
  timer = setTimeout(ask, 0);
  return now;
}
