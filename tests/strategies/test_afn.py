"""AFN on domains whose correct answer is known."""

from __future__ import annotations

import numpy as np

from tests.training.toy_runs import run


def test_afn_lengthens_the_targets_features_and_0_does_not() -> None:
    lengths = {}
    for weight in (0.0, 0.2):
        recorder, _, _ = run("afn", turn=0.5, epochs=30, strategy_settings={"afn": {"weight": weight}})
        found = [event["health"]["target_norm"] for event in recorder.of("step")]
        lengths[weight] = np.mean(found[-10:])
    assert lengths[0.2] > 1.5 * lengths[0.0]
