import { insist, logged } from "./api.js";
import { finder, show } from "./dom.js";
import { CONFIG, onTheme, plotly, themed } from "./plot.js";
import { subscribe, view } from "./run.js";

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const find = finder(element);
  const panel = find("section");
  const plot = find(".plot");
  let seen = "";
  /** @type {import("./answers").Predicted | null} */
  let found = null;

  /**
   * @param {string} now
   * @param {string} id
   */
  async function load(now, id) {
    /** @type {import("./answers").Predicted} */
    const answer = await insist(`api/runs/${id}/predicted`, () => now === seen);
    if (now !== seen || id !== view.id) return; // another run is shown by now
    found = answer.traces.length ? answer : null;
    show(panel, found !== null);
    await draw();
  }

  async function draw() {
    if (!found) return;
    const library = await plotly(props.plotly);
    await library.react(plot, found.traces, { ...themed(found.layout), uirevision: view.id }, CONFIG);
    plot.classList.add("drawn");
  }

  subscribe(({ id, answer, about }) => {
    const wanted = id && answer?.over && about?.views.includes("predicted") && answer.reveal === "done";
    const now = wanted ? `${id} ${answer.generation} ${answer.offset}` : "";
    if (now === seen) return;
    seen = now;
    if (now) load(now, id).catch(logged);
    else {
      found = null;
      show(panel, false);
    }
  });

  onTheme(draw);
}
