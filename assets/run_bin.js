// Deleted runs: word of the last one with Undo, and the trash itself. The list of runs hears "tlgui:runs" when one is back.

import { ask, logged, sentencesOf } from "./api.js";
import { beforeEmptying, lineOf, toastIn } from "./deleted.js";
import { heard, list, setText, show } from "./dom.js";
import { form, speaker } from "./words.js";

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const tell = toastIn(find(".toast"));

  const failed = (error) => list(find(".problems"), sentencesOf(error));

  async function restore(run) {
    const { name } = await ask(`api/bin/${run.run}/restore`, { method: "POST" });
    tell(say("page.bin.restored", { name: name ?? run.name }));
    changed();
    await fill();
  }

  function changed() {
    dispatchEvent(new CustomEvent("tlgui:runs"));
  }

  const line = (run) =>
    lineOf(
      say,
      run,
      (when) => [run.about, when, form("bytes", run.bytes)].filter(Boolean).join(" · "),
      () => restore(run).catch(failed),
    );

  async function fill() {
    const { runs, count, bytes, next } = await ask("api/bin");
    list(find(".problems"), []);
    show(find(".bin"), count > 0);
    setText(find(".bin summary"), say("page.bin.title", { count, bytes }));
    find(".bin ul").replaceChildren(...runs.map(line));
    find(".empty").onclick = () => beforeEmptying(say, say("page.bin.sure", { count }), () => empty().catch(failed));
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

  async function empty() {
    const { freed } = await ask("api/bin", { method: "DELETE" });
    tell(say("page.bin.emptied", { bytes: freed }));
    await fill();
  }

  heard("tlgui:deleted", (run) => {
    const named = { ...run, name: run.name ?? run.strategy };
    tell(say("page.bin.deleted", { name: named.name }), () => restore(named).catch((error) => tell(error.message)));
    fill().catch(failed);
  });
  heard("tlgui:told", (words) => tell(words));

  fill().catch(logged);
}
