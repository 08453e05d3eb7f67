// What is chosen on Adapt: the two datasets that the cards show, and how their classes are named or left out.
// Whoever changes it tells the others, by "tlgui:chosen" (a dataset) or "tlgui:classes".

const chosen = { source: "", target: "" };
let changes = "";

/** Ids of the datasets, empty where none is chosen. */
export const datasets = () => ({ ...chosen });

/** What was changed about the classes, as JSON; empty when nothing was. */
export const classes = () => changes;

/**
 * @param {"source" | "target"} role
 * @param {string} id
 */
export function choose(role, id) {
  chosen[role] = id;
}

/** @param {string} json */
export function changeClasses(json) {
  changes = json;
  dispatchEvent(new Event("tlgui:classes"));
}
