// A run from another machine: its zip is sent, the server takes it in, and the list of runs hears "tlgui:imported" when it is here.

import { isCancelled, sentencesOf } from "./api.js";
import { finder, list, make, setBar, setText, show } from "./dom.js";
import { keepImport, keptImport } from "./location.js";
import { send } from "./sending.js";
import { waitFor } from "./upload.js";
import { speaker } from "./words.js";

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  /** @type {HTMLInputElement} */
  const input = find("input");
  let cancel = new AbortController();

  /** @param {import("./sending.js").Sent} now */
  function progress({ words, waiting, bytes, share }) {
    setText(find(".busy .words"), words ?? say(waiting ? "page.upload.waiting" : "page.import.sending", { bytes }));
    setBar(find(".bar"), share ?? null);
  }

  /** @param {(Node | string)[]} words */
  function tell(...words) {
    find(".told").replaceChildren(...words);
    show(find(".told"), words.length > 0);
  }

  /**
   * From here on the server goes on by itself: who leaves the page and comes back finds it here again.
   * @param {string} job
   */
  async function follow(job) {
    keepImport(job);
    /** @type {import("./answers").Imported} */
    const found = await waitFor(job, progress, cancel.signal);
    tell(make("a", { href: `./?run=${found.run}` }, say("page.import.done", found)));
    list(find(".notes"), found.notes);
    dispatchEvent(new CustomEvent("tlgui:runs"));
    dispatchEvent(new CustomEvent("tlgui:imported", { detail: found.run }));
  }

  /** @param {(signal: AbortSignal) => Promise<void>} act */
  async function take(act) {
    cancel = new AbortController();
    show(find(".choose"), false);
    show(find(".busy"), true);
    for (const which of [".problems", ".notes"]) list(find(which), []);
    tell();
    try {
      await act(cancel.signal);
    } catch (error) {
      if (isCancelled(error)) tell(say("page.import.cancelled"));
      else list(find(".problems"), sentencesOf(error, say("page.import.failed")));
    }
    keepImport("");
    show(find(".busy"), false);
    show(find(".choose"), true);
  }

  input.addEventListener("change", () => {
    const [zip] = input.files ?? [];
    input.value = "";
    if (!zip) return;
    progress({ bytes: 0, share: 0 });
    take(async (signal) => follow(await send({ zip, end: "run", progress, signal })));
  });
  find(".cancel").addEventListener("click", () => cancel.abort());

  const going = keptImport();
  if (going) take(() => follow(going));
}
