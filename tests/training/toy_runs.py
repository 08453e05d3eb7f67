"""Short trainings on domains made of numbers, and what was said while they went on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.training.toy import gaussian_data, small_network
from tlgui.models.network import Network
from tlgui.specification.run_spec import Normalisation, RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, Combination, plan
from tlgui.training.device import Device
from tlgui.training.evaluate import Evaluation
from tlgui.training.loop import Hooks, train


class Recorder:
    """Keeps what the loop says."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.events: list[dict[str, Any]] = []
        self.evaluations: list[Evaluation] = []
        self.stop_after = stop_after

    def hooks(self) -> Hooks:
        return Hooks(self.log, self.evaluated, self.stop)

    def log(self, event: str, **fields: Any) -> None:
        self.events.append({"event": event, **fields})

    def evaluated(self, evaluation: Evaluation, network: Network) -> None:
        self.evaluations.append(evaluation)

    def stop(self) -> bool:
        return self.stop_after is not None and len(self.of("step")) >= self.stop_after

    def of(self, event: str) -> list[dict[str, Any]]:
        return [each for each in self.events if each["event"] == event]


def run(
    strategy: str,
    *,
    normalisation: Normalisation = "shared",
    epochs: int = 30,
    seed: int = 0,
    shift: float = 0.0,
    turn: float = 0.0,
    labelled: bool = False,
    strategy_settings: dict[str, dict[str, Any]] | None = None,
    recorder: Recorder | None = None,
    rate: float = 0.05,
) -> tuple[Recorder, Network, NDArray[np.int64]]:
    data, target_labels = gaussian_data(shift=shift, turn=turn, labelled_target=labelled)
    spec = RunSpec(strategy=strategy, strategy_settings=strategy_settings or {})
    smoothing = max(STRATEGIES[key].label_smoothing for key in Combination.parse(strategy).keys)
    data = replace(data, task=data.task.learning(target_labels, smoothing))
    network = small_network(normalisation, seed, normed="tent" in strategy, task=data.task)
    settings = RunSettings(epochs=epochs, normalisation=normalisation, seed=seed, frozen="all", bottleneck=16, weight_decay=0.001)
    settings = settings.model_copy(update={"learning_rate": rate})  # unchecked: the loop must stand rates that no setting allows
    recorder = recorder or Recorder()
    train(network, plan(spec, network), data, settings, Device("cpu"), recorder.hooks(), pretrained=True)
    return recorder, network, target_labels


def target_accuracy(recorder: Recorder, labels: NDArray[np.int64]) -> float:
    predictions = recorder.evaluations[-1].target_predictions
    return float((predictions.argmax(1) == labels[-len(predictions) :]).mean())
