// A search: the race, its buttons, and the verdict above it once it is over. Without an id in the address, the list of searches.

import { ask, logged, Refusal, sentencesOf } from "./api.js";
import { beat, finder, list, make, setBar, setText, show } from "./dom.js";
import { keepPair } from "./location.js";
import { moment } from "./moments.js";
import { poll } from "./poll.js";
import { titled } from "./title.js";
import { form, speaker, unbroken } from "./words.js";

const ACTIVE_MS = 700;
const AWAY_MS = 5000;
const LATER_MS = 20_000; // labels are revealed elsewhere: in another tab, in a room on the wall
const WIDE = 96;
const HIGH = 24;
const SVG = "http://www.w3.org/2000/svg";

/** @typedef {import("./answers").Candidate} Candidate */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const id = new URLSearchParams(location.search).get("id");
  /** @type {HTMLElement} */
  const race = find(".race");
  const part = finder(race);
  let version = "";
  show(find(".nothing"), false);
  if (!id) {
    listed(find).catch(logged);
    return;
  }

  async function look() {
    try {
      /** @type {import("./answers").SearchLive | {same: true}} */
      const told = await ask(`api/searches/${id}/live?${new URLSearchParams({ version })}`);
      beat(part(".status"));
      if (!told.same) {
        version = told.version;
        draw(told);
      }
      if (race.dataset.state === "finished") return part("table").dataset.known === "true" ? null : LATER_MS;
      return race.dataset.resumable === "true" ? AWAY_MS : ACTIVE_MS;
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) {
        show(race, true);
        list(part(".problems"), sentencesOf(error));
        show(part(".status"), false);
        return null;
      }
      part(".status").dataset.state = "offline";
      setText(part(".words"), say("page.reconnecting"));
      version = "";
      throw error;
    }
  }

  /** @param {import("./answers").SearchLive} told */
  function draw(told) {
    Object.assign(race.dataset, { state: told.state, resumable: told.resumable });
    show(race, true);
    titled(told.title);
    show(find(".race-head"), true);
    setText(find(".pair"), told.title);
    setText(find(".lead"), told.about);
    const status = part(".status");
    status.dataset.state = told.state;
    const open = told.most > told.rows.length; // what is trained beside these is not decided yet
    const total = told.most;
    const counted = [told.words, say(open ? "page.search.done.open" : "page.search.done", { done: told.done, total })];
    if (told.failed) counted.push(say("page.search.failed", { count: told.failed }));
    setText(status.querySelector(".words"), counted.join(" · "));
    const most = told.left_at_most;
    const between = open && told.left && most && most > told.left;
    const left = between ? "page.search.left.between" : open ? "page.search.left.open" : "page.search.left";
    setText(status.querySelector(".time"), told.left ? say(left, { seconds: told.left, ...(between ? { most } : {}) }) : "");
    show(status.querySelector(".bar"), !told.over);
    const going = told.rows.reduce((sum, row) => sum + (row.state === "finished" ? 1 : (row.share ?? 0)), 0);
    setBar(status.querySelector(".bar"), total ? going / total : null);
    show(part(".pause"), told.pausable);
    show(part(".stop"), told.stoppable);
    show(part(".resume"), told.resumable);
    show(part(".buttons"), told.pausable || told.resumable);
    list(
      part(".problems"),
      told.problems.map((each) => each.message),
    );
    show(part(".confirm"), false);
    const known = told.rows.some((row) => row.accuracy != null);
    part("table").dataset.known = String(known);
    show(part(".of-weights"), Boolean(told.verdict));
    show(part(".of-rounds"), told.again);
    show(part(".of-left-out"), told.left_out);
    part("table").replaceChildren(part("thead"), ...bodies(told));
    list(part(".uncounted"), told.verdict?.uncounted ?? []);
    const found = `results?${new URLSearchParams({ search: `#${told.tag}` })}`;
    part(".links").replaceChildren(make("a", { href: found }, say("page.search.in_results")));
    if (told.verdict) conclude(told.verdict, told);
    keepPair(told);
    find(".again").href = `./?${new URLSearchParams({ search: told.search, source: told.source, target: told.target })}`;
  }

  /**
   * The rows, those of each backbone below its name; of a search on one, all of them below none.
   * @param {import("./answers").SearchLive} told
   */
  function bodies({ rows, over }) {
    const columns = String(Object.keys(props.columns).length);
    return [...new Set(rows.map((row) => row.group))].map((group) => {
      const title = make("tr", { class: "group" }, make("th", { scope: "rowgroup", colspan: columns }, group));
      return make("tbody", {}, group ? title : null, ...rows.filter((row) => row.group === group).map((row) => line(row, over)));
    });
  }

  /**
   * @param {Candidate} row
   * @param {boolean} over whether what has no weight by now has none
   */
  function line(row, over) {
    const name = make("bdi", {}, row.name);
    /** @type {Record<string, Node | string>} */
    const cells = {
      candidate: make(
        "span",
        { class: "titled" },
        row.run ? make("a", { href: `./?run=${row.run}` }, name) : name,
        row.reference ? make("span", { class: "note" }, say("page.search.reference")) : null,
        row.nearest ? make("span", { class: "note good" }, say("page.search.nearest")) : null,
      ),
      stands: stands(row),
      curve: row.curve.length > 1 ? sparkline(row.curve) : "",
      ...Object.fromEntries(
        props.scores.map((/** @type {string} */ score) => [
          score,
          row.left_out
            ? make("abbr", { title: say("page.search.scores_left_out") }, "–")
            : row.scores
              ? form("value", row.scores[score])
              : "",
        ]),
      ),
      accuracy: row.accuracy == null ? "" : form("percent1", row.accuracy),
      weight: row.weight == null ? (over ? "–" : "") : form("percent", row.weight),
    };
    return make(
      "tr",
      { "data-key": row.key, "data-state": row.state, "data-nearest": String(row.nearest) },
      ...Object.entries(cells).map(([column, cell]) => make("td", { class: column, "data-label": props.columns[column] }, cell)),
    );
  }

  /** @param {Candidate} row */
  function stands(row) {
    if (row.share == null) return make("span", {}, row.words);
    const bar = make("span", { class: "bar" }, make("i"));
    setBar(bar, row.share);
    return make("span", {}, row.words, bar);
  }

  /**
   * @param {import("./answers").SearchVerdict} verdict
   * @param {import("./answers").SearchLive} told
   */
  function conclude(verdict, { target, estimated }) {
    const box = find(".verdict-of-search");
    show(box, true);
    setText(box.querySelector(".kicker"), verdict.took);
    setText(box.querySelector("h2"), unbroken(verdict.headline));
    const { unused } = verdict;
    const first = unused?.first ? unused : null;
    box.dataset.tone = verdict.tone;
    setText(box.querySelector(".doubt"), verdict.doubt);
    show(box.querySelector(".doubt"), verdict.doubt !== "");
    show(box.querySelector(".labels-first"), first !== null);
    setText(box.querySelector(".labels-first span"), first?.words ?? "");
    setText(box.querySelector(".labels-first a"), first?.link ?? "");
    box.querySelector(".labels-first a").href = first?.href ?? "";
    const toLabel = () => make("a", { class: "button to-label", href: `label?target=${target}` }, verdict.label);
    const labeled = verdict.reveal ? [toOpen(verdict.reveal)] : verdict.label ? [toLabel()] : [];
    const before = verdict.doubt ? labeled : []; // what labels would tell comes first where nothing else does
    for (const each of before) each.classList.add("main");
    const main = verdict.left_as_it_is || first || verdict.doubt ? "button" : "button main";
    box
      .querySelector(".row.links")
      .replaceChildren(
        ...before,
        make("a", { class: main, href: `./?run=${verdict.run}` }, say("page.search.open")),
        make("a", { class: "button", href: `try?run=${verdict.run}` }, say("page.search.try")),
        make("a", { class: "button", href: `./?run=${verdict.run}#take-away` }, say("page.search.take_away")),
        ...(before.length ? [] : labeled),
      );
    setText(box.querySelector(".chosen-for"), verdict.left_as_it_is ? verdict.leave : verdict.network);
    const reasons = [
      verdict.left_as_it_is ? verdict.network : "",
      verdict.answer,
      verdict.say_so
        ? make(
            "span",
            {},
            `${verdict.why} `,
            make("a", { class: "say-so", href: verdict.say_so }, say("page.search.say_so.fill")),
          )
        : verdict.why,
      estimated,
      unused && !first ? make("span", {}, `${unused.words} `, make("a", { href: unused.href }, unused.link)) : "",
      verdict.learned,
      verdict.sure,
      verdict.unsure,
      verdict.left_out,
    ];
    box.querySelector(".reasons").replaceChildren(...reasons.filter(Boolean).map((reason) => make("li", {}, reason)));
    setText(box.querySelector(".settle h3"), verdict.settle_title);
    setText(box.querySelector(".settle p"), verdict.settle);
  }

  /**
   * Opens labels in this search's runs that are revealed already: nothing is left to be asked.
   * @param {string} words
   */
  function toOpen(words) {
    const button = /** @type {HTMLButtonElement} */ (make("button", { type: "button", class: "button to-open" }, words));
    button.addEventListener("click", async () => {
      button.disabled = true;
      setText(button, say("page.revealing"));
      await press("reveal");
      button.disabled = false;
      setText(button, words);
    });
    return button;
  }

  /**
   * @param {"pause" | "stop" | "resume" | "reveal"} how
   * @param {object} [json]
   */
  async function press(how, json) {
    const problems = part(".problems");
    try {
      await ask(`api/searches/${id}/${how}`, { method: "POST", json });
      list(problems, []);
      version = "";
    } catch (error) {
      const codes = error instanceof Refusal ? error.problems.map((each) => each.code) : [];
      list(problems, sentencesOf(error));
      const confirm = part(".confirm");
      show(confirm, codes.length > 0 && codes.every((code) => props.confirmable.includes(code)));
      confirm.onclick = () => press("resume", { confirmed: codes });
      return;
    }
    now();
  }

  part(".pause").addEventListener("click", () => press("pause"));
  part(".stop").addEventListener("click", () => press("stop"));
  part(".resume").addEventListener("click", () => press("resume", {}));
  const now = poll(look, { every: ACTIVE_MS, hidden: AWAY_MS });
}

/**
 * The loss, small: how it falls, not how large it is; that stands on the run's own page.
 * @param {number[]} values
 */
function sparkline(values) {
  const least = Math.min(...values);
  const range = Math.max(...values) - least || 1;
  const points = values.map(
    (value, place) =>
      `${((WIDE * place) / (values.length - 1)).toFixed(1)},${(1 + (HIGH - 2) * (1 - (value - least) / range)).toFixed(1)}`,
  );
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
  drawn.setAttribute("class", "sparkline");
  drawn.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "polyline");
  path.setAttribute("points", points.join(" "));
  drawn.append(path);
  return drawn;
}

/** @param {ReturnType<typeof finder>} find */
async function listed(find) {
  /** @type {import("./answers").Searches} */
  const { searches } = await ask("api/searches");
  show(find(".nothing"), searches.length === 0);
  show(find(".searches"), searches.length > 0);
  find(".searches ul").replaceChildren(
    ...searches.map((each) =>
      make(
        "li",
        { "data-state": each.state },
        make("a", { href: `search?id=${each.search}` }, make("bdi", {}, each.title)),
        make("span", { class: "note" }, [each.words, each.knew, each.accuracy, moment(each.created)].filter(Boolean).join(" · ")),
      ),
    ),
  );
}
