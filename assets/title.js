// What the browser's tab is called: what is shown, then the place.

let place = "";
let shown = "";

function say() {
  document.title = [shown, place, "tlgui"].filter(Boolean).join(" · ");
}

/** @param {string} name of the page */
export function placed(name) {
  place = name;
  say();
}

/** @param {string} what is shown on it; empty for nothing */
export function titled(what) {
  if (what === shown) return;
  shown = what;
  if (place) say();
}
