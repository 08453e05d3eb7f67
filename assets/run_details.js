import { address, insist, logged } from "./api.js";
import { finder, make, setText, show } from "./dom.js";
import { subscribe, view } from "./run.js";
import { form } from "./words.js";

/** @param {HTMLElement} element */
export function mount(element) {
  const find = finder(element);
  /** @type {HTMLDetailsElement} */
  const details = find("details");
  let seen = "";

  async function fill() {
    const now = `${view.id} ${view.answer?.state} ${view.answer?.maps} ${view.answer?.generation}`;
    if (!details.open || !view.answer || now === seen) return;
    seen = now;
    /** @type {import("./answers").RunDetails} */
    const found = await insist(`api/runs/${view.id}/details`, () => now === seen);
    if (found.run !== view.id) return;
    const cell = (/** @type {string} */ text) => make("td", {}, text);
    const number = (/** @type {number | null} */ value) => cell(form(value !== null && value >= 10 ? ".0f" : ".3f", value));
    find(".watch").replaceChildren(...found.watch.map((text) => make("p", {}, text)));
    find(".seconds").replaceChildren(
      ...found.seconds.map((row) => make("tr", {}, make("th", { scope: "row" }, row.name), cell(row.words))),
    );
    setText(find(".scores-of"), found.scores_of);
    show(find(".scores-of"), found.scores_of !== "");
    find(".scores tbody").replaceChildren(
      ...found.scores.map((row) =>
        make(
          "tr",
          {},
          make("th", { scope: "row" }, row.name, row.about ? make("small", {}, row.about) : null),
          number(row.run),
          number(row.baseline),
        ),
      ),
    );
    find(".settings").replaceChildren(
      ...found.settings.map((row) => make("tr", {}, make("th", { scope: "row" }, row.name), cell(row.value))),
    );
    setText(find(".folder"), found.folder);
    find(".files").replaceChildren(
      ...found.files.map((name) => make("a", { href: address(`api/runs/${view.id}/files/${name}`), download: "" }, name)),
    );
  }

  details.addEventListener("toggle", () => fill().catch(logged));
  subscribe((/** @type {import("./answers").Viewed} */ { id, answer, missing }) => {
    show(details, Boolean(id && answer && !missing));
    fill().catch(logged);
  });
}
