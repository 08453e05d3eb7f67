// Help speaks only of what is on the screen (issue 14).

import assert from "node:assert/strict";
import test from "node:test";

import { helpOf } from "../../assets/curve_help.js";

const drawn = (...uids) => new Map(uids.map((uid) => [uid, { line: { dash: uid === "loss-domain" ? "dash" : "solid" } }]));
const said = (chart, lines, marks = []) =>
  helpOf(chart, drawn(...lines), new Map(marks.map((uid) => [uid, {}]))).map((key) => key.split(".").at(-1));

test("a sealed run of a strategy without a discriminator is told of no orange line, no band and no discriminator", () => {
  assert.deepEqual(said("accuracy", ["source", "baseline-source"], ["kept"]), ["source", "baseline_on_source", "kept"]);
});

test("an open run of DANN is told of everything that it shows", () => {
  const lines = ["source", "target", "target-kept", "baseline-target", "baseline-source", "health-domain_accuracy"];
  assert.deepEqual(said("accuracy", [...lines, "normalisation_alone-target"], ["band-domain_accuracy", "kept"]), [
    ...["source", "target", "baseline", "normalisation_alone", "discriminator", "band", "kept", "rings"],
  ]);
});

test("a domain loss is explained where there is one", () => {
  assert.deepEqual(said("losses", ["loss-source", "loss-domain", "loss-baseline"]), [
    ...["baseline_loss", "domain_loss", "parts", "source_part", "jumpy"],
  ]);
  assert.deepEqual(said("losses", ["loss-source"]), ["jumpy"]);
});

test("λ is explained where it is drawn", () => {
  assert.deepEqual(said("scores", ["score-bnm", "rate"]), ["sure_and_spread", "rate"]);
  assert.deepEqual(said("scores", ["health-lambda"]), ["strength"]);
});
