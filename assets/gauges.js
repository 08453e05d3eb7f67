// Small charts of the numbers that tell whether a strategy works: each with what it says now and how to read it.

import { saveTable } from "./curve_files.js";
import { make, setText, show } from "./dom.js";
import { CONFIG, purge, themed } from "./plot.js";
import { view } from "./run.js";
import { smoothed } from "./running_mean.js";

/** @typedef {{uid: string, name: string, reads_as: string, layout: object}} Gauge */

/**
 * @param {HTMLElement} section
 * @param {string} axis what x is called in a table
 */
export function gaugesIn(section, axis) {
  const cells = /** @type {HTMLElement} */ (section.querySelector(".cells"));
  /** @type {Map<string, {value: HTMLElement, plot: any, element: HTMLElement}>} */
  const made = new Map(); // by their lines' uids

  section.querySelector(".save")?.addEventListener("click", () => {
    const lines = [...made.values()].map(({ plot }) => plot.data[0]);
    saveTable(lines, `${view.about.file_name}-health`, axis);
  });

  /** @param {Gauge} gauge */
  function cellOf(gauge) {
    const value = make("b");
    const plot = make("div", { class: "plot", role: "img", "aria-label": `${gauge.name}. ${gauge.reads_as}` });
    const heading = make("h3", {}, gauge.name, " ", value);
    const cell = {
      value,
      plot,
      element: make("div", { class: "gauge" }, heading, plot, make("p", { class: "note" }, gauge.reads_as)),
    };
    made.set(gauge.uid, cell);
    cells.append(cell.element);
    return cell;
  }

  /** @param {import("./plot.js").Plotly} library */
  async function draw(library) {
    /** @type {Gauge[]} */
    const layouts = view.layouts?.gauges ?? [];
    const drawn = layouts.filter((gauge) => view.curves.gauges.has(gauge.uid));
    show(section, drawn.length > 0);
    for (const gauge of drawn) {
      const cell = made.get(gauge.uid) ?? cellOf(gauge);
      setText(cell.value, view.answer.light?.gauges[gauge.uid] ?? "");
      const line = view.curves.gauges.get(gauge.uid);
      await library.react(cell.plot, [smoothed(line)], themed(gauge.layout), CONFIG);
    }
  }

  function clear() {
    for (const { plot } of made.values()) if (plot.data) purge(plot);
    made.clear();
    cells.replaceChildren();
    show(section, false);
  }

  return { draw, clear };
}
