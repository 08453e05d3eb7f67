// What the lines of a board have in common, whether one is a run, a reference or several seeds.

import { make } from "./dom.js";

/**
 * @param {{class: string, "data-key": string, onclick?: (event: Event) => unknown}} attributes
 * @param {Record<string, string | Node>} cells by the names of their columns
 * @param {Record<string, string>} columns their titles
 * @param {string | Node} menu
 */
export const lineOf = (attributes, cells, columns, menu) =>
  make(
    "tr",
    { tabindex: "-1", ...attributes },
    ...Object.entries(cells).map(([name, cell]) => make("td", { class: name, "data-label": columns[name] }, cell)),
    make("td", { class: "more" }, menu),
  );

/**
 * How much better than a reference.
 * @param {import("./answers").Gain | null | undefined} told nothing where it is not known
 */
export const gain = (told) =>
  make(
    "span",
    { class: told ? "gain" : "gain nothing", "data-tone": told?.tone ?? "none", title: told?.title },
    told?.words ?? "–",
    told?.against ? make("span", { class: "note" }, told.against) : null,
  );

/**
 * What is wrong with a run, or with several seeds of one: worse by labels, surely or perhaps, or not chosen without them.
 * @param {import("./answers").RunRow["warning"]} what
 * @param {import("./answers").Say} say
 */
export function warning(what, say) {
  if (what === "negative") return make("span", { class: "alarm" }, `▲ ${say("page.results.negative")}`);
  return what ? make("span", { class: "note" }, say(`page.results.${what}`)) : null;
}
