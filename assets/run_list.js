// All runs, those on the same pictures side by side. The first of them come with the page, more at a press, and every few seconds what changed.

import { ask, logged, sentencesOf } from "./api.js";
import { finder, setText, show } from "./dom.js";
import { poll } from "./poll.js";
import { Board, PAGE } from "./run_board.js";
import { comparing } from "./run_comparison.js";
import { runRow } from "./run_row.js";
import { seedsRow } from "./run_seeds.js";
import { speaker } from "./words.js";

const POLL_MS = 3000;
const FURTHER = 10; // pages of older boards that are fetched to show one run in its place

/**
 * @typedef {import("./answers").BoardPart} BoardPart
 * @typedef {import("./answers").BoardPage} BoardPage
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const find = finder(element);
  const comparison = comparing(find(".comparing"), say);
  const input = find(".finding input");
  /** @type {Map<string, Board>} */
  const boards = new Map(); // by their keys, in the order in which they are shown
  let scoresAs = "place";
  let mark = ""; // up to which change the server has told
  /** @type {string | null} */
  let next = null; // where the boards that are shown end; null behind the last one
  let asked = ""; // what the list that is shown was searched for
  let order = "labels"; // by what boards are to be ordered that can be so in two ways
  let ordered = order; // by what they are

  /**
   * @param {string} path
   * @param {Record<string, string>} query
   */
  const url = (path, query) => `api/leaderboard${path}?${new URLSearchParams({ ...query, search: asked, order: ordered })}`;
  const menuIsOpen = () => Boolean(find("details.run-menu[open]"));

  /** @param {BoardPart} told */
  function newBoard(told) {
    /** @type {HTMLElement} */
    const section = find("template").content.firstElementChild.cloneNode(true);
    section.dataset.key = told.key;
    const board = new Board(section, {
      columns: props.columns,
      say,
      way: () => scoresAs,
      seedsLine: (row, places, fold) => seedsRow(row, places, { say, columns: props.columns, fold }),
      line: (row, standing) =>
        runRow(row, standing, {
          say,
          columns: props.columns,
          scores: props.scores,
          shown: scoresAs,
          changed: now,
          comparison,
          search,
        }),
    });
    section.querySelector(".more-rows")?.addEventListener("click", () => moreOf(told.key).catch(logged));
    section.querySelector(".still-sealed button")?.addEventListener("click", (event) => open(told.key, event));
    boards.set(told.key, board);
    return board;
  }

  /**
   * The first page, for what is searched for now, in the order that is chosen now.
   * @param {string} wanted
   */
  async function begin(wanted) {
    const by = order;
    /** @type {BoardPage} */
    const told = await ask(`api/leaderboard?${new URLSearchParams({ search: wanted, order: by })}`);
    if (wanted !== input.value.trim() || by !== order) return;
    asked = wanted;
    ordered = by;
    mark = told.mark;
    next = told.next;
    boards.clear();
    for (const each of told.boards) newBoard(each).add(each);
    find(".groups-of-runs").replaceChildren(...[...boards.values()].map((board) => board.section));
    counts(told);
  }

  async function look() {
    const wanted = input.value.trim();
    if (!mark || wanted !== asked || order !== ordered) return begin(wanted);
    if (menuIsOpen()) return; // nothing moves under an open menu
    const shown = [...boards].map(([key, board]) => `${key}:${board.wanted}`).join(",");
    /** @type {import("./answers").BoardChanges} */
    const told = await ask(url("/changes", { mark, shown, until: next ?? "" }));
    if (told.reset) return begin(wanted);
    for (const each of told.boards) each.rows.push(...(await lacking(each)));
    if (menuIsOpen() || wanted !== input.value.trim() || order !== ordered) return;
    mark = told.mark;
    if (told.next !== undefined) next = told.next;
    inPlace(() => {
      for (const key of told.gone) {
        boards.get(key)?.section.remove();
        boards.delete(key);
      }
      for (const each of told.boards) {
        const board = boards.get(each.key);
        if (board) board.change(each);
        else between(each);
      }
    });
    counts(told);
  }

  /**
   * A board that came since, where its newest run belongs.
   * @param {BoardPart} told
   */
  function between(told) {
    const box = find(".groups-of-runs");
    /** @type {HTMLElement[]} */
    const sections = [...box.children];
    const below = sections.find(({ dataset }) => Number(boards.get(dataset.key ?? "")?.newest) < told.newest);
    const board = newBoard(told);
    board.add(told);
    box.insertBefore(board.section, below ?? null);
  }

  /**
   * Changed rows that did not come with the answer: too many for one.
   * @param {BoardPart} told
   */
  async function lacking(told) {
    const sent = new Set(told.rows.map((row) => row.key));
    const board = boards.get(told.key);
    const keys = board ? board.lacking(told) : told.order.map(([key]) => key).filter((key) => !sent.has(key));
    /** @type {import("./answers").RunRow[]} */
    const rows = [];
    for (let place = 0; place < keys.length; place += PAGE) {
      rows.push(...(await ask(url(`/${told.key}/rows`, { keys: keys.slice(place, place + PAGE).join(",") }))).rows);
    }
    return rows;
  }

  /** @param {string} key */
  async function moreOf(key) {
    const board = /** @type {Board} */ (boards.get(key));
    /** @type {BoardPart} */
    const told = await ask(url(`/${key}`, { after: board.order.at(-1)?.[0] ?? "" }));
    board.add(told);
    const [rowKey, , , , , setting] = told.order[0] ?? [];
    const first = board.lines.get(rowKey ?? "") ?? board.lines.get(`seeds-${setting}`);
    first?.line.focus({ preventScroll: true }); // who has no mouse goes on from there
  }

  /**
   * Open in all runs of a board what is revealed elsewhere.
   * @param {string} key
   * @param {Event} event
   */
  async function open(key, event) {
    const button = /** @type {HTMLButtonElement} */ (event.currentTarget);
    button.disabled = true;
    try {
      await ask(`api/leaderboard/${key}/reveal`, { method: "POST" });
      now();
    } catch (error) {
      setText(/** @type {Element} */ (button.previousElementSibling), sentencesOf(error).join(" "));
    } finally {
      button.disabled = false;
    }
  }

  async function moreBoards() {
    /** @type {BoardPage} */
    const told = await ask(url("", { after: String(next) })); // the button is there while there is more
    next = told.next;
    for (const each of told.boards) {
      if (boards.has(each.key)) continue; // it got a new run meanwhile, and came with that
      const board = newBoard(each);
      board.add(each);
      find(".groups-of-runs").append(board.section);
    }
    counts(told);
  }

  /** @param {import("./answers").RunCounts} told */
  function counts({ runs, reading }) {
    const rows = [...boards.values()].flatMap((board) => board.order);
    find(".runs").dataset.read = "";
    show(find(".nothing"), runs === 0 && !reading);
    show(find(".none-found"), runs > 0 && rows.length === 0 && Boolean(asked));
    show(find(".finding"), runs > 0);
    show(find(".foot"), rows.length > 0);
    show(
      find(".as"),
      rows.some(([, place]) => place != null),
    );
    show(
      find(".order"),
      [...boards.values()].some((board) => board.by),
    );
    show(find(".more-boards"), next != null);
    setText(find(".reading"), reading);
    show(find(".reading"), Boolean(reading));
  }

  /**
   * Change the list so that the line on top of the window stays where it is.
   * @param {() => void} change
   */
  function inPlace(change) {
    /** @type {NodeListOf<HTMLElement>} */
    const lines = element.querySelectorAll("tr[data-key]");
    const top = [...lines].find((line) => line.getBoundingClientRect().bottom > 0);
    const before = top?.getBoundingClientRect().top ?? 0;
    change();
    if (!top || window.scrollY === 0) return;
    const line = top.isConnected ? top : element.querySelector(`tr[data-key="${top.dataset.key}"]`);
    if (line) window.scrollBy(0, line.getBoundingClientRect().top - before);
  }

  /** @param {string} words */
  function search(words) {
    input.value = words;
    return now();
  }

  /**
   * Of a run that came from elsewhere: it is as old as it was there, so the list is unfolded down to it, and it is marked; else searched for.
   * @param {string} run
   */
  async function bring(run) {
    await search("");
    const has = () => [...boards.values()].find((board) => board.rows.has(run));
    for (let page = 0; page < FURTHER && next != null && !has(); page++) await moreBoards();
    if (!has()) await search(run);
    const line = has()?.lineWith(run);
    line?.setAttribute("data-arrived", "");
    line?.scrollIntoView({ block: "center" });
  }

  /** @type {NodeListOf<HTMLInputElement>} */
  const ways = element.querySelectorAll("[name=scores-as]");
  for (const way of ways)
    way.addEventListener("change", () => {
      scoresAs = way.value;
      for (const board of boards.values()) board.draw();
    });
  /** @type {NodeListOf<HTMLInputElement>} */
  const orders = element.querySelectorAll("[name=order-by]");
  for (const each of orders)
    each.addEventListener("change", () => {
      order = each.value;
      now();
    });
  input.value = new URLSearchParams(location.search).get("search") ?? "";
  find(".more-boards").addEventListener("click", () => moreBoards().catch(logged));
  const now = poll(look, { every: POLL_MS });
  input.addEventListener("input", now);
  addEventListener("tlgui:runs", now);
  addEventListener("tlgui:imported", (event) => bring(/** @type {CustomEvent<string>} */ (event).detail).catch(logged));
}
