// Several seeds of one setting as one line of a board: the mean over them, and how far they lie apart.

import { around, make } from "./dom.js";
import { gain, lineOf, warning } from "./run_cells.js";

/**
 * @param {import("./run_board.js").SeedsLine} row
 * @param {(number | null)[]} places of those seeds that are shown
 * @param {{say: import("./answers").Say, columns: Record<string, string>, fold: () => void}} list `fold` shows each of them, or all as one again
 */
export function seedsRow(row, places, { say, columns, fold }) {
  const title = make(
    "span",
    { class: "titled" },
    make("bdi", {}, row.strategy),
    make("span", { class: "note" }, about().join(" · ")),
    warning(row.warning, say),
  );
  const cells = {
    place: make("span", { class: "place" }, span(places)),
    strategy: title,
    status: make(
      "button",
      { type: "button", class: "link", "aria-expanded": String(row.unfolded), onclick: fold },
      say(row.unfolded ? "page.results.seeds.hide" : "page.results.seeds.show"),
    ),
    ranks: "",
    target: make(
      "span",
      { class: row.target == null ? "note" : "" },
      row.target ?? (row.estimates.join(", ") || (row.sealed ? say("page.results.sealed") : "–")),
    ),
    over_baseline: gain(row.told.over_baseline),
    over_normalisation: gain(row.told.over_normalisation),
  };
  const press = (/** @type {Event} */ event) => around(event, "button") || fold();
  return lineOf({ class: "seeds", onclick: press, "data-key": row.key }, cells, columns, "");

  function about() {
    const epochs = row.epochs && say("page.results.epochs", { epochs: row.epochs });
    const seeds = say("page.results.seeds", { count: row.seeds.length, seeds: row.seeds });
    return [row.backbone, epochs, ...row.knows, seeds].filter(Boolean);
  }
}

/**
 * From the best place to the worst.
 * @param {(number | null)[]} places
 */
function span(places) {
  const known = places.filter((place) => place != null);
  const [first, last] = [Math.min(...known), Math.max(...known)];
  if (!known.length) return "";
  return first === last ? String(first) : `${first}–${last}`;
}
