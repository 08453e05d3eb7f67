// The stage: what is shown, for a projector. The key S or the button at the top leads onto it (to_stage.js), Escape leaves; the address
// remembers it.

import { finder, heard, setText, show } from "./dom.js";
import { putOnStage, staged, stagedFrom } from "./location.js";
import { onTheme } from "./plot.js";
import { subscribe, view } from "./run.js";
import { runOnStage } from "./stage_run.js";
import { twoOnStage } from "./stage_two.js";
import { speaker } from "./words.js";

/** @typedef {import("./answers").Viewed} Viewed */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const dialog = /** @type {HTMLDialogElement} */ (element.querySelector("dialog"));
  const find = finder(dialog);
  const one = runOnStage(find(".one"), say, props.plotly);
  const two = twoOnStage(find(".two"), say, props, titled);
  /** @type {string[] | null} */
  let compared = null; // the two runs that a window of the page compares

  /** @param {import("./answers").RunAbout} about */
  function titled(about) {
    setText(find(".of bdi.source"), about.source ?? "–");
    setText(find(".of bdi.target"), about.target ?? "–");
    setText(find(".of bdi.method"), find(".two").hidden ? [about.strategy, ...about.knows].join(" · ") : "");
  }

  /**
   * Nothing where there is no run to show.
   * @returns {string[] | null}
   */
  const offered = () => compared ?? (view.id && view.answer && !view.missing ? [] : null);

  /** @param {string[]} runs two that are compared, or none for the run of the page */
  function enter(runs) {
    putOnStage(runs);
    show(find(".one"), runs.length === 0);
    show(find(".two"), runs.length > 0);
    if (!dialog.open) dialog.showModal();
    dialog.focus(); // else a button shows a ring to the whole room
    if (runs.length) two.show(runs);
    else draw();
  }

  // The address first: until the window is closed, a new answer of the server would open it again.
  function close() {
    putOnStage(null);
    if (dialog.open) dialog.close();
  }

  // Back to the page that led here.
  function leave() {
    const from = stagedFrom();
    close();
    if (from) window.location.replace(from);
  }

  /** @param {Event} event a press, which is taken where there is something to show */
  function press(event) {
    const runs = offered();
    if (!dialog.open && !runs) return;
    event.preventDefault();
    if (dialog.open || !runs) return leave();
    // The browser's own bars are in the way on a projector. Where it does not allow that, the window is the stage.
    document.documentElement.requestFullscreen?.().catch(() => {});
    enter(runs);
  }

  function draw() {
    if (!dialog.open || !find(".two").hidden || !view.about) return;
    titled(view.about);
    one.draw().catch(console.error);
  }

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("close", () => {
    one.clear();
    two.show([]);
    if (document.fullscreenElement) document.exitFullscreen();
  });
  find(".leave").addEventListener("click", leave);
  // Escape ends the browser's full screen without a word to the page.
  document.addEventListener("fullscreenchange", () => !document.fullscreenElement && leave());

  addEventListener("tlgui:stage", press);
  heard("tlgui:compared", (/** @type {string[] | null} */ runs) => {
    compared = runs;
  });

  function redraw() {
    draw();
    two.redraw();
  }
  onTheme(redraw);
  let resting = 0;
  addEventListener("resize", () => {
    clearTimeout(resting);
    resting = setTimeout(redraw, 100);
  });

  const runs = staged();
  if (runs?.length === 2) enter(runs);
  subscribe((/** @type {Viewed} */ { id, answer, missing }) => {
    document.body.dataset.stageable = String(Boolean(id && answer && !missing));
    if (missing && find(".two").hidden) return close();
    if (id && answer && !dialog.open && staged()?.length === 0) return enter([]);
    return draw();
  });
}
