// What reads alike in a list to choose from.

import assert from "node:assert/strict";
import test from "node:test";

Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
const { toldApart } = await import("../../assets/told_apart.js");

test("only what reads alike is told when it came", () => {
  const things = [
    { name: "paintings", created: 0 },
    { name: "photos", created: 0 },
    { name: "paintings", created: 86400 * 400 },
  ];
  const [first, photos, last] = toldApart(things, (each) => each.name);
  assert.equal(photos, "photos");
  assert.match(first, /^paintings · .*19(69|70)/);
  assert.match(last, /^paintings · .*1971/);
});
