// What is said of two runs on the stage.

import assert from "node:assert/strict";
import test from "node:test";

import { captionsOf, yardsticks } from "../../assets/stage_words.js";

Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
const say = (key, values = {}) => [key.replace("page.stage.", ""), ...Object.values(values)].join(" ");
const OPEN = { sealed: false, pictures: 122 };
const SEALED = { sealed: true, pictures: 122 };

test("each of two matrices says what its own rows and columns are", () => {
  assert.deepEqual(captionsOf([OPEN, SEALED], [0, 0], say), { captions: ["rows", "rows.sealed"], shared: "pictures 122 122" });
  assert.deepEqual(captionsOf([SEALED, OPEN], [20, 0], say), {
    captions: ["rows.sealed pictures.left 122 142", "rows pictures 122 122"],
    shared: "",
  });
});

test("what is the same of both is said once", () => {
  const counts = ["pictures 122 122", "pictures.left 122 142"];
  assert.deepEqual(captionsOf([OPEN, OPEN], [0, 20], say), { captions: counts, shared: "rows" });
  assert.deepEqual(captionsOf([null, SEALED], [0, 20], say), { captions: ["", counts[1]], shared: "rows.sealed" });
});

test("a true result and an estimate are not to be compared", () => {
  const target = (values, by) => [{ key: "target", name: "", values, by }];
  assert.equal(yardsticks(target(["50.8 %", "≈ 53 %"], ["", "by 20 labels"]), say), "yardsticks by 20 labels");
  assert.equal(yardsticks(target(["≈ 43 %", "≈ 53 %"], ["by 20 labels", "by 20 labels"]), say), "");
  assert.equal(yardsticks(target(["50.8 %", "44.3 %"], ["", ""]), say), "");
  assert.equal(yardsticks(target(["–", "≈ 53 %"], ["", "by 20 labels"]), say), "");
});
