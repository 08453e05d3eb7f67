// Reads [[form, number], …] as JSON and says each as the page does: tests/test_forms.py compares them with tlgui/texts.

import { readFileSync } from "node:fs";

import { form } from "../../assets/words.js";

Object.assign(globalThis, { document: { documentElement: { lang: "en" } } });
const asked = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(asked.map(([name, value]) => form(name, value))));
