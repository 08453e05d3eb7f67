// What asks the server: a connection that breaks off is told from an answer, wherever it breaks.

import assert from "node:assert/strict";
import test from "node:test";

Object.assign(globalThis, { document: { baseURI: "http://127.0.0.1/" }, dispatchEvent: () => true });

const { ask, brokeOff } = await import("../../assets/api.js");

/** @param {() => Promise<unknown>} answer */
function answering(answer) {
  globalThis.fetch = /** @type {typeof fetch} */ (/** @type {unknown} */ (answer));
}

const broken = () => Promise.reject(new TypeError("network error"));

test("a connection that breaks off before an answer, or in the middle of one, has broken off", async () => {
  for (const answer of [broken, async () => ({ status: 200, text: broken })]) {
    answering(answer);
    await assert.rejects(ask("api/jobs/1"), brokeOff);
  }
});

test("an answer is read, and one that was given up is no broken connection", async () => {
  answering(async () => ({ status: 200, text: async () => '{"state": "done"}' }));
  assert.deepEqual(await ask("api/jobs/1"), { state: "done" });
  answering(() => Promise.reject(new DOMException("given up", "AbortError")));
  await assert.rejects(ask("api/jobs/1"), (error) => !brokeOff(error));
});
