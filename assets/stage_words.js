// What is said of two runs on the stage: what the rows and columns of each are, and whether their results can be compared.

import { joined } from "./words.js";

/**
 * @typedef {import("./answers").Say} Say
 * @typedef {import("./answers").MistakesMatrix} Matrix
 */

/**
 * What stands below each matrix, and what is the same of both and stands once (`shared`).
 * @param {(Matrix | null)[]} matrices of both runs
 * @param {number[]} taught of how many pictures each learned the labels
 * @param {Say} say
 */
export function captionsOf(matrices, taught, say) {
  const axes = matrices.map((each) => (each ? say(each.sealed ? "page.stage.rows.sealed" : "page.stage.rows") : ""));
  const counts = matrices.map((each, place) => (each ? counted(each, taught[place], say) : ""));
  if (!axes[0] || !axes[1] || axes[0] === axes[1]) return { captions: counts, shared: axes[0] || axes[1] };
  if (counts[0] === counts[1]) return { captions: axes, shared: counts[0] };
  return { captions: axes.map((each, place) => joined([each, counts[place]])), shared: "" };
}

/**
 * @param {Matrix} found
 * @param {number} taught
 * @param {Say} say
 */
const counted = (found, taught, say) =>
  say(taught ? "page.stage.pictures.left" : "page.stage.pictures", { count: found.pictures, all: found.pictures + taught });

/**
 * That one result is an estimate and the other is none; empty where both are the same, and where one is not known.
 * @param {import("./answers").Comparison["results"]} results
 * @param {Say} say
 */
export function yardsticks(results, say) {
  const target = results.find(({ key }) => key === "target");
  if (!target || target.values.includes("–")) return "";
  const by = target.by.filter(Boolean);
  return by.length === 1 ? say("page.stage.yardsticks", { by: by[0] }) : "";
}
