// Sentences one after the other.

import assert from "node:assert/strict";
import test from "node:test";

import { joined } from "../../assets/words.js";

/** @param {string} lang */
const page = (lang) => Object.assign(globalThis, { document: { documentElement: { lang } } });

test("Chinese sentences stand together, others have a space between them", () => {
  page("zh-CN");
  assert.equal(joined(["第一句。", "", false, "第二句。"]), "第一句。第二句。");
  page("en");
  assert.equal(joined(["One.", null, undefined, "Two."]), "One. Two.");
});
