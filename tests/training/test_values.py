"""The loop on values whose right answer is known: what is learned, what an adaptation adds, and short runs kept as they were."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from tests.golden import hold, parts_of
from tests.training.toy import WIDTH, number_data
from tests.training.toy_runs import Recorder
from tlgui.models.network import Network
from tlgui.specification.run_spec import Normalisation, RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, plan
from tlgui.training.device import Device
from tlgui.training.loop import train

LEARNS = [key for key, strategy in STRATEGIES.items() if "regression" in strategy.needs.tasks]


def run(
    strategy: str,
    *,
    normalisation: Normalisation = "shared",
    epochs: int = 30,
    shift: float = 0.0,
    settings: dict[str, dict[str, Any]] | None = None,
) -> tuple[Recorder, NDArray[np.float64]]:
    labelled = any(STRATEGIES[key].needs.target_labels for key in strategy.replace(",", "+").split("+"))
    data, target_values = number_data(shift=shift, labelled_target=labelled)
    torch.manual_seed(0)
    network = Network(nn.Sequential(), torch.zeros(1, WIDTH), data.task, normalisation=normalisation, bottleneck=16)
    spec = RunSpec(strategy=strategy, task="regression", strategy_settings=settings or {})
    chosen = RunSettings(
        epochs=epochs, normalisation=normalisation, frozen="all", bottleneck=16, learning_rate=0.05, weight_decay=0.001
    )
    recorder = Recorder()
    train(network, plan(spec, network), data, chosen, Device("cpu"), recorder.hooks(), pretrained=True)
    return recorder, target_values


def target_error(recorder: Recorder, values: NDArray[np.float64]) -> float:
    predictions = recorder.evaluations[-1].target_predictions
    return float(np.abs(predictions[:, 0] - values[-len(predictions) :]).mean())


def test_values_are_learned_to_their_noise() -> None:
    recorder, values = run("source-only", epochs=60)
    assert recorder.evaluations[-1].source_metrics["mae"] < 0.5  # of values that lie 3.2 from their mean, with a noise of 0.08
    assert target_error(recorder, values) < 0.5


def test_normalisation_for_each_domain_undoes_a_shift_of_values() -> None:
    """The target's pictures show its values shifted, so source-only predicts too much by four deviations."""
    baseline, values = run("source-only", shift=3.0)
    alone, _ = run("source-only", normalisation="per_domain", shift=3.0)
    assert target_error(baseline, values) > 5
    assert target_error(alone, values) < 1.5


@pytest.mark.parametrize("strategy", LEARNS)
def test_each_strategy_that_says_so_learns_values(strategy: str) -> None:
    recorder, values = run(strategy, normalisation="per_domain", shift=1.0)
    assert target_error(recorder, values) < 1.6  # half of what the mean as a guess would err
    assert recorder.evaluations[-1].scores == {}
    for event in recorder.of("step"):
        assert all(np.isfinite(value) for value in event["parts"].values())


@pytest.mark.parametrize("strategy", ["source-only", "mmd", "dann", "fine-tuning", "feature-extraction"])
def test_a_short_run_on_values_is_as_it_was(strategy: str) -> None:
    """Seeded golden runs."""
    recorder, values = run(strategy, normalisation="per_domain", epochs=4, shift=1.0)
    found = {
        "parts": recorder.of("step")[-1]["parts"] if recorder.of("step") else {},
        "source": recorder.evaluations[-1].source_metrics,
        "target": target_error(recorder, values),
    }
    versions = parts_of("network", "training", "scores", strategy=strategy)
    hold(f"values-{strategy}", found, versions, f'tests/training/test_values.py -k "as_it_was and {strategy}"')
