// What the page shows stands in its address, so a refresh, the way back and a second tab show the same.

const LONGEST = 3000; // of what is said of the form: the server takes addresses of 4,000 characters
const NAMES = /** @type {const} */ (["source", "target", "run"]);

/** @returns {Record<"source" | "target" | "run", string>} empty where nothing is */
export function shown() {
  const query = new URLSearchParams(window.location.search);
  const [source, target, run] = NAMES.map((name) => query.get(name) ?? "");
  return { source, target, run };
}

/**
 * Adapt with what the adviser recommends: the class shares that it names, else those that it was told.
 * @param {import("./answers").Advice} advice
 * @param {Asked} asked
 * @param {string} [settings] of the form, where they are to stay
 */
export function useOf({ strategy, shares }, { source, target, ...said }, settings = "") {
  const query = saying(queryOf({ source, target, strategy: strategy ?? "" }), { ...said, shares: shares || said.shares });
  const whole = new URLSearchParams(query);
  if (settings) whole.set("settings", settings);
  return `./?${`${whole}`.length <= LONGEST ? whole : query}`;
}

/**
 * Adapt with a pair and what was said of it.
 * @param {Asked} asked
 */
export const adaptOf = ({ source, target, ...said }) => `./?${saying(queryOf({ source, target }), said)}`;

/**
 * Shift on a pair and what was said of it: its advice rests on the same as that of Adapt.
 * @param {Asked} asked
 */
export const shiftOf = ({ source, target, ...said }) => `shift?${saying(queryOf({ source, target }), said)}`;

/** @typedef {{source: string, target: string, classes: string, shares: string}} Asked what the adviser is asked about */

/**
 * The query of an address that leaves out what is empty.
 * @param {Record<string, string>} parts
 */
export const queryOf = (parts) => new URLSearchParams(Object.entries(parts).filter(([, value]) => value));

/**
 * Adapt with a preset's settings, and what is chosen now beside them: the pictures and what was said of them.
 * @param {string} preset
 * @param {{source: string, target: string, classes: string, shares: string}} chosen
 */
export function presetOf(preset, { classes, shares, ...pair }) {
  return `./?${saying(queryOf({ preset, ...pair }), { classes, shares })}`;
}

/**
 * What was said of the pictures, where an address has room for it.
 * @param {URLSearchParams} query
 * @param {Record<string, string>} said
 */
function saying(query, said) {
  const parts = queryOf(said);
  if (`${parts}`.length <= LONGEST) for (const [name, value] of parts) query.set(name, value);
  return query;
}

/** @param {Partial<ReturnType<typeof shown>>} changes */
export function remember(changes) {
  const [before, query] = [new URLSearchParams(window.location.search), new URLSearchParams()];
  const now = { ...shown(), ...changes };
  for (const name of NAMES) if (now[name]) query.set(name, now[name]);
  if (now.run === shown().run) for (const name of ofForm()) if (before.get(name)) query.set(name, before.get(name) ?? "");
  if (now.run !== shown().run) opened = form; // the form of the run that was begun with it
  keep(query.toString());
  const from = stagedFrom();
  if (staged()) query.set("stage", "1");
  if (from) query.set("from", from);
  setQuery(query);
}

// The form of Adapt as Python writes it for an address, and as it was when its datasets or a run came: until a hand changes it, what stands in
// the address brings it again.
let [form, opened] = ["", ""];
let left = false; // it says no more what the address brings, by the page itself

/** What an address may say of the form; the page that led onto the stage has one of the names there. */
const ofForm = () => ["search", "preset", "strategy", "classes", "shares", "settings", ...(staged() ? [] : ["from"])];

/**
 * The form was filled in, by the page's address or by what suits the datasets.
 * @param {[string]} values
 */
export function formFitted([text]) {
  form = text;
  if (left || new URLSearchParams(window.location.search).has("settings")) keepForm();
  else opened = form;
}

/** The settings that a hand has changed, or that a run brought, as an address says them; empty where the form is as it suits the datasets. */
export function settingsLeft() {
  const here = new URLSearchParams(window.location.search);
  return here.get("settings") ?? (here.get("run") ? (new URLSearchParams(form).get("settings") ?? "") : "");
}

/**
 * Those of the form of Adapt in this tab, where it was about a pair.
 * @param {{source: string, target: string}} pair
 */
export function settingsKept({ source, target }) {
  const there = new URLSearchParams(kept());
  return there.get("source") === source && there.get("target") === target ? (there.get("settings") ?? "") : "";
}

/** What the address brings is no more on the form: what Python writes of it next is kept. */
export function leaveForm() {
  left = true;
}

/**
 * A hand has changed it.
 * @param {[string]} values
 */
export function formChanged([text]) {
  form = text;
  if (left || form !== opened || new URLSearchParams(window.location.search).has("settings")) keepForm();
}

function keepForm() {
  left = false;
  const query = new URLSearchParams(window.location.search);
  for (const name of ofForm()) query.delete(name);
  if (form.length <= LONGEST) for (const [name, value] of new URLSearchParams(form)) query.set(name, value);
  keep(query.toString());
  setQuery(query);
}

/**
 * What stands behind the ? of the page's address.
 * @param {URLSearchParams} query
 */
export function setQuery(query) {
  const text = query.toString();
  // With the page's name: by itself a query is taken as one of the first page.
  history.replaceState(history.state, "", window.location.pathname + (text ? `?${text}` : "") + window.location.hash);
}

/** What is on the stage: the ids of two runs, or none for the run of the page; null while nothing is. */
export function staged() {
  const query = new URLSearchParams(window.location.search);
  return query.has("stage") ? (query.get("compare") ?? "").split(",").filter(Boolean) : null;
}

/** The address of the page that led onto the stage of this one; empty where the stage was entered here. */
export function stagedFrom() {
  const from = new URLSearchParams(window.location.search).get("from");
  if (!from || !staged()) return "";
  return new URL(from, window.location.href).origin === window.location.origin ? from : ""; // anybody may write an address
}

/** @param {string[] | null} runs as {@link staged} gives them */
export function putOnStage(runs) {
  const query = new URLSearchParams(window.location.search);
  for (const name of ["stage", "compare", ...(runs ? [] : ["from"])]) query.delete(name);
  if (runs) query.set("stage", "1");
  if (runs?.length) query.set("compare", runs.join(","));
  setQuery(query);
}

// The way back from Data and Results leads to what was on the screen in this tab, and not onto the stage.
/** @param {string} text */
export function keep(text) {
  const query = new URLSearchParams(text);
  query.delete("stage");
  if (query.get("run") === lost) query.delete("run");
  store("tlgui.adapt", query.toString());
}
export const kept = () => stored("tlgui.adapt");

// A run that is not there: its address says so, and no way leads back to it.
let lost = "";

/** @param {string} run */
export function lose(run) {
  lost = run;
  keep(window.location.search.slice(1));
}

// The two datasets that were on it, which the address of a run does not say, or those of a search, with what was said of them: Shift is about
// them.
/** @param {{source: string | null, target: string | null, classes: string, shares: string}} pair */
export function keepPair({ source, target, classes, shares }) {
  if (!source || !target) return;
  store("tlgui.pair", saying(queryOf({ source, target }), { classes, shares }).toString());
  dispatchEvent(new Event("tlgui:pair"));
}
export const keptPair = () => stored("tlgui.pair");

// The job that takes in a run, while it does.
/** @param {string} job */
export const keepImport = (job) => store("tlgui.import", job);
export const keptImport = () => stored("tlgui.import");

/**
 * A key of this window, which stays when the page is loaded again.
 * @param {() => string} made
 */
export function keptWindow(made) {
  const key = stored("tlgui.window") || made();
  store("tlgui.window", key);
  return key;
}

/**
 * @param {string} name
 * @param {string} text
 */
function store(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // not kept, then
  }
}

/** @param {string} name */
function stored(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}
