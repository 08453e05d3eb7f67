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
export function keep(text) {
  try {
    sessionStorage.setItem("tlgui.adapt", text);
  } catch {
    // not kept, then
  }
}

export function kept() {
  try {
    return sessionStorage.getItem("tlgui.adapt") ?? "";
  } catch {
    return "";
  }
}
