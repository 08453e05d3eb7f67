// plotly.js, loaded when a chart first needs it, and the page's colours for it.

import { address } from "./api.js";

let loading = null;

export function plotly(version) {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = address(`tlgui/plotly/${version}.js`);
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("plotly.js did not load"));
    document.head.append(script);
  });
  return loading;
}

export function colours() {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(
    ["paper", "panel", "ink", "quiet", "line", "grid"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]),
  );
}

// A layout's text, grid and hover box in the colours of the theme.
export function themed(layout) {
  const { panel, ink, quiet, grid, line } = colours();
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

export function onTheme(callback) {
  addEventListener("tlgui:theme", callback);
}
