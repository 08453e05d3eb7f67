"""``tlgui limits`` shows what each person in a room may use, and changes it; what is wrong is said in words, all at once."""

from __future__ import annotations

import pytest

from tests.command_line import Call, call, refusal, told
from tlgui.home import Home
from tlgui.rooms.people import Person
from tlgui.rooms.room import Room, open_room
from tlgui.service.limits import limits_of

__all__ = ["call"]

NOTHING = {"waiting_runs": None, "disk_gb": None, "training_minutes": None, "training_hours": 24.0, "sealed_attempts": None}


@pytest.fixture
def room(home: Home) -> Room:
    return open_room(home, "Summer school")


@pytest.fixture
def ada(room: Room) -> Person:
    return room.people.add("Ada", "4711", 1.0)


def test_G25_limits_are_shown_set_and_taken_away(home: Home, call: Call) -> None:
    assert told(call("limits", "--json")) == {"limits": NOTHING, "people": []}
    set_now = told(call("limits", "--set", "waiting_runs=3", "--set", "disk_gb=2", "--json"))["limits"]
    assert set_now == {**NOTHING, "waiting_runs": 3, "disk_gb": 2.0}
    lines = call("limits").stdout.splitlines()
    assert [line.split("  ")[0] for line in lines] == list(NOTHING)
    assert [line[20:32].strip() for line in lines] == ["3", "2 GB", "no limit", "24 h", "no limit"]
    assert told(call("limits", "--set", "waiting_runs=None", "--json"))["limits"] == {**NOTHING, "disk_gb": 2.0}
    assert limits_of(home, "anybody").waiting_runs is None


def test_G25_one_person_may_have_others_by_name(home: Home, call: Call, ada: Person) -> None:
    call("limits", "--set", "waiting_runs=3")
    theirs = told(call("limits", "--person", "ada", "--set", "waiting_runs=10", "--json"))
    assert theirs == {"person": "Ada", "limits": {**NOTHING, "waiting_runs": 10}}
    assert limits_of(home, ada.id).waiting_runs == 10
    assert told(call("limits", "--json")) == {
        "limits": {**NOTHING, "waiting_runs": 3},
        "people": [{"name": "Ada", "limits": {**NOTHING, "waiting_runs": 10}}],
    }
    assert call("limits").stdout.splitlines()[-2] == "Ada, instead:"
    assert call("limits", "--person", "Ada").stdout.splitlines()[0].split()[:2] == ["waiting_runs", "10"]


def test_D_everything_wrong_with_what_was_asked_is_said_at_once_and_changes_nothing(home: Home, call: Call, ada: Person) -> None:
    wrong = ("--set", "disk", "--set", "waiting_runs=0", "--set", "colour=3", "--set", "disk_gb=1", "--person", "Bob")
    done = call("limits", *wrong, "--json")
    codes = ["setting_not_an_assignment", "limits_person_unknown", "setting_not_whole", "setting_unknown"]
    assert sorted(refusal(done)) == sorted(codes)
    assert "is called “Bob”. It has 1 person besides the host: Ada." in done.stderr
    assert not (home.root / "limits.json").exists()


@pytest.mark.parametrize("given", [("--set", "training_hours=none"), ("--set", "=5"), ("--set", "waiting_runs=")])
def test_D_what_is_no_limit_is_refused(home: Home, call: Call, given: tuple[str, ...]) -> None:
    refusal(call("limits", *given, "--json"))
    assert not (home.root / "limits.json").exists()


def test_G25_the_host_can_have_no_limit(home: Home, call: Call, room: Room) -> None:
    assert refusal(call("limits", "--person", "host", "--set", "waiting_runs=1", "--json")) == ["limits_not_of_host"]
    call("limits", "--set", "waiting_runs=1")
    assert told(call("limits", "--person", "host", "--json"))["limits"] == NOTHING


def test_who_was_removed_or_is_in_a_room_that_has_ended_is_not_found(call: Call, room: Room, ada: Person) -> None:
    room.people.add("Bob", "4711", 2.0)
    room.people.remove(ada.id)
    assert refusal(call("limits", "--person", "Ada", "--json")) == ["limits_person_unknown"]
    room.change(ended=2.0)
    assert refusal(call("limits", "--person", "Ada", "--json")) == ["limits_no_room"]


def test_in_a_room_that_nobody_has_joined_that_is_said(call: Call, room: Room) -> None:
    assert refusal(call("limits", "--person", "Ada", "--json")) == ["limits_room_empty"]


def test_limits_that_cannot_be_read_are_said(home: Home, call: Call) -> None:
    (home.root / "limits.json").write_text("{")
    assert refusal(call("limits", "--json")) == ["limits_unreadable"]
