// What somebody does with a dataset they keep: give it another name, delete it with Undo, and the bin of those that were deleted.

import { ask, logged, sentencesOf } from "./api.js";
import { beforeEmptying, lineOf, toastIn } from "./deleted.js";
import { finder, make, setText, show } from "./dom.js";
import { open } from "./window.js";
import { joined } from "./words.js";

/** @typedef {{id: string, name: string}} Named a dataset */

/**
 * @param {HTMLElement} element holds the toast and the bin
 * @param {import("./deleted.js").Say} say
 * @param {() => void} changed the list must be read again
 */
export function keeping(element, say, changed) {
  const find = finder(element);
  const tell = toastIn(find(".toast"));

  /** @param {unknown} error */
  const failed = (error) => tell(joined(sentencesOf(error)));

  /** @param {Named} dataset */
  async function remove({ id, name }) {
    await ask(`api/datasets/${id}`, { method: "DELETE" });
    tell(say("page.bin.deleted", { name }), () => restore({ id, name }).catch(failed));
    changed();
    await fill();
  }

  /** @param {Named} dataset */
  async function restore({ id, name }) {
    await ask(`api/datasets/bin/${id}/restore`, { method: "POST" });
    tell(say("page.bin.restored", { name }));
    changed();
    await fill();
  }

  /** @param {Named} dataset */
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
        setText(problem, joined(sentencesOf(error)));
      }
    });
    dialog.append(form);
    open(dialog);
    field.select();
  }

  async function fill() {
    /** @type {{datasets: import("./answers").DeletedDataset[]}} */
    const { datasets } = await ask("api/datasets/bin");
    show(find(".bin"), datasets.length > 0);
    setText(find(".bin summary"), say("page.data.bin", { count: datasets.length }));
    find(".bin ul").replaceChildren(...datasets.map(line));
    find(".bin .empty").onclick = () =>
      beforeEmptying(say, say("page.data.bin.sure", { count: datasets.length }), () => empty().catch(failed));
  }

  /** @param {import("./answers").DeletedDataset} dataset */
  const line = (dataset) =>
    lineOf(
      say,
      dataset,
      (when) => when,
      () => restore(dataset).catch(failed),
    );

  async function empty() {
    await ask("api/datasets/bin", { method: "DELETE" });
    tell(say("page.data.bin.emptied"));
    await fill();
  }

  fill().catch(logged);
  return { rename, delete: (/** @type {Named} */ dataset) => remove(dataset).catch(failed) };
}
