import { ask } from "./api.js";
import { setText, show } from "./dom.js";

export function mount(element) {
  const find = (selector) => element.querySelector(selector);
  let seen = "";

  async function fill() {
    const { source = "", target = "" } = window.tlgui.datasets;
    const classes = window.tlgui.classes ?? "";
    const query = target ? String(new URLSearchParams({ source, target, classes })) : "";
    if (query === seen) return;
    seen = query;
    if (!query) return show(find(".adviser"), false);
    const { advice } = await ask(`api/xray?${query}`);
    if (query !== seen) return; // another one was chosen meanwhile
    setText(find(".short"), advice.short);
    find(".why").href = `shift?${new URLSearchParams({ source, target })}`;
    show(find(".why"), Boolean(source)); // an X-ray needs both
    show(find(".adviser"), true);
  }

  for (const event of ["tlgui:chosen", "tlgui:classes"]) addEventListener(event, () => fill().catch(console.error));
  fill().catch(console.error);
}
