// What the drawings of a map are made of: plotly's traces of what the explorer shows.

import { classOf, framed, isRight, placeAt, pointColours, ROLES, trails } from "./map_data.js";
import { colours } from "./plot.js";

const NOBODY = new Map();
const AT_THE_EDGE = 4; // so much larger is who stands there
const SYMBOLS = { source: "circle", target: "diamond-open" };
const type = document.createElement("canvas").getContext("webgl") ? "scattergl" : "scatter";

/**
 * @typedef {import("./map_data.js").Role} Role
 *
 * What of a run's maps is shown, and how.
 * @typedef {object} State
 * @property {any} data {@link import("./map_data.js").MapData}, null before there are maps
 * @property {import("./map_data.js").Mode} mode
 * @property {Set<Role>} shown
 * @property {number | null} focused a class
 * @property {Record<Role, Set<number>> | null} selected
 * @property {{role: Role, index: number} | null} ringed
 * @property {boolean} trails
 */

/**
 * @param {State | Record<string, any>} state
 * @param {{at: number}} time which stop, or between which two, the second drawing shows
 * @param {(plot: string) => any} mapOf the name of the map that a drawing ("before" or "after") shows now
 * @param {(plot: string) => {x: number[], y: number[]}} rangeOf a drawing's axes
 */
export function tracesOf(state, time, mapOf, rangeOf) {
  // A class that was pressed and pictures that were selected keep their colour.
  function kept() {
    const { data, focused, selected } = state;
    if (focused === null && !selected) return null;
    return (/** @type {string} */ map, /** @type {Role} */ role, /** @type {number} */ index) =>
      (focused === null || classOf(data, map, role, index, state.mode) === focused) && (!selected || selected[role].has(index));
  }

  /** @param {string} plot */
  function lines(plot) {
    if (plot === "before" || !state.trails) return { x: [], y: [] };
    const { data, selected } = state;
    const of = selected ?? {
      target: (data.movers ?? []).map((/** @type {{picture: number}} */ each) => each.picture),
      source: [],
    };
    return trails(data, time.at, { source: [...of.source], target: [...of.target] });
  }

  /**
   * @param {string} plot
   * @returns {any[]} plotly's
   */
  function traces(plot) {
    const { data } = state;
    const map = mapOf(plot);
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
   * @param {string} plot
   * @param {string} map
   * @param {Role} role
   */
  function marks(plot, map, role) {
    const beyond = beyondOf(plot, role);
    const size = sizes(map, role);
    if (!beyond.size) return { symbol: SYMBOLS[role], size };
    const all = Array.from(state.data.maps[map][role].x, (_, index) => index);
    const open = role === "target" ? "-open" : "";
    return {
      symbol: all.map((index) => (beyond.has(index) ? `triangle-${beyond.get(index)}${open}` : SYMBOLS[role])),
      size: all.map((index) => (typeof size === "number" ? size : size[index]) + (beyond.has(index) ? AT_THE_EDGE : 0)),
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
    return Array.from(state.data.maps[map][role].x, (_, index) =>
      isRight(state.data, map, role, index) === false ? size + 4 : size,
    );
  }

  /**
   * @param {string} plot
   * @param {Role} role
   */
  function place(plot, role) {
    const places = placeAt(state.data, plot === "before" ? 0 : time.at, role);
    return state.data.outside ? framed(places, rangeOf(plot)) : { ...places, beyond: NOBODY };
  }

  /**
   * Whose points a drawing shows at its edge, and at which.
   * @param {string} plot
   * @param {import("./map_data.js").Role} role
   */
  const beyondOf = (plot, role) => place(plot, role).beyond;

  /** @param {string} name */
  function ringAt(name) {
    const { role, index } = state.ringed ?? {};
    if (!role || !state.data.maps[mapOf(name)][role]) return { x: [], y: [] };
    const { x, y } = place(name, role);
    return { x: [x[index]], y: [y[index]] };
  }

  return { traces, lines, sizes, kept, place, beyondOf, ringAt };
}
