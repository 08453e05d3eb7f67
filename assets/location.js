// What the page shows stands in its address, so a refresh, the way back and a second tab show the same.

const NAMES = ["source", "target", "run"];

export function shown() {
  const query = new URLSearchParams(window.location.search);
  return Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ""]));
}

export function remember(changes) {
  const now = { ...shown(), ...changes };
  const query = new URLSearchParams();
  for (const name of NAMES) if (now[name]) query.set(name, now[name]);
  const text = query.toString();
  history.replaceState(history.state, "", text ? `?${text}` : window.location.pathname);
  keep(text);
}

// The way back from Data and Results leads to what was on the screen in this tab.
export const keep = (text) => store("tlgui.adapt", text);
export const kept = () => stored("tlgui.adapt");

// The two datasets that were on it, which the address of a run does not say: Shift is about them.
export const keepPair = ({ source, target }) =>
  source && target && store("tlgui.pair", new URLSearchParams({ source, target }).toString());
export const keptPair = () => stored("tlgui.pair");

// The job that takes in a run, while it does.
export const keepImport = (job) => store("tlgui.import", job);
export const keptImport = () => stored("tlgui.import");

function store(name, text) {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // not kept, then
  }
}

function stored(name) {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}
