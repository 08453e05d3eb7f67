// A run, or a reference, as a line of a board of the list of results.

import { around, make } from "./dom.js";
import { moment } from "./moments.js";
import { gain, lineOf, warning } from "./run_cells.js";
import { runMenu } from "./run_menu.js";
import { form } from "./words.js";

/**
 * @typedef {import("./answers").RunRow} RunRow
 *
 * What is the same for all lines of a list.
 * @typedef {object} OfList
 * @property {import("./answers").Say} say
 * @property {Record<string, string>} columns their titles
 * @property {Record<string, string>} scores the three, by their names in words
 * @property {string} shown what the scores are shown as: "place", "value", or the name of a reference
 * @property {() => unknown} changed is called when the list must be read again
 * @property {ReturnType<typeof import("./run_comparison.js").comparing>} comparison
 * @property {(words: string) => void} search
 */

/**
 * @param {RunRow} run
 * @param {import("./run_board.js").Stands} standing
 * @param {OfList} list
 */
export function runRow(
  run,
  { place, ranks, apart, within, estimate, byScores },
  { say, columns, scores, shown, changed, comparison, search },
) {
  const cells = {
    place: make("span", { class: "place" }, place == null ? "" : String(place)),
    strategy: title(),
    status: run.reference ? "" : make("span", { class: "state", "data-state": run.state }, run.words),
    ranks: ranked(),
    target: target(),
    over_baseline: difference("over_baseline"),
    over_normalisation: difference("over_normalisation"),
  };
  const line = lineOf(
    { class: [run.reference && "reference", within && "of-seeds"].filter(Boolean).join(" "), "data-key": run.key },
    cells,
    columns,
    run.reference ? "" : runMenu(run, say, { changed, compare: comparison.choose }),
  );
  const link = line.querySelector("a");
  line.addEventListener("click", (event) => {
    if (around(event, ".more")) return;
    if (comparison.take(run)) event.preventDefault();
    else if (link && !around(event, "a")) link.click();
  });
  return line;

  function title() {
    const when = run.created ? moment(run.created) : "";
    const name = make("bdi", {}, run.name ?? run.strategy);
    const epochs = run.epochs && say("page.results.epochs", { epochs: run.epochs });
    const seed = within && say("page.results.seed", { seed: run.seed });
    const settings = [run.name && run.strategy, run.backbone, epochs, seed, ...run.knows, run.again, run.no_weight, kept(), when];
    return make(
      "span",
      { class: "titled" },
      run.reference ? name : make("a", { href: `./?run=${run.run}` }, name),
      make("span", { class: "note" }, settings.filter(Boolean).join(" · ")),
      run.tags.length ? make("span", { class: "tags" }, taken(), ...run.tags.map(tag)) : null,
      run.note ? make("span", { class: "note remark", title: run.note }, run.note) : null,
      warning(run.warning, say),
    );
  }

  // Which search says to take its network: the run of a search has its tag.
  function taken() {
    const words = say("page.results.taken");
    return run.taken_by ? make("a", { class: "tag taken", href: `search?id=${run.taken_by}` }, words) : null;
  }

  // Of a run that learned from target labels: how many of the target's pictures its accuracy is of.
  function kept() {
    return run.learned_from_target && run.scored_on ? say("page.results.scored_on", { count: run.scored_on }) : "";
  }

  /** @param {string} word */
  function tag(word) {
    const find = (/** @type {Event} */ event) => {
      event.stopPropagation();
      search(`#${word}`);
    };
    return make("button", { type: "button", class: "tag", onclick: find }, make("bdi", {}, `#${word}`));
  }

  // Its labels say how good it is, or those that a person gave about how good.
  function target() {
    if (run.target_metric != null) return form(run.form, run.target_metric);
    if (estimate) {
      const by = estimate.by ? make("span", { class: "note" }, estimate.by) : null;
      return make("span", { class: "estimate", title: estimate.title }, estimate.words, by);
    }
    return make(
      "span",
      { class: run.sealed ? "note" : "note nothing" },
      run.sealed ? say("page.results.sealed") : form(run.form, null),
    );
  }

  // The three scores: a place, the score itself, or what it is more than a reference's.
  function places() {
    const told = Object.keys(scores).flatMap((name, score) => {
      if (!ranks.length) return [];
      const words = `${scores[name]}: ${say("page.results.rank", { place: ranks[score], value: run.scores[name] })}`;
      return make(
        "span",
        { class: "rank", "data-first": ranks[score] === 1, title: words, "aria-label": words, role: "img" },
        one(name, ranks[score]),
      );
    });
    const words = say("page.results.apart");
    if (apart) told.push(make("span", { class: "disagree", title: words, "aria-label": words, role: "img" }, "≠"));
    return told;
  }

  // Beside a place by labels stands that by the scores.
  function ranked() {
    const three = make("span", { class: "places" }, ...places());
    if (!byScores) return three;
    return make(
      "span",
      { class: "titled" },
      three,
      make("span", { class: "note" }, say("page.results.place.of_scores", { place: byScores })),
    );
  }

  /**
   * @param {string} name
   * @param {number} rank
   */
  function one(name, rank) {
    if (shown === "place") return String(rank);
    if (shown === "value") return form("value", run.scores[name]);
    const reference = run.reference_scores[shown]?.[name];
    return reference == null ? "–" : signed(Number(run.scores[name]) - reference); // who has ranks has scores
  }

  /** @param {string} name of a column */
  function difference(name) {
    const told = run.told[name] ?? estimate?.over[name];
    return run.reference && !told ? "" : gain(told);
  }
}

/** @param {number} value */
function signed(value) {
  const text = form(".2f", value);
  return text.startsWith("−") ? text : `+${text}`;
}
