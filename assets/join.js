// The page on which somebody joins a room. The code may stand behind the # of the address: it never reaches the server before it is sent.

import { address, ask, sentencesOf } from "./api.js";
import { finder, list } from "./dom.js";

/** @param {HTMLElement} element */
export function mount(element) {
  const find = finder(element);
  const code = codeOf(window.location.hash.slice(1));
  const go = find(".join-page").dataset.go;
  if (code && go) return window.location.replace(address(go)); // in the room already, and led to what the link is for
  /** @type {HTMLFormElement | null} */
  const form = find("form");
  if (!form) return; // the room has ended
  find("#join-code").value = code;
  find("#join-name").focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = find("#join");
    button.disabled = true;
    list(find(".problems"), []);
    const json = Object.fromEntries(["name", "code", "pin"].map((name) => [name, find(`#join-${name}`).value]));
    try {
      /** @type {import("./answers").Joined} */
      const { go } = await ask("api/room/join", { method: "POST", json });
      window.location.replace(wanted() || address(go));
    } catch (error) {
      list(find(".problems"), sentencesOf(error));
      button.disabled = false;
    }
  });
}

/** The page that somebody looked for before they were led here, if it is one of ours; empty for none. */
function wanted() {
  const root = address("");
  const next = new URLSearchParams(window.location.search).get("next") ?? "";
  try {
    const found = new URL(next, root).href;
    return next && found.startsWith(root) ? found : "";
  } catch {
    return "";
  }
}

/**
 * @param {string} hash
 * @returns {string} the code in it; none where it is no address's
 */
function codeOf(hash) {
  try {
    return decodeURIComponent(hash);
  } catch {
    return "";
  }
}
