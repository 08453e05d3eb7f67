// What somebody does with a dataset they keep: give it another name, delete it with Undo, and the bin of those that were deleted.

import { ask, logged, sentencesOf } from "./api.js";
import { make, setText, show } from "./dom.js";
import { open } from "./window.js";

/** @typedef {ReturnType<typeof import("./words.js").speaker>} Say */

/**
 * @param {HTMLElement} element holds the toast and the bin
 * @param {Say} say
 * @param {() => void} changed the list must be read again
 */
export function keeping(element, say, changed) {
  const find = (selector) => /** @type {HTMLElement} */ (element.querySelector(selector));
  const toast = find(".toast");
  const undo = /** @type {HTMLButtonElement} */ (toast.querySelector(".undo"));
  const emptying = /** @type {HTMLButtonElement} */ (find(".bin .empty"));

  /**
   * @param {string} words
   * @param {(() => void) | null} back
   */
  function tell(words, back = null) {
    setText(/** @type {HTMLElement} */ (toast.querySelector("span")), words);
    show(undo, Boolean(back));
    undo.onclick = back;
    show(toast, true);
  }

  /** @param {unknown} error */
  const failed = (error) => tell(sentencesOf(error).join(" "));

  /** @param {{id: string, name: string}} dataset */
  async function remove({ id, name }) {
    await ask(`api/datasets/${id}`, { method: "DELETE" });
    tell(say("page.bin.deleted", { name }), () => restore({ id, name }).catch(failed));
    changed();
    await fill();
  }

  /** @param {{id: string, name: string}} dataset */
  async function restore({ id, name }) {
    await ask(`api/datasets/bin/${id}/restore`, { method: "POST" });
    tell(say("page.bin.restored", { name }));
    changed();
    await fill();
  }

  /** @param {{id: string, name: string}} dataset */
  function rename({ id, name }) {
    const field = /** @type {HTMLInputElement} */ (
      make("input", { type: "text", class: "field", value: name, autocomplete: "off", "aria-label": say("page.data.name") })
    );
    const problem = make("p", { class: "problems", role: "alert" });
    const dialog = /** @type {HTMLDialogElement} */ (
      make("dialog", { class: "panel window", "aria-label": say("page.data.rename") })
    );
    const form = make(
      "form",
      {},
      make("label", {}, make("span", { class: "note" }, say("page.data.name")), field),
      problem,
      make(
        "p",
        { class: "row" },
        make("button", { type: "submit", class: "button main" }, say("page.remarks.save")),
        make("button", { type: "button", class: "link", onclick: () => dialog.close() }, say("page.remarks.cancel")),
      ),
    );
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await ask(`api/datasets/${id}/name`, { method: "PUT", json: { name: field.value } });
        dialog.close();
        changed();
      } catch (error) {
        setText(problem, sentencesOf(error).join(" "));
      }
    });
    dialog.append(form);
    open(dialog);
    field.select();
  }

  async function fill() {
    const { datasets } = await ask("api/datasets/bin");
    show(find(".bin"), datasets.length > 0);
    setText(find(".bin summary"), say("page.data.bin", { count: datasets.length }));
    find(".bin ul").replaceChildren(...datasets.map(line));
  }

  /** @param {{id: string, name: string, when: number}} dataset */
  function line(dataset) {
    const when = new Date(1000 * dataset.when).toLocaleString(document.documentElement.lang, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    return make(
      "li",
      {},
      make(
        "span",
        { class: "about" },
        make("bdi", {}, dataset.name),
        make("span", { class: "note" }, say("page.bin.when", { when })),
      ),
      make(
        "button",
        {
          type: "button",
          class: "link",
          "aria-label": `${say("page.bin.restore")}: ${dataset.name}`,
          onclick: () => restore(dataset).catch(failed),
        },
        say("page.bin.restore"),
      ),
    );
  }

  // Nothing brings back what leaves the bin: it is asked a second time, in place.
  let sure = false;
  emptying.addEventListener("click", async () => {
    sure = !sure;
    setText(emptying, say(sure ? "page.data.bin.sure" : "page.bin.empty"));
    if (sure) return;
    try {
      await ask("api/datasets/bin", { method: "DELETE" });
      await fill();
    } catch (error) {
      failed(error);
    }
  });
  emptying.addEventListener("blur", () => {
    sure = false;
    setText(emptying, say("page.bin.empty"));
  });
  toast.querySelector(".close")?.addEventListener("click", () => show(toast, false));
  fill().catch(logged);
  return { rename, delete: (dataset) => remove(dataset).catch(failed) };
}
