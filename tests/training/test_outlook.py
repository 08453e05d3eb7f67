"""The whole time left of a run: one figure at every moment."""

from __future__ import annotations

import pytest

from tests.training.conftest import Train
from tlgui.training.outlook import COST, FEATURES_SECONDS, NETWORK_SECONDS, PICKING_SECONDS, Outlook


def begun() -> Outlook:
    outlook = Outlook()
    outlook.saw("stage", {"name": "features"}, 100.0)
    return outlook


def test_the_whole_is_told_with_the_first_stage_and_then_each_second() -> None:
    outlook = Outlook()
    assert outlook.saw("started", {}, 99.0) is None
    assert outlook.saw("stage", {"name": "features"}, 100.0) == FEATURES_SECONDS + 3 * NETWORK_SECONDS + PICKING_SECONDS
    assert outlook.saw("progress", {"done": 10, "total": 100}, 100.5) is None
    assert outlook.saw("progress", {"done": 20, "total": 100}, 101.5) is not None


def test_pictures_that_are_done_tell_how_long_the_others_take() -> None:
    outlook = begun()
    outlook.saw("progress", {"done": 32, "total": 232}, 103.0)
    outlook.saw("progress", {"done": 132, "total": 232}, 105.0)
    assert outlook.left(105.0) == pytest.approx(2.0 + 3 * NETWORK_SECONDS + PICKING_SECONDS)


def test_one_network_tells_how_long_the_others_take_and_one_that_is_there_takes_nothing() -> None:
    outlook = begun()
    outlook.saw("stage", {"name": "baseline"}, 110.0)
    outlook.saw("seconds", {"name": "baseline", "seconds": 6.0}, 116.0)
    outlook.saw("stage", {"name": "train"}, 116.0)
    assert outlook.left(116.0) == pytest.approx(6 * (COST["train"] + COST["normalisation_alone"]) + PICKING_SECONDS)
    outlook.is_there("normalisation_alone")
    assert outlook.left(116.0) == pytest.approx(6 * COST["train"] + PICKING_SECONDS)
    outlook.saw("phase", {"step": 0, "steps": 100}, 116.0)
    outlook.saw("step", {"step": 20}, 118.0)
    assert outlook.left(118.0) == pytest.approx(8.0 + PICKING_SECONDS)


def test_a_reference_that_was_there_says_nothing_of_how_long_the_others_take() -> None:
    outlook = begun()
    outlook.is_there("baseline")
    outlook.saw("stage", {"name": "baseline"}, 110.0)
    outlook.saw("seconds", {"name": "baseline", "seconds": 0.1}, 110.1)
    outlook.saw("stage", {"name": "train"}, 110.1)
    assert outlook.left(110.1) == pytest.approx(2 * NETWORK_SECONDS + PICKING_SECONDS)


def test_steps_of_a_reference_count_while_it_is_trained_and_those_of_an_earlier_one_do_not() -> None:
    outlook = begun()
    outlook.saw("stage", {"name": "normalisation_alone"}, 110.0)
    outlook.saw("reference_phase", {"kind": "baseline", "step": 0, "steps": 10}, 110.0)
    outlook.saw("reference_phase", {"kind": "normalisation_alone", "step": 0, "steps": 50}, 110.0)
    outlook.saw("reference_step", {"kind": "baseline", "step": 40}, 111.0)
    outlook.saw("reference_step", {"kind": "normalisation_alone", "step": 25}, 112.0)
    for other in ("features", "baseline", "train", "picking"):
        outlook.is_there(other)
    assert outlook.left(112.0) == pytest.approx(2.0)


def test_a_run_tells_the_time_left_and_how_many_steps_its_references_have(train: Train) -> None:
    run, _ = train("mmd")
    events = run.events()
    told = [event["left"] for event in events if event["event"] == "outlook"]
    assert len(told) >= 4
    for kind in ("baseline", "normalisation_alone"):
        (phase,) = (each for each in events if each["event"] == "reference_phase" and each["kind"] == kind)
        steps = [each["step"] for each in events if each["event"] == "reference_step" and each["kind"] == kind]
        assert phase["steps"] == steps[-1]
    again, _ = train("coral")
    assert next(event["left"] for event in again.events() if event["event"] == "outlook") > 0
    last = [event["left"] for event in again.events() if event["event"] == "outlook"][-1]
    assert last == 0  # both references were there
    assert [each for each in again.events() if each["event"] == "reference_phase"]
