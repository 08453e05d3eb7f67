"""Remarks on a run: name, notes, tags. They are in the run's folder (``meta/remarks.json``) and move with it.

A name is for people only. No file or folder is named after it: a run's folder is named by its id.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock

from tlgui import durable
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.jobs import touched

NAME_LENGTH = 80
TAG_LENGTH = 30
TAGS = 20
NOTES_LENGTH = 4000
IN_NAMES = " -_.,+=()%:'"
"""What a name may hold besides letters and digits of any script."""

IN_TAGS = "-_."
OF_SEARCH = "search-"
"""What the tag begins with that a search gives its runs."""


def search_of(tags: Iterable[str]) -> str:
    """The tag that a search gave its run; empty for a run that somebody started alone."""
    return next((tag for tag in tags if tag.startswith(OF_SEARCH)), "")


@dataclass(frozen=True)
class Remarks:
    """What people say of a run.

    Attributes
    ----------
    name:
        ``None`` for a run without one. No two runs of an owner have the same.
    notes:
        Plain text, at most :data:`NOTES_LENGTH` characters.
    tags:
        At most :data:`TAGS` words.
    """

    name: str | None = None
    notes: str = ""
    tags: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "notes": self.notes, "tags": list(self.tags)}


def made_of(name: str | None = None, notes: str = "", tags: Iterable[str] = ()) -> tuple[Remarks, list[Problem]]:
    """Given remarks, cleaned up, and everything wrong with them. Whether the name is in use is checked elsewhere."""
    problems = []
    if name is not None:
        name = " ".join(unicodedata.normalize("NFC", name).split())
        if problem := name_problem(name):
            problems.append(problem)
    kept: dict[str, str] = {}
    for given in tags:
        tag = unicodedata.normalize("NFC", given).strip().removeprefix("#")
        if not 1 <= len(tag) <= TAG_LENGTH or not _written_with(tag, IN_TAGS):
            problems.append(Problem("tag_bad", {"tag": _cut(given), "limit": TAG_LENGTH}))
        kept.setdefault(_same(tag), tag)
    if len(kept) > TAGS:
        problems.append(Problem("tags_too_many", {"count": len(kept), "limit": TAGS}))
    # The server cannot send a lone surrogate.
    notes = notes.replace("\r\n", "\n").encode("utf-8", "replace").decode().strip()
    if len(notes) > NOTES_LENGTH:
        problems.append(Problem("notes_too_long", {"length": len(notes), "limit": NOTES_LENGTH}))
    return Remarks(name, notes, tuple(kept.values())), problems


def name_problem(name: str) -> Problem | None:
    """What is wrong with a name, of a run or a preset: it has a letter or a digit, and nothing that could be a path or a command."""
    if not name or not any(character.isalnum() for character in name):
        return Problem("name_empty")
    if len(name) > NAME_LENGTH:
        return Problem("name_too_long", {"length": len(name), "limit": NAME_LENGTH})
    return None if _written_with(name, IN_NAMES) else Problem("name_bad", {"name": _cut(name), "allowed": IN_NAMES.strip()})


def _written_with(text: str, others: str) -> bool:
    """Whether a text is letters (with their marks), digits and ``others``, and begins with no dot."""
    return not text.startswith(".") and all(each in others or unicodedata.category(each)[0] in "LMN" for each in text)


def _cut(text: str) -> str:
    return text if len(text) <= NAME_LENGTH else f"{text[:NAME_LENGTH]}…"


def read(folder: Path) -> Remarks:
    """The remarks in a run's folder; none where there are none, or the file is damaged."""
    try:
        found = durable.read_json(folder / "meta" / "remarks.json")
        remarks, problems = made_of(found["name"], found["notes"], found["tags"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Remarks()
    return remarks if not problems else Remarks()


def version(folder: Path) -> tuple[int, int] | None:
    """Changes whenever the remarks in a run's folder do, and costs less than reading them; ``None`` while there are none."""
    try:
        facts = (folder / "meta" / "remarks.json").stat()
    except OSError:
        return None
    return facts.st_mtime_ns, facts.st_ino


def write(folder: Path, remarks: Remarks) -> None:
    """Keep them in the run's folder."""
    (folder / "meta").mkdir(exist_ok=True)
    durable.write_json(folder / "meta" / "remarks.json", remarks.as_json())
    touched.note(folder)


def naming(home: Home) -> FileLock:
    """Held from checking a name until it is taken, so that two simultaneous requests cannot both get it."""
    return FileLock(home.jobs / "names.lock")


class Named(Protocol):
    """What has a name, or none."""

    @property
    def name(self) -> str | None: ...


def taken(name: str | None, others: Iterable[Named]) -> Problem | None:
    """Whether one of the ``others`` has this name; case and the way an accent is written make no difference."""
    if name is not None and any(each.name is not None and same_name(each.name, name) for each in others):
        return Problem("name_in_use", {"name": name})
    return None


def same_name(one: str, other: str) -> bool:
    return _same(one) == _same(other)


def free_name(name: str | None, others: Iterable[Named]) -> str | None:
    """The name, with the first number behind it that makes it nobody else's: for what comes back, or from another machine."""
    others, free, number = list(others), name, 1
    while name is not None and taken(free, others):
        number += 1
        free = f"{name[: NAME_LENGTH - 6]} ({number})"
    return free


def changed(remarks: Remarks, **changes: Any) -> Remarks:
    """Remarks with some of them changed.

    Raises
    ------
    UserError
        Everything that is wrong with what was given, together.
    """
    made, problems = made_of(**{**{"name": remarks.name, "notes": remarks.notes, "tags": remarks.tags}, **changes})
    if problems:
        raise UserError.of(problems)
    return made


def _same(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
