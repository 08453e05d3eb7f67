import { ask, logged, Refusal } from "./api.js";
import { classes as changedClasses, datasets } from "./chosen.js";
import { finder, setText, show } from "./dom.js";
import { useOf } from "./location.js";

/** @param {HTMLElement} element */
export function mount(element) {
  const find = finder(element);
  let seen = "";

  async function fill() {
    const { source, target } = datasets();
    const classes = changedClasses();
    const query = target ? String(new URLSearchParams({ source, target, classes })) : "";
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
    find(".use").href = useOf(advice, { source, target });
    // A strategy alone is chosen in its list; shares that the address brought are on the form.
    show(find(".use"), Boolean(advice.shares) && !new URLSearchParams(window.location.search).has("shares"));
    find(".why").href = `shift?${new URLSearchParams({ source, target })}`;
    show(find(".why"), Boolean(source)); // an X-ray needs both
    show(find(".adviser"), true);
  }

  for (const event of ["tlgui:chosen", "tlgui:classes"]) addEventListener(event, () => fill().catch(logged));
  fill().catch(logged);
}
