// Opens a dataset's sealed labels, for good: so it is asked a second time, in place.

import { ask } from "./api.js";
import { make } from "./dom.js";

/**
 * @param {string} dataset
 * @param {ReturnType<typeof import("./words.js").speaker>} say
 * @param {{done: () => void, failed: (error: unknown) => void}} then `done` once the labels are open, `failed` with what stood against it
 */
export function revealButton(dataset, say, { done, failed }) {
  const button = make("button", { type: "button", class: "link reveal" }, say("page.dataset.reveal"));
  let sure = false;
  button.addEventListener("click", async () => {
    if (!sure) {
      sure = true;
      button.textContent = say("page.dataset.reveal.sure");
      return;
    }
    button.disabled = true;
    try {
      await ask(`api/datasets/${dataset}/reveal`, { method: "POST" });
      done();
    } catch (error) {
      button.disabled = false;
      failed(error);
    }
  });
  button.addEventListener("blur", () => {
    sure = false;
    button.textContent = say("page.dataset.reveal");
  });
  return button;
}

export const REVEAL_CODE = "sealed_source";
