// How places share the pages of a wall.

import assert from "node:assert/strict";
import test from "node:test";

import { fitted, linesIn, onPage, withSecondLine } from "../../assets/wall_tiles.js";

test("source-only is on each page, before those that it beats and behind the others", () => {
  const items = ["a", "b", "source-only", "c", "d"];
  const fixed = new Set(["source-only"]);
  const pages = [0, 1, 2].map((turn) => onPage(items, fixed, 3, turn));
  assert.deepEqual(
    pages.map((each) => each.items),
    [
      ["a", "b", "source-only"],
      ["source-only", "c", "d"],
      ["a", "b", "source-only"],
    ],
  );
  assert.deepEqual([pages[1].page, pages[1].pages], [1, 2]);
});

test("what fits is on one page", () => {
  assert.deepEqual(onPage(["a", "source-only"], new Set(["source-only"]), 2, 7), {
    items: ["a", "source-only"],
    page: 0,
    pages: 1,
  });
});

test("a row in which something is cut has a second line while there is room", () => {
  const cut = [false, true, false, true, true];
  assert.deepEqual(withSecondLine(cut, 5), []);
  assert.deepEqual(withSecondLine(cut, 6.5), [1, 3]);
  assert.deepEqual(withSecondLine(cut, 18), [1, 3, 4]);
  assert.deepEqual(withSecondLine(cut, 4), []);
});

test("words take whole lines of a tile and leave room for a curve", () => {
  for (const height of [80, 105, 128, 190]) {
    const lines = linesIn(height, 23);
    assert.ok(Number.isInteger(lines) && lines * 23 < height - 10, `${lines} lines in ${height}`);
  }
  assert.equal(linesIn(30, 23), 2); // a name and a network, however small the tile
});

test("many tiles have smaller words, so that names are whole", () => {
  assert.ok(fitted(20).type < fitted(12).type);
});
