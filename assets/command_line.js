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
  const fill = () => setText(code, props.value || say("page.command.empty"));
  watch("value", fill);
  fill();
  show(button, Boolean(navigator.clipboard)); // only offered where the browser allows it
  copying(button, () => code.textContent, say("page.command.copied"));
}
