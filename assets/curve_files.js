// A chart as a file: the picture is plotly's, the table ours.

import { make } from "./dom.js";
import { colours } from "./plot.js";

// As tlgui/spreadsheet.py does it: what begins like a formula, or would once the cell is cut at a separator.
const BEGINNING = /(^|[,;\t|，；])(?=[\s\p{Cc}\p{Cf}'"]*[=+\-@＝＋－＠﹦﹢﹣﹫−])/gu;

/** @typedef {{name: string, x: number[], y: (number | null)[]}} Line */

/**
 * @param {import("./plot.js").Plotly} library
 * @param {any} plot
 * @param {string} form "png", "svg" or "csv"
 * @param {string} filename without its ending
 * @param {string} axis what x is called in a table
 * @returns {void | Promise<void>}
 */
export function save(library, plot, form, filename, axis) {
  if (form === "csv") return saveTable(plot.data, filename, axis);
  // On paper of the page's colour: text that is light in the dark would not be read on a transparent one.
  const figure = { data: plot.data, layout: { ...plot.layout, paper_bgcolor: colours().panel, plot_bgcolor: colours().panel } };
  return library.downloadImage(figure, { format: form, filename, width: 1000, height: 500, scale: form === "png" ? 2 : 1 });
}

/**
 * @param {Line[]} lines
 * @param {string} filename
 * @param {string} axis
 */
export function saveTable(lines, filename, axis) {
  download(table(lines, axis), `${filename}.csv`);
}

/**
 * One row a point: what is on the screen, smoothed or not.
 * @param {Line[]} lines
 * @param {string} axis
 */
function table(lines, axis) {
  const rows = lines.flatMap((line) => line.x.map((x, place) => [line.name, x, line.y[place]]));
  return [["line", axis, "value"], ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

/** @param {string | number | null} value */
function cell(value) {
  if (typeof value === "number") return String(value);
  const text = (value ?? "").replace(BEGINNING, "$1'"); // a spreadsheet would take it for a formula
  return `"${text.replaceAll('"', '""')}"`;
}

/**
 * @param {string} text
 * @param {string} filename
 */
function download(text, filename) {
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  make("a", { href: address, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
