// The way onto the stage, from every page: the button at the top and the key S. A page that shows no run leads to the one that it is about.

import { address, ask, logged } from "./api.js";
import { around, setText, show } from "./dom.js";
import { kept, shown } from "./location.js";

const TOLD_MS = 6000;
// Where a letter is typed, or chooses; a box to tick or a slider takes none.
const FIELDS =
  "input:not([type=checkbox], [type=radio], [type=range], [type=button], [type=submit], [type=file]), " +
  "textarea, select, [contenteditable], [role=textbox], [role=combobox]";

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} word where it is said that there is no run
 * @param {import("./answers").Say} say
 */
export function waysToStage(button, word, say) {
  let timer = 0;

  function press() {
    const event = new Event("tlgui:stage", { cancelable: true });
    if (dispatchEvent(event)) lead().catch(logged); // no stage here took it
  }

  async function lead() {
    const run = await runInQuestion();
    const { pathname, search } = window.location;
    if (run) return window.location.assign(address(`./?${new URLSearchParams({ run, stage: "1", from: pathname + search })}`));
    setText(word, say("page.stage.none"));
    show(word, true);
    clearTimeout(timer);
    timer = setTimeout(() => show(word, false), TOLD_MS);
  }

  button.addEventListener("click", press);
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "s" || event.ctrlKey || event.metaKey || event.altKey || around(event, FIELDS)) return;
    event.preventDefault();
    press();
  });
}

/**
 * The run in the address, or that of the search there; else the newest with maps on the pictures there, of which Label twenty knows the target
 * alone; else the one that this tab showed last, or the newest of all.
 * @returns {Promise<string | undefined>}
 */
async function runInQuestion() {
  const { run, source, target } = shown();
  if (run) return run;
  const search = new URLSearchParams(window.location.search).get("id");
  if (search && window.location.pathname === new URL("search", document.baseURI).pathname) return runOfSearch(search);
  const last = new URLSearchParams(kept()).get("run");
  if (last && !target) return last;
  /** @type {{runs: import("./answers").RunBeside[]}} */
  const { runs } = await ask(`api/runs?${new URLSearchParams({ source, target, staged: "true" })}`);
  return runs[0]?.run;
}

/**
 * The network that a search took; until then its newest.
 * @param {string} search
 * @returns {Promise<string | undefined>}
 */
async function runOfSearch(search) {
  /** @type {import("./answers").SearchLive} */
  const { verdict, rows } = await ask(`api/searches/${search}/live`);
  return verdict?.run ?? rows.findLast((row) => row.run && !row.reference)?.run ?? undefined;
}
