// How tiles share the wall, what is drawn in one, and how places move.

const MOVES_MS = 1600;
const SECOND_LINE = 0.7; // what it adds to the height of a row, in heights of a row (wall.css)
const CURVE_LINES = 0.9; // with the margins of its tile
const CALM = "(prefers-reduced-motion: reduce)";

/**
 * How many columns and lines so many tiles take on a wide screen, so that each is as large as it can be, and how large its words are then.
 * @param {number} count at most thirty
 */
export function fitted(count) {
  const [, columns, lines, type] = /** @type {[number, number, number, number]} */ (
    [
      [1, 1, 1, 1.8],
      [2, 1, 2, 1.5],
      [4, 2, 2, 1.2],
      [6, 3, 2, 1],
      [9, 3, 3, 1],
      [12, 4, 3, 1],
      [16, 4, 4, 0.8],
      [20, 5, 4, 0.8],
      [25, 5, 5, 0.8],
      [Number.POSITIVE_INFINITY, 5, 6, 0.8],
    ].find(([most]) => count <= most)
  );
  return { columns, lines, type };
}

/**
 * How many lines of words a tile has room for, so that none is cut and a curve is left below.
 * @param {number} height of the tile
 * @param {number} line height of a line
 */
export const linesIn = (height, line) => Math.max(2, Math.floor(height / line - CURVE_LINES));

/**
 * The items of a page; pages come in turn.
 * @template Item
 * @param {Item[]} items
 * @param {number} size of a page
 * @param {number} turn
 */
export function paged(items, size, turn) {
  const pages = Math.max(1, Math.ceil(items.length / size));
  const page = turn % pages;
  return { items: items.slice(page * size, (page + 1) * size), page, pages };
}

/**
 * The same, with some items on each page, in the order of all: who is before and who behind them is seen on every page.
 * @template Item
 * @param {Item[]} items
 * @param {Set<unknown>} fixed those on each page
 * @param {number} size of a page
 * @param {number} turn
 */
export function onPage(items, fixed, size, turn) {
  const others = items.filter((each) => !fixed.has(each));
  const { items: inTurn, page, pages } = paged(others, Math.max(1, size - fixed.size), turn);
  return { items: items.filter((each) => fixed.has(each) || inTurn.includes(each)), page, pages };
}

/**
 * Which of the rows of places, in which something is `cut`, have a second line: the first ones, as many as there is room for.
 * @param {boolean[]} cut for each row that is shown
 * @param {number} room how many rows of one line there would be room for
 */
export function withSecondLine(cut, room) {
  const left = Math.floor((room - cut.length) / SECOND_LINE);
  return cut.flatMap((each, at) => (each ? [at] : [])).slice(0, Math.max(0, left));
}

/**
 * The least and the largest value of all curves: drawn between the same two, they can be compared.
 * @param {number[][]} curves
 * @returns {[number, number]}
 */
export const rangeOf = (curves) => [Math.min(...curves.flat()), Math.max(...curves.flat())];

/**
 * A curve over the whole width of its drawing, and thin ones behind it.
 * @param {SVGElement} drawing of 100 × 30
 * @param {number[]} values
 * @param {[number, number]} range of all curves
 * @param {number[][]} [others] the thin ones
 */
export function drawCurve(drawing, values, range, others = []) {
  const text = JSON.stringify([range, values, others]);
  if (drawing.dataset.drawn === text) return;
  drawing.dataset.drawn = text;
  const thin = others.map((each) => lineOf(each, range));
  for (const each of thin) each.classList.add("thin");
  const drawn = [...others, values].map((each) => each.length > 1);
  drawing.replaceChildren(...[...thin, lineOf(values, range)].filter((_, at) => drawn[at]));
}

/**
 * @param {number[]} values
 * @param {[number, number]} range
 */
function lineOf(values, [low, high]) {
  const span = high - low || 1;
  const points = values.map((value, at) => `${(100 * at) / Math.max(1, values.length - 1)},${28 - (26 * (value - low)) / span}`);
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  line.setAttribute("points", points.join(" "));
  line.setAttribute("vector-effect", "non-scaling-stroke");
  return line;
}

/**
 * Let elements that a change moves glide to where they are then; who wants no motion sees them there at once.
 * @param {Map<string, HTMLElement>} elements
 * @param {() => void} change
 */
export function glide(elements, change) {
  const before = new Map([...elements].map(([key, element]) => [key, element.getBoundingClientRect().top]));
  change();
  if (matchMedia(CALM).matches) return;
  for (const [key, element] of elements) {
    const from = before.get(key);
    const gone = from === undefined ? 0 : from - element.getBoundingClientRect().top;
    if (Math.abs(gone) < 1 || element.getAnimations().length) continue;
    element.animate([{ transform: `translateY(${gone}px)` }, { transform: "none" }], {
      duration: MOVES_MS,
      easing: "cubic-bezier(0.3, 0, 0.2, 1)",
    });
  }
}
