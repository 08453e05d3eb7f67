// The maps of a run as the explorer's drawing needs them.

const REST = "#a0a4ab";
const FADED = 0.35;

/** @type {Role[]} */
export const ROLES = ["source", "target"];
/** @type {Drawing[]} */
export const DRAWINGS = ["before", "after"];

/**
 * @typedef {"source" | "target"} Role
 * @typedef {"before" | "after"} Drawing on the left, on the right
 * @typedef {{role: Role, index: number}} Picture by its place in the sample
 * @typedef {"class" | "prediction" | "domain" | "right" | "confidence"} Mode what colours a point
 *
 * A domain's points on one map, all arrays in the order of its sample.
 * @typedef {object} Points
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {Int32Array | null} predictions
 * @property {Float32Array | null} confidence
 * @property {Float32Array | null} values
 *
 * @typedef {Record<Role, Points> & import("./answers").MapMeasures} OneMap
 *
 * What the explorer draws; `stops` are the names of the maps in their order, `domains` their colours, `colours` those of the classes,
 * `outside` says whether points lie beyond the frame.
 * @typedef {import("./answers").MapsAbout & {maps: Record<string, OneMap>}} MapData
 */

/**
 * The places of some pictures for each role.
 * @param {Picture[]} pictures
 * @returns {Record<Role, Set<number>>}
 */
export function byRole(pictures) {
  /** @param {Role} role */
  const of = (role) => new Set(pictures.filter((each) => each.role === role).map((each) => each.index));
  return { source: of("source"), target: of("target") };
}

/** @param {string} text as base64 */
function floats(text) {
  return new Float32Array(bytes(text));
}

/** @param {string} text as base64 */
function integers(text) {
  return new Int32Array(bytes(text));
}

/** @param {string} text as base64 */
function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}

/**
 * An answer's maps, each with its points; those that the answer leaves out are the ones that the page has.
 * @param {import("./answers").Maps} found
 * @param {Record<string, OneMap>} [had]
 * @returns {MapData}
 */
export function decoded(found, had = {}) {
  /** @type {Record<string, OneMap>} */
  const maps = {};
  for (const [name, { source, target, ...measures }] of Object.entries(found.maps)) {
    maps[name] = { ...had[name], ...measures };
    for (const [role, packed] of /** @type {const} */ ([
      ["source", source],
      ["target", target],
    ])) {
      if (!packed) continue;
      const xy = floats(packed.xy);
      const x = new Float32Array(packed.count);
      const y = new Float32Array(packed.count);
      for (let i = 0; i < x.length; i += 1) [x[i], y[i]] = [xy[2 * i], xy[2 * i + 1]];
      maps[name][role] = {
        x,
        y,
        predictions: packed.predictions ? integers(packed.predictions) : null,
        confidence: packed.confidence ? floats(packed.confidence) : null,
        values: packed.values ? floats(packed.values) : null,
      };
    }
  }
  return { ...found, maps };
}

/**
 * The class that colours a point: what it is or, where nobody may know that, what the network takes it for.
 * @param {MapData} data
 * @param {string} map
 * @param {Role} role
 * @param {number} index
 * @param {Mode} mode
 */
export function classOf(data, map, role, index, mode) {
  const labels = data.labels[role];
  if (mode === "class" && labels) return labels[index];
  return data.maps[map][role].predictions?.[index] ?? -1;
}

const RIGHT = "#8fbfa6";
const WRONG = "#c0392b";
const SURE = ["#5b3a8c", "#3478a8", "#2aac83", "#a1cf45", "#e0c93a"]; // the colours of small to large values, as elsewhere
export const LEGENDS = { right: [RIGHT, WRONG], confidence: SURE };

/**
 * Whether a prediction is right; null where that is not known.
 * @param {MapData} data
 * @param {string} map
 * @param {Role} role
 * @param {number} index
 */
export function isRight(data, map, role, index) {
  const [label, predicted] = [data.labels[role]?.[index] ?? -1, data.maps[map][role].predictions?.[index] ?? -1];
  return label < 0 || predicted < 0 ? null : label === predicted;
}

/**
 * @param {MapData} data
 * @param {string} map
 * @param {Role} role
 * @param {number} index
 * @param {Mode} mode
 */
function colourOf(data, map, role, index, mode) {
  if (mode === "domain") return data.domains[role];
  if (mode === "right") {
    const right = isRight(data, map, role, index);
    return right === null ? REST : right ? RIGHT : WRONG;
  }
  if (mode === "confidence") {
    const sure = data.maps[map][role].confidence?.[index];
    return sure == null ? REST : SURE[Math.min(SURE.length - 1, Math.floor(sure * SURE.length))];
  }
  const kind = classOf(data, map, role, index, mode);
  return kind < 0 ? REST : (data.colours[kind] ?? REST);
}

/**
 * @param {MapData} data
 * @param {string} map
 * @param {Role} role
 * @param {Mode} mode
 * @param {((map: string, role: Role, index: number) => boolean) | null} [clear] whether a point keeps its colour; the others are grey
 * @returns {string[]}
 */
export function pointColours(data, map, role, mode, clear) {
  const count = data.maps[map][role].x.length;
  const found = new Array(count);
  for (let i = 0; i < count; i += 1) {
    if (clear && !clear(map, role, i)) found[i] = faded(REST);
    else found[i] = colourOf(data, map, role, i, mode);
  }
  return found;
}

/**
 * The ways of some points through the stops until now, as one line.
 * @param {MapData} data
 * @param {number} at
 * @param {Record<Role, number[]>} roles indices of the points
 */
export function trails(data, at, roles) {
  /** @type {{x: (number | null)[], y: (number | null)[]}} with null between two lines */
  const { x, y } = { x: [], y: [] };
  const passed = data.stops.slice(0, Math.floor(at) + 1);
  for (const role of /** @type {const} */ (["source", "target"])) {
    const indices = roles[role];
    if (!indices.length) continue;
    const now = placeAt(data, at, role);
    for (const index of indices) {
      for (const stop of passed) {
        x.push(data.maps[stop][role].x[index]);
        y.push(data.maps[stop][role].y[index]);
      }
      x.push(now.x[index], null);
      y.push(now.y[index], null);
    }
  }
  return { x, y };
}

/** @param {string} colour such as #a0a4ab */
function faded(colour) {
  const value = parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${FADED})`;
}

/**
 * Both maps' ranges, widened to the shape of the drawing so that distances look alike in both directions.
 * @param {number[]} bounds left, right, bottom, top
 * @param {number} width
 * @param {number} height
 */
export function ranges(bounds, width, height) {
  const [left, right, bottom, top] = bounds;
  let [w, h] = [right - left, top - bottom];
  const wanted = width / Math.max(1, height);
  if (w / h < wanted) w = h * wanted;
  else h = w / wanted;
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return { x: [x - w / 2, x + w / 2], y: [y - h / 2, y + h / 2] };
}

/**
 * Points as they are drawn in a frame: whoever lies beyond it stands at its edge, and `beyond` says on which side, by index.
 * @param {{x: Float32Array, y: Float32Array}} places
 * @param {{x: number[], y: number[]}} range of both axes
 */
export function framed(places, range) {
  const [x, y] = [places.x.slice(), places.y.slice()];
  /** @type {Map<number, "left" | "right" | "down" | "up">} */
  const beyond = new Map();
  const [[left, right], [bottom, top]] = [within(range.x), within(range.y)];
  for (let i = 0; i < x.length; i += 1) {
    const side = x[i] < left ? "left" : x[i] > right ? "right" : y[i] < bottom ? "down" : y[i] > top ? "up" : null;
    if (!side) continue;
    beyond.set(i, side);
    x[i] = Math.min(right, Math.max(left, x[i]));
    y[i] = Math.min(top, Math.max(bottom, y[i]));
  }
  return { x, y, beyond };
}

const INSET = 0.015; // so that a mark at the edge is seen whole

/** @param {number[]} range */
function within([from, to]) {
  const inset = INSET * (to - from);
  return [from + inset, to - inset];
}

/**
 * Where a role's points are at a time between two stops (0: the first stop, 1: the second, …).
 * @param {MapData} data
 * @param {number} at
 * @param {Role} role
 */
export function placeAt(data, at, role) {
  const [from, to] = [Math.floor(at), Math.ceil(at)].map((stop) => data.maps[data.stops[stop]][role]);
  const share = at - Math.floor(at);
  if (share === 0) return { x: from.x, y: from.y };
  /**
   * @param {Float32Array} a
   * @param {Float32Array} b
   */
  const between = (a, b) => b.map((value, i) => a[i] + share * (value - a[i]));
  return { x: between(from.x, to.x), y: between(from.y, to.y) };
}
