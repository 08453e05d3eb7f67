"""The export job: what the page offers to take away is made here, in a worker, and lies in the run's folder afterward."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tlgui import durable
from tlgui.errors import UserError
from tlgui.export.model import FORMATS, export_model
from tlgui.export.predictions import predictions_of
from tlgui.export.report import write_report
from tlgui.moving.archive import write_archive
from tlgui.runs.foreign import told_of_foreign
from tlgui.runs.store import RunStore

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext


def export(context: JobContext) -> dict[str, Any]:
    """Job handler: make what ``payload["what"]`` names of the run ``payload["run"]``.

    Payload: ``run``; ``what``: ``model``, ``predictions``, ``report`` or ``run``; ``language``; for a model maybe
    ``formats``. Progress: ``done``, ``total``.

    Returns
    -------
    As :func:`export_model`, :func:`write_report` and :func:`write_archive`; of predictions ``file`` and ``pictures``.
    """
    run = RunStore(context.home).get(context.payload["run"], context.owner)
    what, language = context.payload["what"], context.payload["language"]

    def report(done: int, total: int) -> None:
        if context.stop_requested():
            raise UserError("export_stopped")
        context.report(done=done, total=total)

    with told_of_foreign(run):
        if what == "model":
            formats = context.payload.get("formats") or tuple(FORMATS)
            return export_model(context.home, run, formats, language=language, report=report)
        if what == "run":
            (run.folder / "exports").mkdir(exist_ok=True)
            return write_archive(context.home, run, run.folder / "exports" / "run.zip", report)
        if what == "report":
            return write_report(context.home, run, language, report)
        found = predictions_of(context.home, run, report)
        path = run.folder / "exports" / "predictions.csv"
        path.parent.mkdir(exist_ok=True)
        durable.write_bytes(path, found.csv_bytes())
        return {"file": str(path), "pictures": len(found.rows)}
