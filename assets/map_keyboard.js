// A map by keyboard: arrows go from picture to picture, Enter selects, Escape clears.

/** @type {Record<string, number[]>} */
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/**
 * @typedef {import("./map_data.js").Role} Role
 * @typedef {import("./map_data.js").Picture & {x: number, y: number}} Point
 * @typedef {{x: ArrayLike<number>, y: ArrayLike<number>}} Places
 */

/**
 * The point that is nearest to (x, y) in a direction (a cone of 90°), of all roles' points; without a direction simply the nearest.
 * @param {Partial<Record<Role, Places>>} points
 * @param {number[]} from
 * @param {number[] | null} way
 */
export function neighbour(points, from, way) {
  /** @type {Point | null} */
  let found = null;
  const [x, y] = from;
  let least = Infinity;
  for (const [role, places] of /** @type {[Role, Places][]} */ (Object.entries(points))) {
    for (let index = 0; index < places.x.length; index += 1) {
      const [dx, dy] = [places.x[index] - x, places.y[index] - y];
      if (way) {
        const ahead = dx * way[0] + dy * way[1];
        const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
        if (ahead <= 0 || aside > ahead) continue;
      }
      const far = dx * dx + dy * dy;
      if (far < least) [least, found] = [far, { role, index, x: places.x[index], y: places.y[index] }];
    }
  }
  return found;
}

/**
 * @param {HTMLElement} plot
 * @param {object} map
 * @param {() => Parameters<typeof neighbour>[0]} map.points that are shown
 * @param {() => number[]} map.centre of what is seen
 * @param {(point: Point | null) => void} map.look
 * @param {(point: Point, more: boolean) => void} map.choose
 * @param {() => void} map.clear
 */
export function byKeyboard(plot, { points, centre, look, choose, clear }) {
  /** @type {Point | null} */
  let at = null;
  plot.addEventListener("keydown", (event) => {
    const way = WAYS[event.key];
    if (way) {
      const next = at ? neighbour(points(), [at.x, at.y], way) : neighbour(points(), centre(), null);
      if (next) {
        at = next;
        look(at);
      }
    } else if (at && (event.key === "Enter" || event.key === " ")) choose(at, event.shiftKey);
    else if (event.key === "Escape") clear();
    else return;
    event.preventDefault();
  });
  plot.addEventListener("blur", () => {
    at = null;
    look(null);
  });
}
