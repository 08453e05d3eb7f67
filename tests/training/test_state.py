"""E25: a training that goes on from its saved state is, to the bit, the one that never ended: every strategy, every phase, random steps."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from tests.training.test_loop import COMBINED
from tests.training.toy import gaussian_data, number_data, small_network
from tests.training.toy_runs import Recorder
from tlgui.models.network import Network
from tlgui.planning import supervised
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.strategies import STRATEGIES, Combination, plan
from tlgui.training.checkpoint import load_checkpoint, save_tensors
from tlgui.training.device import Device
from tlgui.training.loop import Hooks, Stopped, train
from tlgui.training.state import State

MORE: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    "fine-tuning, all its settings": (
        "source-only,fine-tuning",
        {"fine-tuning": {"l2_sp": True, "gradual_unfreezing": True, "stage_factor": 2.6}},
    ),
    "importance by a classifier": ("importance", {"importance": {"method": "classifier"}}),
    "three phases": ("dann+importance,shot", {}),
}
CASES = {**{key: (key, {}) for key in [*STRATEGIES, *COMBINED]}, **MORE}
EPOCHS = 3


class Killed(BaseException):
    pass


class Trial:
    """One case, trained as often as is asked for, each time from a new network."""

    def __init__(self, case: str, folder: Path, task: str = "classification") -> None:
        self.strategy, self.of_strategy = CASES[case]
        self.folder = folder
        labelled = supervised(Combination.parse(self.strategy))
        if task == "classification":
            self.data, _ = gaussian_data(turn=0.6, labelled_target=labelled)
        else:
            self.data, _ = number_data(shift=0.5, labelled_target=labelled)

    def network(self) -> Network:
        normed = any(word in self.strategy for word in ("tent", "fine-tuning"))
        return small_network("per_domain", normed=normed, task=self.data.task)

    def train(self, keep: Callable[..., None], recorder: Recorder, state: State | None = None) -> Network:
        torch.rand(11)  # what this process drew before must not matter
        np.random.rand(3)
        random.random()
        network = self.network()
        phases = plan(RunSpec(strategy=self.strategy, strategy_settings=self.of_strategy), network)
        settings = RunSettings(
            epochs=EPOCHS, normalisation="per_domain", frozen="all", bottleneck=16, learning_rate=0.05, weight_decay=0.001
        )
        hooks = Hooks(recorder.log, recorder.evaluated, lambda: False, keep)
        train(network, phases, self.data, settings, Device("cpu"), hooks, pretrained=True, state=state)
        return network

    def whole(self) -> tuple[Recorder, Network, int]:
        """Uninterrupted; how often its state could have been kept."""
        recorder, moments = Recorder(), []
        return recorder, self.train(lambda capture, must: moments.append(1), recorder), len(moments)

    def interrupted(self, moments: list[int]) -> tuple[Recorder, Network]:
        """Killed after the state was written at each of these moments (counted from the beginning), and resumed from the file."""
        recorder, state, seen = Recorder(), None, 0
        for moment in moments:

            def keep(capture: Callable[[], State], must: bool, moment: int = moment) -> None:
                nonlocal seen, state
                seen += 1
                if seen == moment:
                    kept = capture()
                    save_tensors(self.folder / "state", kept.tensors, kept.notes)
                    raise Killed

            with pytest.raises(Killed):
                self.train(keep, recorder, state)
            state = State(*load_checkpoint(self.folder / "state"))
        return recorder, self.train(lambda capture, must: None, recorder, state)


def same(recorder: Recorder, network: Network, whole: Recorder, untouched: Network) -> None:
    """Equal to the last bit: weights, statistics, every point of the curves once and in order, every prediction."""
    expected = untouched.state_dict()
    found = network.state_dict()
    assert found.keys() == expected.keys()
    assert [name for name in expected if not torch.equal(found[name], expected[name])] == []
    for kind in ("step", "evaluation", "joined"):
        assert recorder.of(kind) == whole.of(kind)
    assert len(recorder.evaluations) == len(whole.evaluations)
    for ours, theirs in zip(recorder.evaluations, whole.evaluations, strict=True):
        assert (ours.step, ours.scores, ours.source_metrics) == (theirs.step, theirs.scores, theirs.source_metrics)
        assert np.array_equal(ours.target_predictions, theirs.target_predictions)
        assert np.array_equal(ours.source_predictions, theirs.source_predictions)


def check(case: str, folder: Path, times: int, task: str = "classification") -> None:
    trial = Trial(case, folder, task)
    whole, untouched, moments = trial.whole()
    draw = random.Random(f"{case} {task}")
    for _ in range(times):
        chosen = sorted(draw.sample(range(1, moments + 1), min(moments, 2)))
        recorder, network = trial.interrupted(chosen)
        same(recorder, network, whole, untouched)


@pytest.mark.parametrize("case", CASES)
def test_E25_resumed_at_two_random_steps_a_training_is_the_same_to_the_bit(case: str, tmp_path: Path) -> None:
    check(case, tmp_path, 1)


@pytest.mark.parametrize("strategy", [key for key, each in STRATEGIES.items() if "regression" in each.needs.tasks])
def test_E25_so_it_is_for_values(strategy: str, tmp_path: Path) -> None:
    check(strategy, tmp_path, 1, "regression")


@pytest.mark.soak
@pytest.mark.parametrize("case", CASES)
def test_E25_at_twenty_random_steps(case: str, tmp_path: Path) -> None:
    check(case, tmp_path, 10)


def test_the_test_would_notice_what_is_not_brought_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the random state dropout differs; without the momentum the weights do."""
    for forgotten in ("bring_back_random", "bring_back_training"):
        with monkeypatch.context() as patched:
            patched.setattr(f"tlgui.training.loop.{forgotten}", lambda *given: None)
            with pytest.raises(AssertionError):
                check("dann", tmp_path, 1)


def test_stop_keeps_the_state_and_a_stopped_training_goes_on_from_it(tmp_path: Path) -> None:
    trial = Trial("dann", tmp_path)
    whole, untouched, _ = trial.whole()
    kept: list[State] = []

    def keep(capture: Callable[[], State], must: bool) -> None:
        if must:
            state = capture()
            save_tensors(tmp_path / "state", state.tensors, state.notes)
            kept.append(state)

    recorder = Recorder(stop_after=7)
    network = trial.network()
    settings = RunSettings(
        epochs=EPOCHS, normalisation="per_domain", frozen="all", bottleneck=16, learning_rate=0.05, weight_decay=0.001
    )
    hooks = Hooks(recorder.log, recorder.evaluated, recorder.stop, keep)
    with pytest.raises(Stopped):
        train(network, plan(RunSpec(strategy="dann"), network), trial.data, settings, Device("cpu"), hooks, pretrained=True)
    assert [each.place.step for each in kept] == [7]
    rest = trial.train(lambda capture, must: None, recorder, State(*load_checkpoint(tmp_path / "state")))
    same(recorder, rest, whole, untouched)
