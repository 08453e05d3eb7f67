import { ask, logged } from "./api.js";
import { changeShares, classes, datasets } from "./chosen.js";
import { finder, heard, list, make, setText, show } from "./dom.js";
import { leaveForm } from "./location.js";
import { form, speaker } from "./words.js";

const EMPTY = '""'; // as a value: shares are known, and none is written yet
const TOLD = 5; // names of no class: others are like them
const LONGEST = 50; // where the slider of the most frequent class stands at first: each can be made more frequent

/**
 * @typedef {import("./answers").ClassesOfBoth} Classes
 * @typedef {{name: string, pictures: number}} Row a class as the run calls it, and how many pictures of it the source has
 * @typedef {{has: HTMLInputElement, slider: HTMLInputElement, share: HTMLElement}} Line
 */

/**
 * The classes of the source as the run calls them: some left out, some under another name or together.
 * @param {Classes["rows"]} found
 * @returns {Row[]}
 */
function named(found) {
  const { rename = {}, leave_out = [] } = JSON.parse(classes() || "{}");
  /** @type {Map<string, number>} */
  const rows = new Map();
  for (const { name, source, pictures } of found) {
    if (!source || leave_out.includes(name)) continue;
    const called = (rename[name] ?? name).normalize("NFC");
    rows.set(called, (rows.get(called) ?? 0) + pictures);
  }
  return [...rows].map(([name, pictures]) => ({ name, pictures }));
}

/**
 * One class with its share, in quotation marks where it would be read as more than one.
 * @param {string} text
 */
const item = (text) => (/[",\r\n]|^\s|^(\d+ labels|estimated):/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props, trigger, watch }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const typed = /** @type {HTMLInputElement} */ (find(".typed input"));
  const ways = /** @type {NodeListOf<HTMLInputElement>} */ (element.querySelectorAll("[name=contains]"));
  /** @type {Row[]} */
  let rows = [];
  /** @type {Map<string, Line>} */
  let lines = new Map();
  /** @type {Map<string, number>} a class's part of all, as its slider has it; none of a class that is not there */
  let parts = new Map();
  let sum = 1; // what the shares add up to: a text that is wrong may say otherwise
  /** @type {Classes["told"]} */
  let told = null;
  let unread = false; // a text that says no shares
  /** @type {string[]} */
  let wrong = []; // what is wrong with the text, in sentences
  let more = 0; // classes that there is no room for
  let mine = ""; // what was told here last
  let about = ""; // the target that it was told of
  let wanted = window.location.hash === "#target-shares"; // a link led here: it is opened once there is something to see
  let turn = 0;
  let asked = ""; // what the server told last is about
  /** @type {Partial<Classes>} */
  let found = {};

  const way = () => (["", "same"].includes(props.value || "") ? props.value || "" : "told");

  /** @param {string} value */
  function tell(value) {
    if (value === (props.value || "")) return;
    mine = value;
    props.value = value;
    trigger("select");
    draw();
  }

  function tellParts() {
    const total = [...parts.values()].reduce((sum, each) => sum + each, 0);
    const shares = [...parts].map(([name, part]) => item(`${name}=${Number((part / total).toPrecision(3))}`));
    told = null;
    [sum, unread, wrong] = [1, false, []];
    tell(shares.join(","));
  }

  /**
   * What was told of one target is not known of another. What the page came with is about the target that it came with.
   * @param {string} target
   */
  function isAbout(target) {
    if (!target || target === about) return;
    const before = about;
    about = target;
    if (!before || !props.value) return;
    leaveForm();
    told = null;
    unread = false;
    tell("");
  }

  async function fill() {
    const { source, target } = datasets();
    isAbout(target);
    turn += 1;
    const own = turn;
    const shares = way() === "told" ? props.value : "";
    const query = String(new URLSearchParams({ source, shares }));
    if (query !== asked) {
      const answer = source ? await ask(`api/classes?${query}`) : {};
      if (own !== turn) return;
      [asked, found] = [query, answer];
    }
    rows = named(found.rows ?? []);
    told = found.told ?? null;
    more = found.more ?? 0;
    wrong = found.wrong ?? [];
    unread = Boolean(shares) && told === null;
    if (unread) parts = new Map();
    if (told) {
      const all = more > 0 || rows.length === 0; // which classes there are is not known
      const strange = Object.keys(told.shares).filter((name) => !all && !rows.some((row) => row.name === name));
      wrong = [...strange.slice(0, TOLD).map(noClass), ...wrong];
      const given = Object.entries(told.shares).filter(([name, share]) => share > 0 && !strange.includes(name));
      const most = Math.max(...given.map(([, share]) => share));
      parts = new Map(given.map(([name, share]) => [name.normalize("NFC"), (LONGEST * share) / most]));
      sum = given.reduce((all, [, share]) => all + share, 0);
    }
    draw();
  }

  /** @param {string} name */
  function noClass(name) {
    const near = found.near?.[name];
    const there = rows.some((row) => row.name === near); // some of the source's are left out, or have another name
    return there ? say("page.contains.no_class.near", { name, near }) : say("page.contains.no_class", { name });
  }

  function fromSource() {
    const most = Math.max(...rows.map(({ pictures }) => pictures));
    parts = new Map(rows.filter(({ pictures }) => pictures).map(({ name, pictures }) => [name, (LONGEST * pictures) / most]));
  }

  /** @param {Row} row */
  function line({ name }) {
    const has = make("input", { type: "checkbox", "aria-label": say("page.contains.class", { name }) });
    const slider = make("input", { type: "range", min: 1, max: 100, "aria-label": say("page.contains.share", { name }) });
    const share = make("td", { class: "numbers" });
    has.addEventListener("change", () => {
      if (has.checked) parts.set(name, Number(slider.value));
      else parts.delete(name);
      parts = new Map(rows.filter((row) => parts.has(row.name)).map((row) => [row.name, parts.get(row.name) ?? 0]));
      tellParts();
    });
    slider.addEventListener("input", () => {
      sum = 1;
      parts.set(name, Number(slider.value));
      drawParts();
    });
    slider.addEventListener("change", tellParts);
    lines.set(name, { has, slider, share });
    const label = make("label", {}, has, " ", make("bdi", {}, name));
    return make("tr", {}, make("td", {}, label), make("td", {}, slider), share);
  }

  function drawParts() {
    const total = [...parts.values()].reduce((sum, each) => sum + each, 0);
    for (const [name, { has, slider, share }] of lines) {
      const part = parts.get(name);
      has.checked = part != null;
      has.disabled = part != null && parts.size === 1; // the target has something
      slider.disabled = part == null;
      slider.style.visibility = part == null ? "hidden" : "";
      if (part != null) slider.value = String(part);
      const of = total ? (sum * (part ?? 0)) / total : 0;
      const words = form(of > 0 && of < 0.01 ? "percent1" : "percent", of);
      slider.setAttribute("aria-valuetext", words);
      setText(share, words);
    }
  }

  /** What is known, in a few words. */
  function inWords() {
    if (way() !== "told") return say(way() ? "page.contains.same" : "page.contains.unknown");
    if (told?.labels) return say("page.contains.by_labels", { labels: told.labels });
    const count = rows.filter(({ name }) => parts.has(name)).length;
    return count && !more && !unread ? say("page.contains.told", { count, all: rows.length }) : say("page.contains.told.as_text");
  }

  // The lines stay while their classes do: whoever moves a slider by keyboard keeps the focus.
  function draw() {
    changeShares(props.value || "");
    show(find("details"), rows.length > 0);
    if (wanted && rows.length) {
      wanted = false;
      find("details").open = true;
      find("details").scrollIntoView({ block: "center" });
    }
    setText(find(".summary"), say("page.contains", { what: inWords() }));
    for (const each of ways) each.checked = each.value === way();
    show(find(".told"), way() === "told");
    setText(find(".labels"), told?.labels ? say("page.contains.by_labels.about", { labels: told.labels }) : "");
    show(find(".labels"), Boolean(told?.labels));
    setText(find(".many"), more ? say("page.contains.many", { count: rows.length + more }) : "");
    show(find(".many"), more > 0);
    list(find(".problems"), way() === "told" ? wrong : []);
    if (document.activeElement !== typed) typed.value = way() === "told" && props.value !== EMPTY ? props.value : "";
    const now = more ? [] : rows;
    if (now.map(({ name }) => name).join("\n") !== [...lines.keys()].join("\n")) {
      lines = new Map();
      find("tbody").replaceChildren(...now.map(line));
    }
    drawParts();
  }

  for (const each of ways)
    each.addEventListener("change", () => {
      told = null;
      if (each.value !== "told") return tell(each.value);
      fromSource();
      return tellParts();
    });
  typed.addEventListener("change", () => {
    tell(typed.value.trim() || EMPTY);
    fill().catch(logged);
  });
  heard("tlgui:target", isAbout);
  for (const event of ["tlgui:chosen", "tlgui:classes"]) addEventListener(event, () => fill().catch(logged));
  watch("value", () => {
    if ((props.value || "") !== mine) fill().catch(logged);
  });
  fill().catch(logged);
}
