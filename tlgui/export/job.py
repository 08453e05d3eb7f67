"""The export job: what the page offers for download is made here, in a worker, and is kept in the run's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tlgui.errors import UserError
from tlgui.export import made
from tlgui.export.kinds import BY_KEY, Making
from tlgui.runs.foreign import told_of_foreign
from tlgui.runs.store import RunStore

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext


def export(context: JobContext) -> dict[str, Any]:
    """Job handler: make the kind ``payload["what"]`` (a key of :data:`tlgui.export.kinds.BY_KEY`) of the run ``payload["run"]``.

    Payload: ``run``; ``what``; ``language``; optionally ``options``, specific to the kind. Progress: ``done``, ``total``.

    Returns
    -------
    What the kind's maker tells.
    """
    run = RunStore(context.home).get(context.payload["run"], context.owner)
    kind, language = BY_KEY[context.payload["what"]], context.payload["language"]
    options = context.payload.get("options") or {}

    def report(done: int, total: int) -> None:
        if context.stop_requested():
            raise UserError("export_stopped")
        context.report(done=done, total=total)

    folder = made.exports_folder(run)
    folder.mkdir(exist_ok=True)
    before = made.state_of(context.home, run, language)
    with told_of_foreign(run):
        told = kind.make(Making(context.home, run, folder / kind.file, language, report, options))
    if not options:  # a file made with options is not what the next person asks for
        made.note(run, kind, before)
    return told
