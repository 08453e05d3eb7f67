from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from tlgui.home import Home
from tlgui.jobs.processes import Identity, boot_id, own_identity
from tlgui.jobs.queue import JobQueue
from tlgui.runs.events import EventWriter
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec


@pytest.fixture
def queue(home: Home) -> JobQueue:
    return JobQueue(home)


@pytest.fixture
def store(home: Home) -> RunStore:
    return RunStore(home)


@pytest.fixture
def run(store: RunStore) -> Run:
    """A run that was asked for and of which nothing has happened."""
    return store.create(RunSpec(), {"source": "photo", "target": "sketch"})


def log_of(run: Run, *events: dict[str, Any]) -> None:
    """Append events to the run's log."""
    writer = EventWriter(run.events_path)
    for event in events:
        writer.write(**event)
    writer.close()


def started(identity: Identity | None = None) -> dict[str, Any]:
    return {"event": "started", "identity": (identity or own_identity()).as_json(), "time": time.time()}


def beat(run: Run, age: float = 0.0, boot: str | None = None) -> None:
    """The trainer's sign of life, so many seconds ago."""
    (run.folder / "heartbeat").write_text(f"{boot or boot_id()} {time.monotonic() - age}")


def predictions(
    run: Run, step: int, chosen: Sequence[int], classes: int = 3, *, index: Sequence[int] | None = None, kind: str = ""
) -> None:
    """A predictions file: for each target picture (of ``index``, all in order by default) the class that is chosen."""
    folder = run.folder / "predictions" / kind
    folder.mkdir(exist_ok=True)
    np.savez(
        folder / f"{step:06d}.npz",
        source=np.zeros((0, classes), np.float16),
        source_index=np.zeros(0, np.int64),
        target=np.eye(classes, dtype=np.float16)[list(chosen)] * np.float16(0.9),
        target_index=np.asarray(range(len(chosen)) if index is None else index, np.int64),
    )
