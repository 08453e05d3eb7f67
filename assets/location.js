// What the page shows stands in its address, so a refresh, the way back and a second tab show the same.

const NAMES = /** @type {const} */ (["source", "target", "run"]);

/** @returns {Record<"source" | "target" | "run", string>} empty where nothing is */
export function shown() {
  const query = new URLSearchParams(window.location.search);
  const [source, target, run] = NAMES.map((name) => query.get(name) ?? "");
  return { source, target, run };
}

/** @param {Partial<ReturnType<typeof shown>>} changes */
export function remember(changes) {
  const now = { ...shown(), ...changes };
  const query = new URLSearchParams();
  for (const name of NAMES) if (now[name]) query.set(name, now[name]);
  const text = query.toString();
  history.replaceState(history.state, "", (text ? `?${text}` : window.location.pathname) + window.location.hash);
  keep(text);
}

// The way back from Data and Results leads to what was on the screen in this tab.
/** @param {string} text */
export const keep = (text) => store("tlgui.adapt", text);
export const kept = () => stored("tlgui.adapt");

// The two datasets that were on it, which the address of a run does not say: Shift is about them.
/** @param {{source: string, target: string}} pair */
export function keepPair({ source, target }) {
  if (source && target) store("tlgui.pair", new URLSearchParams({ source, target }).toString());
}
export const keptPair = () => stored("tlgui.pair");

// The job that takes in a run, while it does.
/** @param {string} job */
export const keepImport = (job) => store("tlgui.import", job);
export const keptImport = () => stored("tlgui.import");

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
