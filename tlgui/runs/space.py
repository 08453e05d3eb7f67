"""How much of the disk things take, and giving back what can be computed again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from tlgui import durable
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home, is_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs.cache_limit import keep_within
from tlgui.runs.status import status_of
from tlgui.runs.store import Run, RunStore, read_run, remove_leftovers
from tlgui.storage import require_removed

REPORTS = ("health", "xray", "augmentation")
"""Folders of the cache with what was made of datasets to be looked at."""


def bytes_below(folder: Path) -> int:
    """The bytes of all files in a folder, links not followed; 0 for one that is not there."""
    size = 0
    waiting = [os.fspath(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        size += entry.stat(follow_symlinks=False).st_size
        except OSError:  # gone a moment ago
            continue
    return size


def disk_used(home: Home, owner: str = LOCAL_OWNER) -> dict[str, Any]:
    """What the home folder takes on the disk.

    Returns
    -------
    ``parts``: for each part its ``bytes`` and, where it can be counted, how many things; ``total``; ``free`` on the disk. ``cleanable`` names
    the parts that :func:`clean` can give back.
    """
    store = RunStore(home)
    everything = store.all(owner, references=True)
    exports = {run.id: bytes_below(run.folder / "exports") for run in everything}
    parts: dict[str, dict[str, int | None]] = {}
    for name, references in (("runs", False), ("references", True)):
        of = [run for run in everything if (run.spec.reference is not None) is references]
        size = sum(bytes_below(run.folder) - exports[run.id] for run in of)
        parts[name] = {"bytes": size, "count": len(of)}
    parts["exports"] = {"bytes": sum(exports.values()), "count": sum(size > 0 for size in exports.values())}
    for name, folder in (("datasets", home.datasets), ("bin", home.bin), ("features", home.cache / "features")):
        there = [each for each in folder.iterdir() if each.is_dir()] if folder.is_dir() else []
        parts[name] = {"bytes": bytes_below(folder), "count": len(there)}
    parts["reports"] = {"bytes": sum(bytes_below(home.cache / each) for each in REPORTS), "count": None}
    total = bytes_below(home.root)
    parts["other"] = {"bytes": max(0, total - sum(each["bytes"] or 0 for each in parts.values())), "count": None}
    return {"parts": parts, "cleanable": list(CLEANERS), "total": total, "free": shutil.disk_usage(home.root).free}


def clean(home: Home, what: Collection[str] = ("features", "reports"), owner: str = LOCAL_OWNER) -> dict[str, int]:
    """Give back what can be computed again; what is being used or made this moment stays.

    Parameters
    ----------
    what:
        Names of :data:`CLEANERS`.

    Returns
    -------
    ``before``, ``after``: bytes of all that the home folder takes; ``freed``.

    Raises
    ------
    UserError
        ``not_cleanable``: nothing was removed.
    """
    unknown = [Problem("not_cleanable", {"given": each[:80], "known": list(CLEANERS)}) for each in what if each not in CLEANERS]
    if unknown:
        raise UserError.of(unknown)
    before = bytes_below(home.root)
    for each in dict.fromkeys(what):
        CLEANERS[each](home, owner)
    after = bytes_below(home.root)
    if after >= before:  # nothing of this kind was there, or nothing lets itself be removed
        require_removed(home.cache)
    return {"before": before, "after": after, "freed": max(0, before - after)}


def _features(home: Home, owner: str) -> None:
    folder = home.cache / "features"
    if folder.is_dir():
        keep_within(folder, None, 0)


def _reports(home: Home, owner: str) -> None:
    for each in REPORTS:
        shutil.rmtree(home.cache / each, ignore_errors=True)


def _exports(home: Home, owner: str) -> None:
    queue = JobQueue(home)
    for run in RunStore(home).all(owner, references=True):
        if (run.folder / "exports").is_dir() and not queue.about_run(run.id):
            durable.remove_folder(run.folder / "exports")
            remove_leftovers(run.folder)


def _references(home: Home, owner: str) -> None:
    """References that no run was compared with which is still here or in the bin. While a run trains, its own are not known yet."""
    store, queue = RunStore(home), JobQueue(home)
    runs = store.all(owner, references=True)
    if not all(status_of(run, queue).over for run in runs):
        return
    deleted = [read_run(folder) for folder in home.bin.iterdir() if is_id(folder.name)]
    needed = {name for run in (*runs, *deleted) if run is not None for name in _needed_by(run)}
    for run in runs:
        if run.spec.reference is not None and run.id not in needed:
            durable.remove_folder(run.folder)
    for path in home.references.glob("*.json"):
        try:
            known = home.runs / durable.read_json(path)["run"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if not known.exists():
            path.unlink(missing_ok=True)


def _needed_by(run: Run) -> set[str]:
    return {str(event.get("run")) for event in run.events() if event["event"] == "reference"}


CLEANERS: dict[str, Callable[[Home, str], None]] = {
    "features": _features,
    "reports": _reports,
    "exports": _exports,
    "references": _references,
}
"""What can be computed again: features of frozen networks; health reports, X-rays and previews; files made to be taken away; references that
no run is compared with any more."""
