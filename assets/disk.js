// What things take on the disk, asked for when the fold is opened; what can be computed again has a button.

import { ask, sentencesOf } from "./api.js";
import { finder, list, make, setText, show } from "./dom.js";
import { form, speaker } from "./words.js";

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const fold = find("details");

  /** @param {unknown} error */
  const failed = (error) => list(find(".problems"), sentencesOf(error));

  /** @param {import("./answers").DiskPart} part */
  function row(part) {
    const button = make(
      "button",
      {
        type: "button",
        class: "link",
        "aria-label": `${say("page.disk.clean")}: ${part.name}`,
        onclick: () => clean(part, button).catch(failed),
      },
      say("page.disk.clean"),
    );
    const count = part.count == null ? "" : ` (${form("count", part.count)})`;
    return make(
      "tr",
      {},
      make("th", { scope: "row" }, part.name + count),
      make("td", {}, form("bytes", part.bytes)),
      make("td", {}, part.cleanable && part.bytes ? button : ""),
    );
  }

  /**
   * @param {import("./answers").DiskPart} part
   * @param {HTMLButtonElement} button
   */
  async function clean(part, button) {
    button.disabled = true;
    const done = await ask("api/disk/clean", { method: "POST", json: { what: [part.part] } });
    await fill();
    setText(find(".told"), say("page.disk.cleaned", done));
    show(find(".told"), true);
  }

  async function fill() {
    const { parts, words } = await ask("api/disk");
    list(find(".problems"), []);
    find("tbody").replaceChildren(...parts.map(row));
    setText(find(".total"), words);
  }

  const again = () => fold.open && fill().catch(failed);
  fold.addEventListener("toggle", again);
  for (const name of ["tlgui:runs", "tlgui:deleted"]) addEventListener(name, again);
}
