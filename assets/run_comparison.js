// Two runs side by side: the second one is pressed in the list, the answer stands in a window.

import { ask, logged } from "./api.js";
import { finder, make, setText, show } from "./dom.js";
import { open } from "./window.js";

/**
 * @typedef {import("./answers").RunRow} RunRow
 * @typedef {import("./answers").Say} Say
 */

/**
 * `choose(run)` begins; `take(run)` says whether a press was for it.
 * @param {HTMLElement} bar the line above the list that says what to press
 * @param {Say} say
 */
export function comparing(bar, say) {
  const find = finder(bar);
  /** @type {RunRow | null} */
  let first = null;

  /** @param {RunRow | null} run */
  function choose(run) {
    first = run;
    show(bar, Boolean(run));
    bar.closest(".runs")?.classList.toggle("choosing", Boolean(run));
    if (run) setText(find("span"), say("page.compare.choose", { name: run.name ?? run.strategy }));
  }

  /** @param {RunRow} run */
  function take(run) {
    if (!first || run.reference) return Boolean(first);
    const other = first;
    choose(null);
    if (run.run !== other.run) side(other, run, say).catch(logged);
    return true;
  }

  find("button").addEventListener("click", () => choose(null));
  return { choose, take };
}

/**
 * @param {RunRow} one
 * @param {RunRow} other
 * @param {Say} say
 */
async function side(one, other, say) {
  /** @type {import("./answers").Comparison} */
  const found = await ask(`api/runs/${one.run}/compare/${other.run}`);
  /**
   * @param {string} title
   * @param {number} place
   */
  const column = (title, place) => {
    const told = found.knows[place].length ? make("span", { class: "note" }, found.knows[place].join(" · ")) : null;
    return make("th", { scope: "col" }, make("bdi", {}, title), told);
  };
  const head = make("tr", {}, make("td"), ...found.titles.map(column));
  /** @param {{name: string, values: string[], by?: string[]}} row */
  const row = ({ name, values, by }) =>
    make(
      "tr",
      {},
      make("th", { scope: "row" }, name),
      ...values.map((value, place) => {
        const labels = by?.[place] ? make("span", { class: "note" }, ` ${by[place]}`) : null;
        return make("td", {}, make("bdi", {}, value), labels);
      }),
    );
  /**
   * @param {string} title
   * @param {{name: string, values: string[], by?: string[]}[]} rows
   */
  const part = (title, rows) =>
    make("tbody", {}, make("tr", {}, make("th", { colspan: 3, scope: "rowgroup", class: "part" }, title)), ...rows.map(row));
  const dialog = make(
    "dialog",
    { class: "panel window wide", "aria-label": say("page.compare.title"), tabindex: "-1" },
    make(
      "table",
      { class: "compared" },
      make("thead", {}, head),
      part(say("page.compare.results"), found.results),
      part(found.settings.length ? say("page.compare.settings") : say("page.compare.nothing"), found.settings),
    ),
    make("p", { class: "note" }, found.same),
    make(
      "p",
      { class: "row" },
      make("button", { type: "button", class: "button", onclick: () => dialog.close() }, say("page.compare.close")),
      make(
        "button",
        {
          type: "button",
          class: "button",
          title: say("page.stage.about"),
          onclick: () => dispatchEvent(new Event("tlgui:stage")),
        },
        say("page.stage"),
      ),
    ),
  );
  const compared = (/** @type {(string | null)[] | null} */ runs) =>
    dispatchEvent(new CustomEvent("tlgui:compared", { detail: runs }));
  dialog.addEventListener("close", () => compared(null));
  compared([one.run, other.run]);
  open(dialog);
  dialog.focus(); // a browser gives the focus to the first button, which is at the end
  dialog.scrollTop = 0;
}
