"""Routes of Try it: a picture of one's own, or one of the target, through a run's network and its baseline's."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query

from tlgui import durable
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.finding.searches import SearchStore
from tlgui.home import Home, new_id
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.run_pictures import learned
from tlgui.runs.index.listing import Cursor, facts_of_runs, newest
from tlgui.runs.store import RunStore
from tlgui.ui.access import Language, Offset, Owner, Sent, TheHome, TheIndex, TheQueue
from tlgui.ui.routes.datasets import some
from tlgui.views.run_rows import row

router = APIRouter(prefix="/api/tries")
STRIP = 48
"""Number of target pictures offered."""

CHOICES = 50
"""Number of runs offered at once."""

TOLD = ("run", "name", "source", "target", "strategy", "backbone", "created")

FORGOTTEN_SECONDS = 3600
"""A picture whose job never came is removed with a later try."""


@router.get("")
def choices(
    home: TheHome,
    owner: Owner,
    index: TheIndex,
    language: Language,
    run: Annotated[str, Query(max_length=64)] = "",
    before: Annotated[str, Query(max_length=100)] = "",
) -> dict[str, Any]:
    """A page of the runs that can be tried, newest first, each with pictures of its target spread over all, and which of them it ``learned``.

    ``run``: one that is among the first page however old it is. ``next``: the cursor of the page behind it, null behind the last.
    """
    page = newest(index, owner, limit=CHOICES + 1, before=Cursor.read(before), kept=True)
    end = page[CHOICES - 1] if len(page) > CHOICES else None
    offered = page[:CHOICES]
    if run and not before and all(each["run"] != run for each in offered):
        offered += [
            each for each in facts_of_runs(index, owner, [run]).values() if each["seems_better_than_baseline"] is not None
        ]
    later = SearchStore(home).later(owner)
    packs = {target: _pack(home, owner, target) for target in {each["datasets"]["target"] for each in offered}}
    return {
        "runs": [
            {**{name: line[name] for name in TOLD}, **_pictures(home, owner, facts["run"], packs[facts["datasets"]["target"]])}
            for facts in offered
            for line in (row(facts, language, later),)
        ],
        "next": None if end is None else str(Cursor(end["created"], end["run"])),
    }


def _pack(home: Home, owner: str, target: str | None) -> Pack | None:
    try:
        return DatasetStore(home).get(target or "", owner)
    except UserError:  # deleted since, or on another machine
        return None


def _pictures(home: Home, owner: str, run_id: str, pack: Pack | None) -> dict[str, Any]:
    if pack is None:
        return {"dataset": None, "pictures": [], "learned": []}
    offered = some(pack.info.size, STRIP)
    try:
        run = RunStore(home).get(run_id, owner)
        taught = learned(run, pack.in_run(run.spec.version)[offered].tolist())
    except UserError:  # the run was deleted since the index looked
        taught = np.zeros(len(offered), bool)
    return {"dataset": pack.info.id, "pictures": offered, "learned": np.asarray(offered)[taught].tolist()}


@router.post("/{run_id}")
def try_own(run_id: str, data: Sent, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """A picture of one's own as the body: any format that datasets may have. The job decodes it in a process of its own."""
    run = RunStore(home).get(run_id, owner)
    if not data:
        raise UserError("picture_empty")
    name = f"{new_id()}.img"
    durable.write_bytes(_folder(home, queue) / name, data)
    return {"job": queue.submit("try", {"run": run.id, "file": name}, owner=owner).id}


@router.post("/{run_id}/target")
def try_target(run_id: str, home: TheHome, owner: Owner, queue: TheQueue, picture: Offset) -> dict[str, str]:
    """A picture of the run's target, by its index in the dataset."""
    run = RunStore(home).get(run_id, owner)
    return {"job": queue.submit("try", {"run": run.id, "picture": picture}, owner=owner).id}


def _folder(home: Home, queue: JobQueue) -> Path:
    """Where a picture waits for its job. One that a job still waits for is not forgotten, whatever the clock says."""
    home.tries.mkdir(parents=True, exist_ok=True)
    awaited = {job.payload.get("file") for job in queue.in_line(LANES["try"])}
    for left in home.tries.iterdir():
        with suppress(FileNotFoundError):  # its job, or another request, has just taken it away
            if left.name not in awaited and time.time() - left.stat().st_mtime > FORGOTTEN_SECONDS:
                left.unlink()
    return home.tries
