import { copying } from "./copying.js";
import { finder, setText, show } from "./dom.js";
import { speaker } from "./words.js";

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props, watch }) {
  const find = finder(element);
  const say = speaker(props.texts);
  const code = find("code");
  const button = find(".copy");
  /** @param {"page.command.empty" | "page.command.mend"} without what is said where there is no command */
  function fill(without) {
    const [, note = "", command] = /^(?:# ([^\n]*)\n)?(.*)$/s.exec(props.value ?? "") ?? [];
    setText(find(".said"), note);
    show(find(".said"), note !== "");
    setText(code, command || say(without));
    const there = Boolean(props.value) || without === "page.command.empty";
    show(button, there && Boolean(navigator.clipboard)); // only offered where the browser allows it
  }
  watch("value", () => fill("page.command.mend"));
  fill("page.command.empty");
  copying(button, () => code.textContent, say("page.command.copied"));
}
