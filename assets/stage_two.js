// Two runs side by side on the stage: what each brought, its map on the axes of the other's, what its pictures are taken for.

import { ask, Refusal } from "./api.js";
import { finder, make, setText, show } from "./dom.js";
import { decoded } from "./map_data.js";
import { plotly, purge } from "./plot.js";
import { poll } from "./poll.js";
import { classNames, drawMap, drawNames, textSize, whyNoMap } from "./stage_drawing.js";
import { captionsOf, yardsticks } from "./stage_words.js";
import { joined, unbroken } from "./words.js";

const POLL_MS = 2000;
const CELLS = 10; // classes of a matrix whose numbers can be read from afar
const LETTERS = 9; // of a name beside a row
const LETTER = 0.64; // its width in em, and that of a digit
const NUMBER = 2.4; // in em: a dot and a number with what is around them
const GAP = 0.5; // in em, beside a name

/**
 * @typedef {ReturnType<typeof decoded> | null} Maps
 * @typedef {import("./answers").Live & {about: import("./answers").RunAbout}} Live each answer is a first one
 * @typedef {import("./answers").Comparison} Comparison
 * @typedef {import("./answers").MistakesMatrix | null} Matrix
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Say} say
 * @param {{plotly: string, results: string[]}} props `results`: which of the comparison stand here
 * @param {(about: import("./answers").RunAbout) => void} named is told what the first run is about
 */
export function twoOnStage(element, say, props, named) {
  const find = finder(element);
  const sides = [...element.querySelectorAll("article")];
  /** @type {string[]} */
  let runs = [];
  /** @type {{seen: string, maps: Maps[]}} */
  let kept = { seen: "", maps: [null, null] };

  const look = poll(
    async () => {
      if (!runs.length) return null;
      const mine = runs;
      /** @type {Live[] | undefined} */
      const live = await Promise.all(mine.map((run) => ask(`api/runs/${run}/live`))).catch(refused);
      if (!live || mine !== runs) return null;
      const seen = JSON.stringify(live.map(({ offset, generation, maps, state }) => [offset, generation, maps, state]));
      if (seen !== kept.seen) {
        await draw(mine, live).catch(refused);
        kept.seen = seen; // where the connection broke off, it is drawn at the next look
      }
      return live.every(({ settled }) => settled) ? null : POLL_MS;
    },
    { every: POLL_MS },
  );

  /**
   * @param {unknown} error
   * @returns {undefined}
   */
  function refused(error) {
    if (!(error instanceof Refusal)) throw error;
    setText(find(".said"), error.status === 404 || error.status === 410 ? say("page.stage.gone") : error.message);
  }

  /**
   * @param {string[]} mine
   * @param {Live[]} live
   */
  async function draw(mine, live) {
    named(live[0].about);
    /** @type {Comparison} */
    const compared = await ask(`api/runs/${mine[0]}/compare/${mine[1]}`);
    const found = await Promise.all(
      live.map((answer, place) => Promise.all([mapsOf(mine[place], answer, place), matrixOf(mine[place], answer)])),
    );
    if (mine !== runs) return;
    const maps = found.map(([each]) => each);
    const matrices = found.map(([, each]) => each);
    const { captions, shared } = captionsOf(
      matrices,
      live.map((each) => each.left_out),
      say,
    );
    const colours = classNames(maps[0] ?? maps[1]);
    sides.forEach((side, place) => {
      numbers(side, live[place], compared, place);
      const named = new Map(colours.map(({ name, colour }) => [name, colour]));
      matrix(finder(side)("table"), matrices[place], named, captions[place]);
    });
    const same = sameAxes(maps);
    setText(find(".yardsticks"), yardsticks(compared.results, say));
    setText(find(".said"), joined([shared, !same && say("page.stage.other_axes")]));
    drawNames(find(".names"), colours);
    const library = await plotly(props.plotly);
    for (const [place, data] of maps.entries()) {
      await map(library, sides[place], live[place], data, same ? around(maps) : data?.bounds);
    }
  }

  /**
   * @param {string} run
   * @param {Live} answer
   * @param {number} place
   */
  async function mapsOf(run, answer, place) {
    if (!answer.maps) return null;
    const had = kept.maps[place]?.maps ?? {};
    kept.maps[place] = decoded(await ask(`api/runs/${run}/maps?known=${Object.keys(had).join(",")}`), had);
    return kept.maps[place];
  }

  /**
   * @param {string} run
   * @param {Live} answer
   * @returns {Promise<Matrix>}
   */
  async function matrixOf(run, answer) {
    if (!answer.about.views.includes("mistakes")) return null;
    /** @type {import("./answers").MistakesMatrix | {nothing: true}} */
    const found = await ask(`api/runs/${run}/mistakes`);
    return found.nothing ? null : found;
  }

  /**
   * @param {HTMLElement} side
   * @param {Live} answer
   * @param {Comparison} compared
   * @param {number} place
   */
  function numbers(side, answer, compared, place) {
    const { result } = answer;
    const part = finder(side);
    setText(part("h1"), compared.titles[place]);
    setText(part(".knows"), compared.knows[place].join(" · "));
    side.dataset.tone = answer.over ? result.tone : "none";
    const rows = props.results
      .flatMap((key) => compared.results.find((each) => each.key === key) ?? [])
      .filter((each) => each.values[place] !== "–");
    const judged = result.gain && !answer.given; // else no number says all that the headline says
    const ended = judged ? result.verdict : result.headline;
    setText(part(".verdict-of-two"), answer.over ? unbroken(ended) : answer.words);
    /** @param {Comparison["results"][number]} row */
    const number = ({ key, name, values }) =>
      make("div", { "data-result": key }, make("dt", {}, name), make("dd", {}, unbroken(values[place])));
    part("dl").replaceChildren(...rows.map(number));
  }

  /**
   * @param {import("./plot.js").Plotly} library
   * @param {HTMLElement} side
   * @param {Live} answer
   * @param {Maps} data
   * @param {number[]} [bounds]
   */
  async function map(library, side, answer, data, bounds = []) {
    const part = finder(side);
    const name = data?.stops.at(-1);
    const plot = part(".plot");
    setText(part(".nothing"), whyNoMap(answer, say, "page.map.coming"));
    show(part(".nothing"), !name);
    if (!data || !name) return purge(plot);
    const { step } = data.maps[name];
    const kind = name === "before" || name === "after" ? name : "during";
    const words = say(`page.map.${kind}.caption`, { step: step ?? 0 });
    setText(part("figcaption"), words);
    plot.setAttribute("aria-label", words);
    await drawMap(library, plot, data, name, bounds);
  }

  /**
   * A class has its name beside its row, and above its column where all names have room there; else rows and columns have the same numbers.
   * @param {HTMLTableElement} table
   * @param {Matrix} found
   * @param {Map<string, string>} colours of the classes by their names
   * @param {string} caption
   */
  function matrix(table, found, colours, caption) {
    show(table, Boolean(found));
    if (!found) return table.replaceChildren();
    const names = found.classes.map((each) => each.name);
    const longest = Math.max(...names.map(letters));
    const most = Math.max(...found.matrix.flat());
    const beside = LETTER * Math.min(longest, LETTERS) + GAP; // in em, as all of these
    const room = (/** @type {number} */ head) => (table.clientWidth / textSize(table) - head) / names.length;
    const named = LETTER * longest + GAP <= room(beside);
    const head = named ? beside : beside + NUMBER;
    const told = names.length <= CELLS && LETTER * String(most).length <= room(head);
    table.dataset.sealed = String(found.sealed);
    table.style.setProperty("--rows", String(names.length + (told ? 1 : 0)));
    table.style.setProperty("--head", `${head}em`);
    /** @param {number} place */
    const number = (place) => {
      const colour = colours.get(names[place]);
      const dot = colour ? make("i", { class: "dot", style: `background: ${colour}` }) : null;
      return make("span", { class: "number" }, dot, String(place + 1));
    };
    /**
     * @param {string} name
     * @param {number} place
     */
    const above = (name, place) =>
      make("th", { scope: "col", title: name, "aria-label": name }, named ? make("bdi", {}, name) : number(place));
    /** @param {number} place */
    const left = (place) =>
      make("th", { scope: "row" }, make("div", {}, make("bdi", {}, names[place]), named ? null : number(place)));
    /**
     * @param {number} count
     * @param {number} r its row
     * @param {number} c its column
     * @param {number} total of the row
     */
    const cell = (count, r, c, total) =>
      make("td", { class: r === c ? "right" : "off", style: `--share:${count / total}` }, told && count ? String(count) : "");
    const rows = found.matrix.map((counts, r) => {
      const total = Math.max(
        1,
        counts.reduce((sum, each) => sum + each, 0),
      ); // prettier
      return make("tr", {}, told ? left(r) : null, ...counts.map((count, c) => cell(count, r, c, total)));
    });
    const heads = told ? [make("tr", {}, make("td", { class: "corner" }), ...names.map(above))] : [];
    return table.replaceChildren(make("caption", {}, caption), ...heads, ...rows);
  }

  return {
    /** @param {string[]} ids two runs; none ends it */
    show(ids) {
      runs = ids;
      kept = { seen: "", maps: [null, null] };
      if (ids.length) look();
      else for (const side of sides) purge(finder(side)(".plot"));
    },
    // In another theme, or at another size.
    redraw() {
      kept.seen = "";
      if (runs.length) look();
    },
  };
}

/**
 * How wide a name is in letters: one of Chinese is as wide as two.
 * @param {string} name
 */
const letters = (name) => [...name].reduce((sum, each) => sum + (each > "\u2e80" ? 2 : 1), 0);

/**
 * Maps that begin at the same network share its axes.
 * @param {Maps[]} maps
 */
function sameAxes(maps) {
  /** @type {(Float32Array | undefined)[]} */
  const [a, b] = maps.map((data) => data?.maps.before?.source?.x);
  return !a || !b || (a.length === b.length && a.every((value, place) => value === b[place]));
}

/**
 * The frame that holds both.
 * @param {Maps[]} maps
 */
function around(maps) {
  const bounds = maps.flatMap((data) => (data ? [data.bounds] : []));
  return [0, 1, 2, 3].map((side) => Math[side % 2 ? "max" : "min"](...bounds.map((each) => each[side])));
}
