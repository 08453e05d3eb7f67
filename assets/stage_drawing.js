// What the stage draws: curves and maps with points, lines and numbers that are seen from the back of a room.

import { make } from "./dom.js";
import { ROLES, ranges } from "./map_data.js";
import { tracesOf } from "./map_traces.js";
import { CONFIG, themed } from "./plot.js";

const POINTS = 1.7; // times as large as on the page
const LINE = 4;
/** @type {Record<string, string>} */
const BORDERS = { solid: "solid", dot: "dotted" }; // any other dash of plotly's is drawn dashed
const STILL = { ...CONFIG, staticPlot: true, responsive: false };

/** @param {Element} element */
export const textSize = (element) => Number.parseFloat(getComputedStyle(element).fontSize);

/**
 * A layout in the colours of the theme with large words, as large as its element is now; what stands beside a drawing need not stand in it.
 * @param {HTMLElement} plot
 * @param {any} layout plotly's
 */
function large(plot, layout) {
  const size = textSize(plot);
  const made = { ...themed(layout), width: plot.clientWidth, height: plot.clientHeight };
  made.font = { ...made.font, size };
  made.showlegend = false;
  for (const name of ["xaxis", "yaxis", "yaxis2"]) {
    if (!made[name]) continue;
    made[name].tickfont = { ...made[name].tickfont, size };
    delete made[name].title;
    made[name].nticks = 4;
  }
  return made;
}

/**
 * @param {import("./plot.js").Plotly} library
 * @param {HTMLElement} plot
 * @param {any[]} lines plotly's traces
 * @param {any} layout plotly's
 * @param {any[]} marks vertical lines
 * @param {string} unit of the horizontal axis
 */
export function drawCurves(library, plot, lines, layout, marks, unit) {
  const size = textSize(plot);
  const drawn = large(plot, layout);
  // Fixed above and below, so that curves beside each other are of one height; the widest number of the other axis takes what it needs.
  drawn.margin = { l: 10, r: size, t: 0.7 * size, b: 1.8 * size };
  drawn.xaxis.automargin = false;
  drawn.shapes = marks.map((mark) => mark.shape);
  const place = freePlace(lines);
  drawn.annotations = marks.flatMap((mark) => mark.annotation ?? []).map((each) => ({ ...each, ...place, font: { size } })); // in the drawing, where it takes no height from it
  Object.assign(drawn.xaxis, { ticksuffix: ` ${unit}`, showticksuffix: "last" }); // a title would take more room
  return library.react(
    plot,
    lines.map((line) => ({
      ...line,
      cliponaxis: false, // the dots of 100 %
      line: { ...line.line, width: LINE },
      marker: { ...line.marker, ...dot(line, size) },
    })),
    drawn,
    STILL,
  );
}

/**
 * A ring lies around the dot of its line.
 * @param {any} line plotly's trace
 * @param {number} size of the words
 */
const dot = (line, size) => (line.mode === "markers" ? { size: 0.9 * size, line: { width: LINE } } : { size: size / 2 });

/**
 * Where the name of a vertical line hides none of the lines: at the top where most of them end low, as losses do, else at the bottom.
 * @param {any[]} lines plotly's traces
 */
function freePlace(lines) {
  const heights = lines.map((line) => line.y.filter(Number.isFinite));
  const ends = heights.flatMap((each) => each.slice(-1));
  const highest = Math.max(...heights.flat());
  const high = ends.filter((end) => 2 * end > highest).length;
  return 2 * high > ends.length ? { y: 0.02, yanchor: "bottom" } : { y: 0.98, yanchor: "top" };
}

/**
 * @param {import("./plot.js").Plotly} library
 * @param {HTMLElement} plot
 * @param {import("./map_data.js").MapData} data
 * @param {string} name of the map
 * @param {number[]} bounds left, right, bottom, top
 */
export function drawMap(library, plot, data, name, bounds) {
  /** @type {import("./map_traces.js").State} */
  const state = { data, mode: "class", shown: new Set(ROLES), focused: null, selected: null, ringed: null, trails: false };
  const range = ranges(bounds, plot.clientWidth, plot.clientHeight);
  const { traces } = tracesOf(
    state,
    { at: data.stops.indexOf(name) },
    () => name,
    () => range,
  );
  const points = traces("after").filter((trace) => ROLES.includes(trace.meta));
  const axis = { showgrid: false, zeroline: false, showticklabels: false, ticks: "" };
  const layout = { xaxis: { ...axis, range: range.x }, yaxis: { ...axis, range: range.y }, margin: { l: 0, r: 0, t: 0, b: 0 } };
  return library.react(
    plot,
    points.map((trace) => ({
      ...trace,
      marker: { ...trace.marker, size: scaled(trace.marker.size), line: { width: POINTS * trace.marker.line.width } },
    })),
    large(plot, layout),
    STILL,
  );
}

/**
 * Why a map is not there: it comes, it failed, or nobody has asked for it.
 * @param {import("./answers").Live | undefined | null} answer
 * @param {import("./answers").Say} say
 * @param {string} coming a key: what is said of one that comes
 * @returns {string}
 */
export function whyNoMap(answer, say, coming) {
  const failed = answer?.maps_failed?.[0]?.message;
  if (failed) return failed;
  if (!answer?.settled) return say(coming);
  const none = say("page.map.none");
  return answer.to_draw == null ? none : say("page.stage.draw", { none, why: answer.to_draw });
}

/** @param {number | number[]} size */
const scaled = (size) => (Array.isArray(size) ? size.map((each) => POINTS * each) : POINTS * size);

/**
 * Which colour is which: lines by their names, or classes by theirs. Each is text of the page, so that it is as large as all else.
 * @param {HTMLElement} element
 * @param {{name: string, colour: string, dash?: string}[]} entries of a line also how it is drawn, of rings "ring"
 * @param {string} [title] stands before them
 */
export function drawNames(element, entries, title) {
  element.replaceChildren(
    ...(title ? [make("b", {}, title)] : []),
    ...entries.map(({ name, colour, dash }) => {
      return make("span", {}, keyOf(colour, dash), make("bdi", {}, name));
    }),
  );
}

/**
 * @param {string} colour
 * @param {string} [dash]
 */
function keyOf(colour, dash) {
  if (!dash) return make("i", { class: "dot", style: `background: ${colour}` });
  if (dash === "ring") return make("i", { class: "dot", style: `border: ${LINE}px solid ${colour}` });
  return make("i", { class: "line", style: `border-top: ${LINE}px ${BORDERS[dash] ?? "dashed"} ${colour}` });
}

const NAMED = 14; // more classes have no colours of their own that could be told apart

/** @param {import("./map_data.js").MapData | null} data */
export const classNames = (data) =>
  !data || data.values || data.classes.length > NAMED
    ? []
    : data.classes.map((name, kind) => ({ name, colour: data.colours[kind] }));
