"""Where each person is in their lessons: one small file for each owner, so that a reload, another device or a new server finds them there.

A check that was fulfilled once stays so: who deletes a run has still done the step.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from filelock import FileLock

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.lessons.lesson import Lesson, Words
from tlgui.lessons.library import lesson_called
from tlgui.rooms.people import AWAY_SECONDS
from tlgui.rooms.room import Room, room_of

VERSION = 1


@dataclass(frozen=True)
class Place:
    """Where somebody is in one lesson.

    Attributes
    ----------
    step:
        Counted from 0; the number of steps, once the lesson is over.
    furthest:
        The furthest step that they have been at.
    done:
        Steps whose check found what it looks for.
    answers:
        For a step with a question which answer was given first.
    changed:
        When something of this last changed, in seconds since 1970.
    """

    step: int = 0
    furthest: int = 0
    done: frozenset[int] = frozenset()
    answers: dict[int, int] = field(default_factory=dict)
    changed: float = 0.0


@dataclass(frozen=True)
class Progress:
    """Where somebody is in all of their lessons; ``open``: the one they are taking."""

    open: str | None = None
    places: dict[str, Place] = field(default_factory=dict)

    def place(self, lesson: Lesson) -> Place:
        """Where they are in a lesson, within the steps that it has today: its file may have changed since."""
        steps = len(lesson.content.steps)
        place = self.places.get(lesson.id, Place())
        return replace(place, step=min(place.step, steps), furthest=min(place.furthest, steps))


class Where(NamedTuple):
    """Where somebody is, for who leads a room: in which lesson, at which of its ``steps``, and whether that step is ``done``."""

    lesson: str
    step: int
    steps: int
    done: bool
    changed: float
    title: Words


def progress_of(home: Home, owners: Iterable[str]) -> dict[str, Where | None]:
    """For each owner where they are in the lesson that they are taking; ``None`` for who takes none."""
    found: dict[str, Where | None] = {}
    for owner in owners:
        progress = ProgressStore(home, owner).read()
        found[owner] = None
        if progress.open is None:
            continue
        try:
            lesson = lesson_called(home, progress.open)
        except UserError:  # taken away since, or being written
            continue
        place = progress.place(lesson)
        done = is_done(lesson, place, place.step)
        found[owner] = Where(lesson.id, place.step, len(lesson.content.steps), done, place.changed, lesson.content.title)
    return found


def is_done(lesson: Lesson, place: Place, step: int) -> bool:
    """Whether somebody has done what a step asks: to be read, its check, and its question. Beyond the last there is nothing to do."""
    steps = lesson.content.steps
    if step >= len(steps):
        return True
    asks = steps[step]
    return (
        place.furthest >= step and (asks.check is None or step in place.done) and (asks.question is None or step in place.answers)
    )


def may_go_on(home: Home, owner: str, lesson: Lesson, step: int) -> bool:
    """Whether somebody may go on from a step that says ``"wait": true``: the host always, and whoever is in no room.

    In a room one may once the host, who has the lesson open, stands behind the step; or once everybody who takes the lesson and is there
    has done it or has been further. Where the host *is* counts, not how far they once were: a host who has tried the whole lesson the
    evening before has let nobody go on by that.
    """
    room = None if owner == LOCAL_OWNER else room_of(home, owner)
    if room is None:
        return True
    host = ProgressStore(home, LOCAL_OWNER).read()
    if host.open == lesson.id and host.place(lesson).step > step:
        return True
    # who asks counts whether they have the lesson open or not: else who closes it would pass
    if _keeps_waiting(lesson, ProgressStore(home, owner).read(), step):
        return False
    return waited_for(home, room.id, lesson, step, int(time.monotonic())) <= {owner}


@lru_cache(maxsize=64)
def waited_for(home: Home, room_id: str, lesson: Lesson, step: int, second: int) -> frozenset[str]:
    """Whom of a room a step waits for: who takes the lesson, is there, and has neither done the step nor been further.

    ``second``: on the monotonic clock; part of what is asked, so that thirty people who wait and ask have the files read once a second.
    """
    people = Room(home.room / room_id).people
    found = set()
    for person in people.all():
        away = people.away(person)
        if away is not None and away < AWAY_SECONDS:
            progress = ProgressStore(home, person.id).read()
            if progress.open == lesson.id and _keeps_waiting(lesson, progress, step):
                found.add(person.id)
    return frozenset(found)


def _keeps_waiting(lesson: Lesson, progress: Progress, step: int) -> bool:
    place = progress.place(lesson)
    return place.furthest <= step and not is_done(lesson, place, step)


def goes_on(home: Home, owner: str, lesson: Lesson, step: int) -> bool:
    """Whether the way from a step to the next is open."""
    steps = lesson.content.steps
    return step >= len(steps) or not steps[step].wait or may_go_on(home, owner, lesson, step)


class ProgressStore:
    """The progress of one owner."""

    def __init__(self, home: Home, owner: str = LOCAL_OWNER) -> None:
        self.home, self.owner = home, owner
        self._path = home.lesson_progress / f"{owner}.json"

    def read(self) -> Progress:
        """What is kept; from the beginning where nothing is, or nothing that can be read."""
        try:
            return _progress(durable.read_json(self._path))
        except (OSError, ValueError, RecursionError):
            return Progress()

    def open(self, lesson: Lesson) -> Place:
        """Take a lesson: go on where they were."""
        return self._change(lesson, lambda place: place, opens=True)

    def close(self) -> None:
        """Take none any more; where they were stays."""
        with self._lock():
            progress = self.read()
            if progress.open is not None:
                self._write(replace(progress, open=None))

    def go_to(self, lesson: Lesson, step: int) -> Place:
        """Go to a step, counted from 0; the number of steps is the end.

        Raises
        ------
        UserError
            ``lesson_no_step``; ``lesson_waits`` where a step on the way waits for all.
        """
        if not 0 <= step <= len(lesson.content.steps):
            raise UserError("lesson_no_step", step=step + 1, steps=len(lesson.content.steps))

        def moved(place: Place) -> Place:
            for each in range(place.furthest, step):
                if not goes_on(self.home, self.owner, lesson, each):
                    raise UserError("lesson_waits", step=each + 1)
            return replace(place, step=step, furthest=max(place.furthest, step))

        return self._change(lesson, moved, opens=True)

    def answer(self, lesson: Lesson, step: int, given: int) -> Place:
        """Keep the first answer to the question of a step. ``given``: which, counted from 0; ``lesson_no_answer`` where there is none such."""
        steps = lesson.content.steps
        question = steps[step].question if 0 <= step < len(steps) else None
        if question is None or not 0 <= given < len(question.answers):
            raise UserError("lesson_no_answer")
        return self._change(lesson, lambda place: replace(place, answers={step: given, **place.answers}))

    def did(self, lesson: Lesson, step: int) -> Place:
        """Keep that the check of a step found what it looks for."""
        return self._change(lesson, lambda place: replace(place, done=place.done | {step}))

    def _change(self, lesson: Lesson, change: Callable[[Place], Place], *, opens: bool = False) -> Place:
        with self._lock():
            progress = self.read()
            before = progress.place(lesson)
            after = change(before)
            opened = lesson.id if opens else progress.open
            if after != before or opened != progress.open or lesson.id not in progress.places:
                after = replace(after, changed=time.time())
                self._write(Progress(opened, {**progress.places, lesson.id: after}))
            return after

    def _lock(self) -> FileLock:
        return FileLock(self.home.jobs / f"lessons-{self.owner}.lock")

    def _write(self, progress: Progress) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lessons = {
            name: {
                "step": place.step,
                "furthest": place.furthest,
                "done": sorted(place.done),
                "answers": {str(step): given for step, given in place.answers.items()},
                "changed": place.changed,
            }
            for name, place in progress.places.items()
        }
        durable.write_json(self._path, {"version": VERSION, "open": progress.open, "lessons": lessons})


def _progress(plain: Any) -> Progress:
    """What stands in the file, as far as it is what was written."""
    if not isinstance(plain, dict) or not isinstance(plain.get("lessons"), dict):
        return Progress()
    places = {name: _place(each) for name, each in plain["lessons"].items() if isinstance(each, dict)}
    opened = plain.get("open")
    return Progress(opened if isinstance(opened, str) else None, places)


def _place(plain: dict[str, Any]) -> Place:
    done, answers, changed = plain.get("done"), plain.get("answers"), plain.get("changed")
    return Place(
        _count(plain.get("step")),
        _count(plain.get("furthest")),
        frozenset(each for each in done if type(each) is int) if isinstance(done, list) else frozenset(),
        {int(step): given for step, given in answers.items() if step.isdecimal() and type(given) is int and given >= 0}
        if isinstance(answers, dict)
        else {},
        float(changed) if isinstance(changed, (int, float)) else 0.0,
    )


def _count(value: Any) -> int:
    return value if type(value) is int and value >= 0 else 0
