"""Loggers get every number of a run in its order, under the same names; TensorBoard's own reader finds them in the files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

import tlgui
from tests.conftest import home
from tests.ui.made import MadeRun, dataset
from tlgui.api.run import Run
from tlgui.errors import UserError
from tlgui.export.loggers import Logger, TensorBoard, numbers_of
from tlgui.home import Home

__all__ = ["home"]


class Kept(Logger):
    def __init__(self) -> None:
        self.told: list[Any] = []

    def begin(self, about: dict[str, Any]) -> None:
        self.told.append(about)

    def numbers(self, step: int, values: dict[str, float]) -> None:
        self.told.append((step, values))

    def end(self, result: dict[str, Any]) -> None:
        self.told.append(result)


@pytest.fixture
def run(home: Home) -> Run:
    made = MadeRun(home, dataset(home, "a", each=3), dataset(home, "b", each=3, sketch=True)).whole()
    return tlgui.find_run(made.id, home=home.root)


def test_a_logger_is_told_every_number_between_a_beginning_and_an_end(run: Run) -> None:
    kept = Kept()
    run.wait([kept])
    about, *numbers, result = kept.told
    assert (about["run"], about["strategy"], result["status"]) == (run.id, "dann", "finished")
    assert result["kept_step"] == MadeRun.STEPS - MadeRun.EVERY
    events = [event for event in run.run.events() if numbers_of(event)]
    assert [step for step, _ in numbers] == [event["step"] for event in events]
    names = {name for _, values in numbers for name in values}
    assert {
        "loss/source",
        "loss/domain",
        "health/lambda",
        "learning_rate",
        "source/accuracy",
        "score/bnm",
        "baseline/loss/source",
    } <= names


def test_a_value_that_is_not_known_is_left_out() -> None:
    step = {"event": "step", "step": 3, "parts": {"source": None}, "health": {}, "learning_rate": 0.1}
    assert numbers_of(step) == {"learning_rate": 0.1}
    assert numbers_of({"event": "stage", "name": "train"}) == {}


def test_without_tensorboard_its_logger_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    monkeypatch.setitem(sys.modules, "tensorboard.summary", None)
    with pytest.raises(UserError, match="pip install tensorboard"):
        TensorBoard("logs")


def test_tensorboards_own_reader_finds_the_numbers(run: Run, tmp_path: Path) -> None:
    run.wait([TensorBoard(tmp_path)])
    found = EventAccumulator(str(tmp_path / run.id[:8]), size_guidance={"tensors": 0})  # all of them
    found.Reload()
    points = found.Tensors("loss/source")
    assert [point.step for point in points] == list(range(1, MadeRun.STEPS + 1))
    values = [event["parts"]["source"] for event in run.run.events() if event["event"] == "step"]
    assert [point.tensor_proto.float_val[0] for point in points] == pytest.approx(values)
    [accuracy] = found.Tensors("result/accuracy/target")
    assert accuracy.tensor_proto.float_val[0] == pytest.approx(run.result["target_accuracy"])
