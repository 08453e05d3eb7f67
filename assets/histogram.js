// Two small histograms over each other as SVG: the source filled, the target as an outline. Both are shares of their domain's pictures.

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = 70;

/**
 * @param {string} tag
 * @param {Record<string, string | number>} attributes
 */
function node(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  return element;
}

/**
 * @param {Record<string, {counts: number[]}>} domains by their role
 * @param {string} words for who does not see it
 * @param {number} [width]
 */
export function histogram(domains, words, width = 200) {
  const picture = node("svg", { viewBox: `0 -2 ${width} ${HEIGHT + 3}`, role: "img", "aria-label": words, class: "histogram" });
  const shares = Object.fromEntries(
    Object.entries(domains).map(([role, { counts }]) => {
      const total = Math.max(
        1,
        counts.reduce((sum, each) => sum + each, 0),
      );
      return [role, counts.map((each) => each / total)];
    }),
  );
  const highest = Math.max(1e-9, ...Object.values(shares).flat());
  for (const [role, values] of Object.entries(shares)) {
    const wide = width / values.length;
    const points = values.flatMap((value, place) => {
      const y = HEIGHT * (1 - value / highest);
      return [`${place * wide},${y}`, `${(place + 1) * wide},${y}`];
    });
    const all = [`0,${HEIGHT}`, ...points, `${width},${HEIGHT}`].join(" ");
    picture.append(node("polyline", { points: all, class: role }));
  }
  picture.append(node("line", { x1: 0, x2: width, y1: HEIGHT, y2: HEIGHT, class: "axis" }));
  return picture;
}
