// How to read a chart, in sentences about nothing but what is drawn on it.

/**
 * @typedef {{line?: {dash?: string}}} Line
 * @typedef {{lines: Map<string, Line>, marks: Map<string, object>}} Drawn what a chart shows, by uid
 * @typedef {[string, (drawn: Drawn) => boolean]} Sentence a key, and whether it speaks of what is there
 */

/** @param {string[]} uids of which one must be there */
const any =
  (...uids) =>
  (/** @type {Drawn} */ { lines }) =>
    uids.some((uid) => lines.has(uid));

/** @param {Drawn} drawn */
const parts = ({ lines }) => [...lines.keys()].filter((uid) => uid.startsWith("loss-") && uid !== "loss-baseline");

/** @type {Record<string, Sentence[]>} */
const SENTENCES = {
  losses: [
    ["page.help.losses.baseline_loss", any("loss-baseline")],
    // A discriminator's loss is dashed, as its accuracy is on the other chart.
    [
      "page.help.losses.domain_loss",
      ({ lines }) => parts({ lines, marks: new Map() }).some((uid) => lines.get(uid)?.line?.dash === "dash"),
    ],
    ["page.help.losses.parts", (drawn) => parts(drawn).length > 1],
    ["page.help.losses.source_part", (drawn) => parts(drawn).length > 1 && drawn.lines.has("loss-source")],
    ["page.help.losses.jumpy", () => true],
  ],
  accuracy: [
    ["page.help.accuracy.source", any("source")],
    ["page.help.accuracy.target", any("target")],
    ["page.help.accuracy.baseline", any("baseline-target")],
    [
      "page.help.accuracy.baseline_on_source",
      (drawn) => drawn.lines.has("baseline-source") && !drawn.lines.has("baseline-target"),
    ],
    ["page.help.accuracy.normalisation_alone", any("normalisation_alone-target")],
    ["page.help.accuracy.discriminator", any("health-domain_accuracy")],
    ["page.help.accuracy.band", ({ marks }) => marks.has("band-domain_accuracy")],
    ["page.help.accuracy.kept", ({ marks }) => marks.has("kept")],
    ["page.help.accuracy.rings", any("target-kept")],
  ],
  scores: [
    ["page.help.scores.sure_and_spread", any("score-information_maximisation", "score-bnm")],
    ["page.help.scores.class_ami", any("score-class_ami")],
    ["page.help.scores.largest_class", any("score-largest_class_share")],
    ["page.help.scores.strength", any("health-lambda")],
    ["page.help.scores.rate", any("rate")],
  ],
};

/**
 * The keys of what is said about a chart, in order.
 * @param {string} chart
 * @param {Map<string, Line>} lines
 * @param {Map<string, object>} marks
 */
export function helpOf(chart, lines, marks) {
  return SENTENCES[chart].filter(([, there]) => there({ lines, marks })).map(([key]) => key);
}
