"""What a training writes into its log is what the log is described to hold."""

from __future__ import annotations

from tests.training.conftest import Train
from tlgui.runs.event_checks import wrong_with
from tlgui.runs.event_types import KINDS, VERSION
from tlgui.runs.events import read_events

NOT_IN_A_RUN_THAT_IS_LEFT_ALONE = {"stopped", "failed", "resumed", "health", "joined", "progress"}
NOT_YET_WRITTEN = {"outlook", "reference_phase"}


def test_each_event_of_a_training_fits_its_description(train: Train) -> None:
    run, found = train("dann", epochs=1)
    assert found["status"] == "finished"
    events = read_events(run.events_path)[0]
    assert [wrong for event in events for wrong in wrong_with(event)] == []
    assert KINDS.keys() - {event["event"] for event in events} <= NOT_IN_A_RUN_THAT_IS_LEFT_ALONE | NOT_YET_WRITTEN
    assert events[0]["version"] == VERSION
