"""Disk usage, and freeing what can be recomputed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

from tlgui import durable
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.cache_limit import keep_within
from tlgui.runs.folders import bytes_below
from tlgui.runs.index import RunIndex, index_of
from tlgui.runs.index.disk import Taken, compared_with, live, references_of, taken, taken_in_all, with_exports
from tlgui.runs.status import status_of
from tlgui.runs.store import remove_leftovers
from tlgui.service.datasets import DatasetBin
from tlgui.storage import require_removed

Parts = dict[str, dict[str, int | None]]
"""By the part's name its ``bytes`` and, where it can be counted, the ``count`` of things."""

REPORTS = ("health", "xray", "augmentation")
"""Folders of the cache with what was made of datasets to be looked at."""


def disk_used(home: Home, owner: str = LOCAL_OWNER, index: RunIndex | None = None) -> dict[str, Any]:
    """What the home folder takes on the disk; for somebody in a room, what their own things take of it.

    Parameters
    ----------
    index:
        One that is being kept up to date: folders of runs are counted as they were when they were last looked at. By default all are looked
        at now.

    Returns
    -------
    ``parts``: for each part its ``bytes`` and, where it can be counted, how many things; ``total``; ``free`` on the disk. ``cleanable`` names
    the parts that :func:`clean` can give back. ``left``: so many folders of runs are not counted yet.
    """
    index = _caught_up(home) if index is None else index
    free = shutil.disk_usage(home.root).free
    if owner != LOCAL_OWNER:
        parts = own_parts(home, owner, index)
        total = sum(each["bytes"] or 0 for each in parts.values())
        return {"parts": parts, "cleanable": cleanable_by(owner), "total": total, "free": free, "left": index.left()}
    parts = _runs_and_trash(home, owner, index)
    for name, folder in (("datasets", home.datasets), ("features", home.cache / "features")):
        there = [each for each in folder.iterdir() if each.is_dir()] if folder.is_dir() else []
        parts[name] = {"bytes": bytes_below(folder), "count": len(there)}
    parts["reports"] = {"bytes": sum(bytes_below(home.cache / each) for each in REPORTS), "count": None}
    total = _total(home, index)
    parts["other"] = {"bytes": max(0, total - sum(each["bytes"] or 0 for each in parts.values())), "count": None}
    return {"parts": parts, "cleanable": cleanable_by(owner), "total": total, "free": free, "left": index.left()}


def own_parts(home: Home, owner: str, index: RunIndex) -> Parts:
    """What somebody's own things take: runs, datasets, and what they deleted of both."""
    own = DatasetStore(home).owned(owner)
    parts = _runs_and_trash(home, owner, index)
    parts["datasets"] = {"bytes": sum(bytes_below(each.folder) for each in own), "count": len(own)}
    return parts


def _runs_and_trash(home: Home, owner: str, index: RunIndex) -> Parts:
    parts: Parts = {}
    exports = Taken(0, 0, 0, 0)
    for name, references in (("runs", False), ("references", True)):
        found = taken(index, "runs", owner, references=references)
        growing = sum(bytes_below(home.runs / run) for run in live(index, owner, references=references))
        parts[name] = {"bytes": found.bytes + growing, "count": found.runs}
        exports = Taken(0, 0, exports.exports + found.exports, exports.with_exports + found.with_exports)
    parts["exports"] = {"bytes": exports.exports, "count": exports.with_exports}
    runs, datasets = taken(index, "bin", owner), DatasetBin(home).all(owner)
    size = runs.bytes + runs.exports + sum(bytes_below(each.pack.folder) for each in datasets)
    parts["bin"] = {"bytes": size, "count": runs.runs + len(datasets)}
    return parts


def cleanable_by(owner: str) -> list[str]:
    """What somebody may clean: in a room only the host what is kept for all."""
    return [name for name in CLEANERS if owner == LOCAL_OWNER or name not in FOR_ALL]


def _total(home: Home, index: RunIndex) -> int:
    """The bytes of all that the home folder holds; of the folders of runs as the index counted them."""
    counted = {home.runs: index.folders("runs"), home.bin: index.folders("bin")}
    size = taken_in_all(index)
    for folder in home.root.iterdir():
        if folder not in counted:
            size += bytes_below(folder) if folder.is_dir() else folder.lstat().st_size
            continue
        with os.scandir(folder) as entries:  # what lies there and is no run
            for entry in entries:
                if entry.name not in counted[folder]:
                    size += bytes_below(folder / entry.name) if entry.is_dir(follow_symlinks=False) else entry.stat().st_size
    return size


def clean(
    home: Home, what: Collection[str] = ("features", "reports"), owner: str = LOCAL_OWNER, index: RunIndex | None = None
) -> dict[str, int]:
    """Free what can be recomputed; what is in use or being made stays.

    Parameters
    ----------
    what:
        Names of :data:`CLEANERS`.
    index:
        As in :func:`disk_used`.

    Returns
    -------
    ``before``, ``after``: bytes as the ``total`` of :func:`disk_used`; ``freed``.

    Raises
    ------
    UserError
        ``not_cleanable``: nothing was removed.
    """
    known = cleanable_by(owner)
    unknown = [Problem("not_cleanable", {"given": each[:80], "known": known}) for each in what if each not in known]
    if unknown:
        raise UserError.of(unknown)
    index = _caught_up(home) if index is None else index
    size = partial(_total, home, index) if owner == LOCAL_OWNER else lambda: disk_used(home, owner, index)["total"]
    before = size()
    for each in dict.fromkeys(what):
        CLEANERS[each](home, owner, index)
    index.read_noted()
    after = size()
    if after >= before:  # nothing of this kind was there, or nothing lets itself be removed
        require_removed(home.cache)
    return {"before": before, "after": after, "freed": max(0, before - after)}


def _caught_up(home: Home) -> RunIndex:
    index = index_of(home)
    index.catch_up()
    return index


def _features(home: Home, owner: str, index: RunIndex) -> None:
    folder = home.cache / "features"
    if folder.is_dir():
        keep_within(folder, None, 0)


def _reports(home: Home, owner: str, index: RunIndex) -> None:
    for each in REPORTS:
        shutil.rmtree(home.cache / each, ignore_errors=True)


def _exports(home: Home, owner: str, index: RunIndex) -> None:
    queue = JobQueue(home)
    for folder in (home.runs / run for run in with_exports(index, owner)):
        if not queue.about_run(folder.name):
            durable.remove_folder(folder / "exports")
            remove_leftovers(folder)
            index.look_again(folder.name)


def _references(home: Home, owner: str, index: RunIndex) -> None:
    """References that no run was compared with which is still here or in the trash. While a run trains, its own are not known yet."""
    queue = JobQueue(home)
    if index.left() or not all(status_of(run, queue).over for run in index.unsettled(owner)):
        return
    needed = compared_with(index)
    for reference in references_of(index, owner):
        if reference not in needed:
            durable.remove_folder(home.runs / reference)
    for path in home.references.glob("*.json"):
        try:
            known = home.runs / durable.read_json(path)["run"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if not known.exists():
            path.unlink(missing_ok=True)


CLEANERS: dict[str, Callable[[Home, str, RunIndex], None]] = {
    "features": _features,
    "reports": _reports,
    "exports": _exports,
    "references": _references,
}
"""What can be computed again: features of frozen networks; health reports, X-rays and previews; files made to be taken away; references that
no run is compared with any more."""

FOR_ALL = ("features", "reports")
"""Of these, what everybody uses."""
