// Sentences one after the other, and where their lines may end.

import assert from "node:assert/strict";
import test from "node:test";

import { joined, unbroken } from "../../assets/words.js";

/** @param {string} lang */
const page = (lang) => Object.assign(globalThis, { document: { documentElement: { lang } } });

test("Chinese sentences stand together, others have a space between them", () => {
  page("zh-CN");
  assert.equal(joined(["第一句。", "", false, "第二句。"]), "第一句。第二句。");
  page("en");
  assert.equal(joined(["One.", null, undefined, "Two."]), "One. Two.");
});

test("no line ends between a number and its unit, nor beside what compares it", () => {
  assert.equal(
    unbroken("32 % → 78 % on 203 pictures, p < 0.001"),
    "32\u00a0%\u00a0→\u00a078\u00a0% on 203 pictures, p\u00a0<\u00a00.001",
  );
  assert.equal(unbroken("目标域 203 张图片，+46.3 个百分点"), "目标域 203\u00a0张图片，+46.3\u00a0个百分点");
});
