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
 * @param {import("./answers").Gain | undefined} told nothing where it is not known
 */
export const gain = (told) => make("span", { class: "gain", "data-tone": told?.tone ?? "none" }, told?.words ?? "–");
