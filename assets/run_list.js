import { ask } from "./api.js";
import { make, setText, show } from "./dom.js";
import { comparing } from "./run_comparison.js";
import { runMenu } from "./run_menu.js";
import { form, speaker } from "./words.js";

const POLL_MS = 3000;

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const comparison = comparing(find(".comparing"), say);
  const search = find(".finding input");
  let seen = "";
  let scoresAs = "place";
  let shown = [];
  let wanted = ""; // what the list that is shown was asked for

  function row(run) {
    const metric = run.task === "regression" ? "value" : "percent1";
    const target = run.target_metric == null && run.sealed ? say("page.results.sealed") : form(metric, run.target_metric);
    const cells = {
      place: make("span", { class: "place" }, run.place == null ? "" : String(run.place)),
      strategy: title(run),
      status: run.reference ? "" : make("span", { class: "state", "data-state": run.state }, run.words),
      ranks: make("span", { class: "places" }, ...ranks(run)),
      target: make("span", { class: run.target_metric == null ? "note" : "" }, target),
      over_baseline: difference(run, run.over_baseline),
      over_normalisation: difference(run, run.over_normalisation),
    };
    const line = make(
      "tr",
      { class: run.reference ? "reference" : "", tabindex: "-1" },
      ...Object.entries(cells).map(([name, cell]) => make("td", { class: name, "data-label": props.columns[name] }, cell)),
      make("td", { class: "more" }, run.reference ? "" : runMenu(run, say, { changed: again, compare: comparison.choose })),
    );
    const link = line.querySelector("a");
    line.addEventListener("click", (event) => {
      if (event.target.closest(".more")) return;
      if (comparison.take(run)) event.preventDefault();
      else if (link && !event.target.closest("a")) link.click();
    });
    return line;
  }

  function title(run) {
    const when = run.created
      ? new Date(1000 * run.created).toLocaleString(document.documentElement.lang, {
          month: "short",
          day: "numeric",
          hour: "2-digit",
          minute: "2-digit",
        })
      : "";
    const name = make("bdi", {}, run.name ?? run.strategy);
    const settings = [run.name && run.strategy, run.backbone, run.epochs && say("page.results.epochs", { epochs: run.epochs }), kept(run), when];
    return make(
      "span",
      { class: "titled" },
      run.reference ? name : make("a", { href: `./?run=${run.run}` }, name),
      make("span", { class: "note" }, settings.filter(Boolean).join(" · ")),
      run.tags?.length ? make("span", { class: "tags" }, ...run.tags.map(tag)) : null,
      run.notes ? make("span", { class: "note remark", title: run.notes }, run.notes.split("\n")[0]) : null,
      run.negative ? make("span", { class: "alarm" }, `▲ ${say("page.results.negative")}`) : null,
    );
  }

  // Of a run that learned from target labels: how many of the target's pictures its accuracy is of.
  function kept(run) {
    return run.learned_from_target && run.scored_on ? say("page.results.scored_on", { count: run.scored_on }) : "";
  }

  function tag(word) {
    const find = () => {
      search.value = `#${word}`;
      again();
    };
    return make("button", { type: "button", class: "tag", onclick: (event) => (event.stopPropagation(), find()) }, make("bdi", {}, `#${word}`));
  }

  // The three scores: a place, the score itself, or what it is more than a reference's.
  function ranks(run) {
    const shown = Object.entries(run.ranks).map(([name, place]) => {
      const words = `${props.scores[name]}: ${say("page.results.rank", { place, value: run.scores[name] })}`;
      return make("span", { class: "rank", "data-first": place === 1, title: words, "aria-label": words, role: "img" }, score(run, name, place));
    });
    const apart = say("page.results.apart");
    if (run.apart) shown.push(make("span", { class: "disagree", title: apart, "aria-label": apart, role: "img" }, "≠"));
    return shown;
  }

  function score(run, name, place) {
    if (scoresAs === "place") return String(place);
    if (scoresAs === "value") return run.scores[name].toFixed(2);
    const reference = run.references[scoresAs]?.scores[name];
    return reference == null ? "–" : signed(run.scores[name] - reference);
  }

  function signed(value) {
    return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
  }

  function difference(run, value) {
    if (run.reference && value == null) return "";
    const even = run.task === "regression" ? 0 : 0.005;
    const tone = value == null ? "none" : value > even ? "good" : value < -even ? "bad" : "even";
    // Of an error what it changed, as the run's own sentence says it: less is better.
    const words = run.task === "regression" && value != null ? `${value > 0 ? "−" : "+"}${form("value", Math.abs(value))}` : form("points", value);
    return make("span", { class: "gain", "data-tone": tone }, words);
  }

  function group(found) {
    const section = find("template").content.firstElementChild.cloneNode(true);
    section.querySelector("h2").append(make("bdi", {}, found.data), found.classes ? make("bdi", { class: "note" }, ` ${found.classes}`) : "");
    setText(section.querySelector(".read"), found.words);
    section.querySelector("tbody").replaceChildren(...found.rows.map(row), ...(found.missing ? [missing(found.missing)] : []));
    return section;
  }

  // A reference that no run has brought yet: what it is, and a form that is filled in.
  function missing({ strategy, words, href, press }) {
    const told = make("span", { class: "titled" }, strategy, make("span", { class: "note" }, words));
    const rest = make("td", { colspan: String(Object.keys(props.columns).length - 1) }, make("a", { class: "button", href }, press));
    return make("tr", { class: "reference missing" }, make("td", { class: "place" }), make("td", { class: "strategy" }, told), rest);
  }

  async function fill() {
    const asked = search.value.trim();
    const { groups } = await ask(`api/runs?${new URLSearchParams({ search: asked })}`);
    const now = JSON.stringify(groups);
    const busy = asked === wanted && find("details.run-menu[open]"); // nothing moves under an open menu
    if (asked !== search.value.trim() || (now === seen && asked === wanted) || busy) return;
    [seen, wanted] = [now, asked];
    show(find(".nothing"), groups.length === 0 && !asked);
    show(find(".none-found"), groups.length === 0 && Boolean(asked));
    show(find(".finding"), groups.length > 0 || Boolean(asked));
    show(find(".foot"), groups.length > 0);
    show(find(".as"), groups.some(({ rows }) => rows.some((each) => each.place != null)));
    shown = groups;
    draw();
  }

  function draw() {
    find(".groups-of-runs").replaceChildren(...shown.map(group));
  }

  for (const way of element.querySelectorAll("[name=scores-as]"))
    way.addEventListener("change", () => {
      scoresAs = way.value;
      draw();
    });

  const again = () => fill().catch(console.error);
  search.addEventListener("input", again);
  addEventListener("tlgui:runs", again);

  fill().catch(console.error);
  setInterval(() => !document.hidden && fill().catch(() => {}), POLL_MS);
}
