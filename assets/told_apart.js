// Things to choose from by their words: those that read alike are told apart by when they came.

import { moment } from "./moments.js";

/**
 * @template {{created: number}} Thing
 * @param {Thing[]} things
 * @param {(thing: Thing) => string} words
 * @returns {string[]} in their order
 */
export function toldApart(things, words) {
  const said = things.map(words);
  const alone = (/** @type {string} */ text) => said.indexOf(text) === said.lastIndexOf(text);
  return things.map((thing, place) => (alone(said[place]) ? said[place] : `${said[place]} · ${moment(thing.created)}`));
}
