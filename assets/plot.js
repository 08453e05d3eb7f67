// plotly.js, loaded when a chart first needs it, and the page's colours for it.

import { address } from "./api.js";

/**
 * The part of plotly.js that the page uses. A plot is an element that plotly adds its own to (`data`, `layout`, `on` …).
 * @typedef {object} Plotly
 * @property {(plot: any, data: object[], layout: object, config: object) => Promise<void>} react
 * @property {(plot: any, changes: object) => Promise<void>} relayout
 * @property {(plot: any, changes: object, traces: number[]) => Promise<void>} restyle
 * @property {(figure: object, options: object) => Promise<void>} downloadImage
 * @property {(plot: any) => void} purge
 */

/** @type {Promise<Plotly> | null} */
let loading = null;
/** @type {Plotly | null} */
let loaded = null;

/**
 * @param {string} version
 * @returns {Promise<Plotly>}
 */
export function plotly(version) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address(`tlgui/plotly/${version}.js`);
    script.onload = () => {
      loaded = /** @type {{Plotly: Plotly}} */ (/** @type {unknown} */ (window)).Plotly;
      resolve(loaded);
    };
    script.onerror = () => reject(new Error("plotly.js did not load"));
    document.head.append(script);
  });
  return loading;
}

/**
 * Take a drawing away; nothing was drawn where plotly.js is not there yet.
 * @param {Element} plot
 */
export function purge(plot) {
  loaded?.purge(plot);
}

export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    ["paper", "panel", "ink", "quiet", "line", "grid"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
}

/**
 * A layout's text, grid and hover box in the colours of the theme.
 * @param {any} layout plotly's
 */
export function themed(layout) {
  const { panel, ink, quiet, grid, line } = colours();
  /** @param {any} given an axis of it */
  const axis = (given) => ({
    ...given,
    gridcolor: grid,
    linecolor: line,
    tickcolor: line,
    tickfont: { color: quiet },
    title: { ...given?.title, font: { color: quiet, size: 12 } },
  });
  return {
    ...layout,
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: getComputedStyle(document.body).fontFamily, size: 12, color: quiet },
    hoverlabel: { bgcolor: panel, bordercolor: line, font: { color: ink, size: 12 }, namelength: -1 },
    xaxis: axis(layout.xaxis),
    yaxis: axis(layout.yaxis),
    ...(layout.yaxis2 ? { yaxis2: axis(layout.yaxis2) } : {}),
  };
}

export const CONFIG = { displayModeBar: false, responsive: true, doubleClick: "reset", scrollZoom: false };

/** @param {() => void} callback */
export function onTheme(callback) {
  addEventListener("tlgui:theme", callback);
}
