import { setText, show } from "./dom.js";
import { CONFIG, onTheme, plotly, themed } from "./plot.js";
import { subscribe, view } from "./run.js";
import { speaker } from "./words.js";

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const charts = Object.fromEntries([...element.querySelectorAll("[data-chart]")].map((each) => [each.dataset.chart, each]));
  let drawing = false;
  let again = false;

  async function draw() {
    if (drawing) {
      again = true; // never two redraws of the same chart at once
      return;
    }
    drawing = true;
    try {
      const library = await plotly(props.plotly);
      for (const [name, panel] of Object.entries(charts)) await one(library, name, panel);
    } finally {
      drawing = false;
      if (again) {
        again = false;
        draw();
      }
    }
  }

  async function one(library, name, panel) {
    const plot = panel.querySelector(".plot");
    const lines = [...view.curves[name].values()];
    show(panel.querySelector(".nothing"), lines.length === 0);
    plot.classList.toggle("drawn", lines.length > 0);
    if (lines.length === 0 || !view.layouts) return;
    const marks = [...view.curves.marks.values()].filter((mark) => mark.charts.includes(name));
    const layout = themed(view.layouts[name]);
    // The same revision for the whole run: zoom and hidden lines stay while points come in.
    layout.uirevision = view.id;
    layout.shapes = marks.map((mark) => mark.shape);
    layout.annotations = marks.map((mark) => mark.annotation).filter(Boolean);
    const traces = lines.map((line) => ({ ...line, x: [...line.x], y: line.meta?.smooth ? runningMean(line.y) : [...line.y] }));
    await library.react(plot, traces, layout, CONFIG);
  }

  let seen = "";
  subscribe(({ id, answer, about }) => {
    const now = `${id} ${answer?.offset} ${answer?.generation}`;
    if (now === seen) return; // nothing was added
    seen = now;
    const sealed = answer && answer.reveal !== "done";
    const of = about?.task === "regression" ? "page.chart.error" : "page.chart.accuracy";
    setText(charts.accuracy.querySelector("h2"), say(of));
    setText(charts.accuracy.querySelector(".read"), say(sealed ? `${of}.read_sealed` : `${of}.read`));
    if (id && answer) draw();
    else for (const panel of Object.values(charts)) clear(panel);
  });

  function clear(panel) {
    const plot = panel.querySelector(".plot");
    if (plot.classList.contains("drawn")) window.Plotly?.purge(plot);
    plot.classList.remove("drawn");
    show(panel.querySelector(".nothing"), true);
  }

  onTheme(() => view.answer && draw());
  requestIdleCallback?.(() => plotly(props.plotly).catch(console.error));
}

// Each value as the mean of those around it, over a twentieth of the curve.
function runningMean(values) {
  const reach = Math.floor(values.length / 40);
  return values.map((_, place) => {
    const around = values.slice(Math.max(0, place - reach), place + reach + 1);
    return around.reduce((sum, value) => sum + value, 0) / around.length;
  });
}
