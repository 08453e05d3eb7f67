"""What a room was handed is one list: whoever changes it at the same moment as somebody else changes what the other left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tlgui.data.handed import hand_out, handed_to, is_handed_out, may_read, take_back, was_taken_back
from tlgui.home import Home, new_id

PAIRS = 16


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


def test_pairs_that_are_handed_out_at_the_same_moment_are_all_there(home: Home) -> None:
    room = new_id()
    with ThreadPoolExecutor(PAIRS) as pool:
        handed = list(pool.map(lambda number: hand_out(home, room, f"source {number}", f"target {number}"), range(PAIRS)))
    assert {each.id for each in handed_to(home, room)} == {each.id for each in handed}
    assert is_handed_out(home, "target 0")
    assert not is_handed_out(home, "target")


def test_of_pairs_that_are_taken_back_at_the_same_moment_none_stays_and_everybody_goes_on_reading_theirs(home: Home) -> None:
    room = new_id()
    people = [f"{room}-{new_id()}" for _ in range(PAIRS)]
    handed = [hand_out(home, room, f"source {number}", f"target {number}") for number in range(PAIRS)]
    with ThreadPoolExecutor(PAIRS) as pool:
        taken = list(pool.map(lambda number: take_back(home, room, handed[number].id, [people[number]]), range(PAIRS)))
    assert all(taken)
    assert handed_to(home, room) == []
    assert all(may_read(home, f"target {number}", people[number]) for number in range(PAIRS))
    assert was_taken_back(home, "target 0", people[1])
    assert not may_read(home, "target 0", people[1])
    assert not take_back(home, room, handed[0].id)
