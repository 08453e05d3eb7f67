// A report that a job makes on the first visit and that is kept: read it, or have it made and read it then.

import { ask } from "./api.js";
import { list, setBar, setText, show } from "./dom.js";
import { waitFor } from "./upload.js";

// `read` gives {report}, null while there is none; `make` is what the job is asked with; `told` are the words for nothing
// chosen, making, failed and offline.
export async function openReport(element, { chosen, read, path, make, told, arrived, draw }) {
  const find = (selector) => element.querySelector(selector);
  const busy = (words, share) => {
    show(find(".busy"), true);
    setText(find(".busy .words"), words);
    setBar(find(".busy .bar"), share ?? null);
  };
  if (!chosen) {
    find(".problems").classList.add("hint"); // nothing is wrong, nothing was chosen
    list(find(".problems"), [told.nothing]);
    show(find(".go"), true);
    return;
  }
  try {
    let found = await read();
    arrived?.(found);
    if (!found.report) {
      busy(told.making, null);
      const { job } = await ask(path, { method: "POST", json: make });
      // When all pictures were read, a few seconds of comparing may follow.
      await waitFor(job, (now) => (now.share === 1 ? busy(told.making, null) : busy(now.words, now.share)));
      found = await read();
      arrived?.(found);
    }
    draw(found.report);
  } catch (error) {
    list(find(".problems"), error.messages ?? [error instanceof TypeError ? told.offline : told.failed]);
    if (!error.messages) console.error(error);
  } finally {
    show(find(".busy"), false);
  }
}
