"""Routes of Try it: a picture of one's own, or one of the target, through a run's network and its baseline's."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from tlgui import durable
from tlgui.data.pack import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home, new_id
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.runs.store import Run, RunStore
from tlgui.ui.access import Language, Owner, TheHome, TheQueue
from tlgui.ui.routes.datasets import spread
from tlgui.ui.routes.runs import logs_of
from tlgui.ui.run_rows import row

router = APIRouter(prefix="/api/tries")
STRIP = 48
"""So many pictures of the target are offered."""

FORGOTTEN_SECONDS = 3600
"""A picture whose job never came is removed with a later try."""


@router.get("")
def choices(home: TheHome, owner: Owner, queue: TheQueue, language: Language, request: Request) -> dict[str, Any]:
    """The runs that can be tried, newest first, each with pictures of its target spread over all."""
    logs = logs_of(request)
    found = []
    for run in RunStore(home).all(owner):
        line = row(run, logs, queue, language)
        if line["better_than_baseline"] is not None:  # it has a result, so it kept a network
            told = {name: line[name] for name in ("run", "source", "target", "strategy", "backbone", "created", "task")}
            found.append({**told, **_target(home, owner, run)})
    return {"runs": found}


def _target(home: Home, owner: str, run: Run) -> dict[str, Any]:
    try:
        size = DatasetStore(home).get(run.spec.target or "", owner).info.size
    except UserError:  # deleted since, or on another machine
        return {"dataset": None, "pictures": []}
    return {"dataset": run.spec.target, "pictures": spread(size, STRIP)}


@router.post("/{run_id}")
async def try_own(run_id: str, request: Request, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """A picture of one's own as the body: any format that datasets may have. The job decodes it in a process of its own."""
    run = RunStore(home).get(run_id, owner)
    data = await request.body()
    if not data:
        raise UserError("picture_empty")
    name = f"{new_id()}.img"
    durable.write_bytes(_folder(home, queue) / name, data)
    return {"job": queue.submit("try", {"run": run.id, "file": name}, owner=owner).id}


@router.post("/{run_id}/target")
def try_target(run_id: str, home: TheHome, owner: Owner, queue: TheQueue, picture: Annotated[int, Query(ge=0)]) -> dict[str, str]:
    """A picture of the run's target, by its index in the dataset."""
    run = RunStore(home).get(run_id, owner)
    return {"job": queue.submit("try", {"run": run.id, "picture": picture}, owner=owner).id}


def _folder(home: Home, queue: JobQueue) -> Path:
    """Where a picture waits for its job. One that a job still waits for is not forgotten, whatever the clock says."""
    home.tries.mkdir(parents=True, exist_ok=True)
    awaited = {job.payload.get("file") for job in queue.in_line(LANES["try"])}
    for left in home.tries.iterdir():
        if left.name not in awaited and time.time() - left.stat().st_mtime > FORGOTTEN_SECONDS:
            left.unlink(missing_ok=True)
    return home.tries
