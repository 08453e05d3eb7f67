"""What is ready in a run's ``exports`` folder, and whether making it again would give a different file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from tlgui import __version__, durable
from tlgui.data.seals import was_revealed
from tlgui.data.store import DatasetStore
from tlgui.export.kinds import ExportKind
from tlgui.health.kept import health_folder
from tlgui.home import Home
from tlgui.labeling.given import LabelBook
from tlgui.runs.run import Run


def exports_folder(run: Run) -> Path:
    """Where a run's exports are kept. All of them can be made again."""
    return run.folder / "exports"


def state_of(home: Home, run: Run, language: str) -> dict[str, Any]:
    """Everything that an export is made from and that may change once a run is over: its log, remarks, labels, health report, data."""
    paths = {
        "log": run.events_path,
        "remarks": run.folder / "meta" / "remarks.json",
        "labels": run.reveal_path,
        "given": LabelBook.path_of(home, run.spec.target or "", run.owner),
        "health": health_folder(home, run.spec.source, run.spec.target) / "health.json",
    }
    store = DatasetStore(home)
    return {
        "program": __version__,
        "language": language,
        "written": {name: _stamp(path) for name, path in paths.items()},
        "data": [dataset is not None and store.has(dataset) for dataset in (run.spec.source, run.spec.target)],
        "revealed": was_revealed(home, run.spec.target),
    }


def note(run: Run, kind: ExportKind, state: dict[str, Any]) -> None:
    """Remember what a file was made from: ``state``, taken before work on it began."""
    durable.write_json(_note_path(run, kind), {**state, "file": _stamp(exports_folder(run) / kind.file)})


def is_current(home: Home, run: Run, kind: ExportKind, language: str) -> bool:
    """Whether the existing file is what would be made now. One that a command has since written in its place is not."""
    try:
        noted = durable.read_json(_note_path(run, kind))
    except (OSError, ValueError):
        return False
    return bool(noted == {**state_of(home, run, language), "file": _stamp(exports_folder(run) / kind.file)})


def _note_path(run: Run, kind: ExportKind) -> Path:
    return exports_folder(run) / f"{kind.key}.made.json"


def _stamp(path: Path) -> list[int] | None:
    try:
        facts = os.stat(path)
    except OSError:
        return None
    return [facts.st_mtime_ns, facts.st_size]
