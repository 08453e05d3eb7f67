// What the steps of the tour say: each step's sentences from what is known of the pictures and the run at this moment.

/**
 * What the sentences are made of.
 * @typedef {object} Facts
 * @property {{name: string, size: number, classes: number}} source
 * @property {{name: string, size: number}} target
 * @property {string} strategy as the form calls it
 * @property {boolean} possible whether Start can be pressed
 * @property {import("./answers").Live | null} answer the server's newest about the run, null before there is one
 * @property {boolean} share whether the metric is a share of pictures
 * @property {Record<string, {x: number[], y: number[]}>} lines of the metric by their uid
 * @property {number | null} kept the step that the result is of, null before it is known
 * @property {{changed: number, count: number} | null} moved between the first and the last map, null where that is not known
 * @property {boolean} maps whether there is one
 */

/** @typedef {import("./answers").Say} Say */

/** @type {Record<string, (facts: Facts, say: Say) => string[]>} */
const SENTENCES = {
  data: ({ source, target }, say) => [
    say("page.tour.data.text", {
      source: source.name,
      source_count: source.size,
      classes: source.classes,
      target: target.name,
      target_count: target.size,
    }),
  ],
  method: ({ target, strategy }, say) => [say("page.tour.method.text", { target: target.name, strategy })],
  start: ({ source, target, possible, answer }, say) => {
    if (answer) return [inLine(answer, say) ?? say(answer.over ? "page.tour.start.over" : "page.tour.start.began", answer)];
    return [say(possible ? "page.tour.start.text" : "page.tour.start.waits", { source: source.name, target: target.name })];
  },
  curves,
  maps: ({ source, target, answer, maps, moved }, say) => {
    if (!maps) return [say("page.tour.maps.coming", { words: answer?.words ?? "" })];
    const read = say("page.tour.maps.read", { source: source.name, target: target.name });
    return moved ? [read, say("page.tour.maps.changed", moved)] : [read];
  },
  result: ({ answer }, say) => {
    if (!answer?.over) return [say("page.tour.result.waits", { words: answer?.words ?? "" })];
    return [answer.result.headline, answer.result.gain + answer.result.second, say("page.tour.result.next")].filter(Boolean);
  },
};

/**
 * Of a run that waits for its turn, which may take minutes: that, and its place; null of any other.
 * @param {Facts["answer"]} answer
 * @param {Say} say
 */
const inLine = (answer, say) => (answer?.state === "queued" ? say("page.tour.in_line", answer) : null);

/**
 * The newest numbers of the curves; of a metric that is no share what the page itself says.
 * @param {Facts} facts
 * @param {Say} say
 */
function curves({ lines, kept, share, answer, target: { name } }, say) {
  /** @param {string} uid */
  const last = (uid) => lines[uid]?.y.at(-1);
  const [target, baseline, source] = ["target", "baseline-target", "source"].map(last);
  if (source === undefined) return [inLine(answer, say) ?? say("page.tour.curves.coming", { words: answer?.words ?? "" })];
  if (!share) return [answer?.so_far || answer?.result.headline || ""];
  const place = lines.target?.x.indexOf(kept ?? -1) ?? -1;
  if (place >= 0) return [say("page.tour.curves.kept", { step: kept, target: lines.target.y[place], name })]; // as the result has it
  const step = (target === undefined ? lines.source : lines.target).x.at(-1);
  const known = target === undefined ? "source" : baseline === undefined ? "target" : "both";
  return [say(`page.tour.curves.${known}`, { step, target, baseline, source, name })];
}

/**
 * @param {string} step
 * @param {Facts} facts
 * @param {Say} say
 */
export const sentencesAt = (step, facts, say) => SENTENCES[step](facts, say);
