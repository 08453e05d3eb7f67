import { address, Refusal } from "./api.js";
import { list, setText, show } from "./dom.js";
import { reveal, subscribe, view } from "./run.js";
import { speaker } from "./words.js";

export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = (selector) => element.querySelector(selector);
  const button = find("#reveal");
  const words = button.textContent;

  button.addEventListener("click", async () => {
    button.disabled = true;
    button.textContent = say("page.revealing");
    try {
      await reveal();
    } catch (error) {
      list(find(".problems"), error instanceof Refusal ? error.messages : [String(error)]);
    } finally {
      button.disabled = false;
      button.textContent = words;
    }
  });

  subscribe(({ id, answer, about, missing }) => {
    const found = Boolean(id && answer && !missing);
    show(find(".empty"), !found);
    show(find(".found"), found);
    if (!found) return;
    const data = [about.source, about.target].filter(Boolean).join(" → ");
    setText(find(".kicker"), [data, about.strategy, about.backbone].join(" · "));
    const result = answer.result;
    setText(find(".headline"), result.headline);
    setText(find(".gain"), result.gain);
    find(".gain").dataset.tone = result.tone;
    find(".answer").dataset.state = answer.state;
    find(".answer").dataset.tone = result.tone;
    list(
      find(".problems"),
      answer.problems.map((each) => each.message),
    );
    setText(find(".remark"), answer.problems.length ? "" : result.note || answer.so_far);
    const possible = answer.reveal === "possible" && answer.over;
    show(find(".vault"), possible);
    show(button, possible);
    show(
      find(".downloads"),
      answer.problems.some((each) => each.code === "job_crashed"),
    ); // only a crash leaves more than its words
    show(find(".next"), answer.over && answer.state === "finished");
    find(".next .try").href = `./try?run=${view.id}`;
    find(".log").href = address(`api/runs/${view.id}/files/log.txt`);
  });
}
