"""Which runs wait to be trained, from their folders: what a queue is told after its file was lost."""

from __future__ import annotations

from tlgui.home import Home
from tlgui.jobs.queue import Wanted
from tlgui.runs.store import RunStore


def trainings(home: Home) -> list[Wanted]:
    """Runs that somebody wants and no trainer has begun with, the oldest first; not those that were asked to stop since."""
    return [Wanted({"run": run.id}, run.id, run.owner) for run in RunStore(home).not_begun() if not run.stopping]
