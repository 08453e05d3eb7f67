import { ask, logged, Refusal } from "./api.js";
import { classes as changedClasses, datasets, shares as contained } from "./chosen.js";
import { finder, setText, show } from "./dom.js";
import { settingsLeft, shiftOf, useOf } from "./location.js";
import { speaker } from "./words.js";

const OF_NAME = " · "; // in the list of strategies a name stands before it, and behind it what the name is short for

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  let seen = "";
  /** @type {import("./answers").Advice | undefined} */
  let advice;

  /** A link, where the form has another strategy than is advised for the class shares that it was told. */
  function offer() {
    if (!advice) return;
    const { source, target } = datasets();
    const asked = { source, target, classes: changedClasses(), shares: contained() };
    const untold = ["", "same"].includes(asked.shares);
    const list = /** @type {HTMLInputElement | null} */ (document.querySelector("#strategy input"));
    const other = list !== null && list.value.split(OF_NAME)[0] !== advice.name;
    const both = Boolean(advice.shares) && untold; // a strategy alone is chosen in its list
    find(".use").href = useOf(advice, asked, settingsLeft());
    setText(find(".use"), both ? say("page.advice.use_told") : say("page.advice.use_named", { strategy: advice.name }));
    show(find(".use"), both || (!untold && Boolean(advice.strategy) && other));
  }

  async function fill() {
    const { source, target } = datasets();
    const [classes, shares] = [changedClasses(), contained()];
    const asked = { source, target, classes, shares };
    const query = source && target ? String(new URLSearchParams(asked)) : "";
    if (query === seen) return;
    seen = query;
    if (!query) return show(find(".adviser"), false);
    /** @type {import("./answers").Advice | undefined} */
    let found;
    try {
      ({ advice: found } = await ask(`api/xray?${query}`));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error; // a sealed source, of which nothing may be told: Start asks
    }
    if (query !== seen) return; // another one was chosen meanwhile
    advice = found;
    if (!advice) return show(find(".adviser"), false);
    setText(find(".short"), advice.short);
    setText(find(".why"), advice.why);
    offer();
    find(".why").href = shiftOf(asked);
    show(find(".adviser"), true);
  }

  addEventListener("tlgui:looked-over", offer); // a strategy was chosen
  find(".use").addEventListener("click", offer); // since then other settings may have come into the address
  for (const event of ["tlgui:chosen", "tlgui:classes", "tlgui:shares"]) addEventListener(event, () => fill().catch(logged));
  fill().catch(logged);
}
