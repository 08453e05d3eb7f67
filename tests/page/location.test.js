// What Adapt's address keeps of the form, with a browser's address and history as far as location.js looks at them.

import assert from "node:assert/strict";
import test from "node:test";

const window = { location: { pathname: "/", search: "", hash: "" } };
const kept = new Map();
Object.assign(globalThis, {
  window,
  history: {
    state: null,
    replaceState: (/** @type {null} */ _, /** @type {string} */ __, /** @type {string} */ to) => {
      window.location.search = to.includes("?") ? to.slice(to.indexOf("?")) : "";
    },
  },
  sessionStorage: { setItem: (/** @type {string} */ name, /** @type {string} */ text) => kept.set(name, text) },
});

const { formChanged, formFitted, remember } = await import("../../assets/location.js");

/** @param {string} search */
function at(search) {
  window.location.search = search;
}

test("a form that nobody has changed leaves the address as it is", () => {
  at("?from=before&source=a");
  formFitted(["settings=1"]);
  formChanged(["settings=1"]);
  assert.equal(window.location.search, "?from=before&source=a");
});

test("a changed one stands in it, in the place of what it was filled with, also once it is as it was", () => {
  formChanged(["shares=dog%3D1&settings=2"]);
  assert.equal(window.location.search, "?source=a&shares=dog%3D1&settings=2");
  assert.equal(kept.get("tlgui.adapt"), "source=a&shares=dog%3D1&settings=2");
  remember({ target: "b" });
  assert.equal(window.location.search, "?source=a&target=b&shares=dog%3D1&settings=2");
  formChanged(["settings=1"]);
  assert.equal(window.location.search, "?source=a&target=b&settings=1");
  formFitted(["settings=3"]); // what suits another dataset
  assert.equal(window.location.search, "?source=a&target=b&settings=3");
});

test("a run that begins has the form in itself, until it is changed again", () => {
  remember({ run: "r" });
  assert.equal(window.location.search, "?source=a&target=b&run=r");
  formChanged(["settings=3"]);
  assert.equal(window.location.search, "?source=a&target=b&run=r");
  formChanged(["settings=4"]);
  remember({ run: "r" });
  assert.equal(window.location.search, "?source=a&target=b&run=r&settings=4");
});

test("on the stage the way back stays; a form that no address has room for is left out", () => {
  at("?run=r&stage=1&from=%2Fshift");
  formChanged([`settings=${"x".repeat(3000)}`]);
  assert.equal(window.location.search, "?run=r&stage=1&from=%2Fshift");
});
