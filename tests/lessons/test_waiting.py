"""In a room a step that waits lets people on together: once all who are there have done it, or once the host has gone on."""

from __future__ import annotations

import os
import time

import pytest

from tests.lessons.conftest import WriteLesson, question, step
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home, new_id
from tlgui.lessons import progress
from tlgui.lessons.lesson import Lesson
from tlgui.lessons.progress import ProgressStore, may_go_on
from tlgui.rooms.people import AWAY_SECONDS, People
from tlgui.rooms.room import open_room

WAITS = 1
"""The step that waits."""


class Class:
    """A room with a host, Ada, Bo and Cy, all of them there, and a lesson whose second step asks a question and waits."""

    def __init__(self, home: Home, lesson: Lesson) -> None:
        self.home, self.lesson = home, lesson
        self.room = open_room(home, "Summer school")
        self.ids = {"host": LOCAL_OWNER}
        for name in ("Ada", "Bo", "Cy"):
            self.ids[name] = self.room.people.add(name, "4711", time.time()).id
        for name in self.ids:
            self.seen(name, 0)

    def seen(self, name: str, seconds: float) -> None:
        """They asked for something so many seconds ago."""
        person = self.room.people.require(self.ids[name])
        self.room.people.saw(person)
        at = time.time() - seconds
        os.utime(self.room.people.folder / f"{person.id}.seen", (at, at))

    def store(self, name: str) -> ProgressStore:
        return ProgressStore(self.home, self.ids[name])

    def come(self, *names: str, done: bool = False) -> None:
        """They come to the step that waits, and perhaps do it."""
        for name in names:
            self.store(name).go_to(self.lesson, WAITS)
            if done:
                self.store(name).answer(self.lesson, WAITS, 0)

    def may(self, name: str) -> bool:
        """Whether somebody may go on from there, a second after whatever was asked before."""
        progress.waited_for.cache_clear()
        return may_go_on(self.home, self.ids[name], self.lesson, WAITS)


@pytest.fixture
def lesson(write_lesson: WriteLesson) -> Lesson:
    return write_lesson(step(), step(question=question(), wait=True), step(), step())


@pytest.fixture
def together(home: Home, lesson: Lesson) -> Class:
    return Class(home, lesson)


def test_all_go_on_once_everybody_who_takes_the_lesson_has_done_the_step(together: Class) -> None:
    together.come("Ada", "Bo", "Cy")
    assert not together.may("Ada")
    together.come("Ada", "Bo", done=True)
    assert not together.may("Ada")
    with pytest.raises(UserError, match="Step 2 waits for everybody"):
        together.store("Ada").go_to(together.lesson, 2)
    together.come("Cy", done=True)
    assert [together.may(name) for name in ("Ada", "Bo", "Cy")] == [True] * 3
    assert together.store("Ada").go_to(together.lesson, 2).step == 2


def test_the_host_lets_all_go_on_by_going_on_and_holds_them_again_by_going_back(together: Class) -> None:
    together.come("Ada", "Bo", "Cy", "host")
    assert not together.may("Ada")
    together.store("host").go_to(together.lesson, 2)
    assert [together.may(name) for name in ("Ada", "Bo", "Cy")] == [True] * 3
    together.store("host").go_to(together.lesson, WAITS)
    assert not together.may("Ada")
    together.store("host").go_to(together.lesson, 2)
    together.store("host").close()
    assert not together.may("Ada")


def test_a_host_who_tried_the_whole_lesson_before_has_let_nobody_go_on(together: Class) -> None:
    together.store("host").go_to(together.lesson, 4)
    together.store("host").go_to(together.lesson, 0)
    together.come("Ada")
    assert not together.may("Ada")


def test_the_host_and_who_is_in_no_room_always_may(together: Class) -> None:
    together.come("Ada", "host")
    assert together.may("host")
    for owner in ("somebody", f"{new_id()}-{new_id()}"):
        assert may_go_on(together.home, owner, together.lesson, WAITS)


def test_nobody_waits_for_who_is_away_or_removed_or_takes_another_lesson_or_none(
    together: Class, write_lesson: WriteLesson
) -> None:
    together.come("Ada", done=True)
    together.come("Bo")
    assert not together.may("Ada")
    together.seen("Bo", AWAY_SECONDS + 5)
    assert together.may("Ada")
    together.seen("Bo", AWAY_SECONDS - 5)
    assert not together.may("Ada")
    together.store("Bo").open(write_lesson(step(), name="another"))
    assert together.may("Ada")
    together.store("Bo").open(together.lesson)
    assert not together.may("Ada")
    together.store("Bo").close()
    assert together.may("Ada")
    together.store("Bo").open(together.lesson)
    together.room.people.remove(together.ids["Bo"])
    assert together.may("Ada")


def test_who_has_been_further_and_went_back_keeps_nobody_waiting(together: Class) -> None:
    together.come("Ada", "Bo", done=True)
    together.store("Bo").go_to(together.lesson, 2)
    together.store("Bo").go_to(together.lesson, 0)
    assert together.may("Ada")


def test_where_a_step_asks_for_nothing_all_are_waited_for_until_they_are_at_it(
    together: Class, write_lesson: WriteLesson
) -> None:
    together.lesson = write_lesson(step(), step(wait=True), step())
    together.come("Ada")
    together.store("Bo").open(together.lesson)
    assert not together.may("Ada")
    together.come("Bo")
    assert together.may("Ada")


def test_an_answer_given_ahead_does_not_count_before_one_is_there(together: Class) -> None:
    together.come("Ada", done=True)
    together.store("Bo").open(together.lesson)
    together.store("Bo").answer(together.lesson, WAITS, 0)
    assert not together.may("Ada")


def test_who_closes_the_lesson_does_not_pass_by_that(together: Class) -> None:
    together.come("Ada")
    together.store("Ada").close()
    assert not together.may("Ada")


def test_people_of_another_room_are_not_waited_for(together: Class, home: Home) -> None:
    together.come("Ada", done=True)
    other = open_room(home, "Winter school")
    stranger = other.people.add("Dan", "4711", time.time())
    other.people.saw(stranger)
    ProgressStore(home, stranger.id).go_to(together.lesson, WAITS)
    assert together.may("Ada")


def test_thirty_who_wait_have_the_files_of_all_read_once_a_second(together: Class, monkeypatch: pytest.MonkeyPatch) -> None:
    together.come("Ada", "Bo", "Cy", done=True)
    together.come("host")
    read: list[People] = []
    everybody = People.all
    monkeypatch.setattr(People, "all", lambda people: (read.append(people), everybody(people))[1])
    monkeypatch.setattr(progress, "time", Clock(7.2))
    assert not together.may("Ada")
    for _ in range(30):
        assert not may_go_on(together.home, together.ids["Bo"], together.lesson, WAITS)
    assert len(read) == 1
    monkeypatch.setattr(progress, "time", Clock(8.2))
    together.store("host").close()
    assert may_go_on(together.home, together.ids["Bo"], together.lesson, WAITS)
    assert len(read) == 2


class Clock:
    """A clock that stands."""

    def __init__(self, now: float) -> None:
        self.now = now

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return self.now
