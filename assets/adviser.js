import { ask } from "./api.js";
import { setText, show } from "./dom.js";

export function mount(element) {
  const find = (selector) => element.querySelector(selector);
  let seen = "";

  async function fill() {
    const { source, target } = window.tlgui.datasets;
    const query = source && target ? String(new URLSearchParams({ source, target })) : "";
    if (query === seen) return;
    seen = query;
    if (!query) return show(find(".adviser"), false);
    const { advice } = await ask(`api/xray?${query}`);
    if (query !== seen) return; // another one was chosen meanwhile
    setText(find(".short"), advice.short);
    find(".why").href = `shift?${query}`;
    show(find(".adviser"), true);
  }

  addEventListener("tlgui:chosen", () => fill().catch(console.error));
  fill().catch(console.error);
}
