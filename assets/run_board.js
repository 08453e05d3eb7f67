// A board of the list of results: runs on the same pictures in their order. Of a change only the lines that differ are drawn anew.

import { make, setText, show } from "./dom.js";

export const PAGE = 50; // rows that one press adds

export class Board {
  // `line(row, standing)` draws a line, `seedsLine(row, members)` that of several seeds; `way()`: what scores are shown as.
  constructor(section, { columns, line, seedsLine, way, say }) {
    this.section = section;
    this.columns = columns;
    this.line = line;
    this.seedsLine = seedsLine;
    this.way = way;
    this.say = say;
    this.body = section.querySelector("tbody");
    this.rows = new Map();
    this.lines = new Map();
    /** @type {any[][]} */
    this.order = []; // [key, place, places by each score, whether these disagree, whether it differs, setting with several seeds]
    this.seeds = {}; // of each such setting what its seeds come to
    this.unfolded = new Set(); // settings whose seeds are shown one by one
    this.count = 0;
    /** @type {HTMLElement | null} */
    this.last = null; // a reference that is missing
  }

  // How many rows a poll shall speak of: of a board that is shown whole also what is added to it.
  get wanted() {
    return this.order.length + (this.order.length >= this.count ? PAGE : 0);
  }

  // Rows of what was told that are neither with it nor here as they are now.
  lacking(told) {
    const sent = new Set(told.rows.map((row) => row.key));
    return told.order.filter(([key, , , , differs]) => !sent.has(key) && (differs || !this.rows.has(key))).map(([key]) => key);
  }

  // The whole order of what is shown; where less was told than is shown, what is further down stays below it.
  change(told) {
    const here = new Set(told.order.map(([key]) => key));
    const whole = told.order.length >= Math.min(this.wanted, told.count);
    const below = whole ? [] : this.order.slice(told.order.length).filter(([key]) => !here.has(key));
    this.take(told, [...told.order, ...below]);
  }

  // The rows behind those that are shown.
  add(told) {
    const here = new Set(this.order.map(([key]) => key));
    this.take(told, [...this.order, ...told.order.filter(([key]) => !here.has(key))]);
  }

  take(told, order) {
    for (const row of told.rows) this.rows.set(row.key, row);
    this.order = order.filter(([key]) => this.rows.has(key));
    Object.assign(this.seeds, told.seeds);
    this.count = told.count;
    this.newest = told.newest;
    this.head(told);
    this.draw();
  }

  head({ data, classes, words, missing }) {
    const title = this.section.querySelector("h2");
    setText(title.firstElementChild, data);
    setText(title.lastElementChild, classes ? ` ${classes}` : "");
    setText(this.section.querySelector(".read"), words);
    this.last = missing ? lacks(missing, this.columns) : null;
  }

  draw() {
    const lines = this.inOrder();
    if (this.last) lines.push(this.last);
    /** @type {HTMLElement | null} */
    let before = null;
    for (const each of lines) {
      const here = before ? before.nextElementSibling : this.body.firstElementChild;
      if (each !== here) this.body.insertBefore(each, here); // what is in its place stays untouched
      before = each;
    }
    while (this.body.children.length > lines.length) this.body.lastElementChild.remove();
    for (const [key, { line }] of this.lines) if (!line.isConnected) this.lines.delete(key);
    const left = this.count - this.order.length;
    const more = this.section.querySelector(".more-rows");
    setText(more, this.say("page.results.more_rows", { count: Math.min(left, PAGE) }));
    show(more, left > 0);
  }

  // Several seeds of one setting are one line where the one in the middle of them stands; unfolded, each stands below it.
  inOrder() {
    const of = new Map();
    for (const entry of this.order) if (entry[5]) of.set(entry[5], [...(of.get(entry[5]) ?? []), entry]);
    return this.order.flatMap((entry) => {
      const members = of.get(entry[5]) ?? [];
      if (members.length < 2) return this.one(entry, false);
      if (entry !== members[Math.floor((members.length - 1) / 2)]) return [];
      const unfolded = this.unfolded.has(entry[5]);
      return [this.several(entry[5], members, unfolded), ...(unfolded ? members.map((each) => this.one(each, true)) : [])];
    });
  }

  one(entry, within) {
    const [key, place, ranks, apart] = entry;
    const standing = { place, ranks, apart, within };
    const row = this.rows.get(key);
    return this.drawn(key, [row, standing, this.way()], () => this.line(row, standing));
  }

  several(setting, members, unfolded) {
    const row = { ...this.seeds[setting], key: `seeds-${setting}`, unfolded };
    const places = members.map(([, place]) => place);
    const fold = () => {
      if (!this.unfolded.delete(setting)) this.unfolded.add(setting);
      this.draw();
    };
    return this.drawn(row.key, [row, places], () => this.seedsLine(row, places, fold));
  }

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

// A line in the place of another; who had the focus in it keeps it.
function takePlace(old, line) {
  const stops = "a, button, summary";
  const stop = [...old.querySelectorAll(stops)].indexOf(document.activeElement);
  old.replaceWith(line);
  if (stop >= 0) line.querySelectorAll(stops)[stop]?.focus({ preventScroll: true });
}

// A reference that no run has brought yet: what it is, and a form that is filled in.
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
