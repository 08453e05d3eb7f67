// A board of the list of results: runs on the same pictures in their order. Of a change only the lines that differ are drawn anew.

import { finder, make, setText, show } from "./dom.js";

export const PAGE = 50; // rows that one press adds

/**
 * @typedef {import("./answers").RunRow} RunRow
 * @typedef {import("./answers").SeedsRow & {key: string, unfolded: boolean, estimates: string[]}} SeedsLine several seeds as one line
 * @typedef {import("./answers").Standing} Standing
 * @typedef {import("./answers").BoardPart} BoardPart
 *
 * Where a run stands: `ranks` by each score, `apart` whether these disagree, `within` whether it is one of the seeds above it,
 * `estimate` how good given labels say that it is, `byScores` its place by the scores where `place` goes by open labels.
 * @typedef {{place: number | null, ranks: number[], apart: boolean, within: boolean, estimate: Standing[6], byScores?: number}} Stands
 *
 * What draws the lines of a board.
 * @typedef {object} Drawing
 * @property {Record<string, string>} columns their titles
 * @property {(row: RunRow, standing: Stands) => HTMLElement} line
 * @property {(row: SeedsLine, places: (number | null)[], fold: () => void) => HTMLElement} seedsLine that of several seeds
 * @property {() => string} way what scores are shown as
 * @property {import("./answers").Say} say
 */

export class Board {
  /**
   * @param {HTMLElement} section
   * @param {Drawing} drawing
   */
  constructor(section, { columns, line, seedsLine, way, say }) {
    this.section = section;
    this.columns = columns;
    this.line = line;
    this.seedsLine = seedsLine;
    this.way = way;
    this.say = say;
    this.body = /** @type {HTMLElement} */ (section.querySelector("tbody"));
    /** @type {Map<string, RunRow>} */
    this.rows = new Map();
    /** @type {Map<string, {line: HTMLElement, seen: string}>} */
    this.lines = new Map();
    /** @type {Standing[]} */
    this.order = [];
    /** @type {Record<string, import("./answers").SeedsRow>} */
    this.seeds = {}; // of each setting with several seeds what these come to
    /** @type {Set<string>} */
    this.unfolded = new Set(); // settings whose seeds are shown one by one
    this.count = 0;
    this.newest = 0; // when its newest run was asked for
    /** @type {BoardPart["by"]} */
    this.by = undefined; // its order, where it can be in two
    /** @type {Record<string, number>} */
    this.scorePlaces = {}; // of those who are ordered by labels
    /** @type {HTMLElement | null} */
    this.last = null; // a reference that is missing
  }

  // How many rows a poll shall speak of: of a board that is shown whole also what is added to it.
  get wanted() {
    return this.order.length + (this.order.length >= this.count ? PAGE : 0);
  }

  /**
   * Rows of what was told that are neither with it nor here as they are now.
   * @param {BoardPart} told
   */
  lacking(told) {
    const sent = new Set(told.rows.map((row) => row.key));
    return told.order.filter(([key, , , , differs]) => !sent.has(key) && (differs || !this.rows.has(key))).map(([key]) => key);
  }

  /**
   * The whole order of what is shown; where less was told than is shown, what is further down stays below it.
   * @param {BoardPart} told
   */
  change(told) {
    const here = new Set(told.order.map(([key]) => key));
    const whole = told.order.length >= Math.min(this.wanted, told.count);
    const below = whole ? [] : this.order.slice(told.order.length).filter(([key]) => !here.has(key));
    this.take(told, [...told.order, ...below]);
  }

  /**
   * The rows behind those that are shown.
   * @param {BoardPart} told
   */
  add(told) {
    const here = new Set(this.order.map(([key]) => key));
    this.take(told, [...this.order, ...told.order.filter(([key]) => !here.has(key))]);
  }

  /**
   * @param {BoardPart} told
   * @param {Standing[]} order
   */
  take(told, order) {
    for (const row of told.rows) this.rows.set(row.key, row);
    this.order = order.filter(([key]) => this.rows.has(key));
    Object.assign(this.seeds, told.seeds);
    this.count = told.count;
    this.newest = told.newest;
    this.by = told.by;
    this.scorePlaces = told.by ? { ...this.scorePlaces, ...told.score_places } : {};
    this.head(told);
    this.draw();
  }

  /** @param {BoardPart} told */
  head({ data, classes, words, place, labels, search, missing, sealed }) {
    const find = finder(this.section);
    setText(find("h2").firstElementChild, data);
    setText(find("h2").lastElementChild, classes ? ` ${classes}` : "");
    setText(find(".read span"), words);
    setText(find("th.place"), place);
    for (const [way, to] of Object.entries({ labels, search })) {
      const link = find(`.read .to-${way}`);
      link.href = to?.href ?? "";
      setText(link, to?.link ?? "");
      show(link, Boolean(to));
    }
    setText(find(".still-sealed span"), sealed ?? "");
    show(find(".still-sealed"), Boolean(sealed));
    this.last = missing ? lacks(missing, this.columns) : null;
  }

  draw() {
    const lines = this.inOrder();
    if (this.last) lines.push(this.last);
    /** @type {Element | null} */
    let before = null;
    for (const each of lines) {
      /** @type {Element | null} */
      const here = before ? before.nextElementSibling : this.body.firstElementChild;
      if (each !== here) this.body.insertBefore(each, here); // what is in its place stays untouched
      before = each;
    }
    while (this.body.children.length > lines.length) this.body.lastElementChild?.remove();
    for (const [key, { line }] of this.lines) if (!line.isConnected) this.lines.delete(key);
    const left = this.count - this.order.length;
    const more = /** @type {HTMLElement} */ (this.section.querySelector(".more-rows"));
    setText(more, this.say("page.results.more_rows", { count: Math.min(left, PAGE) }));
    show(more, left > 0);
  }

  // Several seeds of one setting are one line where the one in the middle of them stands; unfolded, each stands below it.
  inOrder() {
    /** @type {Map<string, Standing[]>} */
    const of = new Map();
    for (const entry of this.order) if (entry[5]) of.set(entry[5], [...(of.get(entry[5]) ?? []), entry]);
    return this.order.flatMap((entry) => {
      const setting = entry[5] ?? "";
      const members = of.get(setting) ?? [];
      if (members.length < 2) return this.one(entry, false);
      if (entry !== members[Math.floor((members.length - 1) / 2)]) return [];
      const unfolded = this.unfolded.has(setting);
      return [this.several(setting, members, unfolded), ...(unfolded ? members.map((each) => this.one(each, true)) : [])];
    });
  }

  /**
   * @param {Standing} entry
   * @param {boolean} within
   */
  one(entry, within) {
    const [key, place, ranks, apart, , , estimate] = entry;
    const standing = { place, ranks, apart, within, estimate, byScores: this.scorePlaces[key] };
    const row = /** @type {RunRow} */ (this.rows.get(key));
    return this.drawn(key, [row, standing, this.way()], () => this.line(row, standing));
  }

  /**
   * @param {string} setting
   * @param {Standing[]} members
   * @param {boolean} unfolded
   */
  several(setting, members, unfolded) {
    const estimates = members.flatMap(([, , , , , , estimate]) => estimate?.words ?? []);
    const row = { ...this.seeds[setting], key: `seeds-${setting}`, unfolded, estimates };
    const places = members.map(([, place]) => place);
    const fold = () => {
      if (!this.unfolded.delete(setting)) this.unfolded.add(setting);
      this.draw();
    };
    return this.drawn(row.key, [row, places], () => this.seedsLine(row, places, fold));
  }

  /**
   * The line of a run, unfolded where it is one of several seeds.
   * @param {string} key
   */
  lineWith(key) {
    const setting = this.order.find(([each]) => each === key)?.[5];
    if (setting) this.unfolded.add(setting);
    this.draw();
    return this.lines.get(key)?.line;
  }

  /**
   * @param {string} key
   * @param {unknown[]} looks what the line is drawn from
   * @param {() => HTMLElement} draw
   */
  drawn(key, looks, draw) {
    const kept = this.lines.get(key);
    const seen = JSON.stringify(looks);
    if (kept?.seen === seen) return kept.line;
    const line = draw();
    if (kept) takePlace(kept.line, line);
    this.lines.set(key, { line, seen });
    return line;
  }
}

/**
 * A line in the place of another; who had the focus in it keeps it.
 * @param {HTMLElement} old
 * @param {HTMLElement} line
 */
function takePlace(old, line) {
  const stops = "a, button, summary";
  const stop = [...old.querySelectorAll(stops)].indexOf(/** @type {Element} */ (document.activeElement));
  old.replaceWith(line);
  /** @type {NodeListOf<HTMLElement>} */
  const now = line.querySelectorAll(stops);
  if (stop >= 0) now[stop]?.focus({ preventScroll: true });
}

/**
 * A reference that no run has brought yet: what it is, and a form that is filled in.
 * @param {NonNullable<BoardPart["missing"]>} missing
 * @param {Record<string, string>} columns
 */
function lacks({ strategy, words, href, press }, columns) {
  const told = make("span", { class: "titled" }, strategy, make("span", { class: "note" }, words));
  const rest = make("td", { colspan: String(Object.keys(columns).length - 1) }, make("a", { class: "button", href }, press));
  return make(
    "tr",
    { class: "reference missing" },
    make("td", { class: "place" }),
    make("td", { class: "strategy" }, told),
    rest,
  );
}
