"""Whose labels may be shown: the single place that decides it.

A dataset with labels is *sealed* from its first use as a target until somebody reveals it. Meanwhile, its classes, counts, values and file
names are not shown, in whatever role it is viewed. Using it as a labeled source reveals it, since a run stores its source's labels:
what a run has shown is never sealed again. One that was only read as a target is used so without a question: no run has begun that could
wait for its reveal. Labels that everybody knows (the demo's) are never sealed.

The state of a dataset is in ``seals/ID.sealed.json`` and ``seals/ID.revealed.json`` (``when``, ``by`` whom or what, and in which ``run``).
Each is written once and stays; the second takes precedence.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
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


def may_tell(home: Home, info: DatasetInfo, role: Role = "source") -> bool:
    """Whether classes, counts and values of a dataset may be shown. A target's only after a reveal, whether sealed yet or not."""
    if not _can_be_sealed(info) or _said(home, info.id, "revealed"):
        return True
    return role != "target" and not _said(home, info.id, "sealed")


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


def problem_of_source(home: Home, info: DatasetInfo) -> Problem | None:
    """Why the labels of a dataset may not be shown as a source's."""
    if not is_sealed(home, info):
        return None
    return Problem("sealed_source", {"name": info.name, "dataset": info.id, "runs": _sealed_runs(home, info)})


def question_of_source(home: Home, info: DatasetInfo) -> Problem | None:
    """The confirmation needed before a run has a dataset as its source, which reveals its labels."""
    return None if _only_read(home, info) else problem_of_source(home, info)


def require_open(home: Home, info: DatasetInfo) -> None:
    """Guard for code that would show or pass on a dataset's labels: raises ``sealed_source`` while they are sealed."""
    if problem := problem_of_source(home, info):
        raise UserError.of([problem])


def _can_be_sealed(info: DatasetInfo) -> bool:
    return info.labels != "none" and not info.labels_open


def _only_read(home: Home, info: DatasetInfo) -> bool:
    """Whether a dataset was read as a target, and is the target of no sealed run and of no room."""
    try:
        by = durable.read_json(_path(home, info.id, "sealed"))["by"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return by in _READ and not _sealed_runs(home, info) and not is_handed_out(home, info.id)


def _sealed_runs(home: Home, info: DatasetInfo) -> int:
    return sum(what == [info.id, "sealed"] for *what, _ in _said_by_runs(home))


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


def _say(home: Home, dataset: str, state: _State, by: str, run: str | None) -> None:
    if not _said(home, dataset, state):
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
