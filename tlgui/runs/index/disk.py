"""What the folders of runs take on the disk, as they were measured when they were read; and which of them nobody needs."""

from __future__ import annotations

from typing import NamedTuple

from tlgui.runs.folders import bytes_below
from tlgui.runs.index import RunIndex
from tlgui.runs.run import Place


class Taken(NamedTuple):
    """How many runs, their bytes without what was made to be taken away, and those; and how many have such files."""

    runs: int
    bytes: int
    exports: int
    with_exports: int


def taken(index: RunIndex, place: Place, owner: str, *, references: bool = False) -> Taken:
    """What the owner's runs take on the disk; those of :func:`live` are counted, and their bytes are not known."""
    return index.ask(
        lambda database: Taken(
            *database.execute(
                "SELECT COUNT(*), COALESCE(SUM(bytes - exports), 0), COALESCE(SUM(exports), 0), COALESCE(SUM(exports > 0), 0) "
                "FROM runs WHERE place = ? AND owner = ? AND reference = ?",
                (place, owner, references),
            ).fetchone()
        )
    )


def live(index: RunIndex, owner: str, *, references: bool = False) -> list[str]:
    """The owner's runs that are not over, whose folders grow."""
    return index.ask(
        lambda database: [
            each
            for (each,) in database.execute(
                "SELECT id FROM runs WHERE place = 'runs' AND live = 1 AND owner = ? AND reference = ?", (owner, references)
            )
        ]
    )


def taken_in_all(index: RunIndex) -> int:
    """The bytes of all folders of runs, whoever owns them."""
    size = index.ask(lambda database: database.execute("SELECT COALESCE(SUM(bytes), 0) FROM runs").fetchone()[0])
    growing = index.ask(lambda database: database.execute("SELECT id FROM runs WHERE live = 1").fetchall())
    return size + sum(bytes_below(index.home.runs / each) for (each,) in growing)


def with_exports(index: RunIndex, owner: str) -> list[str]:
    """The owner's runs that have files which were made to be taken away."""
    return index.ask(
        lambda database: [
            each
            for (each,) in database.execute("SELECT id FROM runs WHERE place = 'runs' AND owner = ? AND exports > 0", (owner,))
        ]
    )


def references_of(index: RunIndex, owner: str) -> list[str]:
    """The owner's runs that the program trained by itself."""
    return index.ask(
        lambda database: [
            each
            for (each,) in database.execute("SELECT id FROM runs WHERE place = 'runs' AND owner = ? AND reference = 1", (owner,))
        ]
    )


def compared_with(index: RunIndex) -> set[str]:
    """The references that any run, here or in the bin, was compared with."""
    return index.ask(lambda database: {each for (each,) in database.execute("SELECT DISTINCT reference FROM compared")})
