// One tile over the whole wall: its curve and both maps, for a person who lets it be shown.

import { ask, Refusal } from "./api.js";
import { finder, setText, show } from "./dom.js";
import { decoded } from "./map_data.js";
import { onTheme, plotly, purge } from "./plot.js";
import { classNames, drawMap, drawNames } from "./stage_drawing.js";
import { drawCurve, rangeOf } from "./wall_tiles.js";

const PARTS = ["before", "after"];
const MAPS_EVERY_MS = 6000; // so often it is asked for maps that are still to come
const COMING = ["running", "finished"]; // states of runs whose maps may be drawn later

/** @typedef {import("./answers").Tile} Tile */

/**
 * @param {HTMLDialogElement} dialog
 * @param {import("./answers").Say} say
 * @param {string} version of plotly.js
 */
export function largeTile(dialog, say, version) {
  const find = finder(dialog);
  /** @type {Tile | null} */
  let tile = null;
  let drawn = ""; // which maps of the tile
  let asked = 0; // when it was asked for them

  setText(find(".curve figcaption"), say("wall.curve"));
  dialog.addEventListener("close", () => {
    tile = null;
    for (const plot of dialog.querySelectorAll(".plot")) purge(plot);
  });
  const redraw = () => tile && draw(tile).catch(console.error);
  onTheme(redraw);
  addEventListener("resize", redraw);

  /** @param {Tile} tile */
  function words(tile) {
    setText(find("h1"), `${tile.who} · ${tile.strategy}`);
    const none = tile.note ? "" : say("wall.points.none");
    const points = tile.points === null ? none : say("wall.points", { score: tile.points });
    setText(find(".verdict"), [tile.truth, points, tile.note || tile.words].filter(Boolean).join(" · "));
    show(find(".curve"), tile.curve.length + tile.others.length > 0);
    drawCurve(find(".curve svg"), tile.curve, rangeOf([tile.curve, ...tile.others]), tile.others);
  }

  /** Nothing of a tile that was shown before is in sight while the maps of another are waited for. */
  function empty() {
    drawn = "";
    drawNames(find(".names"), []);
    for (const part of PARTS) {
      setText(find(`[data-part=${part}] figcaption`), say(`wall.large.${part}`));
      show(find(`[data-part=${part}] .nothing`), false);
    }
  }

  /**
   * @param {Tile} shown
   * @param {boolean} [again] also the maps that are drawn already
   */
  async function draw(shown, again = true) {
    asked = performance.now();
    /** @type {ReturnType<typeof decoded> | null} */
    let maps = null; // of this tile alone: while it is waited for, another may be opened
    try {
      maps = decoded(await ask(`api/wall/tiles/${shown.key}/maps`));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // none yet, or it may not be shown any more
    }
    const library = maps && (await plotly(version));
    if (tile?.key !== shown.key) return;
    /** @type {string[]} */
    const stops = maps?.stops ?? [];
    if (!again && stops.join() === drawn) return;
    drawn = stops.join();
    drawNames(find(".names"), classNames(maps));
    for (const part of PARTS) {
      const name = part === "before" ? stops.find((stop) => stop === "before") : stops.findLast((stop) => stop !== "before");
      const figure = find(`[data-part=${part}]`);
      const during = maps && name && !PARTS.includes(name); // it moves while the network trains
      const step = maps?.maps[name ?? ""]?.step ?? 0;
      setText(figure.querySelector("figcaption"), during ? say("wall.large.during", { step }) : say(`wall.large.${part}`));
      setText(figure.querySelector(".nothing"), say("wall.large.none"));
      show(figure.querySelector(".nothing"), !name);
      const plot = figure.querySelector(".plot");
      if (library && maps && name) await drawMap(library, plot, maps, name, maps.bounds);
      else purge(plot);
      if (tile?.key !== shown.key) return;
    }
  }

  return {
    /** @param {Tile | undefined} wanted */
    show(wanted) {
      if (!wanted?.large) return;
      tile = wanted;
      words(tile);
      empty();
      dialog.showModal();
      redraw();
    },
    /** @param {Tile[]} tiles as they are now */
    follow(tiles) {
      if (!tile) return;
      const { key } = tile;
      const now = tiles.find((each) => each.key === key);
      if (!now?.large) return dialog.close();
      const ended = now.state !== tile.state;
      const more = COMING.includes(now.state) && !drawn.split(",").includes("after");
      tile = now;
      words(tile);
      if (ended) redraw();
      else if (more && performance.now() - asked > MAPS_EVERY_MS) draw(tile, false).catch(console.error);
    },
  };
}
