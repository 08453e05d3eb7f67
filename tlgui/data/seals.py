"""Whose labels may be shown: the single place that decides it.

A dataset with labels is *sealed* from its first use as a target until somebody reveals it. Meanwhile, its classes, counts, values and file
names are not shown, in whatever role it is viewed. Using it as a labeled source reveals it, since a run stores its source's labels:
what a run has shown is never sealed again. One that was only read as a target is open as a source, everywhere alike and without a question:
no run has begun that could wait for its reveal. Viewed by itself or as a target it stays sealed. Labels that everybody knows (the demo's)
are never sealed.

The state of a dataset is in ``seals/ID.sealed.json`` and ``seals/ID.revealed.json`` (``when``, ``by`` whom or what, and in which ``run``).
Each is written once and stays, but for the first use behind the seal of a mere reading, which takes its place; ``revealed`` takes precedence.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from tlgui import durable
from tlgui.data.handed import is_handed_out
from tlgui.data.pack import DatasetInfo
from tlgui.errors import Problem, UserError
from tlgui.home import Home, is_id

Role = Literal["source", "target"]
_State = Literal["sealed", "revealed"]

_READ = ("ingest", "given")
"""What sealed a dataset that was read as a target."""


def is_sealed(home: Home, info: DatasetInfo) -> bool:
    """Whether a dataset was given as a target and nobody has revealed its labels."""
    return not may_tell(home, info)


def may_tell(home: Home, info: DatasetInfo, role: Role | None = None) -> bool:
    """Whether classes, counts and values of a dataset may be shown, in a role or viewed by itself. A target's only after a reveal, whether
    sealed yet or not; a source's also while it was only read as a target (:func:`is_lifted`).
    """
    if not _can_be_sealed(info) or _said(home, info.id, "revealed"):
        return True
    if role == "target":
        return False
    return not _said(home, info.id, "sealed") or (role == "source" and _only_read(home, info))


def is_lifted(home: Home, info: DatasetInfo) -> bool:
    """Whether a dataset is sealed by itself and open as a source, since no run and no room relies on its seal."""
    return is_sealed(home, info) and may_tell(home, info, "source")


def seal(home: Home, info: DatasetInfo, by: str, run: str | None = None) -> None:
    """Seal a dataset that is used as a target. A revealed one stays revealed."""
    if _can_be_sealed(info):
        _say(home, info.id, "sealed", by, run)


def reveal(home: Home, info: DatasetInfo, by: str, run: str | None = None) -> bool:
    """Open a dataset's labels for good; when and by whom is kept. The first reveal stays. Whether it has labels that can be sealed."""
    if _can_be_sealed(info):
        _say(home, info.id, "revealed", by, run)
    return _can_be_sealed(info)


def may_reveal(home: Home, info: DatasetInfo, owner: str) -> bool:
    """Whether a person may open a dataset's labels in a run: those of their own, or those that whose they are has revealed."""
    return info.owner == owner or may_tell(home, info, "target")


def was_revealed(home: Home, dataset: str | None) -> bool:
    """Whether somebody revealed the dataset with this id: what was made of it before knew less."""
    return dataset is not None and _said(home, dataset, "revealed")


def opened_by_run(home: Home, dataset: str) -> str | None:
    """The run that opened the labels of the dataset with this id; ``None`` where none did, or where that cannot be read."""
    run = _word_of(home, dataset, "revealed", "run")
    return run if isinstance(run, str) else None


def when_revealed(home: Home, dataset: str) -> float | None:
    """When somebody revealed the dataset with this id, in seconds since 1970; ``None`` where nobody did, or where that cannot be read."""
    when = _word_of(home, dataset, "revealed", "when")
    return float(when) if isinstance(when, (int, float)) else None


def problem_of_source(home: Home, info: DatasetInfo) -> Problem | None:
    """Why the labels of a dataset may not be shown as a source's. A run may begin once this is confirmed, which reveals them."""
    if may_tell(home, info, "source"):
        return None
    return Problem("sealed_source", {"name": info.name, "dataset": info.id, "runs": _sealed_runs(home)[info.id]})


def require_open(home: Home, info: DatasetInfo) -> None:
    """Guard for code that would show a dataset's labels as a source's: raises ``sealed_source`` while they are sealed."""
    if problem := problem_of_source(home, info):
        raise UserError.of([problem])


def open_source(home: Home, info: DatasetInfo, by: str) -> None:
    """Guard for code that passes a dataset's labels on, to another dataset or to a room: what was only read as a target is open from then on.

    Raises
    ------
    UserError
        ``sealed_source`` while they are sealed.
    """
    require_open(home, info)
    if is_sealed(home, info):
        reveal(home, info, by)


def _can_be_sealed(info: DatasetInfo) -> bool:
    return info.labels != "none" and not info.labels_open


def _only_read(home: Home, info: DatasetInfo) -> bool:
    """Whether a dataset was read as a target, and is the target of no sealed run and of no room."""
    return _sealed_by(home, info.id) in _READ and not _sealed_runs(home)[info.id] and not is_handed_out(home, info.id)


def _sealed_runs(home: Home) -> Counter[str]:
    """How many sealed runs each dataset is the target of."""
    return _counted(home, *(os.stat(each).st_mtime_ns for each in (home.runs, home.bin)))


@lru_cache(maxsize=8)
def _counted(home: Home, *_changed: int) -> Counter[str]:
    """They are read once for each run that comes or goes: a list of datasets asks for every one of them, every few seconds."""
    return Counter(dataset for dataset, state, _ in _said_by_runs(home) if state == "sealed")


# -- files -------------------------------------------------------------------------------------------------------------------


def _path(home: Home, dataset: str, state: _State) -> Path:
    return home.seals / f"{dataset}.{state}.json"


def _said(home: Home, dataset: str, state: _State) -> bool:
    """Whether it was said, whatever became of the words."""
    if not home.seals.is_dir() and not _taken_over(home):
        return any(what == [dataset, state] for *what, _ in _said_by_runs(home))
    try:
        os.stat(_path(home, dataset, state))
    except FileNotFoundError:  # and nothing else: a folder that may not be looked into does not say that nothing is sealed
        return False
    return True


def _sealed_by(home: Home, dataset: str) -> str | None:
    """What sealed a dataset; ``None`` where that cannot be read."""
    by = _word_of(home, dataset, "sealed", "by")
    return by if isinstance(by, str) else None


def _word_of(home: Home, dataset: str, state: _State, name: str) -> object:
    """One of the words that were kept of a state; ``None`` where it cannot be read."""
    try:
        return durable.read_json(_path(home, dataset, state))[name]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def _say(home: Home, dataset: str, state: _State, by: str, run: str | None) -> None:
    relied_on = state == "sealed" and by not in _READ and _sealed_by(home, dataset) in _READ
    if relied_on or not _said(home, dataset, state):
        durable.write_json(_path(home, dataset, state), {"when": time.time(), "by": by, "run": run})


def _taken_over(home: Home) -> bool:
    """Work out, once, in a home of before there were seals, what its runs say of their datasets; whether that could be kept."""
    try:
        with durable.new_folder(home.seals) as folder:
            for dataset, state, said in _said_by_runs(home):
                place = folder / f"{dataset}.{state}.json"
                if not place.exists():
                    durable.write_json(place, said)
    except OSError:  # a full disk; or another process was faster
        return home.seals.is_dir()
    return True


def _said_by_runs(home: Home) -> Iterator[tuple[str, _State, dict[str, Any]]]:
    for folder in [each for parent in (home.runs, home.bin) for each in os.scandir(parent) if is_id(each.name)]:
        try:
            envelope = durable.read_json(Path(folder.path) / "spec.json")
            spec, when = envelope["spec"], envelope["created"]
            source, target, sealed = spec["source"], spec["target"], spec["sealed"] and spec.get("reference") is None
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        said = {"when": when, "by": "an earlier version", "run": folder.name}
        if is_id(str(source)):
            yield source, "revealed", said
        if is_id(str(target)) and os.path.exists(Path(folder.path) / "meta" / "reveal.json"):
            yield target, "revealed", said
        elif is_id(str(target)) and sealed:
            yield target, "sealed", said
