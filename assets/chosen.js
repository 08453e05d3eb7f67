// What is chosen on Adapt: the two datasets that the cards show, and how their classes are named or left out.
// Whoever changes it tells the others, by "tlgui:chosen" (a dataset) or "tlgui:classes".

const chosen = { source: "", target: "" };
let changes = "";
const used = { source: "", target: "" };

/** Ids of the datasets, empty where none is chosen. */
export const datasets = () => ({ ...chosen });

/** What was changed about the classes, as JSON; empty when nothing was. */
export const classes = () => changes;

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
