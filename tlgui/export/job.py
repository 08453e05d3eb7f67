"""The export job: what the page offers to take away is made here, in a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tlgui.export.model import FORMATS, export_model
from tlgui.runs.store import RunStore

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext


def export(context: JobContext) -> dict[str, Any]:
    """Job handler: make what ``payload["what"]`` names of the run ``payload["run"]``, in its folder.

    Payload: ``run``, ``what`` (``model``), ``language``; for a model maybe ``formats``.
    """
    run = RunStore(context.home).get(context.payload["run"], context.owner)
    return export_model(
        context.home,
        run,
        context.payload.get("formats") or tuple(FORMATS),
        language=context.payload["language"],
        report=lambda done, total: context.report(done=done, total=total),
    )
