// Two runs side by side on the stage: what each brought, its map on the axes of the other's, what its pictures are taken for.

import { ask, Refusal } from "./api.js";
import { make, setText, show } from "./dom.js";
import { decoded } from "./map_data.js";
import { plotly, purge } from "./plot.js";
import { poll } from "./poll.js";
import { classNames, drawMap, drawNames } from "./stage_drawing.js";

const POLL_MS = 2000;
const LETTERS = 5; // of a name above a column: the rows have the same in the same order
const CELLS = 10; // classes of a matrix whose numbers can be read from afar

// `props.results`: which results of the comparison stand here; `named(about)` is told what the first run is about.
export function twoOnStage(element, say, props, named) {
  const sides = [...element.querySelectorAll("article")];
  /** @type {string[]} */
  let runs = [];
  /** @type {{seen: string, maps: (Record<string, any> | null)[]}} */
  let kept = { seen: "", maps: [null, null] };

  const look = poll(
    async () => {
      if (!runs.length) return null;
      const mine = runs;
      const live = await Promise.all(mine.map((run) => ask(`api/runs/${run}/live`))).catch(refused);
      if (!live || mine !== runs) return null;
      const seen = JSON.stringify(live.map(({ offset, generation, maps, state }) => [offset, generation, maps, state]));
      if (seen !== kept.seen) {
        kept.seen = seen;
        await draw(mine, live).catch(refused);
      }
      return live.every(({ settled }) => settled) ? null : POLL_MS;
    },
    { every: POLL_MS },
  );

  function refused(error) {
    if (!(error instanceof Refusal)) throw error;
    setText(
      element.querySelector(".said"),
      error.status === 404 || error.status === 410 ? say("page.stage.gone") : error.message,
    );
  }

  async function draw(mine, live) {
    named(live[0].about);
    const compared = await ask(`api/runs/${mine[0]}/compare/${mine[1]}`);
    const found = await Promise.all(
      live.flatMap((answer, place) => [mapsOf(mine[place], answer, place), matrixOf(mine[place], answer)]),
    );
    if (mine !== runs) return;
    sides.forEach((side, place) => {
      numbers(side, live[place], compared, place);
      matrix(side.querySelector("table"), found[2 * place + 1]);
    });
    const maps = [found[0], found[2]];
    const same = sameAxes(maps);
    const shown = found[1] ?? found[3];
    const rows = shown ? say(shown.sealed ? "page.stage.rows.sealed" : "page.stage.rows") : "";
    setText(element.querySelector(".said"), [rows, same ? "" : say("page.stage.other_axes")].filter(Boolean).join(" "));
    drawNames(element.querySelector(".names"), classNames(maps[0] ?? maps[1]));
    const library = await plotly(props.plotly);
    for (const [place, data] of maps.entries()) await map(library, sides[place], data, same ? around(maps) : data?.bounds);
  }

  async function mapsOf(run, answer, place) {
    if (!answer.maps) return null;
    const had = kept.maps[place]?.maps ?? {};
    kept.maps[place] = decoded(await ask(`api/runs/${run}/maps?known=${Object.keys(had).join(",")}`), had);
    return kept.maps[place];
  }

  async function matrixOf(run, answer) {
    if (!answer.about.views.includes("mistakes")) return null;
    const found = await ask(`api/runs/${run}/mistakes`);
    return found.nothing ? null : found;
  }

  function numbers(side, answer, compared, place) {
    const { result } = answer;
    setText(side.querySelector("h1"), compared.titles[place]);
    side.dataset.tone = answer.over ? result.tone : "none";
    const rows = props.results
      .map((key) => compared.results.find((each) => each.key === key))
      .filter((each) => each && each.values[place] !== "–");
    const judged = answer.over && result.gain; // else there is no number that says what the headline says
    setText(side.querySelector(".verdict-of-two"), judged ? "" : answer.over ? result.headline : answer.words);
    const number = ({ key, name, values }) =>
      make("div", { "data-result": key }, make("dt", {}, name), make("dd", {}, values[place]));
    side.querySelector("dl").replaceChildren(...rows.map(number));
  }

  async function map(library, side, data, bounds) {
    const name = data?.stops.at(-1);
    const plot = side.querySelector(".plot");
    show(side.querySelector(".nothing"), !name);
    if (!name) return purge(plot);
    const { step } = data.maps[name];
    const kind = name === "before" || name === "after" ? name : "during";
    const words = say(`page.map.${kind}.caption`, { step: step ?? 0 });
    setText(side.querySelector("figcaption"), words);
    plot.setAttribute("aria-label", words);
    await drawMap(library, plot, data, name, bounds);
  }

  function matrix(table, found) {
    show(table, Boolean(found));
    if (!found) return table.replaceChildren();
    const names = found.classes.map((each) => each.name);
    const told = names.length <= CELLS;
    table.dataset.sealed = found.sealed;
    table.style.setProperty("--rows", String(names.length + (told ? 1 : 0)));
    const cell = (count, r, c, total) =>
      make("td", { class: r === c ? "right" : "off", style: `--share:${count / total}` }, told && count ? String(count) : "");
    const rows = found.matrix.map((counts, r) => {
      const total = Math.max(
        1,
        counts.reduce((sum, each) => sum + each, 0),
      ); // prettier
      const head = told ? [make("th", { scope: "row" }, make("bdi", {}, names[r]))] : [];
      return make("tr", {}, ...head, ...counts.map((count, c) => cell(count, r, c, total)));
    });
    const head = (name) => make("th", { scope: "col", title: name }, make("bdi", {}, short(name)));
    const heads = told ? [make("tr", {}, make("td"), ...names.map(head))] : [];
    return table.replaceChildren(...heads, ...rows);
  }

  return {
    /** @param {string[]} ids two runs; none ends it */
    show(ids) {
      runs = ids;
      kept = { seen: "", maps: [null, null] };
      if (ids.length) look();
      else for (const side of sides) purge(side.querySelector(".plot"));
    },
    // In another theme, or at another size.
    redraw() {
      kept.seen = "";
      if (runs.length) look();
    },
  };
}

const short = (name) => (name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name);

// Maps that begin at the same network share its axes.
function sameAxes(maps) {
  const [a, b] = maps.map((data) => data?.maps.before?.source?.x);
  return !a || !b || (a.length === b.length && a.every((value, place) => value === b[place]));
}

// The frame that holds both.
function around(maps) {
  const bounds = maps.filter(Boolean).map((data) => data.bounds);
  return [0, 1, 2, 3].map((side) => Math[side % 2 ? "max" : "min"](...bounds.map((each) => each[side])));
}
