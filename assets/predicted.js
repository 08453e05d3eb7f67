import { ask, logged } from "./api.js";
import { show } from "./dom.js";
import { CONFIG, onTheme, plotly, themed } from "./plot.js";
import { subscribe, view } from "./run.js";

export function mount(element, { props }) {
  const panel = element.querySelector("section");
  const plot = element.querySelector(".plot");
  let seen = "";
  /** @type {any} */
  let found = null;

  async function load(now, id) {
    const answer = await ask(`api/runs/${id}/predicted`);
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
