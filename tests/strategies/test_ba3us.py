"""BA3US on a target with only some of the source's classes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from tests.strategies.samples import LABELLED, PHOTO, codes, spec
from tests.training.toy import gaussian_data, small_network
from tests.training.toy_runs import Recorder
from tlgui.planning import check
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies import plan
from tlgui.strategies.base import DataFacts
from tlgui.training.device import Device
from tlgui.training.loop import train

EPOCHS = 40


def trained(strategy: str, kept: tuple[int, ...], **more: Any) -> tuple[Recorder, float]:
    """On a target that is turned and has the classes ``kept``: the recorder, and the accuracy on it."""
    data, labels = gaussian_data(turn=0.6)
    there = np.flatnonzero(np.isin(labels, kept))
    assert data.target is not None
    data = replace(data, target=replace(data.target, train=there, scored=there, seen=there))
    network, recorder = small_network("shared", task=data.task), Recorder()
    settings = RunSettings(
        epochs=EPOCHS, normalisation="shared", frozen="all", bottleneck=16, learning_rate=0.05, weight_decay=0.001
    )
    phases = plan(RunSpec(strategy=strategy, strategy_settings={strategy: more} if more else {}), network)
    train(network, phases, data, settings, Device("cpu"), recorder.hooks(), pretrained=True)
    predicted = recorder.evaluations[-1].target_predictions.argmax(1)
    return recorder, float((predicted == labels[there]).mean())


def counting(recorder: Recorder) -> list[float]:
    return [event["health"]["counting_classes"] for event in recorder.of("step")]


def test_the_class_that_the_target_does_not_have_loses_its_weight_and_the_others_gain() -> None:
    recorder, accuracy = trained("ba3us", (0, 1))
    assert counting(recorder)[0] == 1.0  # before the network knows anything, all count
    assert 0.5 < counting(recorder)[-1] < 0.8  # two of three
    assert accuracy > trained("dann", (0, 1))[1] + 0.05


def test_where_all_classes_are_there_all_count() -> None:
    recorder, _ = trained("ba3us", (0, 1, 2))
    assert counting(recorder)[-1] > 0.85


def test_weights_are_renewed_as_often_as_asked_and_kept_in_between() -> None:
    recorder, _ = trained("ba3us", (0, 1), refreshes=3)
    assert len(set(counting(recorder))) == 4  # and once before the first step, where all are 1


def test_given_shares_are_refused_since_they_would_count_twice() -> None:
    told = spec("ba3us", target_shares=TargetShares(known_from="told", shares={"a": 1.0}))
    assert "ba3us_finds_shares" in codes(check(told, DataFacts(PHOTO, LABELLED)))
    assert "ba3us_finds_shares" not in codes(check(spec("ba3us"), DataFacts(PHOTO, LABELLED)))
