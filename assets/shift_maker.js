// In a dataset's card: choose a shift, see it on a few pictures, have the copy made.

import { address, ask, sentencesOf } from "./api.js";
import { list, make, setText } from "./dom.js";
import { waitFor } from "./upload.js";

const PICTURES = 6;
const PREVIEW_POLL_MS = 60;

/**
 * @param {{id: string, thumbnails: number[]}} info of the dataset
 * @param {import("./answers").ShiftSetting[]} settings
 * @param {(key: string, values?: Record<string, unknown>) => string} say
 */
export function shiftMaker(info, settings, say) {
  const box = make("div", { class: "shift" });
  const fold = make("details", {}, make("summary", {}, say("page.shift.make")), box);
  fold.addEventListener("toggle", () => fold.open && !box.hasChildNodes() && build());
  const pictures = info.thumbnails.slice(0, PICTURES);
  const values = Object.fromEntries(settings.map((each) => [each.name, each.value]));
  const problems = make("ul", { class: "problems", "aria-live": "assertive", hidden: true });
  const shown = pictures.map((n) => make("img", { alt: say("page.shift.picture", { n: n + 1 }), class: "waiting" }));
  let turn = 0;

  function build() {
    const go = make("button", { type: "button", class: "button" }, say("page.shift.go"));
    const words = make("span", { class: "note", role: "status" });
    go.addEventListener("click", async () => {
      go.disabled = true;
      list(problems, []);
      setText(words, say("page.shift.making"));
      try {
        const { job } = await ask("api/shift", { method: "POST", json: { dataset: info.id, settings: values } });
        const { dataset } = await waitFor(job, (now) => setText(words, now.words));
        location.href = address(`?${new URLSearchParams({ source: info.id, target: dataset })}`);
      } catch (error) {
        list(problems, sentencesOf(error, say("page.offline")));
        setText(words, "");
        go.disabled = false;
      }
    });
    box.append(
      make("p", { class: "note" }, say("page.shift.about")),
      make("div", { class: "row controls" }, ...settings.map(control)),
      make(
        "div",
        { class: "compare" },
        make(
          "div",
          { class: "thumbs wide" },
          ...pictures.map((n) => make("img", { src: address(`api/datasets/${info.id}/thumb/${n}`), alt: "" })),
        ),
        make("div", { class: "thumbs wide" }, ...shown),
      ),
      make("p", { class: "row" }, go, words),
      problems,
    );
    preview();
  }

  /** @param {import("./answers").ShiftSetting} each */
  function control(each) {
    const choices = Object.entries(each.choices);
    const input = choices.length
      ? make("select", {}, ...choices.map(([value, text]) => make("option", { value, selected: value === each.value }, text)))
      : make("input", { type: "range", min: each.low, max: each.high, step: 1, value: each.value });
    const number = make("output", {}, choices.length ? "" : String(each.value));
    input.addEventListener("input", () => {
      values[each.name] = choices.length ? input.value : Number(input.value);
      if (!choices.length) setText(number, input.value);
      preview();
    });
    return make("label", { title: each.help }, make("span", {}, each.label), input, number);
  }

  // Only the answer to the newest wish is shown.
  async function preview() {
    turn += 1;
    const mine = turn;
    for (const image of shown) image.classList.add("waiting");
    try {
      const asked = { dataset: info.id, settings: { ...values }, pictures };
      const { job } = await ask("api/shift/preview", { method: "POST", json: asked });
      /** @type {{pictures: string[]}} */
      const made = await waitFor(job, null, undefined, PREVIEW_POLL_MS);
      if (mine !== turn) return;
      made.pictures.forEach((data, place) => {
        shown[place].src = `data:image/webp;base64,${data}`;
        shown[place].classList.remove("waiting");
      });
      list(problems, []);
    } catch (error) {
      if (mine === turn) list(problems, sentencesOf(error, say("page.offline")));
    }
  }

  return fold;
}
