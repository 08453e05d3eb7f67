"""The import job: a run whose zip was sent is taken in by a worker, so that it goes on when the page or the server goes away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlgui.data.uploaded import remove_upload
from tlgui.moving.importing import import_run

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext


def take_in(context: JobContext) -> dict[str, Any]:
    """Take in the run in the upload ``payload["path"]``; nothing of the upload is left, whatever comes of it.

    Progress: ``stage`` ("copy" with bytes, "check" with files), ``done``, ``total``.

    Returns
    -------
    ``run`` (its id) and ``notes``.
    """
    path = Path(context.payload["path"])
    try:
        found = import_run(
            context.home,
            path,
            context.owner,
            progress=lambda stage, done, total: context.report(stage=stage, done=done, total=total),
            stop=context.stop_requested,
        )
    finally:
        remove_upload(context.home, path)
    return {"run": found.run.id, "notes": [note.as_json() for note in found.notes]}
