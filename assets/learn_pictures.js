// Four small pictures that answer to their sliders. Each computes what it shows; nothing in them is drawn by hand.

import { finder } from "./dom.js";

const WIDTH = 640;
const NAMESPACE = "http://www.w3.org/2000/svg";

/**
 * @typedef {import("./answers").Say} Say
 * @typedef {"source" | "target"} Role
 * @typedef {[number, number]} Pair
 * @typedef {{height: number, parts: SVGElement[], reading: string}} Drawn what a picture shows, and the same in words
 */

const ROLES = /** @type {const} */ (["source", "target"]);

/**
 * @param {HTMLElement} element
 * @param {Say} say
 */
export function pictures(element, say) {
  /** @type {Record<string, (values: any, say: Say) => Drawn>} `any`: each has inputs of its own, and names their values itself */
  const drawers = { domain, mmd, adversary, contrast };
  /** @type {NodeListOf<HTMLElement>} */
  const figures = element.querySelectorAll("[data-picture]");
  for (const figure of figures) {
    const find = finder(figure);
    const inputs = [...figure.querySelectorAll("input")];
    const drawing = find("svg");
    const draw = () => {
      const values = Object.fromEntries(
        inputs.map((each) => [each.name, each.type === "checkbox" ? each.checked : Number(each.value)]),
      );
      for (const { type, value, nextElementSibling } of inputs)
        if (type === "range") /** @type {HTMLOutputElement} */ (nextElementSibling).value = value;
      const { height, parts, reading } = drawers[figure.dataset.picture ?? ""](values, say);
      drawing.setAttribute("viewBox", `0 0 ${WIDTH} ${height}`);
      drawing.replaceChildren(...parts);
      find(".reading").textContent = reading;
    };
    for (const each of inputs) each.addEventListener("input", draw);
    draw();
  }
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number>} attributes
 * @param {string} [text]
 */
function svg(tag, attributes, text) {
  const element = document.createElementNS(NAMESPACE, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  if (text !== undefined) element.textContent = text;
  return element;
}

/**
 * @param {number} x1
 * @param {number} y1
 * @param {number} x2
 * @param {number} y2
 * @param {string} kind
 */
const line = (x1, y1, x2, y2, kind) => svg("line", { x1, y1, x2, y2, class: kind });
/**
 * @param {Pair[]} points
 * @param {string} kind
 */
const path = (points, kind) =>
  svg("path", { d: `M${points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join("L")}`, class: kind });

/**
 * ● or ◇: domain is shape.
 * @param {number} x
 * @param {number} y
 * @param {Role} domain
 * @param {string} [kind]
 * @param {number} [size]
 */
function point(x, y, domain, kind = "", size = 5) {
  const place = { class: `${domain} ${kind}` };
  if (domain === "source") return svg("circle", { cx: x, cy: y, r: size - 0.5, ...place });
  return svg("path", {
    d: `M${x} ${y - size - 1}l${size + 1} ${size + 1}l${-size - 1} ${size + 1}l${-size - 1} ${-size - 1}z`,
    ...place,
  });
}

/**
 * The same numbers at each visit (mulberry32, Box-Muller).
 * @param {number} seed
 */
function gaussian(seed) {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

// -- two classes in two domains, and the source's boundary -----------------------------------------------------------------------

const CLOUDS = (() => {
  const next = gaussian(5);
  /**
   * @param {number} centre
   * @returns {Pair[]}
   */
  const cloud = (centre) => Array.from({ length: 40 }, () => [centre + 0.55 * next(), 0.8 * next()]);
  return { source: [cloud(-1.2), cloud(1.2)], target: [cloud(-1.2), cloud(1.2)] };
})();

/**
 * @param {{shift: number, align: boolean}} values
 * @param {Say} say
 * @returns {Drawn}
 */
function domain({ shift, align }, say) {
  const height = 240;
  const moved = align ? 0 : shift;
  /** @param {Pair} at */
  const onto = ([x, y]) => [170 + 58 * x, 105 - 33 * y]; // the farthest point at the largest shift is still in the picture
  const wrong = { source: 0, target: 0 };
  /** @type {SVGElement[]} */
  const parts = [line(170, 6, 170, height - 6, "boundary")];
  for (const name of ROLES) {
    CLOUDS[name].forEach((group, label) => {
      for (const [x, y] of group) {
        const [across, up] = name === "target" ? [x + moved, y - 0.35 * moved] : [x, y];
        const missed = across > 0 !== (label === 1);
        if (missed) wrong[name] += 1 / 80;
        const [left, top] = onto([across, up]);
        parts.push(point(left, top, name, `class-${label}`));
        if (missed && name === "target") parts.push(svg("circle", { cx: left, cy: top, r: 10, class: "ring" }));
      }
    });
  }
  return { height, parts, reading: say(align ? "learn.domain.aligned" : "learn.domain.reading", wrong) };
}

// -- mean embeddings of two samples, and their distance ----------------------------------------------------------------------------

const SAMPLES = (() => {
  const next = gaussian(11);
  return { source: Array.from({ length: 24 }, () => 0.8 * next()), target: Array.from({ length: 24 }, () => 0.8 * next()) };
})();

/**
 * @param {{shift: number, width: number}} values
 * @param {Say} say
 * @returns {Drawn}
 */
function mmd({ shift, width }, say) {
  const height = 220;
  const samples = { source: SAMPLES.source.map((x) => x - shift / 2), target: SAMPLES.target.map((x) => x + shift / 2) };
  /**
   * @param {number} a
   * @param {number} b
   */
  const kernel = (a, b) => Math.exp(-((a - b) ** 2) / (2 * width ** 2));
  /**
   * @param {Role} name
   * @param {number} x
   */
  const embedding = (name, x) => mean(samples[name].map((each) => kernel(x, each)));
  /**
   * @param {Role} one
   * @param {Role} other
   */
  const between = (one, other) => mean(samples[one].map((x) => embedding(other, x)));
  // MMD² = E k(s, s') + E k(t, t') − 2 E k(s, t): the squared distance of the two means (Gretton et al., 2012, eq. 5).
  const distance = Math.sqrt(
    Math.max(0, between("source", "source") + between("target", "target") - 2 * between("source", "target")),
  );
  const xs = Array.from({ length: 161 }, (_, place) => -5 + place / 16);
  /**
   * @param {Role} name
   * @returns {Pair[]}
   */
  const curve = (name) => xs.map((x) => [WIDTH / 2 + 62 * x, 170 - 150 * embedding(name, x)]);
  const [source, target] = [curve("source"), curve("target")];
  const parts = [
    path([...source, ...target.toReversed()], "between"),
    path(source, "curve source"),
    path(target, "curve target"),
    line(0, 170, WIDTH, 170, "axis"),
    ...samples.source.map((x) => point(WIDTH / 2 + 62 * x, 186, "source", "", 4)),
    ...samples.target.map((x) => point(WIDTH / 2 + 62 * x, 204, "target", "", 4)),
  ];
  return { height, parts, reading: say("learn.mmd.reading", { mmd: distance }) };
}

// -- a game of two: a logistic discriminator, and two clouds that its reversed gradient moves ------------------------------------------

const STEPS = 60;
const FEATURES = (() => {
  const next = gaussian(7);
  const cloud = () => Array.from({ length: 40 }, () => [0.7 * next(), 0.7 * next()]);
  return { source: cloud(), target: cloud() };
})();
/**
 * @typedef {[number, number, number]} Triple two of a point, and a one for the weight that stands alone
 * @typedef {{points: Record<Role, Triple[]>, weights: number[], right: number}} Moment `right`: the share that the discriminator tells
 *
 * @type {Map<number, Moment[]>}
 */
const games = new Map(); // by their strengths

/** @param {number} strength */
function game(strength) {
  const played = games.get(strength) ?? play(strength);
  games.set(strength, played);
  return played;
}

/** @param {number} strength */
function play(strength) {
  let weights = [0, 0, 0]; // two for the features, one alone
  const offsets = { source: [-1.6, -0.5], target: [1.6, 0.5] };
  /** @type {Moment[]} */
  const moments = [];
  /**
   * @param {Role} name
   * @returns {Triple[]}
   */
  const place = (name) => FEATURES[name].map(([x, y]) => [x + offsets[name][0], y + offsets[name][1], 1]);
  /** @param {Triple} each */
  const score = (each) => weights.reduce((sum, weight, axis) => sum + weight * each[axis], 0);
  /**
   * How far each prediction is from the domain that it should name: the gradient of the discriminator's log-likelihood.
   * @param {Role} name
   */
  const misses = (name) => place(name).map((each) => (name === "source" ? 1 : 0) - 1 / (1 + Math.exp(-score(each))));
  for (let step = 0; step <= STEPS; step += 1) {
    const gradient = [0, 0, 0];
    for (const name of ROLES) {
      const missed = misses(name);
      for (const [at, each] of place(name).entries())
        for (const [axis, value] of each.entries()) gradient[axis] += (missed[at] * value) / 80;
    }
    weights = weights.map((weight, axis) => weight + gradient[axis] - 0.02 * weight);
    const right = [...place("source").map((each) => score(each) > 0), ...place("target").map((each) => score(each) <= 0)];
    moments.push({ points: { source: place("source"), target: place("target") }, weights, right: mean(right.map(Number)) });
    for (const name of ROLES) {
      const push = mean(misses(name));
      offsets[name] = offsets[name].map((value, axis) => value - 0.15 * strength * push * weights[axis]);
    }
  }
  return moments;
}

/**
 * @param {{strength: number, step: number}} values
 * @param {Say} say
 * @returns {Drawn}
 */
function adversary({ strength, step }, say) {
  const height = 330;
  const moments = game(strength);
  const { points, weights, right } = moments[step];
  /**
   * @param {number[]} at
   * @returns {Pair}
   */
  const onto = ([x, y]) => [WIDTH / 2 + 62 * x, 110 - 38 * y];
  /** @type {SVGElement[]} */
  const parts = [];
  const clip = svg("clipPath", { id: "learn-adversary-clip" });
  clip.append(svg("rect", { x: 0, y: 0, width: WIDTH, height: 222 }));
  parts.push(clip);
  const size = Math.hypot(weights[0], weights[1]);
  const foot = [(-weights[0] * weights[2]) / size ** 2, (-weights[1] * weights[2]) / size ** 2];
  const along = [(-9 * weights[1]) / size, (9 * weights[0]) / size];
  const ends = [1, -1].map((sign) => onto([foot[0] + sign * along[0], foot[1] + sign * along[1]]));
  const boundary = line(...ends[0], ...ends[1], "boundary domain");
  boundary.setAttribute("clip-path", "url(#learn-adversary-clip)");
  parts.push(boundary);
  for (const name of ROLES) for (const each of points[name]) parts.push(point(...onto(each), name));
  const across = (/** @type {number} */ at) => 40 + ((WIDTH - 60) * at) / STEPS;
  const up = (/** @type {number} */ share) => 320 - 80 * share;
  parts.push(svg("rect", { x: 40, y: up(0.6), width: WIDTH - 60, height: up(0.5) - up(0.6), class: "band" }));
  for (const share of [0, 0.5, 1]) {
    parts.push(line(40, up(share), WIDTH - 20, up(share), "axis"));
    parts.push(svg("text", { x: 34, y: up(share) + 4, "text-anchor": "end" }, `${100 * share}`));
  }
  parts.push(
    path(
      moments.map((each, at) => [across(at), up(each.right)]),
      "curve domain ahead",
    ),
  );
  parts.push(
    path(
      moments.slice(0, step + 1).map((each, at) => [across(at), up(each.right)]),
      "curve domain",
    ),
  );
  parts.push(svg("circle", { cx: across(step), cy: up(right), r: 5, class: "now" }));
  return { height, parts, reading: say("learn.adversary.reading", { step, right }) };
}

// -- shares of NT-Xent ------------------------------------------------------------------------------------------------------------------

const SIMILARITIES = [0.8, 0.65, 0.5, 0.3, 0.1, -0.1, -0.4];

/**
 * @param {{temperature: number}} values
 * @param {Say} say
 * @returns {Drawn}
 */
function contrast({ temperature }, say) {
  const height = 190;
  const powers = SIMILARITIES.map((each) => Math.exp(each / temperature));
  const all = powers.reduce((sum, each) => sum + each, 0);
  const shares = powers.map((each) => each / all);
  const step = WIDTH / SIMILARITIES.length;
  /** @type {SVGElement[]} */
  const parts = [line(0, 165, WIDTH, 165, "axis")];
  shares.forEach((share, place) => {
    const middle = step * (place + 0.5);
    const tall = 135 * share;
    parts.push(
      svg("rect", { x: middle - 28, y: 165 - tall, width: 56, height: tall, rx: 2, class: place ? "rival" : "partner" }),
    );
    parts.push(
      svg("text", { x: middle, y: 157 - tall, "text-anchor": "middle" }, SIMILARITIES[place].toFixed(2).replace("-", "−")),
    );
    const name = place ? say("learn.contrast.rival", { n: place }) : say("learn.contrast.partner");
    parts.push(svg("text", { x: middle, y: 184, "text-anchor": "middle" }, name));
  });
  const values = { share: shares[0], loss: -Math.log(shares[0]) };
  return { height, parts, reading: say("learn.contrast.reading", values) };
}
