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
  dispatchEvent: () => true,
});

const { adaptOf, formChanged, formFitted, keep, keepPair, leaveForm, lose, presetOf, remember, shiftOf, useOf } = await import(
  "../../assets/location.js"
);

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

test("told shares that the page takes back go out of the address too, however they came into it", () => {
  at("?source=a&target=b&shares=dog%3D1");
  formFitted(["shares=dog%3D1&settings=5"]);
  remember({ target: "c" });
  leaveForm();
  formFitted(["settings=5"]);
  assert.equal(window.location.search, "?source=a&target=c&settings=5");
  at("?search=s&source=a&target=b");
  formFitted(["settings=5"]);
  assert.equal(window.location.search, "?search=s&source=a&target=b");
  leaveForm();
  formChanged(["settings=5"]);
  assert.equal(window.location.search, "?source=a&target=b&settings=5");
});

test("on the stage the way back stays; a form that no address has room for is left out", () => {
  at("?run=r&stage=1&from=%2Fshift");
  formChanged([`settings=${"x".repeat(3000)}`]);
  assert.equal(window.location.search, "?run=r&stage=1&from=%2Fshift");
});

test("a preset takes along the pictures and what was said of them", () => {
  const pair = { source: "a", target: "b", classes: "", shares: "dog=40,cat=8" };
  assert.equal(presetOf("p", pair), "./?preset=p&source=a&target=b&shares=dog%3D40%2Ccat%3D8");
  assert.equal(
    presetOf("p", { ...pair, target: "", shares: "same", classes: "{}" }),
    "./?preset=p&source=a&classes=%7B%7D&shares=same",
  );
  assert.equal(presetOf("p", { ...pair, shares: "x".repeat(3001) }), "./?preset=p&source=a&target=b");
});

test("a pair is kept with what was said of it, where an address has room for it", () => {
  const pair = { source: "a", target: "b" };
  keepPair({ ...pair, classes: '{"leave_out":["cat"]}', shares: "dog=1" });
  assert.equal(kept.get("tlgui.pair"), "source=a&target=b&classes=%7B%22leave_out%22%3A%5B%22cat%22%5D%7D&shares=dog%3D1");
  keepPair({ ...pair, classes: "", shares: "x".repeat(3001) });
  assert.equal(kept.get("tlgui.pair"), "source=a&target=b");
});

test("what the adviser recommends is used with the shares that it names, else with those that it was told", () => {
  const asked = { source: "a", target: "b", classes: "", shares: "dog=1" };
  /** @param {string} shares */
  const advice = (shares) => /** @type {any} */ ({ strategy: "cdan", shares });
  assert.equal(useOf(advice("cat=1"), asked), "./?source=a&target=b&strategy=cdan&shares=cat%3D1");
  assert.equal(useOf(advice(""), asked), "./?source=a&target=b&strategy=cdan&shares=dog%3D1");
  assert.equal(useOf(advice(""), { ...asked, shares: "" }), "./?source=a&target=b&strategy=cdan");
  assert.equal(
    useOf(advice(""), { ...asked, classes: "{}" }),
    "./?source=a&target=b&strategy=cdan&classes=%7B%7D&shares=dog%3D1",
  );
});

test("Shift is asked about what Adapt is asked about", () => {
  const asked = { source: "a", target: "b", classes: "{}", shares: "dog=1" };
  assert.equal(shiftOf(asked), "shift?source=a&target=b&classes=%7B%7D&shares=dog%3D1");
  assert.equal(adaptOf(asked), "./?source=a&target=b&classes=%7B%7D&shares=dog%3D1"); // and back
});

test("no way leads back to a run that is not there", () => {
  at("?source=a&run=gone");
  keep("source=a&run=gone");
  assert.equal(kept.get("tlgui.adapt"), "source=a&run=gone");
  lose("gone");
  assert.equal(kept.get("tlgui.adapt"), "source=a");
  assert.equal(window.location.search, "?source=a&run=gone"); // which the page is still about
  keep("run=gone&target=b");
  assert.equal(kept.get("tlgui.adapt"), "target=b");
  keep("run=r");
  assert.equal(kept.get("tlgui.adapt"), "run=r");
});
