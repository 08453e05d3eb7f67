// What the explorer says beside its maps: when a map was taken, how far it may be believed, what its colours mean.

import { make, setText, show } from "./dom.js";
import { LEGENDS, ROLES } from "./map_data.js";
import { form } from "./words.js";

const TRUE_ENOUGH = 0.9; // from this share of kept neighbours on, a map may be read as it looks
const NAMED = 3; // of the pictures beyond the edge

// `focusOn` is what a press on a class of the legend does: this class alone, or all (null).
// `beyond` says which points of a role a drawing shows at its edge.
export function wordsOf(element, say, state, { mapOf, focusOn, beyond }) {
  const find = (selector) => element.querySelector(selector);

  function title(name) {
    if (name === "before") return say("page.map.before.caption");
    const { step } = state.data.maps[name];
    return name === "after" ? say("page.map.after.caption", { step }) : say("page.map.during.caption", { step });
  }

  function draw(figures) {
    const { data } = state;
    for (const [name, figure] of Object.entries(figures)) {
      const map = mapOf(name);
      if (map) setText(figure.querySelector(".when"), title(map));
      honesty(figure, map ? data.maps[map] : {});
    }
    legend();
    show(find(".switches"), Boolean(data));
    const classes = Boolean(data && !data.values);
    show(find("label:has([value=right])"), classes && Boolean(data.labels.target));
    show(find("label:has([value=confidence])"), classes);
    setText(find(".sampled"), data?.sampled ? say("page.map.sampled", data.sampled) : "");
    outside(figures);
    const now = mapOf("after");
    const sealed = Boolean(now && data.maps[now].target && !data.labels.target && state.mode === "class");
    let note = element.querySelector(".sealed");
    if (!note) {
      note = make("p", { class: "note sealed" });
      find(".read").after(note);
    }
    setText(note, sealed ? say("page.map.sealed") : "");
    show(note, sealed);
  }

  // Who stands at the edge of a drawing because it lies beyond it.
  function outside(figures) {
    const { data } = state;
    const found = new Set();
    for (const plot of Object.keys(figures)) {
      if (!mapOf(plot)) continue;
      for (const role of ROLES)
        if (data.maps[mapOf(plot)][role]) for (const index of beyond(plot, role).keys()) found.add(data.names[role][index]);
    }
    const names = [...found].slice(0, NAMED);
    if (found.size > NAMED) names.push("…");
    setText(find(".outside"), found.size ? say("page.map.outside", { names }) : "");
    show(find(".outside"), found.size > 0);
  }

  // How far the drawing may be believed, and what the numbers, measured in all of the features, say about them.
  function honesty(figure, found) {
    const { trustworthiness } = found;
    const box = figure.querySelector(".badge");
    for (const each of figure.querySelectorAll(".honesty div")) {
      const value = found[each.dataset.measure];
      each.classList.toggle("unknown", value == null);
      setText(each.querySelector("b"), form("percent", value));
    }
    box.classList.toggle("unknown", trustworthiness == null);
    if (trustworthiness == null) return;
    const good = trustworthiness >= TRUE_ENOUGH;
    box.dataset.level = good ? "good" : "careful";
    setText(box.querySelector("b"), say(good ? "page.map.badge.good" : "page.map.badge.careful"));
    setText(box.querySelector("span"), found.means);
  }

  function legend() {
    const box = find(".legend");
    const { data } = state;
    if (!data || state.mode === "domain") return box.replaceChildren();
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
