// What the drawings of a map are made of: plotly's traces of what the explorer shows.

import { classOf, framed, isRight, placeAt, pointColours, ROLES, trails } from "./map_data.js";
import { colours } from "./plot.js";

const NOBODY = new Map();
const AT_THE_EDGE = 4; // so much larger is who stands there
const SYMBOLS = { source: "circle", target: "diamond-open" };
const type = document.createElement("canvas").getContext("webgl") ? "scattergl" : "scatter";

/**
 * @typedef {import("./map_data.js").Drawing} Drawing
 * @typedef {import("./map_data.js").MapData} MapData
 * @typedef {import("./map_data.js").Role} Role
 * @typedef {{data: {meta?: Role}, pointNumber: number}} Point of plotly's; without a role it is that of no picture
 * @typedef {{points: Point[], event: MouseEvent}} Pointed
 *
 * What of a run's maps is shown, and how.
 * @typedef {object} State
 * @property {MapData | null} data null before there are maps
 * @property {import("./map_data.js").Mode} mode
 * @property {Set<Role>} shown
 * @property {number | null} focused a class
 * @property {Record<Role, Set<number>> | null} selected
 * @property {{role: Role, index: number} | null} ringed
 * @property {boolean} trails
 */

/**
 * @param {State} state
 * @param {{at: number}} time which stop, or between which two, the second drawing shows
 * @param {(plot: Drawing) => string | null} mapOf the name of the map that a drawing shows now
 * @param {(plot: Drawing) => {x: number[], y: number[]}} rangeOf a drawing's axes
 */
export function tracesOf(state, time, mapOf, rangeOf) {
  const all = () => /** @type {MapData} */ (state.data); // nothing is drawn before there are maps

  // A class that was pressed and pictures that were selected keep their colour.
  function kept() {
    const { focused, selected } = state;
    const data = all();
    if (focused === null && !selected) return null;
    return (/** @type {string} */ map, /** @type {Role} */ role, /** @type {number} */ index) =>
      (focused === null || classOf(data, map, role, index, state.mode) === focused) && (!selected || selected[role].has(index));
  }

  /** @param {Drawing} plot */
  function lines(plot) {
    if (plot === "before" || !state.trails) return { x: [], y: [] };
    const { selected } = state;
    const data = all();
    const of = selected ?? { target: (data.movers ?? []).map((each) => each.picture), source: [] };
    return trails(data, time.at, { source: [...of.source], target: [...of.target] });
  }

  /**
   * @param {Drawing} plot
   * @returns {any[]} plotly's
   */
  function traces(plot) {
    const data = all();
    const map = /** @type {string} */ (mapOf(plot)); // what shows no map is not drawn
    return [
      {
        type,
        mode: "lines",
        uid: "trails",
        ...lines(plot),
        hoverinfo: "skip",
        line: { width: 1, color: colours().quiet },
      },
      ...ROLES.filter((role) => data.maps[map][role]).map((role) => ({
        type,
        mode: "markers",
        uid: role,
        meta: role,
        ...at(place(plot, role)),
        visible: state.shown.has(role),
        hoverinfo: "none",
        marker: {
          ...marks(plot, map, role),
          color: pointColours(data, map, role, state.mode, kept()),
          line: { width: role === "source" ? 0 : 1.1 },
        },
      })),
      {
        type,
        mode: "markers",
        uid: "ring",
        ...ringAt(plot),
        hoverinfo: "skip",
        marker: { symbol: "circle-open", size: 18, color: colours().ink, line: { width: 2 } },
      },
    ];
  }

  /** @param {{x: Float32Array, y: Float32Array}} places */
  const at = ({ x, y }) => ({ x, y });

  /**
   * @param {Drawing} plot
   * @param {string} map
   * @param {Role} role
   */
  function marks(plot, map, role) {
    const beyond = beyondOf(plot, role);
    const size = sizes(map, role);
    if (!beyond.size) return { symbol: SYMBOLS[role], size };
    const points = Array.from(all().maps[map][role].x, (_, index) => index);
    const open = role === "target" ? "-open" : "";
    return {
      symbol: points.map((index) => (beyond.has(index) ? `triangle-${beyond.get(index)}${open}` : SYMBOLS[role])),
      size: points.map((index) => (typeof size === "number" ? size : size[index]) + (beyond.has(index) ? AT_THE_EDGE : 0)),
    };
  }

  /**
   * Never by colour alone: what is wrong is larger too.
   * @param {string} map
   * @param {Role} role
   */
  function sizes(map, role) {
    const size = role === "source" ? 6 : 7;
    if (state.mode !== "right") return size;
    const data = all();
    return Array.from(data.maps[map][role].x, (_, index) => (isRight(data, map, role, index) === false ? size + 4 : size));
  }

  /**
   * @param {Drawing} plot
   * @param {Role} role
   */
  function place(plot, role) {
    const places = placeAt(all(), plot === "before" ? 0 : time.at, role);
    return all().outside ? framed(places, rangeOf(plot)) : { ...places, beyond: NOBODY };
  }

  /**
   * Whose points a drawing shows at its edge, and at which.
   * @param {Drawing} plot
   * @param {Role} role
   */
  const beyondOf = (plot, role) => place(plot, role).beyond;

  /** @param {Drawing} name */
  function ringAt(name) {
    const map = mapOf(name);
    if (!state.ringed || !map || !all().maps[map][state.ringed.role]) return { x: [], y: [] };
    const { role, index } = state.ringed;
    const { x, y } = place(name, role);
    return { x: [x[index]], y: [y[index]] };
  }

  return { traces, lines, sizes, kept, place, beyondOf, ringAt };
}
