// The maps of a run as the explorer's drawing needs them.

const REST = "#a0a4ab";
const FADED = 0.12;

function floats(text) {
  return new Float32Array(bytes(text));
}

function integers(text) {
  return new Int32Array(bytes(text));
}

function bytes(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}

// An answer's maps, each with its points; those that the answer leaves out are the ones that the page has.
export function decoded(found, had = {}) {
  const maps = {};
  for (const [name, map] of Object.entries(found.maps)) {
    maps[name] = { ...had[name], ...map };
    for (const role of ["source", "target"]) {
      if (!map[role]) continue;
      const xy = floats(map[role].xy);
      const x = new Float32Array(map[role].count);
      const y = new Float32Array(map[role].count);
      for (let i = 0; i < x.length; i += 1) [x[i], y[i]] = [xy[2 * i], xy[2 * i + 1]];
      maps[name][role] = {
        x,
        y,
        predictions: map[role].predictions ? integers(map[role].predictions) : null,
        confidence: map[role].confidence ? floats(map[role].confidence) : null,
        values: map[role].values ? floats(map[role].values) : null,
      };
    }
  }
  return { ...found, maps };
}

// The class that colours a point: what it is or, where nobody may know that, what the network takes it for.
export function classOf(data, map, role, index, mode) {
  const labels = data.labels[role];
  if (mode === "class" && labels) return labels[index];
  return data.maps[map][role].predictions?.[index] ?? -1;
}

export function pointColours(data, map, role, mode, focus) {
  const count = data.maps[map][role].x.length;
  const found = new Array(count);
  for (let i = 0; i < count; i += 1) {
    const kind = classOf(data, map, role, i, mode);
    const colour = mode === "domain" ? data.domains[role] : kind < 0 ? REST : (data.colours[kind] ?? REST);
    found[i] = focus && !focus(map, role, i) ? faded(colour) : colour;
  }
  return found;
}

function faded(colour) {
  const value = parseInt(colour.slice(1), 16);
  return `rgba(${value >> 16},${(value >> 8) & 255},${value & 255},${FADED})`;
}

// Both maps' ranges, widened to the shape of the drawing so that distances look alike in both directions.
export function ranges(bounds, width, height) {
  const [left, right, bottom, top] = bounds;
  let [w, h] = [right - left, top - bottom];
  const wanted = width / Math.max(1, height);
  if (w / h < wanted) w = h * wanted;
  else h = w / wanted;
  const [x, y] = [(left + right) / 2, (bottom + top) / 2];
  return { x: [x - w / 2, x + w / 2], y: [y - h / 2, y + h / 2] };
}

// Where a role's points are at a time between two stops (0: the first stop, 1: the second, …).
export function placeAt(data, at, role) {
  const [from, to] = [Math.floor(at), Math.ceil(at)].map((stop) => data.maps[data.stops[stop]][role]);
  const share = at - Math.floor(at);
  if (share === 0) return { x: from.x, y: from.y };
  const between = (a, b) => b.map((value, i) => a[i] + share * (value - a[i]));
  return { x: between(from.x, to.x), y: between(from.y, to.y) };
}
