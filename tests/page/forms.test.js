// The page's sentences say numbers as forms.json has them; tests/test_forms.py holds tlgui/texts to the same file.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { form, speaker } from "../../assets/words.js";

const { forms, not_finite: notFinite, sentences } = JSON.parse(readFileSync(new URL("forms.json", import.meta.url), "utf-8"));

/** @param {string} language of the page */
const reads = (language) => Object.assign(globalThis, { document: { documentElement: { lang: language } } });
reads("en");

for (const [name, cases] of Object.entries(forms)) {
  const say = speaker({ said: name ? `{x:${name}}` : "{x}" });
  for (const [value, words] of cases)
    test(`${JSON.stringify(value)} as "${name}" is ${words}`, () => assert.equal(say("said", { x: value }), words));
}

test("what is not finite is said in every form", () => {
  const numbers = Object.keys(forms).filter((name) => name && !name.includes("|") && name !== "list");
  for (const name of numbers)
    for (const [value, words] of Object.entries(notFinite))
      assert.equal(form(name, Number(value.replace("inf", "Infinity"))), words);
});

for (const { values, says, ...texts } of sentences)
  for (const [language, words] of Object.entries(says))
    test(words, () => {
      reads(language);
      assert.equal(speaker({ said: texts[language] })("said", values), words);
    });
