import { ask, logged, Refusal } from "./api.js";
import { classes as changedClasses, datasets, shares as contained } from "./chosen.js";
import { finder, setText, show } from "./dom.js";
import { shiftOf, useOf } from "./location.js";

/** @param {HTMLElement} element */
export function mount(element) {
  const find = finder(element);
  let seen = "";

  async function fill() {
    const { source, target } = datasets();
    const [classes, shares] = [changedClasses(), contained()];
    const asked = { source, target, classes, shares };
    const query = source && target ? String(new URLSearchParams(asked)) : "";
    if (query === seen) return;
    seen = query;
    if (!query) return show(find(".adviser"), false);
    /** @type {import("./answers").Advice | undefined} */
    let advice;
    try {
      ({ advice } = await ask(`api/xray?${query}`));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // a sealed source, of which nothing may be told: Start asks
    }
    if (query !== seen) return; // another one was chosen meanwhile
    if (!advice) return show(find(".adviser"), false);
    setText(find(".short"), advice.short);
    setText(find(".why"), advice.why);
    find(".use").href = useOf(advice, asked);
    show(find(".use"), Boolean(advice.shares) && ["", "same"].includes(shares)); // a strategy alone is chosen in its list
    find(".why").href = shiftOf(asked);
    show(find(".adviser"), true);
  }

  for (const event of ["tlgui:chosen", "tlgui:classes", "tlgui:shares"]) addEventListener(event, () => fill().catch(logged));
  fill().catch(logged);
}
