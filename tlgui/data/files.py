"""Which file each picture of a dataset was read from, for the owner of the files."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from tlgui.data.pack import Pack
from tlgui.errors import Problem, UserError
from tlgui.tasks import TASKS


class File(NamedTuple):
    """A picture: its number, its hash, and its file's path in the dataset's folder or zip. A class folder is a part of the path."""

    picture: int
    hash: str
    file: str


def files_of(pack: Pack) -> list[File]:
    """The file of each picture."""
    path = path_of(pack)
    return [File(number, hash, path(number)) for number, hash in enumerate(pack.hashes)]


def picked(files: Sequence[File], which: Collection[str]) -> list[File]:
    """The selected pictures, by number or by the beginning of the hash; all if nothing is selected.

    Raises
    ------
    UserError
        ``picture_not_there`` for each of ``which`` that means none.
    """
    if not which:
        return list(files)
    found: dict[int, File] = {}
    problems = []
    for asked in which:
        meant = [each for each in files if asked == str(each.picture)] or [each for each in files if each.hash.startswith(asked)]
        problems += [] if meant else [Problem("picture_not_there", {"given": asked, "pictures": len(files)})]
        found |= {each.picture: each for each in meant}
    if problems:
        raise UserError.of(problems)
    return list(found.values())


def path_of(pack: Pack) -> Callable[[int], str]:
    """Gives the path of a picture's file by its number. A picture's own name leaves its class folder out, and its label says it."""
    stamps = pack.stamps()
    labels = pack.labels() if TASKS[pack.info.task].one_class else None
    had_table = any(note["code"].startswith("table_") for note in pack.report()["notes"])

    def path(number: int) -> str:
        name, label = pack.name(number), -1 if labels is None else int(labels[number])
        in_class = f"{pack.info.classes[label]}{os.sep}{name}" if label >= 0 else name
        return in_class if (not had_table if stamps is None else in_class in stamps) else name

    return path
