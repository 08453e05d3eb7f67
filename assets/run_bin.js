// Deleted runs: word of the last one with Undo, and the bin itself. The list of runs hears "tlgui:runs" when one is back.

import { ask, logged, sentencesOf } from "./api.js";
import { heard, list, make, setText, show } from "./dom.js";
import { open } from "./window.js";
import { form, speaker } from "./words.js";

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const toast = find(".toast");
  /** @type {any} */
  let last = null;

  const failed = (error) => list(find(".problems"), sentencesOf(error));

  function tell(words, undo = null) {
    last = undo;
    setText(toast.querySelector("span"), words);
    show(toast.querySelector(".undo"), Boolean(undo));
    show(toast, true);
  }

  async function restore(run) {
    const { name } = await ask(`api/bin/${run.run}/restore`, { method: "POST" });
    tell(say("page.bin.restored", { name: name ?? run.name }));
    changed();
    await fill();
  }

  function changed() {
    dispatchEvent(new CustomEvent("tlgui:runs"));
  }

  function line(run) {
    const when = new Date(1000 * run.when).toLocaleString(document.documentElement.lang, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    const about = [run.about, say("page.bin.when", { when }), form("bytes", run.bytes)].filter(Boolean).join(" · ");
    return make(
      "li",
      {},
      make("span", { class: "about" }, make("bdi", {}, run.name), make("span", { class: "note" }, about)),
      make(
        "button",
        {
          type: "button",
          class: "link",
          "aria-label": `${say("page.bin.restore")}: ${run.name}`,
          onclick: () => restore(run).catch(failed),
        },
        say("page.bin.restore"),
      ),
    );
  }

  async function fill() {
    const { runs, count, bytes, next } = await ask("api/bin");
    list(find(".problems"), []);
    show(find(".bin"), count > 0);
    setText(find(".bin summary"), say("page.bin.title", { count, bytes }));
    find(".bin ul").replaceChildren(...runs.map(line));
    find(".empty").onclick = () => askFirst(count);
    offer(next);
  }

  // Those that were deleted longer ago.
  function offer(next) {
    const button = find(".older");
    show(button, next != null);
    button.onclick = async () => {
      const page = await ask(`api/bin?${new URLSearchParams({ before: next })}`);
      find(".bin ul").append(...page.runs.map(line));
      offer(page.next);
    };
  }

  // Nothing brings back what leaves the bin, so it is asked once more.
  function askFirst(count) {
    const forGood = () => {
      dialog.close();
      empty().catch(failed);
    };
    const dialog = make(
      "dialog",
      { class: "panel window", "aria-label": say("page.bin.empty") },
      make("p", {}, say("page.bin.sure", { count })),
      make(
        "p",
        { class: "row" },
        make("button", { type: "button", class: "button", onclick: forGood }, say("page.bin.for_good")),
        make("button", { type: "button", class: "link", onclick: () => dialog.close() }, say("page.remarks.cancel")),
      ),
    );
    open(dialog);
  }

  async function empty() {
    const { freed } = await ask("api/bin", { method: "DELETE" });
    tell(say("page.bin.emptied", { bytes: freed }));
    await fill();
  }

  heard("tlgui:deleted", (run) => {
    tell(say("page.bin.deleted", { name: run.name ?? run.strategy }), { ...run, name: run.name ?? run.strategy });
    fill().catch(failed);
  });
  heard("tlgui:told", tell);
  toast.querySelector(".undo").addEventListener("click", () => last && restore(last).catch((error) => tell(error.message)));
  toast.querySelector(".close").addEventListener("click", () => show(toast, false));

  fill().catch(logged);
}
