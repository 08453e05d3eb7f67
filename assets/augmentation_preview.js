import { address, ask, sentencesOf } from "./api.js";
import { finder, list, make, setBar, setText, show } from "./dom.js";
import { waitFor } from "./upload.js";
import { speaker } from "./words.js";

const POLL_MS = 100;

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props, watch }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const fold = find("details");
  let seen = "";

  /**
   * The first time the worker loads its libraries: said at once, so that nobody looks at an empty place.
   * @param {string} words
   * @param {number | null} share
   */
  function busy(words, share) {
    show(find(".busy"), words !== "");
    setText(find(".busy .words"), words);
    setBar(find(".busy .bar"), share);
  }

  async function look() {
    const wanted = props.value || "";
    show(fold, wanted !== "");
    if (!fold.open || wanted === seen || !wanted) return;
    seen = wanted;
    const [dataset, size, seed] = wanted.split(" ");
    find(".tiles").classList.add("waiting");
    list(find(".problems"), []);
    busy(say("page.augmentation.making"), null);
    try {
      const { job } = await ask("api/augmentation", {
        method: "POST",
        json: { dataset, size: Number(size), seed: Number(seed) },
      });
      /** @type {import("./answers").AugmentationTiles} */
      const { folder, tiles } = await waitFor(job, (now) => wanted === seen && busy(now.words, now.share), undefined, POLL_MS);
      if (wanted !== seen) return;
      draw(folder.split(/[\\/]/).slice(-2).join("/"), tiles);
    } catch (error) {
      if (wanted !== seen) return;
      seen = "";
      list(find(".problems"), sentencesOf(error, say("page.offline")));
    } finally {
      if (wanted === seen || seen === "") {
        find(".tiles").classList.remove("waiting");
        busy("", null);
      }
    }
  }

  /**
   * @param {string} key
   * @param {import("./answers").AugmentationTiles["tiles"]} tiles
   */
  function draw(key, tiles) {
    /**
     * @param {string} name
     * @param {number} n
     */
    const image = (name, n) =>
      make("img", { src: address(`api/augmentation/${key}/${name}`), alt: say("page.augmentation.view", { n }) });
    find(".tiles").replaceChildren(
      ...Object.entries(tiles).map(([strength, rows]) =>
        make(
          "div",
          {},
          make("h3", {}, props.strengths[strength] ?? strength),
          ...rows.map((row) => make("div", { class: "views" }, ...row.map((name, place) => image(name, place + 1)))),
        ),
      ),
    );
  }

  fold.addEventListener("toggle", look);
  watch("value", look);
  look();
}
