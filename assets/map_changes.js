// What changed, below the maps: predictions, the pictures that left their neighbours or are unlike the source, and where the target's clusters landed.

import { address } from "./api.js";
import { finder, make, setText, show } from "./dom.js";
import { view } from "./run.js";
import { joined } from "./words.js";

const THUMBNAILS = 10;
const MOST_SHOWN = 24; // of those that are of another class
const NAME = 40;
const SPLIT = 0.85; // a cluster of which less than this share went to one class
/** @param {string} name */
const short = (name) => (name.length > NAME ? `${name.slice(0, NAME)}…` : name);

/**
 * @typedef {import("./map_data.js").MapData} MapData
 * @typedef {(key: string, pictures: number[]) => void} Select marks a group of the target's pictures on the map, or none any more
 */

/**
 * @param {HTMLElement} element
 * @param {ReturnType<typeof import("./words.js").speaker>} say
 * @param {{select: Select, selected: () => string}} group which is selected, by its key
 */
export function changes(element, say, { select, selected }) {
  const find = finder(element);
  /** @type {{data: MapData, key: string} | null} */
  let drawn = null;

  /**
   * @param {MapData} data
   * @param {number[]} pictures
   * @param {number} [shown]
   */
  const thumbs = (data, pictures, shown = THUMBNAILS) =>
    make(
      "div",
      { class: "thumbs" },
      ...pictures
        .slice(0, shown)
        .map((n) =>
          make("img", { src: address(`api/runs/${view.id}/thumb/target/${n}`), alt: data.names.target[n], loading: "lazy" }),
        ),
    );

  /** @type {(...group: Parameters<Select>) => HTMLElement} */
  const onMap = (key, pictures) =>
    make(
      "button",
      {
        type: "button",
        class: "link",
        "aria-pressed": selected() === key ? "true" : "false",
        onclick: () => select(key, pictures),
      },
      say(selected() === key ? "page.map.clear" : "page.map.show_group"),
    );

  /**
   * @param {MapData} data
   * @param {import("./answers").Moves["groups"][number]} move
   */
  function group(data, { before, after, pictures }) {
    const values = { count: pictures.length, before: short(data.classes[before]), after: short(data.classes[after]) };
    return make(
      "div",
      { class: "group" },
      thumbs(data, pictures),
      make("p", { class: "note" }, say("page.map.group", values), " "),
      onMap(`moved ${before} ${after}`, pictures),
    );
  }

  /**
   * A list of single pictures: it shows them, and marks them on the map.
   * @template {"movers" | "unlike"} Key
   * @param {MapData} data
   * @param {Key} key
   * @param {(first: MapData[Key][number]) => string} words
   * @param {{shown?: number, pictures?: number[]}} [instead] how many of them are shown, and pictures in the place of those of the list
   */
  function strip(data, key, words, { shown, pictures } = {}) {
    const inside = finder(find(`.${key}`));
    /** @type {MapData[Key][number][]} */
    const found = data[key] ?? [];
    show(find(`.${key}`), found.length > 0);
    if (!found.length) return;
    const these = pictures ?? found.map((each) => each.picture);
    setText(inside(".note"), words(found[0]));
    inside(".strip").replaceChildren(make("div", { class: "group" }, thumbs(data, these, shown), onMap(key, these)));
  }

  /**
   * Which pictures may be of a class that the source does not have; where labels say which are, these.
   * @param {MapData} data
   */
  function unlike(data) {
    const [known, guessed] = [data.of_other_classes, data.unlike];
    setText(find(".unlike h3"), say(known.length ? "page.map.other_classes" : "page.map.unlike"));
    if (!known.length) return strip(data, "unlike", () => say("page.map.unlike.read"), { shown: guessed.length }); // said of all
    const right = guessed.filter(({ picture }) => known.includes(picture)).length;
    const words = say("page.map.other_classes.read", { count: known.length, guessed: guessed.length, right });
    return strip(data, "unlike", () => words, { shown: MOST_SHOWN, pictures: known });
  }

  /** @param {MapData} data */
  function alignment(data) {
    const found = data.alignment ?? [];
    show(find(".alignment"), found.length > 0);
    find(".alignment ul").replaceChildren(
      ...found.map((cluster, number) => {
        const count = cluster.pictures.length;
        const parts = cluster.classes.map(([kind, of]) => `${short(data.classes[kind])}: ${of}`).slice(0, 3);
        const split = cluster.classes[0][1] < SPLIT * count;
        return make(
          "li",
          { "data-split": split ? "true" : "false" },
          thumbs(data, cluster.pictures.slice(0, 5)),
          make(
            "span",
            { class: "of-classes", "aria-hidden": "true" },
            ...cluster.classes.map(([kind, of]) =>
              make("i", { style: `width:${(100 * of) / count}%;background:${data.colours[kind]}` }),
            ),
          ),
          make("span", { class: "note" }, `${parts.join(" · ")}${split ? ` · ${say("page.map.split")}` : ""}`),
          onMap(`cluster ${number}`, cluster.pictures),
        );
      }),
    );
  }

  /** @param {MapData | null} data */
  return function draw(data) {
    const moves = data?.moves;
    show(element, Boolean(moves));
    if (!data || !moves) {
      drawn = null;
      return;
    }
    if (drawn && drawn.data === data && drawn.key === selected()) return;
    drawn = { data, key: selected() };
    const still = data.moved === false ? [say("page.map.still")] : [];
    const leftOut = data.learned.length ? [say("page.mistakes.left_out", { count: data.learned.length })] : [];
    setText(find(".words"), joined([...still, say("page.map.changed", moves), ...leftOut]));
    find(".groups").replaceChildren(...moves.groups.map((each) => group(data, each)));
    strip(data, "movers", ({ left }) => say("page.map.movers.read", { left }));
    unlike(data);
    alignment(data);
  };
}
