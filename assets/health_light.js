import { finder, list, make, setText, show } from "./dom.js";
import { subscribe } from "./run.js";

/** @param {HTMLElement} element */
export function mount(element) {
  const find = finder(element);
  const panel = find(".health-light");
  let seen = "";

  subscribe(({ id, answer, layouts, missing }) => {
    /** @type {import("./answers").Light | null} */
    const light = id && !missing ? answer?.light : null;
    show(panel, Boolean(light));
    const now = JSON.stringify({ ...light, gauges: null });
    if (!light || now === seen) return; // a reader of screens hears only what changed
    seen = now;
    panel.dataset.level = light.level;
    setText(find(".words"), light.words);
    find(".numbers").replaceChildren(
      ...light.numbers.map((each) =>
        make("span", { title: layouts?.read[each.name] }, each.name, " ", make("b", {}, each.value)),
      ),
    );
    list(find(".findings"), light.findings);
  });
}
