"""Which lessons there are: those that come with the program, and those in the home folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.lessons.lesson import ID, LIMIT_BYTES, Lesson, read_lesson
from tlgui.shipped import ASSETS_FOLDER

SHIPPED = ASSETS_FOLDER / "lessons"
MOST = 500
"""So many files of the home folder are looked at."""


@dataclass(frozen=True)
class Library:
    """All lessons, and what is wrong with files that should be some.

    Attributes
    ----------
    lessons:
        In the order in which they are offered: those of the home folder behind those that come with the program.
    """

    lessons: tuple[Lesson, ...]
    problems: tuple[Problem, ...]


def library(home: Home) -> Library:
    """The lessons of a home. One in the home folder takes the place of the program's own with the same name."""
    found: dict[str, Lesson] = {}
    problems: list[Problem] = []
    for file in _files(home):
        try:
            lesson = _read(file)
        except UserError as error:
            problems += error.problems
        else:
            found[lesson.id] = lesson
    ordered = sorted(found.values(), key=lambda each: (each.own, each.content.order, each.id))
    return Library(tuple(ordered), tuple(problems))


def lesson_called(home: Home, lesson_id: str) -> Lesson:
    """The lesson with this id.

    Raises
    ------
    UserError
        ``lesson_unknown``; what is wrong with its file.
    """
    if ID.fullmatch(lesson_id):
        for folder in (home.lessons, SHIPPED):
            if (file := folder / f"{lesson_id}.json").is_file():
                return _read(file)
    raise UserError("lesson_unknown", lesson=lesson_id[:80])


def _files(home: Home) -> Iterator[Path]:
    yield from sorted(SHIPPED.glob("*.json"))
    try:
        yield from sorted(home.lessons.glob("*.json"))[:MOST]
    except OSError:
        return


def _read(file: Path) -> Lesson:
    """A lesson from its file, read anew only when the file has changed."""
    try:
        facts = file.stat()
        return _kept(file, facts.st_mtime_ns, facts.st_size)
    except OSError as error:
        raise UserError("lesson_not_readable", file=file.name, reason=error.strerror or str(error)) from error


@lru_cache(maxsize=256)
def _kept(file: Path, changed: int, size: int) -> Lesson:
    """``changed``: part of what is asked, so that another state of the file is another answer."""
    if size > LIMIT_BYTES:
        raise UserError("lesson_too_large", file=file.name, size=size, limit=LIMIT_BYTES)
    return read_lesson(file.read_bytes(), file.name, own=file.parent != SHIPPED)
