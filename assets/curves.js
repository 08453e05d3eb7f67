import { ask, logged } from "./api.js";
import { save } from "./curve_files.js";
import { helpOf } from "./curve_help.js";
import { make, setText, show } from "./dom.js";
import { gaugesIn } from "./gauges.js";
import { CONFIG, onTheme, plotly, purge, themed } from "./plot.js";
import { subscribe, view } from "./run.js";
import { smoothed } from "./running_mean.js";
import { speaker } from "./words.js";

const MOST = 4; // other runs in one plot
const DASHES = ["dot", "dash", "longdash", "dashdot"];
const OF_OTHERS = { losses: /^loss-(?!baseline)/, accuracy: /^target$/, scores: /^score-information/ };

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const charts = Object.fromEntries([...element.querySelectorAll("[data-chart]")].map((each) => [each.dataset.chart, each]));
  const smooth = element.querySelector("[name=smooth]");
  const others = element.querySelector(".others");
  const more = element.querySelector(".more");
  const gauges = gaugesIn(element.querySelector(".gauges"), say("curve.axis"));
  const beside = new Map(); // run id → its strategy and curves
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
      for (const [name, panel] of Object.entries(charts)) if (name !== "scores" || more.open) await one(library, name, panel);
      await gauges.draw(library);
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
    show(panel.querySelector(".saves"), true);
    setText(panel.querySelector(".explain p"), sentences(helpOf(name, view.curves[name], view.curves.marks)));
    await library.react(plot, [...lines, ...ofOthers(name)].map(drawn), layout, CONFIG);
  }

  const sentences = (keys) => keys.map((key) => say(key)).join(document.documentElement.lang.startsWith("zh") ? "" : " ");

  const drawn = (line) => smoothed(line, Number(smooth.value) / 100);

  // Thin, in the colour of the line that they are to be compared with.
  function ofOthers(name) {
    return [...beside].flatMap(([run, other], place) =>
      other.curves[name]
        .filter((line) => OF_OTHERS[name].test(line.uid))
        .map((line) => ({
          ...line,
          uid: `run-${run}-${line.uid}`,
          name: `${other.strategy}: ${line.name}`,
          mode: "lines",
          line: { ...(view.curves[name].get(line.uid) ?? line).line, width: 1, dash: DASHES[place] },
          legendrank: 2000 + place,
        })),
    );
  }

  smooth.addEventListener("input", () => {
    smooth.nextElementSibling.value = `${smooth.value} %`;
    draw();
  });
  more.addEventListener("toggle", () => view.answer && draw());

  async function offer() {
    const id = view.id;
    const { runs: found } = await ask(`api/runs?beside=${id}`);
    if (id !== view.id) return;
    others.querySelector(".choices").replaceChildren(...(found.length ? found.map(choice) : [say("page.chart.compare.none")]));
    limit();
  }

  function choice({ run, strategy, created }) {
    const input = make("input", { type: "checkbox", onchange: () => pick(input, run, strategy).catch(logged) });
    input.checked = beside.has(run);
    const when = created ? new Date(created * 1000).toLocaleString(document.documentElement.lang) : "";
    return make("label", {}, input, " ", say("page.chart.compare.run", { strategy, when }));
  }

  async function pick(input, run, strategy) {
    const id = view.id;
    if (input.checked) {
      const { curves } = await ask(`api/runs/${run}/live`);
      if (id !== view.id) return;
      beside.set(run, { strategy, curves });
    } else {
      beside.delete(run);
    }
    limit();
    draw();
  }

  function limit() {
    for (const input of others.querySelectorAll("input")) input.disabled = beside.size >= MOST && !input.checked;
  }

  others.addEventListener("toggle", () => others.open && view.id && offer().catch(logged));
  element.addEventListener("click", async (event) => {
    const form = event.target.closest("[data-save]")?.dataset.save;
    if (!form) return;
    const panel = event.target.closest("[data-chart]");
    const library = await plotly(props.plotly);
    save(library, panel.querySelector(".plot"), form, `${view.about.file_name}-${panel.dataset.chart}`, say("curve.axis"));
  });

  let seen = "";
  let last = "";
  subscribe(({ id, answer, about }) => {
    if (id !== last) {
      last = id;
      beside.clear();
      others.open = false;
      gauges.clear();
    }
    const now = `${id} ${answer?.offset} ${answer?.generation}`;
    if (now === seen) return; // nothing was added
    seen = now;
    const sealed = answer && answer.reveal !== "done";
    const of = `page.chart.${about?.chart ?? "accuracy"}`;
    setText(charts.accuracy.querySelector("h2"), say(of));
    const compared = ["target", "baseline-target"].every((uid) => view.curves.accuracy.has(uid)) && `${of}.worth` in props.texts;
    const read = sealed ? [`${of}.read_sealed`] : compared ? [`${of}.read`, `${of}.worth`] : [`${of}.read`];
    setText(charts.accuracy.querySelector(".read"), sentences(read));
    if (id && answer) draw();
    else for (const panel of Object.values(charts)) clear(panel);
  });

  function clear(panel) {
    const plot = panel.querySelector(".plot");
    if (plot.classList.contains("drawn")) purge(plot);
    plot.classList.remove("drawn");
    show(panel.querySelector(".saves"), false);
    show(panel.querySelector(".nothing"), true);
  }

  onTheme(() => view.answer && draw());
  requestIdleCallback?.(() => plotly(props.plotly).catch(console.error));
}
