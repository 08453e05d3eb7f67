"""What happened to a folder since a dataset was made from it.

A dataset keeps for each file its size and times of change, and never looks at the folder again by itself: runs read only the dataset.
Reading the folder again reports how many files have changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from tlgui.data.listing import ListedFile, encodable
from tlgui.errors import Problem

Stamp = tuple[int, int, int]
"""Size in bytes, and the times of the last change of content and of state in nanoseconds."""


class Changes(NamedTuple):
    """How many files differ between two states of a folder; ``total`` counts each file that is in either."""

    changed: int
    added: int
    removed: int
    total: int

    @property
    def files(self) -> int:
        return self.changed + self.added + self.removed

    def as_problem(self) -> Problem:
        """The message for the user, with the numbers."""
        return Problem("changed_since_ingest", {"count": self.files, **self._asdict()})


def stamps(files: Sequence[ListedFile]) -> dict[str, Stamp]:
    """For each listed picture, by its path below the root, what shows that it was changed."""
    return {encodable(each.file): (each.size, *each.changed) for each in files}


def changes(before: Mapping[str, Sequence[Any]], now: Mapping[str, Stamp]) -> Changes:
    """Compare two sets of stamps; those read from a file hold lists in the place of tuples."""
    shared = before.keys() & now.keys()
    changed = sum(tuple(before[name]) != now[name] for name in shared)
    return Changes(changed, len(now) - len(shared), len(before) - len(shared), len(before) + len(now) - len(shared))
