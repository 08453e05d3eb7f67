import { address, sentencesOf } from "./api.js";
import { finder, list, setText, show } from "./dom.js";
import { drawGain } from "./gain.js";
import { moment } from "./moments.js";
import { restore, reveal, subscribe, view } from "./run.js";
import { titled } from "./title.js";
import { joined, speaker, unbroken } from "./words.js";

/**
 * @typedef {import("./answers").Viewed} Viewed
 * @typedef {import("./answers").Live} Live
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const button = find("#reveal");
  const yes = find(".sure .yes");
  const words = yes.textContent;

  let of = "";
  let elsewhere = false; // whether the labels are revealed already, so that nothing is left to be asked

  /** @param {Live} answer */
  function opened({ revealed }) {
    if (!revealed) return "";
    return say("page.revealed", { when: moment(revealed.when), by: revealed.by });
  }

  /**
   * Asked once, in place: what was seen cannot be unseen.
   * @param {boolean} on
   */
  function asking(on) {
    show(find(".sure"), on);
    show(find(".vault"), !on);
  }

  find(".to-form").addEventListener("click", () => document.getElementById("data")?.scrollIntoView());

  find(".restore").addEventListener("click", () => restore().catch((error) => setText(find(".lost b"), error.message)));

  async function open() {
    try {
      await reveal();
    } catch (error) {
      list(find(".problems"), sentencesOf(error));
    }
  }

  button.addEventListener("click", async () => {
    if (elsewhere) {
      button.disabled = true;
      await open();
      button.disabled = false;
      return;
    }
    asking(true);
    find(".sure .no").focus();
  });
  find(".sure .no").addEventListener("click", () => {
    asking(false);
    button.focus();
  });
  yes.addEventListener("click", async () => {
    yes.disabled = true;
    yes.textContent = say("page.revealing");
    await open();
    yes.disabled = false;
    yes.textContent = words;
  });

  subscribe((/** @type {Viewed} */ { id, answer, about, missing }) => {
    const found = Boolean(id && answer && !missing);
    const coming = Boolean(id && !answer && !missing); // not the welcome, which would be gone again in a moment
    show(find(".coming"), coming);
    show(find(".empty"), !found && !coming);
    if (!coming) delete document.documentElement.dataset.coming;
    show(find(".lost"), Boolean(missing));
    setText(find(".lost b"), missing && say(missing === "deleted" ? "page.bin.here" : "page.status.gone"));
    show(find(".restore"), missing === "deleted");
    show(find(".found"), found);
    if (!found || !answer || !about) return titled("");
    const data = [about.source, about.target].filter(Boolean).join(" → ");
    titled(about.name || [data, about.strategy].join(" · "));
    setText(find(".kicker"), [about.name, data, about.strategy, about.backbone, answer.device].filter(Boolean).join(" · "));
    const result = answer.result;
    setText(find(".headline"), unbroken(result.headline));
    drawGain(find(".gains"), result);
    setText(find(".verdict"), result.verdict);
    setText(find(".verdict.step"), result.next);
    find(".answer").dataset.state = answer.state;
    find(".answer").dataset.tone = result.tone;
    list(
      find(".problems"),
      answer.problems.map((each) => each.message),
    );
    const remarks = result.note ? [result.note, opened(answer)] : [opened(answer), answer.so_far]; // which ends without a full stop
    setText(find(".remark"), answer.problems.length ? "" : joined(remarks));
    elsewhere = answer.revealed_elsewhere;
    const possible = answer.reveal === "possible" && answer.over;
    setText(button, say(elsewhere ? "page.reveal.elsewhere" : "page.reveal"));
    setText(find(".vault .note"), say(elsewhere ? "page.reveal.elsewhere.about" : "page.reveal.about"));
    show(button, possible);
    setText(find("#sure-words"), say(answer.of_search ? "page.reveal.sure.search" : "page.reveal.sure"));
    if (id !== of || !possible) asking(false);
    of = id;
    show(find(".vault"), possible && find(".sure").hidden);
    show(
      find(".downloads"),
      answer.problems.some((each) => each.code === "job_crashed"),
    ); // only a crash leaves more than its words
    show(find(".next"), answer.over && answer.state === "finished");
    find(".next .try").href = `./try?run=${view.id}`;
    show(find(".next .label-twenty"), Boolean(answer.to_label) && !elsewhere);
    setText(find(".next .label-twenty"), answer.label);
    find(".next .label-twenty").href = `./label?target=${answer.to_label}`;
    find(".log").href = address(`api/runs/${view.id}/files/log.txt`);
  });
}
