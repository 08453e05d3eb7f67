"""Evaluations beside the training: same numbers, same order, and nothing is forgotten."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
import torch

from tests.training.toy import gaussian_data, small_network
from tests.training.toy_runs import Recorder
from tlgui.models.network import Network
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import plan
from tlgui.training import evaluator
from tlgui.training.device import Device
from tlgui.training.evaluate import Evaluation
from tlgui.training.loop import EVALUATIONS, Hooks, train
from tlgui.training.state import State

SETTINGS = RunSettings(epochs=4, normalisation="per_domain", frozen=None, bottleneck=16, learning_rate=0.05, weight_decay=0.001)


def trained(strategy: str, hooks: Hooks) -> Network:
    data, _ = gaussian_data(shift=1.0)
    network = small_network("per_domain", normed=True)
    train(network, plan(RunSpec(strategy=strategy), network), data, SETTINGS, Device("cpu"), hooks, pretrained=True)
    return network


@pytest.fixture
def one_thread() -> object:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[threading.Thread]:
    """Those that evaluated."""
    seen: list[threading.Thread] = []
    measured = evaluator.evaluate

    def watched(network: Network, *arguments: object) -> Evaluation:
        seen.append(threading.current_thread())
        assert torch.get_num_threads() == 1
        return measured(network, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(evaluator, "evaluate", watched)
    return seen


@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize("strategy", ["source-only", "dann+mcc", "shot"])
def test_beside_the_training_they_come_to_the_same_bits_in_the_same_order(
    strategy: str, monkeypatch: pytest.MonkeyPatch, threads: list[threading.Thread]
) -> None:
    found: dict[int, tuple[Recorder, Network, list[dict[str, torch.Tensor]]]] = {}
    for cores in (1, 2):
        monkeypatch.setattr(evaluator, "cores", lambda cores=cores: cores)
        recorder, weights = Recorder(), []

        def evaluated(
            evaluation: Evaluation,
            network: Network,
            recorder: Recorder = recorder,
            weights: list[dict[str, torch.Tensor]] = weights,
        ) -> None:
            assert threading.current_thread() is threading.main_thread()
            recorder.evaluated(evaluation, network)
            weights.append({name: each.clone() for name, each in network.state_dict().items()})

        found[cores] = recorder, trained(strategy, Hooks(recorder.log, evaluated, lambda: False)), weights
        beside = [each for each in threads if each is not threading.main_thread()]
        threads.clear()
        assert bool(beside) == (cores > 1)
    (alone, one, weights_alone), (together, other, weights_together) = found[1], found[2]
    assert [each.step for each in together.evaluations] == [each.step for each in alone.evaluations]
    assert together.of("step") == alone.of("step")
    for each, same in zip(together.evaluations, alone.evaluations, strict=True):
        np.testing.assert_array_equal(each.target_predictions, same.target_predictions)
        np.testing.assert_array_equal(each.source_predictions, same.source_predictions)
        assert (each.scores, each.source_metrics) == (same.scores, same.source_metrics)
    for kept, right in [*zip(weights_together, weights_alone, strict=True), (other.state_dict(), one.state_dict())]:
        assert all(torch.equal(kept[name], tensor) for name, tensor in right.items())


@pytest.mark.usefixtures("one_thread")
def test_a_state_that_is_kept_has_told_of_every_evaluation_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluator, "cores", lambda: 2)
    measured = evaluator.evaluate

    def slowly(*arguments: object) -> Evaluation:
        time.sleep(0.02)  # longer than a step takes
        return measured(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(evaluator, "evaluate", slowly)
    steps, known = 4 * 6, Recorder()
    wanted = [round(steps * number / EVALUATIONS) for number in range(1, EVALUATIONS + 1)]
    told: dict[int, list[int]] = {}

    def keep(capture: Callable[[], State], must: bool) -> None:
        step = capture().place.step
        told[step] = [each.step for each in known.evaluations]

    trained("source-only", Hooks(known.log, known.evaluated, lambda: False, keep))
    assert sorted(told) == list(range(1, steps + 1))
    assert told == {step: [each for each in wanted if each <= step] for step in told}


@pytest.mark.usefixtures("one_thread")
def test_an_error_of_an_evaluation_beside_the_training_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluator, "cores", lambda: 2)

    def fail(*arguments: object) -> Evaluation:
        raise MemoryError("in the other thread")

    monkeypatch.setattr(evaluator, "evaluate", fail)
    recorder = Recorder()
    with pytest.raises(MemoryError, match="in the other thread"):
        trained("source-only", recorder.hooks())
    assert len(recorder.of("step")) < 24
