// What the explorer says beside its maps: when a map was taken, how far it may be believed, what its colours mean.

import { finder, make, setText, show } from "./dom.js";
import { DRAWINGS, LEGENDS, ROLES } from "./map_data.js";
import { view } from "./run.js";
import { form } from "./words.js";

const TRUE_ENOUGH = 0.9; // from this trustworthiness on, a map may be read as it looks
const NAMED = 3; // of the pictures beyond the edge

const MEASURES = /** @type {const} */ (["mixing", "trustworthiness", "separation"]);

/**
 * @typedef {import("./map_data.js").MapData} MapData
 * @typedef {import("./map_data.js").Drawing} Drawing
 */

/**
 * @param {HTMLElement} element
 * @param {ReturnType<typeof import("./words.js").speaker>} say
 * @param {{data: MapData | null, mode: import("./map_data.js").Mode, focused: number | null}} state of the explorer
 * @param {object} part
 * @param {(plot: Drawing) => string | null} part.mapOf the map that a drawing shows
 * @param {(kind: number | null) => void} part.focusOn what a press on a class of the legend does: this class alone, or all (null)
 * @param {(plot: Drawing, role: import("./map_data.js").Role) => Map<number, string>} part.beyond the points of a role that a drawing shows at
 *     its edge
 */
export function wordsOf(element, say, state, { mapOf, focusOn, beyond }) {
  const find = finder(element);

  /** @param {string} name of a map that is there */
  function title(name) {
    if (name === "before") return say("page.map.before.caption");
    const { step } = /** @type {MapData} */ (state.data).maps[name];
    return name === "after" ? say("page.map.after.caption", { step }) : say("page.map.during.caption", { step });
  }

  /** @param {Record<Drawing, HTMLElement>} figures */
  function draw(figures) {
    const { data } = state;
    for (const name of DRAWINGS) {
      const map = mapOf(name);
      if (map) setText(finder(figures[name])(".when"), title(map));
      honesty(figures[name], map && data ? data.maps[map] : {});
    }
    legend();
    show(find(".switches"), Boolean(data));
    const classes = Boolean(data && !data.values);
    show(find("label:has([value=right])"), classes && Boolean(data?.labels.target));
    show(find("label:has([value=confidence])"), classes);
    setText(find(".sampled"), data?.sampled ? say("page.map.sampled", data.sampled) : "");
    outside();
    const now = mapOf("after");
    const predicted = Boolean(now && data?.maps[now].target && !data.labels.target && state.mode === "class");
    let note = find(".sealed");
    if (!note) {
      note = make("p", { class: "note sealed" });
      find(".read").after(note);
    }
    const unlabelled = view.answer?.target_labels === "none";
    setText(note, predicted ? say(unlabelled ? "page.map.unlabelled" : "page.map.sealed") : "");
    show(note, predicted);
  }

  // Who stands at the edge of a drawing because it lies beyond it.
  function outside() {
    const { data } = state;
    /** @type {Set<string>} */
    const found = new Set();
    for (const plot of DRAWINGS) {
      const map = mapOf(plot);
      if (!map || !data) continue;
      for (const role of ROLES)
        if (data.maps[map][role]) for (const index of beyond(plot, role).keys()) found.add(data.names[role][index]);
    }
    const names = [...found].slice(0, NAMED);
    if (found.size > NAMED) names.push("…");
    setText(find(".outside"), found.size ? say("page.map.outside", { names }) : "");
    show(find(".outside"), found.size > 0);
  }

  /**
   * How far the drawing may be believed, and what the numbers, measured in all of the features, say about them.
   * @param {HTMLElement} figure
   * @param {Partial<import("./answers").MapMeasures>} found
   */
  function honesty(figure, found) {
    const { trustworthiness } = found;
    const inside = finder(figure);
    const box = inside(".badge");
    for (const measure of MEASURES) {
      const each = inside(`.honesty [data-measure=${measure}]`);
      const value = found[measure];
      each.classList.toggle("unknown", value == null);
      setText(each.querySelector("b"), form("percent", value));
    }
    box.classList.toggle("unknown", trustworthiness == null && !found.means);
    const good = trustworthiness != null && trustworthiness >= TRUE_ENOUGH;
    box.dataset.level = good ? "good" : "careful";
    setText(box.querySelector("b"), say(good ? "page.map.badge.good" : "page.map.badge.careful"));
    setText(box.querySelector("span"), found.means ?? "");
  }

  function legend() {
    const box = find(".legend");
    const { data } = state;
    if (!data || state.mode === "domain") return box.replaceChildren();
    /** @param {string | undefined} each */
    const colour = (each) => make("i", { style: `background:${each}` });
    if (state.mode === "right" || state.mode === "confidence") {
      const [first, second] =
        state.mode === "right" ? ["page.map.right", "page.map.wrong"] : ["page.map.unsure", "page.map.sure"];
      const [from, to] = [LEGENDS[state.mode][0], LEGENDS[state.mode].at(-1)];
      const between = LEGENDS[state.mode].slice(1, -1).map(colour);
      return box.replaceChildren(make("span", { class: "key" }, colour(from), say(first), ...between, colour(to), say(second)));
    }
    const chips = data.classes
      .map((name, kind) => ({ name, kind, shade: data.colours[kind] }))
      .filter(({ shade }, _, all) => all.length <= 12 || shade !== "#a0a4ab");
    const all =
      state.focused !== null
        ? [make("button", { type: "button", class: "link", onclick: () => focusOn(null) }, say("page.map.all_classes"))]
        : [];
    return box.replaceChildren(
      ...chips.map(({ name, kind, shade }) =>
        make(
          "button",
          {
            type: "button",
            class: "chip",
            "aria-pressed": state.focused === kind ? "true" : "false",
            onclick: () => focusOn(state.focused === kind ? null : kind),
          },
          colour(shade),
          make("bdi", {}, name),
        ),
      ),
      ...all,
    );
  }

  return { draw, title };
}
