import { ask } from "./api.js";
import { make, show } from "./dom.js";
import { form, speaker } from "./words.js";

const POLL_MS = 3000;

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const body = element.querySelector("tbody");
  let seen = "";

  function row(run) {
    const when = new Date(1000 * run.created).toLocaleString(document.documentElement.lang, {
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
    });
    const data = [run.source, run.target].filter(Boolean).join(" → ");
    const target = run.sealed ? say("page.results.sealed") : form("percent1", run.target_accuracy);
    const cells = {
      when: make("a", { href: `./?run=${run.run}` }, when),
      data: make("bdi", {}, data),
      strategy: make("span", {}, `${run.strategy} · ${run.backbone}`),
      status: make("span", { class: "state", "data-state": run.state }, run.words),
      source: form("percent1", run.source_accuracy),
      target: make("span", { class: run.sealed ? "note" : "" }, target),
      over_baseline: difference(run.over_baseline),
      over_normalisation: difference(run.over_normalisation),
    };
    const line = make(
      "tr",
      { tabindex: "-1" },
      ...Object.entries(cells).map(([name, cell]) => make("td", { class: name, "data-label": props.columns[name] }, cell)),
    );
    line.addEventListener("click", (event) => {
      if (!event.target.closest("a")) cells.when.click();
    });
    return line;
  }

  function difference(value) {
    const tone = value == null ? "none" : value > 0.005 ? "good" : value < -0.005 ? "bad" : "even";
    return make("span", { class: "gain", "data-tone": tone }, form("points", value));
  }

  async function fill() {
    const { runs } = await ask("api/runs");
    const now = JSON.stringify(runs);
    if (now === seen) return;
    seen = now;
    show(element.querySelector(".nothing"), runs.length === 0);
    show(element.querySelector(".scroller"), runs.length > 0);
    body.replaceChildren(...runs.map(row));
  }

  fill().catch(console.error);
  setInterval(() => !document.hidden && fill().catch(() => {}), POLL_MS);
}
