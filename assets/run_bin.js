// Deleted runs: word of the last one with Undo, and the trash itself. The list of runs hears "tlgui:runs" when one is back.

import { ask, logged, sentencesOf } from "./api.js";
import { beforeEmptying, lineOf, toastIn } from "./deleted.js";
import { finder, heard, list, setText, show } from "./dom.js";
import { form, speaker } from "./words.js";

/** @typedef {import("./answers").DeletedRun} DeletedRun */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const tell = toastIn(find(".toast"));

  const failed = (/** @type {unknown} */ error) => list(find(".problems"), sentencesOf(error));

  /** @param {{run: string | null, name: string}} run */
  async function restore(run) {
    const { name } = await ask(`api/bin/${run.run}/restore`, { method: "POST" });
    tell(say("page.bin.restored", { name: name ?? run.name }));
    changed();
    await fill();
  }

  function changed() {
    dispatchEvent(new CustomEvent("tlgui:runs"));
  }

  const line = (/** @type {DeletedRun} */ run) =>
    lineOf(
      say,
      run,
      (when) => [run.about, when, form("bytes", run.bytes)].filter(Boolean).join(" · "),
      () => restore(run).catch(failed),
    );

  async function fill() {
    /** @type {import("./answers").DeletedRuns} */
    const { runs, count, bytes, next } = await ask("api/bin");
    list(find(".problems"), []);
    show(find(".bin"), count > 0);
    setText(find(".bin summary"), say("page.bin.title", { count, bytes }));
    find(".bin ul").replaceChildren(...runs.map(line));
    find(".empty").onclick = () => beforeEmptying(say, say("page.bin.sure", { count }), () => empty().catch(failed));
    offer(next);
  }

  /**
   * Those that were deleted longer ago.
   * @param {string | null} next where they begin
   */
  function offer(next) {
    const button = find(".older");
    show(button, next != null);
    button.onclick = () => older(String(next)).catch(logged);
  }

  /** @param {string} before */
  async function older(before) {
    /** @type {import("./answers").DeletedRuns} */
    const page = await ask(`api/bin?${new URLSearchParams({ before })}`);
    find(".bin ul").append(...page.runs.map(line));
    offer(page.next);
  }

  async function empty() {
    const { freed } = await ask("api/bin", { method: "DELETE" });
    tell(say("page.bin.emptied", { bytes: freed }));
    await fill();
  }

  heard("tlgui:deleted", (/** @type {import("./answers").RunRow} */ run) => {
    const named = { ...run, name: run.name ?? run.strategy };
    tell(say("page.bin.deleted", { name: named.name }), () => restore(named).catch((error) => tell(error.message)));
    fill().catch(failed);
  });
  heard("tlgui:told", (words) => tell(words));

  fill().catch(logged);
}
