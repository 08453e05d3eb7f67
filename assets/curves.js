import { ask, logged } from "./api.js";
import { save } from "./curve_files.js";
import { helpOf } from "./curve_help.js";
import { around, finder, make, setText, show } from "./dom.js";
import { gaugesIn } from "./gauges.js";
import { moment } from "./moments.js";
import { CONFIG, onTheme, plotly, purge, themed } from "./plot.js";
import { subscribe, view } from "./run.js";
import { smoothed } from "./running_mean.js";
import { joined, speaker } from "./words.js";

const MOST = 4; // other runs in one plot
const CHARTS = /** @type {const} */ (["losses", "accuracy", "scores"]);
const DASHES = ["dot", "dash", "longdash", "dashdot"];
/** @type {Record<Chart, RegExp>} */
const OF_OTHERS = { losses: /^loss-(?!baseline)/, accuracy: /^target$/, scores: /^score-information/ };

/**
 * @typedef {"losses" | "accuracy" | "scores"} Chart
 * @typedef {import("./answers").CurveLine} Line
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  /** @type {Record<Chart, HTMLElement>} */
  const charts = {
    losses: find("[data-chart=losses]"),
    accuracy: find("[data-chart=accuracy]"),
    scores: find("[data-chart=scores]"),
  };
  /** @type {HTMLInputElement} */
  const smooth = find("[name=smooth]");
  /** @type {HTMLDetailsElement} */
  const others = find(".others");
  /** @type {HTMLDetailsElement} */
  const more = find(".more");
  const gauges = gaugesIn(find(".gauges"), say("curve.axis"));
  /** @type {Map<string, {strategy: string, curves: import("./answers").LiveCurves}>} */
  const beside = new Map(); // by the run's id
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
      for (const name of CHARTS) if (name !== "scores" || more.open) await one(library, name);
      await gauges.draw(library);
    } finally {
      drawing = false;
      if (again) {
        again = false;
        draw();
      }
    }
  }

  /**
   * @param {import("./plot.js").Plotly} library
   * @param {Chart} name
   */
  async function one(library, name) {
    const inside = finder(charts[name]);
    const plot = inside(".plot");
    /** @type {Line[]} */
    const lines = [...view.curves[name].values()];
    show(inside(".nothing"), lines.length === 0);
    plot.classList.toggle("drawn", lines.length > 0);
    if (lines.length === 0 || !view.layouts) return;
    /** @type {import("./answers").CurveMark[]} */
    const marks = [...view.curves.marks.values()].filter((mark) => mark.charts.includes(name));
    /** @type {ReturnType<typeof themed> & Record<string, unknown>} */
    const layout = themed(view.layouts[name]);
    // The same revision for the whole run: zoom and hidden lines stay while points come in.
    layout.uirevision = view.id;
    layout.shapes = marks.map((mark) => mark.shape);
    layout.annotations = marks.map((mark) => mark.annotation).filter(Boolean);
    show(inside(".saves"), true);
    setText(inside(".explain p"), sentences(helpOf(name, view.curves[name], view.curves.marks)));
    await library.react(plot, [...lines, ...ofOthers(name)].map(drawn), layout, CONFIG);
  }

  /** @param {string[]} keys */
  const sentences = (keys) => joined(keys.map((key) => say(key)));

  /** @param {Line} line */
  const drawn = (line) => smoothed(line, Number(smooth.value) / 100);

  /**
   * Thin, in the colour of the line that they are to be compared with.
   * @param {Chart} name
   * @returns {Line[]}
   */
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
    find("[name=smooth] + output").value = `${smooth.value} %`;
    draw();
  });
  more.addEventListener("toggle", () => view.answer && draw());

  async function offer() {
    const id = view.id;
    /** @type {{runs: import("./answers").RunBeside[]}} */
    const { runs: found } = await ask(`api/runs?beside=${id}`);
    if (id !== view.id) return;
    find(".others .choices").replaceChildren(...(found.length ? found.map(choice) : [say("page.chart.compare.none")]));
    limit();
  }

  /** @param {import("./answers").RunBeside} other */
  function choice({ run, strategy, created }) {
    const input = make("input", { type: "checkbox", onchange: () => pick(input, run, strategy).catch(logged) });
    input.checked = beside.has(run);
    const when = created ? moment(created) : "";
    return make("label", {}, input, " ", say("page.chart.compare.run", { strategy, when }));
  }

  /**
   * @param {HTMLInputElement} input
   * @param {string} run
   * @param {string} strategy
   */
  async function pick(input, run, strategy) {
    const id = view.id;
    if (input.checked) {
      /** @type {{curves: import("./answers").LiveCurves}} */
      const { curves } = await ask(`api/runs/${run}/live`);
      if (id !== view.id || !input.checked) return;
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
    const form = around(event, "[data-save]")?.dataset.save;
    const panel = around(event, "[data-chart]");
    if (!form || !panel) return;
    const library = await plotly(props.plotly);
    save(library, finder(panel)(".plot"), form, `${view.about.file_name}-${panel.dataset.chart}`, say("curve.axis"));
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
    const of = `page.chart.${about?.chart ?? "accuracy"}`;
    setText(find("[data-chart=accuracy] h2"), say(of));
    const compared = ["target", "baseline-target"].every((uid) => view.curves.accuracy.has(uid)) && `${of}.worth` in props.texts;
    const labels = answer?.target_labels ?? "open";
    const unseen = labels !== "open" && [`${of}.read_${labels === "none" ? "unlabelled" : "sealed"}`];
    const read = unseen || (compared ? [`${of}.read`, `${of}.worth`] : [`${of}.read`]);
    setText(find("[data-chart=accuracy] .read"), sentences(read));
    if (id && answer) draw();
    else for (const panel of Object.values(charts)) clear(panel);
  });

  /** @param {HTMLElement} panel */
  function clear(panel) {
    const inside = finder(panel);
    const plot = inside(".plot");
    if (plot.classList.contains("drawn")) purge(plot);
    plot.classList.remove("drawn");
    show(inside(".saves"), false);
    show(inside(".nothing"), true);
  }

  onTheme(() => view.answer && draw());
  requestIdleCallback?.(() => plotly(props.plotly).catch(console.error));
}
