// A report that a job makes on the first visit and that is kept: read it, or have it made and read it then.

import { ask } from "./api.js";
import { REVEAL_CODE, revealButton } from "./dataset_reveal.js";
import { list, setBar, setText, show } from "./dom.js";
import { waitFor } from "./upload.js";

// `read` gives {report}, null while there is none; `make` is what the job is asked with; `told` are the words for nothing
// chosen, making, failed and offline.
// A source whose labels are sealed is offered to be revealed; then it is read again.
export async function openReport(element, asked) {
  const { chosen, read, path, make, say, told, arrived, draw } = asked;
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
    const tell = (each) => list(find(".problems"), each.messages ?? [each instanceof TypeError ? told.offline : told.failed]);
    tell(error);
    if (!error.messages) console.error(error);
    if (error.problems?.some((each) => each.code === REVEAL_CODE)) {
      const again = () => {
        list(find(".problems"), []);
        openReport(element, asked);
      };
      find(".problems").lastElementChild.append(" ", revealButton(make.source, say, { done: again, failed: tell }));
    }
  } finally {
    show(find(".busy"), false);
  }
}
