// The run of the page on the stage: what came out of it, both maps, the curves; while it trains, how far it is.

import { insist, Refusal } from "./api.js";
import { finder, setBar, setText, show } from "./dom.js";
import { drawGain } from "./gain.js";
import { decoded } from "./map_data.js";
import { plotly, purge } from "./plot.js";
import { view } from "./run.js";
import { smoothed } from "./running_mean.js";
import { classNames, drawCurves, drawMap, drawNames, whyNoMap } from "./stage_drawing.js";
import { unbroken } from "./words.js";

const OTHERS = 1000; // the legendrank of lines that are not the metric's (tlgui/charts/curves.py)
const CURVES = /** @type {const} */ (["accuracy", "losses"]);
const RING = /-kept$/; // the uid of what rings the value that the headline speaks of

/**
 * @typedef {import("./plot.js").Plotly} Plotly
 * @typedef {import("./answers").CurveLine} CurveLine
 * @typedef {import("./answers").Viewed} Viewed
 * @typedef {"before" | "after"} Part
 * @typedef {"accuracy" | "losses"} Curve
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Say} say
 * @param {string} version of plotly.js
 */
export function runOnStage(element, say, version) {
  const find = finder(element);
  const figure = (/** @type {string} */ part) => find(`[data-part=${part}]`);
  /** @type {{run: string, maps: string, data: ReturnType<typeof decoded> | null, damaged: string}} */
  const state = { run: "", maps: "", data: null, damaged: "" };
  let drawing = false;
  let again = false;

  // The words at once, drawings one after another and never twice at once.
  async function draw() {
    words();
    if (drawing) {
      again = true;
      return;
    }
    drawing = true;
    try {
      do {
        again = false;
        await drawAll();
      } while (again);
    } finally {
      drawing = false;
    }
  }

  async function drawAll() {
    const library = await plotly(version);
    await newMaps();
    drawNames(find(".names"), classNames(state.data)); // first: they take their room from the maps
    for (const part of /** @type {const} */ (["before", "after"])) await map(library, part);
    for (const name of CURVES) curveWords(name); // both first: the height of both curves depends on them
    for (const name of CURVES) await curves(library, name);
  }

  function words() {
    /** @type {Viewed} */
    const { answer } = view;
    if (!answer) return;
    const { result } = answer;
    const doing = !answer.over;
    setText(find("h1"), unbroken(doing ? answer.so_far || answer.words : result.headline));
    drawGain(find(".gains"), doing ? null : result);
    setText(find(".means"), doing ? "" : unbroken(result.verdict));
    find(".verdict").dataset.tone = doing ? "none" : result.tone;
    const now = doing ? (answer.so_far ? answer.words : "") : (answer.problems[0]?.message ?? "");
    setText(find(".now"), now);
    show(find(".now"), now !== "");
    show(find(".bar"), doing);
    setBar(find(".bar"), answer.share ?? null);
  }

  /** @param {Curve} name */
  function curveWords(name) {
    const lines = linesOf(name);
    caption(name, say(name === "losses" ? "page.chart.losses" : `page.chart.${view.about?.chart ?? "accuracy"}`), lines);
    empty(name, !(lines.length && view.layouts), say(`page.chart.${name}.empty`));
  }

  /**
   * @param {Plotly} library
   * @param {Curve} name
   */
  async function curves(library, name) {
    const plot = figure(name).querySelector(".plot");
    const lines = linesOf(name);
    if (!lines.length || !view.layouts) return purge(plot);
    /** @type {import("./answers").CurveMark[]} */
    const known = [...view.curves.marks.values()];
    const marks = known.filter((mark) => mark.charts.includes(name) && mark.shape.type === "line");
    await drawCurves(
      library,
      plot,
      lines.map((line) => smoothed(line, 0)),
      view.layouts[name],
      marks,
      say("page.stage.steps"),
    );
  }

  /**
   * The curves of the metric, with rings where the headline's numbers were taken, without health numbers beside them: those are for whoever
   * sits before the screen.
   * @param {Curve} name
   */
  function linesOf(name) {
    /** @type {CurveLine[]} */
    const lines = [...view.curves[name].values()];
    lines.sort((a, b) => a.legendrank - b.legendrank);
    return name === "accuracy" ? lines.filter((line) => line.legendrank < OTHERS || RING.test(line.uid)) : lines;
  }

  /**
   * A caption names the lines in their colours, or says when a map was taken.
   * @param {string} part
   * @param {string} words
   * @param {CurveLine[]} [lines]
   */
  function caption(part, words, lines = []) {
    const rings = lines.filter((line) => RING.test(line.uid));
    const names = lines
      .filter((line) => !rings.includes(line))
      .map((line) => ({ name: line.name, colour: line.line.color, dash: line.line.dash }));
    if (rings.length) names.push({ name: say("page.stage.ringed"), colour: "currentcolor", dash: "ring" });
    drawNames(figure(part).querySelector("figcaption"), names, words);
    figure(part).querySelector(".plot").setAttribute("aria-label", words);
  }

  /**
   * @param {string} part
   * @param {boolean} nothing
   * @param {string} why
   */
  function empty(part, nothing, why) {
    const box = figure(part).querySelector(".nothing");
    setText(box, why);
    show(box, nothing);
  }

  // What is not here yet of the maps that the server has.
  async function newMaps() {
    /** @type {Viewed} */
    const { id, answer } = view;
    if (state.run !== id) Object.assign(state, { run: id, maps: "", data: null, damaged: "" });
    const now = String(answer?.maps ?? "");
    if (!now || now === state.maps) return;
    const had = state.data?.maps ?? {};
    state.maps = now;
    try {
      const found = await insist(
        `api/runs/${id}/maps?known=${Object.keys(had).join(",")}`,
        () => state.maps === now && id === view.id,
      );
      if (id === view.id) state.data = decoded(found, had);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      state.damaged = error.message;
    }
  }

  /**
   * @param {Plotly} library
   * @param {Part} part
   */
  async function map(library, part) {
    const { data } = state;
    const stops = data?.stops ?? [];
    const name = part === "before" ? stops.find((stop) => stop === "before") : stops.findLast((stop) => stop !== "before");
    const plot = figure(part).querySelector(".plot");
    const kind = part === "before" || name === "after" ? part : "during";
    caption(part, data && name ? say(`page.map.${kind}.caption`, { step: data.maps[name].step ?? 0 }) : say(`page.map.${part}`));
    empty(part, !name, why(part));
    if (!data || !name) return purge(plot);
    await drawMap(library, plot, data, name, data.bounds);
  }

  /** @param {Part} part */
  function why(part) {
    /** @type {Viewed} */
    const { answer } = view;
    return state.damaged || whyNoMap(answer, say, `page.map.${part}.empty`);
  }

  function clear() {
    for (const plot of element.querySelectorAll(".plot")) purge(plot);
  }

  return { draw, clear };
}
