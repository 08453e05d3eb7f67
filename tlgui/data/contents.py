"""Which datasets hold the same pictures, whoever they belong to: for what speaks of a whole room. It shows nobody anything."""

from __future__ import annotations

import os
from typing import NamedTuple

from tlgui.data.pack import DatasetInfo, Pack
from tlgui.home import Home, is_id


class Content(NamedTuple):
    """A dataset, and what is equal of all that hold the same pictures."""

    info: DatasetInfo
    content: str


class Contents:
    """The datasets of a home folder, each read once and again when its description has changed."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._read: dict[str, tuple[int, Content]] = {}

    def look(self) -> dict[str, Content]:
        """Every dataset that can be read, by its id."""
        names = [name for name in os.listdir(self._home.datasets) if is_id(name)]
        self._read = {name: found for name in names if (found := self._of(name)) is not None}
        return {name: found for name, (_, found) in self._read.items()}

    def _of(self, name: str) -> tuple[int, Content] | None:
        folder = self._home.datasets / name
        try:
            changed = (folder / "dataset.json").stat().st_mtime_ns
            known = self._read.get(name)
            if known is not None and known[0] == changed:
                return known
            pack = Pack(folder)
            return changed, Content(pack.info, pack.content)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
