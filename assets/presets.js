// Presets: what is kept is asked for when the fold is opened; saving goes through Python, which knows what the form holds.

import { address, ask, sentencesOf } from "./api.js";
import { classes, datasets, shares } from "./chosen.js";
import { finder, list, make, setText, show } from "./dom.js";
import { presetOf } from "./location.js";
import { joined, speaker } from "./words.js";

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props, trigger, watch }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const fold = find("details");
  const name = find("form input");
  const undo = find(".undo");

  /**
   * @param {string} words
   * @param {string[]} [problems]
   */
  function tell(words, problems = []) {
    show(undo, false);
    setText(find(".told"), words);
    show(find(".told"), Boolean(words));
    list(find(".problems"), problems);
  }

  /** @param {string} id */
  const use = (id) => presetOf(id, { ...datasets(), classes: classes(), shares: shares() });

  /** @param {import("./answers").Preset} preset */
  async function remove(preset) {
    const file = await ask(`api/presets/${preset.id}`);
    await ask(`api/presets/${preset.id}`, { method: "DELETE" });
    await fill();
    tell(say("page.presets.removed", preset));
    show(undo, true);
    undo.onclick = () => bringBack(file).catch(failed);
  }

  /** @param {object} file of a preset that was removed */
  async function bringBack(file) {
    await ask("api/presets", { method: "POST", json: file });
    await fill();
    tell("");
  }

  /** @param {import("./answers").Preset} preset */
  function line(preset) {
    const link = make("a", { href: use(preset.id) }, make("bdi", {}, preset.name));
    link.addEventListener("pointerdown", () => (link.href = use(preset.id))); // other pictures may have been chosen since
    link.addEventListener("focus", () => (link.href = use(preset.id)));
    return make(
      "li",
      {},
      make("span", { class: "about" }, link, make("span", { class: "note" }, preset.about)),
      make("a", { class: "note", href: address(`api/presets/${preset.id}`), download: "" }, say("page.presets.file")),
      make(
        "button",
        {
          type: "button",
          class: "link",
          "aria-label": `${say("page.presets.remove")}: ${preset.name}`,
          onclick: () => remove(preset).catch(failed),
        },
        say("page.presets.remove"),
      ),
      ...preset.notes.map((note) => make("span", { class: "note warning" }, note)),
    );
  }

  /** @param {unknown} error */
  const failed = (error) => tell("", sentencesOf(error));

  async function fill() {
    const { presets } = await ask("api/presets");
    find(".kept").replaceChildren(...presets.map(line));
  }

  find("form").addEventListener("submit", (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    tell("");
    props.value = JSON.stringify({ save: name.value, once: Date.now() });
    trigger("select");
  });

  watch("value", async () => {
    const answer = JSON.parse(props.value || "{}");
    if (answer.problems) tell("", answer.problems);
    if (!answer.saved) return;
    name.value = "";
    await fill().catch(failed);
    tell(answer.saved);
  });

  const given = find("input[type=file]");
  given.addEventListener("change", async () => {
    const [file] = given.files;
    given.value = "";
    if (!file) return;
    tell("");
    try {
      /** @type {import("./answers").Preset} */
      const added = await ask("api/presets", { method: "POST", body: file });
      await fill();
      tell(joined([say("page.presets.added", added), ...added.notes]));
    } catch (error) {
      failed(error);
    }
  });

  fold.addEventListener("toggle", () => fold.open && fill().catch(failed));
}
