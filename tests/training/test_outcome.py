"""How a run ends: what is estimated of its target, and when nothing can be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from tlgui.runs.teaching import TaughtLabels
from tlgui.specification.run_spec import RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.training.data import Domain, RunData
from tlgui.training.device import Device
from tlgui.training.outcome import lost_class, seeming_shift

NOT_TOLD = TargetShares()


@dataclass
class Features:
    values: np.ndarray

    def batch(self, indices: np.ndarray, epoch: int | None) -> torch.Tensor:
        return torch.from_numpy(self.values[indices])[:, :, None, None]


def prepared(pretrained: bool = True, depth: int = 1, told: TargetShares = NOT_TOLD) -> Any:
    """A source of three classes, ten pictures of each, and a target with the first two of them, whose labels nobody has."""
    random = np.random.default_rng(0)
    centres, labels, theirs = random.normal(size=(3, 64)), np.repeat(np.arange(3), 10), np.repeat([0, 1], 20)
    of = {name: Features(centres[each] + random.normal(size=(len(each), 64))) for name, each in (("s", labels), ("t", theirs))}
    every = np.arange(40)
    source = Domain(None, of["s"], labels, every[:20], every[20:30], every[20:30], every[:20])  # type: ignore[arg-type]
    target = Domain(None, of["t"], None, every, every[:0], every, every)  # type: ignore[arg-type]
    data = RunData(SimpleNamespace(classes=["a", "b", "c"]), source, target)  # type: ignore[arg-type]
    return SimpleNamespace(
        spec=RunSpec(target_shares=told),
        backbone=SimpleNamespace(pretrained=pretrained, stages=["all"]),
        depth=depth,
        data=data,
        device=Device("cpu"),
    )


def test_a_target_that_lacks_a_class_seems_to_have_other_shares() -> None:
    assert seeming_shift(prepared()) == pytest.approx(1 / 3, abs=0.1)


def test_what_was_told_is_not_suspected() -> None:
    told = TargetShares(known_from="labels", shares={"a": 0.5, "b": 0.5}, labels=20)
    assert seeming_shift(prepared(told=told)) is None


@pytest.mark.parametrize("without", [{"pretrained": False}, {"depth": 0}])
def test_features_of_the_runs_own_network_tell_nothing_of_class_shares(without: dict[str, Any]) -> None:
    assert seeming_shift(prepared(**without)) is None


def test_15_a_source_with_one_picture_of_all_but_one_class_tells_nothing_and_does_not_end_the_run() -> None:
    """Three pictures of two classes can be divided, and ended in a ValueError after training: without the one nothing is left to tell apart."""
    found = prepared()
    labels = np.zeros(30, np.int64)
    labels[29] = 1
    data = replace(found.data, source=replace(found.data.source, labels=labels))
    assert seeming_shift(SimpleNamespace(**{**vars(found), "data": data})) is None


TOLD = {"a": 0.5, "b": 0.3, "c": 0.2}


@pytest.mark.parametrize(
    ("told", "taught", "lost"),
    [
        (NOT_TOLD, False, ["c"]),
        (TargetShares(known_from="told", shares=TOLD), False, ["c"]),
        (TargetShares(known_from="told", shares={"a": 0.5, "b": 0.5}), False, None),
        (TargetShares(known_from="told", shares={"a": 0.54, "b": 0.38, "c": 0.08}), False, ["c"]),
        (TargetShares(known_from="labels", labels=10, shares={"a": 0.54, "b": 0.38, "c": 0.08}), False, None),  # C3: 1 / 13
        (TargetShares(known_from="labels", labels=10, shares={"a": 0.5, "b": 0.34, "c": 0.16}), False, ["c"]),
        (TargetShares(known_from="estimated", shares=TOLD), False, None),
        (NOT_TOLD, True, None),
    ],
)
def test_a_lost_class_is_told_unless_somebody_said_that_it_is_not_there(
    told: TargetShares, taught: bool, lost: list[str] | None, tmp_path: Path
) -> None:
    run: Any = SimpleNamespace(folder=tmp_path / "run")
    if taught:
        run.folder.joinpath("predictions").mkdir(parents=True)
        TaughtLabels.from_names({0: "a"}, ["a", "b", "c"]).keep(run)
    before = np.eye(3)[np.repeat([0, 1, 2], [20, 15, 5])]
    found = lost_class(run, prepared(told=told), before, before[:, [0, 1, 1]])
    assert (None if found is None else found.values["classes"]) == lost
