// The wall of a room: everybody's runs as tiles, their places beside them; the host opens the labels for all, and places move.

import { ask, logged, sentencesOf } from "./api.js";
import { finder, list, make, setBar, setText, show } from "./dom.js";
import { setQuery } from "./location.js";
import { poll } from "./poll.js";
import { largeTile } from "./wall_large.js";
import { drawCurve, fitted, glide, linesIn, onPage, paged, rangeOf, withSecondLine } from "./wall_tiles.js";
import { askFirst } from "./window.js";
import { speaker } from "./words.js";

const EVERY_MS = 2000;
const TURN_MS = 8000; // what does not fit on the screen is shown in turn
const MOST_TILES = 30;
const SPACIOUS = 12;
const WHOLE = 20; // a network's name of so many letters is shown whole among the places, and that of a person shortened for it
const LINE = 1.15; // height of a line of a tile, in heights of its letters
const PHONE = "(max-width: 820px)";

/** @typedef {import("./answers").Tile} Tile */
/** @typedef {import("./answers").PlaceLine} PlaceLine */

/** @param {HTMLElement} main */
export function mount(main) {
  const find = finder(main);
  const wall = find(".wall");
  const say = speaker(JSON.parse(wall.dataset.words));
  const large = largeTile(find(".wall-large"), say, wall.dataset.plotly);
  /** @type {Map<string, HTMLButtonElement>} */
  const tiles = new Map();
  /** @type {Map<string, HTMLLIElement>} */
  const rows = new Map();
  let board = new URLSearchParams(window.location.search).get("board") ?? "";
  /** @type {import("./answers").Wall} */
  let told; // from the first answer on
  let turn = 0;
  let dense = false; // tiles have no room for units
  /** @type {[number, number]} */
  let range = [0, 1];

  function draw() {
    // Points are shown of whom nothing true is known: after a reveal too, of a run that came later.
    const scored = [...told.references, ...told.tiles].some((each) => each.points !== null && !each.truth);
    show(find(".of-points"), scored);
    setText(find(".apart"), told.apart);
    show(find(".apart"), told.apart !== "");
    const searched = told.tiles.some((each) => each.others.length > 0);
    show(find(".of-others"), searched);
    show(find(".of-curve"), !searched);
    show(find(".of-moved"), told.revealed && [...told.references, ...told.tiles].some((each) => each.moved?.up));
    range = rangeOf(told.tiles.flatMap((each) => [each.curve, ...each.others]));
    const phone = matchMedia(PHONE).matches;
    drawTiles(phone);
    drawPlaces(phone);
  }

  /** @param {boolean} phone */
  function drawTiles(phone) {
    const shown = phone ? told.tiles : paged(told.tiles, MOST_TILES, turn).items;
    const box = find("#wall-tiles");
    const { columns, lines, type } = fitted(shown.length);
    for (const [name, value] of Object.entries({ columns, lines, type })) box.style.setProperty(`--${name}`, String(value));
    dense = shown.length > SPACIOUS;
    keyed(tiles, box, shown, newTile, fillTile);
    fitWords(box);
  }

  // As many lines of words as a tile has room for: first of whose it is, then of what its network is called.
  function fitWords(/** @type {HTMLElement} */ box) {
    const [first] = box.children;
    if (!first) return;
    const line = LINE * Number.parseFloat(getComputedStyle(finder(first)(".who")).fontSize);
    const all = linesIn(first.clientHeight, line);
    box.style.setProperty("--who", String(Math.min(3, Math.max(1, all - 2))));
    box.dataset.tall = String(all > 4);
    const taken = [...tiles.values()].map((tile) => Math.round(finder(tile)(".who").clientHeight / line));
    for (const [at, tile] of [...tiles.values()].entries()) {
      tile.style.setProperty("--network", String(Math.max(1, all - taken[at])));
    }
    const lines = [...box.querySelectorAll(".line")];
    const cut = lines.map((each) => each.scrollHeight > each.clientHeight + line / 2);
    for (const [at, each] of lines.entries()) each.classList.toggle("cut", cut[at]);
  }

  /** @param {boolean} phone */
  function drawPlaces(phone) {
    const box = find("#wall-places");
    const truth = told.revealed;
    const place = (/** @type {PlaceLine} */ line) => (truth ? line.true_place : line.place) ?? Number.POSITIVE_INFINITY;
    const all = [...told.references, ...told.tiles];
    const sorted = all.sort((a, b) => place(a) - place(b) || (a.place ?? 1e9) - (b.place ?? 1e9));
    const fixed = new Set(told.references);
    box.dataset.lines = "2"; // a network's name is below whose it is where all have room for that
    if (!phone && roomIn(box) < sorted.length) box.dataset.lines = "1";
    const { items, page, pages } = phone ? { items: sorted, page: 0, pages: 1 } : onPage(sorted, fixed, roomIn(box), turn);
    glide(rows, () => {
      keyed(rows, box, items, newRow, fillRow);
      widen(box);
    });
    setText(find(".page-of"), pages > 1 ? say("wall.page", { page: page + 1, pages }) : "");
  }

  // How many rows of places there is room for.
  const roomIn = (/** @type {HTMLElement} */ box) => Math.max(1, Math.floor(box.clientHeight / heightOf(box)));

  const heightOf = (/** @type {HTMLElement} */ box) => {
    const style = getComputedStyle(box);
    return Number.parseFloat(style.getPropertyValue("--row")) * Number.parseFloat(style.fontSize);
  };

  // Rows in which something is cut have a second line as far as there is room for that, and then a short name if it is cut there too.
  function widen(/** @type {HTMLElement} */ box) {
    const lines = [...box.querySelectorAll("li")];
    const isCut = (/** @type {Element} */ each) => each.scrollWidth > each.clientWidth;
    for (const each of lines) each.dataset.lines = box.dataset.lines;
    if (box.dataset.lines === "1") {
      const cut = lines.map((each) => [...each.querySelectorAll(".who, .strategy")].some(isCut));
      const room = box.clientHeight / heightOf(box);
      for (const at of withSecondLine(cut, room)) lines[at].dataset.lines = "2";
    }
    for (const each of lines.filter((each) => isCut(finder(each)(".strategy")))) {
      setText(finder(each)(".strategy"), each.dataset.short ?? "");
    }
  }

  /** @param {string} key */
  function newTile(key) {
    const who = make("bdi", { class: "who" });
    const curve = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    curve.setAttribute("viewBox", "0 0 100 30");
    curve.setAttribute("preserveAspectRatio", "none");
    curve.setAttribute("aria-hidden", "true");
    const line = make("span", { class: "line" }, make("b", { class: "points" }), make("span", { class: "strategy" }));
    const bar = make("div", { class: "bar" }, make("i"));
    const pressed = () => large.show(told.tiles.find((each) => each.key === key));
    return make("button", { type: "button", class: "tile", "data-tile": key, onclick: pressed }, who, line, curve, bar);
  }

  /**
   * @param {HTMLButtonElement} element
   * @param {Tile} tile
   */
  function fillTile(element, tile) {
    const part = finder(element);
    element.dataset.state = tile.state;
    element.disabled = !tile.large;
    if (tile.large) element.setAttribute("aria-label", say("wall.large", { name: tile.who }));
    else element.removeAttribute("aria-label"); // a name that somebody showed before
    element.title = `${tile.who} · ${tile.strategy} · ${tile.words}`;
    setText(part(".who"), tile.who);
    setText(part(".strategy"), dense ? tile.strategy_short : tile.strategy);
    const short = tile.truth_short || (tile.points === null ? "" : String(tile.points));
    const points = dense ? short : wordsOf(tile);
    setText(part(".points"), points || tile.said);
    drawCurve(part("svg"), tile.curve, range, tile.others);
    const bar = part(".bar");
    show(bar, tile.share !== null || tile.state === "running");
    setBar(bar, tile.share);
  }

  function newRow() {
    const who = make("span", { class: "whose" }, make("bdi", { class: "who" }), make("span", { class: "strategy" }));
    return make(
      "li",
      {},
      make("b", { class: "place" }),
      who,
      make("span", { class: "points" }),
      make("span", { class: "moved" }),
    );
  }

  /**
   * @param {HTMLLIElement} element
   * @param {PlaceLine} line
   */
  function fillRow(element, line) {
    const part = finder(element);
    const place = told.revealed ? line.true_place : line.place;
    element.dataset.place = String(place ?? "");
    element.dataset.reference = String(told.references.includes(line));
    element.title = [line.who, line.strategy].filter(Boolean).join(" · ");
    setText(part(".place"), place === null ? "–" : String(place));
    setText(part(".who"), line.who);
    const strategy = find("#wall-places").dataset.lines === "1" ? line.strategy_short : line.strategy;
    setText(part(".strategy"), strategy);
    element.dataset.short = line.strategy_short;
    part(".strategy").dataset.whole = String(strategy.length <= WHOLE);
    setText(part(".points"), wordsOf(line) || line.note || say("wall.points.none"));
    const gone = line.moved?.up ?? 0;
    const moved = part(".moved");
    setText(moved, gone > 0 ? `▲${gone}` : gone < 0 ? `▼${-gone}` : "");
    moved.dataset.way = gone > 0 ? "up" : gone < 0 ? "down" : "";
    moved.title = line.moved ? say("wall.moved", { place: line.moved.before }) : "";
  }

  const wordsOf = (/** @type {PlaceLine} */ line) =>
    line.truth || (line.points === null ? "" : say("wall.points", { score: line.points }));

  function drawHead() {
    const chosen = told.boards.find((each) => each.key === told.board);
    const several = told.boards.length > 1; // then the field says which
    setText(find(".pair"), several ? "" : (chosen?.words ?? ""));
    setText(find(".count"), told.words);
    setText(find("aside h2"), told.order);
    const { verdict } = told;
    setText(find(".said b"), verdict?.words ?? "");
    setText(find(".said span"), verdict?.number ?? "");
    show(find(".said"), Boolean(verdict));
    const { doubt, unlabeled } = told;
    setText(find(".doubt"), doubt);
    show(find(".doubt"), Boolean(doubt));
    setText(find(".unlabeled span"), unlabeled?.words ?? "");
    const link = find(".unlabeled a");
    setText(link, unlabeled?.link ?? "");
    link.setAttribute("href", unlabeled?.href ?? "");
    show(find(".unlabeled"), Boolean(unlabeled));
    show(find(".boards"), several);
    const field = find("#wall-board");
    if (field.dataset.known !== JSON.stringify(told.boards)) {
      field.dataset.known = JSON.stringify(told.boards);
      field.replaceChildren(...told.boards.map((each) => make("option", { value: each.key }, each.words)));
    }
    field.value = told.board;
    drawHost();
  }

  function drawHost() {
    const { host, revealed } = told;
    const button = find("#wall-reveal");
    show(button, Boolean(host?.may_reveal && (!revealed || host.sealed > 0)));
    const first = host?.open ? say("wall.reveal.open") : say("wall.reveal");
    if (host) setText(button, revealed ? say("wall.reveal.more", { count: host.sealed }) : first);
  }

  function askToReveal() {
    const { board: asked } = told; // another may be first by the time somebody says yes
    const open = told.host?.open;
    askFirst(open ? say("wall.reveal.open.ask") : say("wall.reveal.ask"), {
      yes: open ? say("wall.reveal.open.yes") : say("wall.reveal.yes"),
      no: say("wall.reveal.no"),
      act: () => reveal(asked),
      forGood: !open,
      inside: open || !told.host?.openings ? [] : [make("p", { class: "note" }, told.host.openings)],
    });
  }

  /** @param {string} asked the board that the question was about */
  async function reveal(asked) {
    try {
      const { left } = await ask("api/room/host/reveal", { method: "POST", json: { board: asked } });
      board = asked; // what was revealed stays in sight
      list(find(".problems"), left ? [say("wall.reveal.left", { count: left })] : []);
      turn = 0;
      look();
    } catch (error) {
      list(find(".problems"), sentencesOf(error));
    }
  }

  find("#wall-reveal").addEventListener("click", askToReveal);
  find("#wall-board").addEventListener("change", () => {
    board = find("#wall-board").value;
    turn = 0;
    setQuery(new URLSearchParams({ board }));
    look().catch(logged);
  });
  addEventListener("resize", () => told && draw());
  setInterval(() => {
    if (document.hidden || !told) return;
    turn += 1;
    draw();
  }, TURN_MS);

  const look = poll(
    async () => {
      told = await ask(`api/wall?board=${encodeURIComponent(board)}`);
      wall.dataset.revealed = String(told.revealed);
      wall.dataset.doubted = String(Boolean(told.doubt));
      drawHead();
      draw();
      large.follow(told.tiles);
    },
    { every: EVERY_MS },
  );
  look().catch(logged);
}

/**
 * Elements for items by their keys, in their order; what is there stays the same element.
 * @template {HTMLElement} Drawn
 * @template {{key: string}} Item
 * @param {Map<string, Drawn>} known
 * @param {HTMLElement} box
 * @param {Item[]} items
 * @param {(key: string) => Drawn} create
 * @param {(element: Drawn, item: Item) => void} fill
 */
function keyed(known, box, items, create, fill) {
  const keys = new Set(items.map((each) => each.key));
  for (const [key, element] of known) {
    if (keys.has(key)) continue;
    element.remove();
    known.delete(key);
  }
  items.forEach((item, place) => {
    const element = known.get(item.key) ?? create(item.key);
    known.set(item.key, element);
    if (box.children[place] !== element) box.insertBefore(element, box.children[place] ?? null);
    fill(element, item);
  });
}
