// A tour of six steps for newcomers, offered once with a demo. driver.js draws it, and is fetched when somebody takes it.

import { address, ask, insist } from "./api.js";
import { datasets } from "./chosen.js";
import { finder, make, show } from "./dom.js";
import { decoded } from "./map_data.js";
import { subscribe, view } from "./run.js";
import { sentencesAt } from "./tour_words.js";
import { speaker } from "./words.js";

const KEPT = "tlgui.tour";

/**
 * @typedef {import("./answers").TouredDataset} Dataset
 * @typedef {{nextButton: HTMLButtonElement, description: HTMLElement}} Popover driver's parts of a step, those that are used here
 * @typedef {{drive: () => void, moveNext: () => void, getActiveIndex: () => number | undefined}} Tour driver's own
 */

/**
 * @param {HTMLElement} element
 * @param {import("./answers").Component} given
 */
export function mount(element, { props }) {
  const say = speaker(props.texts);
  const names = Object.keys(props.steps);
  const find = finder(element);
  /** @type {HTMLElement} */
  const invitation = find(".invitation");
  const start = () => /** @type {HTMLButtonElement | null} */ (document.getElementById("start"));
  /** @type {Tour | null} */
  let tour = null;
  /** @type {Popover | null} */
  let popover = null; // of the step that is shown
  let told = "";
  let hadRun = false; // before the step that asks for one
  /** @type {{source: Dataset | null, target: Dataset | null}} */
  let pair = { source: null, target: null };
  /** @type {{of: string, moved: {changed: number, count: number} | null}} */
  let maps = { of: "", moved: null };

  // -- the invitation --------------------------------------------------------------------------------------------------------

  async function offer() {
    if (answered() || tour || view.id) return;
    await readPair();
    const demo = [pair.source, pair.target].every((each) => each?.origin === "demo");
    show(invitation, demo && !tour && !view.id && !answered());
  }

  function answer() {
    try {
      localStorage.setItem(KEPT, "offered");
    } catch {
      // asked again on another visit, then
    }
    show(invitation, false);
  }

  function answered() {
    try {
      return localStorage.getItem(KEPT) !== null;
    } catch {
      return false;
    }
  }

  find(".no").addEventListener("click", answer);
  find(".take").addEventListener("click", () => begin().catch(console.error));
  addEventListener("tlgui:chosen", () => offer().catch(console.error));

  // -- what is known ---------------------------------------------------------------------------------------------------------

  async function readPair() {
    const { source, target } = datasets();
    /**
     * @param {Dataset | null} now
     * @param {string} id
     * @returns {Dataset | null | Promise<Dataset>}
     */
    const read = (now, id) => (!id ? null : now?.id === id ? now : ask(`api/datasets/${id}`));
    const [one, other] = await Promise.all([read(pair.source, source), read(pair.target, target)]);
    pair = { source: one, target: other };
  }

  async function readMaps() {
    const of = view.answer?.maps ? `${view.id} ${view.answer.maps}` : "";
    if (of === maps.of) return;
    maps = { of, moved: null };
    if (!of) return;
    const data = decoded(await insist(`api/runs/${view.id}/maps`, () => of === maps.of));
    if (of === maps.of) maps.moved = moved(data);
  }

  function facts() {
    const { source, target } = /** @type {{source: Dataset, target: Dataset}} */ (pair); // both are chosen before a tour begins
    const strategy = /** @type {HTMLInputElement | null} */ (document.querySelector("#strategy input"));
    return {
      source: { name: source.name, size: source.size, classes: source.classes_in_all },
      target: { name: target.name, size: target.size },
      strategy: strategy?.value ?? "",
      possible: start()?.disabled === false,
      answer: view.answer,
      share: view.layouts?.accuracy.yaxis.tickformat === ".0%",
      lines: Object.fromEntries(view.curves.accuracy),
      kept: view.curves.marks.get("kept")?.shape.x0 ?? null,
      moved: maps.moved,
      maps: maps.of !== "",
    };
  }

  // -- the tour --------------------------------------------------------------------------------------------------------------

  async function begin() {
    answer();
    if (tour) return;
    const { driver } = await library();
    await chosen();
    await readPair();
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const made = driver({
      animate: !still,
      smoothScroll: !still,
      overlayOpacity: 0.45,
      overlayClickBehavior: () => {}, // a press beside it is no wish to end it
      popoverClass: "tour",
      showProgress: true,
      steps: names.map(step),
      onDestroyed: () => {
        tour = null;
        popover = null;
      },
    });
    tour = made;
    hadRun = Boolean(view.id && view.answer);
    made.drive();
  }

  // The demo's pictures, unless others are chosen.
  function chosen() {
    const both = () => Boolean(datasets().source && datasets().target);
    if (both()) return undefined;
    document.documentElement.dataset.wanted = props.demo;
    dispatchEvent(new Event("tlgui:demo"));
    return new Promise((resolve) => {
      const hear = () => {
        if (!both()) return;
        removeEventListener("tlgui:chosen", hear);
        resolve(undefined);
      };
      addEventListener("tlgui:chosen", hear);
    });
  }

  /**
   * A step as driver.js takes it.
   * @param {string} name
   * @param {number} place
   */
  function step(name, place) {
    return {
      element: props.steps[name],
      disableActiveInteraction: name !== "start",
      popover: {
        title: say(name === "start" ? "page.tour.start.title" : `page.tour.${name}`),
        description: "…",
        progressText: say("page.tour.progress", { step: place + 1, steps: names.length }),
        prevBtnText: say("page.tour.back"),
        nextBtnText: say(place + 1 < names.length ? "page.tour.next" : "page.tour.done"),
        onPopoverRender: (/** @type {Popover} */ parts) => {
          popover = parts;
          told = "";
          tell();
          follow().catch(console.error);
          requestAnimationFrame(() => parts.nextButton.focus()); // driver.js has the cross in focus: Enter would end the tour
        },
        onNextClick: () => (name === "start" && !view.id ? start()?.click() : tour?.moveNext()),
      },
    };
  }

  // The words of the step that is shown, as of now. As text: driver.js takes what it is given for HTML.
  function tell() {
    const name = names[tour?.getActiveIndex() ?? -1];
    if (!name || !popover) return;
    const now = facts();
    const { nextButton, description } = popover;
    const waits = (name === "start" && !view.id && !now.possible) || (name === "result" && !now.answer?.over);
    nextButton.disabled = waits;
    nextButton.classList.toggle("driver-popover-btn-disabled", waits);
    if (name === "start") nextButton.textContent = say(view.id ? "page.tour.next" : "page.tour.start");
    const sentences = sentencesAt(name, now, say);
    if (sentences.join() === told) return;
    told = sentences.join();
    description.replaceChildren(...sentences.map((each) => make("p", {}, each)));
  }

  async function follow() {
    if (view.id && !invitation.hidden) answer(); // it was seen, and Start was pressed instead
    if (!tour) return;
    const begun = !hadRun && Boolean(view.id && view.answer);
    hadRun ||= begun;
    if (begun && names[tour.getActiveIndex() ?? -1] === "start") return tour.moveNext();
    await readMaps();
    tell();
  }

  subscribe(() => follow().catch(console.error));
  setInterval(() => tour && tell(), 500); // Start becomes possible without a word to this script
  if (new URLSearchParams(window.location.search).has("tour")) begin().catch(console.error);
}

// Once, with its style sheet.
/** @type {Promise<{driver: (options: object) => Tour}> | null} */
let loading = null;
function library() {
  loading ??= new Promise((resolve, reject) => {
    const sheet = make("link", { rel: "stylesheet", href: new URL("driver.css", import.meta.url).href });
    sheet.onload = () => import(new URL("driver.mjs", import.meta.url).href).then(resolve, reject);
    sheet.onerror = () => reject(new Error(`${address("driver.css")} did not load`));
    document.head.prepend(sheet); // before the page's own, which adjust it
  });
  return loading;
}

/**
 * How many pictures of the target are taken for another class on the last map than on the first.
 * @param {ReturnType<typeof decoded>} data
 */
function moved(data) {
  /** @type {(Int32Array | null | undefined)[]} */
  const [first, last] = [data.stops[0], data.stops.at(-1) ?? ""].map((stop) => data.maps[stop]?.target?.predictions);
  if (!first || !last || first === last) return null;
  return { changed: first.filter((each, index) => each !== last[index]).length, count: first.length };
}
