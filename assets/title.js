// What the browser's tab is called: what is shown, then the place.

let place = "";
let shown = "";

function say() {
  document.title = [shown, place, "tlgui"].filter(Boolean).join(" · ");
}

export function placed(name) {
  place = name;
  say();
}

export function titled(what) {
  if (what === shown) return;
  shown = what;
  if (place) say();
}
