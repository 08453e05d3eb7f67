// The confusion matrix of the run that is shown. Without labels its rows are the baseline's predictions: what adaptation changed.

import { address, ask, insist, logged } from "./api.js";
import { finder, make, setText, show } from "./dom.js";
import { subscribe, view } from "./run.js";
import { form, speaker } from "./words.js";

const SHORT = 14;

/**
 * @typedef {import("./answers").Mistakes} Mistakes
 * @typedef {Mistakes["classes"][number]} Kind a class of the matrix
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const panel = find("section");
  /** @type {{data: Mistakes | null, of: string, cell: string | null}} */
  const state = { data: null, of: "run", cell: null };
  let seen = "";

  const there = () => /** @type {Mistakes} */ (state.data); // what is drawn is there

  /** @param {string} name */
  const short = (name) => (name.length > SHORT ? `${name.slice(0, SHORT - 1)}…` : name);

  // -- matrix ----------------------------------------------------------------------------------------------------------------

  function matrix() {
    const data = there();
    const counts = /** @type {number[][]} */ (state.of === "run" ? data.matrix : data.baseline); // only what is there can be chosen
    const head = data.classes.map((each) => make("th", { scope: "col" }, make("bdi", { title: each.name }, short(each.name))));
    const corner = make("td", { class: "corner" }, say(data.sealed ? "page.mistakes.corner.sealed" : "page.mistakes.corner"));
    find(".matrix thead").replaceChildren(make("tr", {}, corner, ...head));
    find(".matrix tbody").replaceChildren(
      ...data.classes.map((row, r) => {
        const total = Math.max(
          1,
          counts[r].reduce((sum, each) => sum + each, 0),
        );
        return make(
          "tr",
          {},
          make("th", { scope: "row" }, make("bdi", { title: row.name }, short(row.name))),
          ...data.classes.map((column, c) => cell(row, column, counts[r][c], counts[r][c] / total)),
        );
      }),
    );
  }

  /**
   * @param {Kind} row
   * @param {Kind} column
   * @param {number} count
   * @param {number} share of its row
   */
  function cell(row, column, count, share) {
    const right = row.class === column.class;
    const key = `${row.class} ${column.class}`;
    if (!count) return make("td", { class: right ? "right zero" : "zero" }, make("span", {}, "·"));
    const words = say(there().sealed ? "page.mistakes.cell.sealed" : "page.mistakes.cell", {
      count,
      share,
      row: row.name,
      column: column.name,
    });
    return make(
      "td",
      { class: right ? "right" : "off", style: `--share:${share}` },
      make(
        "button",
        {
          type: "button",
          title: words,
          "aria-label": words,
          "aria-pressed": state.cell === key ? "true" : "false",
          onclick: () => (state.cell === key ? surest() : open(row, column).catch(logged)),
        },
        String(count),
      ),
    );
  }

  // -- classes ---------------------------------------------------------------------------------------------------------------

  function classes() {
    const data = there();
    setText(find(".classes h3"), say(data.sealed ? "page.mistakes.classes.sealed" : "page.mistakes.classes"));
    const read = say(data.sealed ? "page.mistakes.classes.read.sealed" : "page.mistakes.classes.read");
    setText(find(".classes .note"), data.turned ? `${read} ${say("page.mistakes.turned", data.turned)}` : read);
    const largest = data.sealed ? Math.max(1e-9, ...data.by_class.flatMap((each) => [each.before ?? 0, each.after ?? 0])) : 1;
    /** @param {number} share */
    const at = (share) => `${(100 * share) / largest}%`;
    find(".classes ul").replaceChildren(
      ...data.by_class.map(({ name, before, after, count }) => {
        const words = say("page.mistakes.change", { before, after, count });
        const track = make("span", { class: "change", role: "img", "aria-label": words, title: words });
        if (after != null) {
          const from = before ?? after;
          const change = after - from;
          const tone = change > 0.005 ? "up" : change < -0.005 ? "down" : "even";
          track.append(
            make("i", {
              class: "line",
              "data-tone": tone,
              style: `left:${at(Math.min(from, after))};width:${at(Math.abs(after - from))}`,
            }),
          );
          if (before != null) track.append(make("i", { class: "from", style: `left:${at(before)}` }));
          track.append(make("i", { class: "to", "data-tone": tone, style: `left:${at(after)}` }));
        }
        const numbers = after == null ? "–" : `${form("percent", before)} → ${form("percent", after)}`;
        return make("li", {}, make("bdi", { title: name }, short(name)), track, make("span", { class: "numbers" }, numbers));
      }),
    );
  }

  // -- pictures --------------------------------------------------------------------------------------------------------------

  /**
   * @param {string} title
   * @param {import("./answers").MistakenPicture[]} found
   * @param {string} nothing what is said where there are none
   */
  function faces(title, found, nothing) {
    setText(find(".pictures h3"), title);
    setText(find(".pictures .none"), found.length ? "" : nothing);
    find(".faces").replaceChildren(
      ...found.map((each) => {
        const first = each.label ?? each.before;
        const said = say(each.label == null ? "page.mistakes.picture.sealed" : "page.mistakes.picture", {
          ...each,
          first: first ?? "–",
        });
        return make(
          "figure",
          { title: said },
          make("img", { src: address(`api/datasets/${there().target}/thumb/${each.picture}`), alt: said, loading: "lazy" }),
          make(
            "figcaption",
            {},
            make("bdi", {}, short(first ?? "–")),
            make("span", { "aria-hidden": "true" }, " → "),
            make("bdi", { class: first === each.after ? "" : "other" }, short(each.after)),
            make("span", { class: "note" }, form("percent", each.confidence)),
          ),
        );
      }),
    );
  }

  function surest() {
    state.cell = null;
    const data = there();
    matrix();
    show(find(".back"), false);
    faces(
      say(data.sealed ? "page.mistakes.sure.sealed" : "page.mistakes.sure"),
      data.sure,
      say(data.sealed ? "page.mistakes.none.sealed" : "page.mistakes.none"),
    );
  }

  /**
   * @param {Kind} row
   * @param {Kind} column
   */
  async function open(row, column) {
    const key = `${row.class} ${column.class}`;
    state.cell = key;
    matrix();
    find(`[aria-pressed=true]`)?.focus();
    /** @type {import("./answers").MistakesCell} */
    const found = await ask(`api/runs/${view.id}/mistakes/cell?row=${row.class}&column=${column.class}&of=${state.of}`);
    if (state.cell !== key || !state.data) return;
    const values = { count: found.count, row: row.name, column: column.name };
    faces(say(there().sealed ? "page.mistakes.opened.sealed" : "page.mistakes.opened", values), found.pictures, "");
    show(find(".back"), true);
  }

  // -- all together ----------------------------------------------------------------------------------------------------------

  function draw() {
    const data = there();
    setText(
      find("h2"),
      say(data.sealed ? "page.mistakes.title.sealed" : "page.mistakes.title", { wrong: data.wrong, pictures: data.pictures }),
    );
    panel.dataset.sealed = data.sealed;
    setText(find(".of-matrix"), say(data.sealed ? "page.mistakes.more.matrix.sealed" : "page.mistakes.more.matrix"));
    setText(find(".of-surest"), say(data.sealed ? "page.mistakes.more.sure.sealed" : "page.mistakes.more.sure"));
    const unlabelled = view.answer?.target_labels === "none";
    const without = view.answer?.given ? "page.mistakes.read.given" : "page.mistakes.read.unlabelled";
    const sealed = unlabelled ? without : "page.mistakes.read.sealed";
    const missing = view.answer?.left_out ? ` ${say("page.mistakes.left_out", { count: view.answer.left_out })}` : "";
    const read = say(data.sealed ? sealed : "page.mistakes.read") + missing;
    setText(find(".to-label"), view.answer?.label ?? "");
    show(find(".to-label"), unlabelled);
    find(".to-label").href = `./label?${new URLSearchParams({ target: view.answer?.target ?? "" })}`;
    const left = data.in_all - data.classes.length;
    setText(
      find(".read"),
      left > 0 ? `${read} ${say("page.mistakes.worst", { shown: data.classes.length, count: data.in_all })}` : read,
    );
    show(find(".of"), data.baseline != null);
    classes();
    surest();
  }

  find(".back").addEventListener("click", surest);
  for (const input of /** @type {NodeListOf<HTMLInputElement>} */ (element.querySelectorAll("[name=matrix-of]"))) {
    input.addEventListener("change", () => {
      state.of = input.value;
      surest();
    });
  }

  /**
   * @param {string} now
   * @param {string} id
   */
  async function load(now, id) {
    /** @type {Mistakes | import("./answers").NoMistakes} */
    const found = await insist(`api/runs/${id}/mistakes`, () => now === seen);
    if (now !== seen || id !== view.id) return; // another run is shown by now
    state.data = found.nothing ? null : found;
    state.of = "run";
    find("[name=matrix-of][value=run]").checked = true;
    show(panel, state.data !== null);
    if (state.data) draw();
  }

  subscribe(({ id, answer, about }) => {
    const wanted = id && answer?.over && about?.views.includes("mistakes");
    const now = wanted ? `${id} ${answer.generation} ${answer.offset}` : "";
    if (now === seen) return;
    seen = now;
    if (now) load(now, id).catch(logged);
    else {
      state.data = null;
      show(panel, false);
    }
  });
}
