// What is chosen on Adapt: the two datasets that the cards show, how their classes are named or left out, and what the target contains.
// Whoever changes it tells the others, by "tlgui:chosen" (a dataset), "tlgui:classes" or "tlgui:shares".

const chosen = { source: "", target: "" };
let [changes, contained] = ["", ""];
const used = { source: "", target: "" };

/** Ids of the datasets, empty where none is chosen. */
export const datasets = () => ({ ...chosen });

/** What was changed about the classes, as JSON; empty when nothing was. */
export const classes = () => changes;

/** What the target contains, as the form says it: empty while it is not known, "same", or shares by class. */
export const shares = () => contained;

/** How many of a dataset's classes are used, in words; empty where all are. */
export const usedClasses = () => ({ ...used });

/**
 * @param {"source" | "target"} role
 * @param {string} id
 */
export function choose(role, id) {
  chosen[role] = id;
}

/**
 * @param {string} json
 * @param {typeof used} words as {@link usedClasses} gives them
 */
export function changeClasses(json, words) {
  changes = json;
  Object.assign(used, words);
  dispatchEvent(new Event("tlgui:classes"));
}

/** @param {string} value as {@link shares} gives it */
export function changeShares(value) {
  if (value === contained) return;
  contained = value;
  dispatchEvent(new Event("tlgui:shares"));
}
