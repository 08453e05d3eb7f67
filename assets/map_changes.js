// What changed, below the maps: predictions, the pictures that left their neighbours or are unlike the source, and where the target's clusters landed.

import { address } from "./api.js";
import { make, setText, show } from "./dom.js";
import { view } from "./run.js";

const THUMBNAILS = 10;
const NAME = 40;
const SPLIT = 0.85; // a cluster of which less than this share went to one class
const short = (name) => (name.length > NAME ? `${name.slice(0, NAME)}…` : name);

export function changes(element, say, { select, selected }) {
  /** @type {any} */
  let drawn = null;

  const thumbs = (data, pictures) =>
    make(
      "div",
      { class: "thumbs" },
      ...pictures
        .slice(0, THUMBNAILS)
        .map((n) =>
          make("img", { src: address(`api/runs/${view.id}/thumb/target/${n}`), alt: data.names.target[n], loading: "lazy" }),
        ),
    );

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

  // A list of single pictures: it shows them, and marks them on the map.
  function strip(data, key, words) {
    const box = element.querySelector(`.${key}`);
    const found = data[key] ?? [];
    show(box, found.length > 0);
    if (!found.length) return;
    const pictures = found.map((each) => each.picture);
    setText(box.querySelector(".note"), words(found[0]));
    box.querySelector(".strip").replaceChildren(make("div", { class: "group" }, thumbs(data, pictures), onMap(key, pictures)));
  }

  function alignment(data) {
    const box = element.querySelector(".alignment");
    const found = data.alignment ?? [];
    show(box, found.length > 0);
    box.querySelector("ul").replaceChildren(
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
            { class: "bar", "aria-hidden": "true" },
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

  return function draw(data) {
    const moves = data?.moves;
    show(element, Boolean(moves));
    if (!moves) {
      drawn = null;
      return;
    }
    if (drawn && drawn.data === data && drawn.key === selected()) return;
    drawn = { data, key: selected() };
    const still = data.moved === false ? `${say("page.map.still")} ` : "";
    setText(element.querySelector(".words"), still + say("page.map.changed", moves));
    element.querySelector(".groups").replaceChildren(...moves.groups.map((each) => group(data, each)));
    strip(data, "movers", ({ left }) => say("page.map.movers.read", { left }));
    strip(data, "unlike", () => say("page.map.unlike.read"));
    alignment(data);
  };
}
