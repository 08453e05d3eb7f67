// A run from another machine: its zip is sent, and the list of runs hears "tlgui:runs" when it is here.

import { ask } from "./api.js";
import { list, make, show } from "./dom.js";
import { speaker } from "./words.js";

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const input = find("input");

  function tell(...words) {
    find(".told").replaceChildren(...words);
    show(find(".told"), words.length > 0);
  }

  async function take(file) {
    const begun = await ask("api/uploads", { method: "POST", json: { name: file.name, kind: "zip", files: 1, bytes: file.size } });
    const place = `api/uploads/${begun.upload}`;
    await ask(`${place}/zip`, { method: "POST", body: file });
    return ask(`${place}/run`, { method: "POST" });
  }

  input.addEventListener("change", async () => {
    const [file] = input.files;
    input.value = "";
    if (!file) return;
    input.disabled = true;
    list(find(".problems"), []);
    list(find(".notes"), []);
    tell(say("page.import.busy"));
    try {
      const found = await take(file);
      tell(make("a", { href: `./?run=${found.run}` }, say("page.import.done", found)));
      list(find(".notes"), found.notes);
      dispatchEvent(new CustomEvent("tlgui:runs"));
    } catch (error) {
      tell();
      list(find(".problems"), error.messages ?? [say("page.import.failed")]);
      if (!error.messages) console.error(error);
    }
    input.disabled = false;
  });
}
