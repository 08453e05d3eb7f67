"""Routes of Take away: have something made of a run, see what is there, and fetch it. All of it is sent as a download, never shown by us."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any, Literal

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from tlgui import durable
from tlgui.data.inside import open_inside
from tlgui.errors import UserError
from tlgui.export.card import checks_in_words
from tlgui.export.script import command, notebook, once_more, script
from tlgui.runs.store import Run, RunStore
from tlgui.ui.access import Language, Owner, TheHome, TheQueue
from tlgui.views.words import sentences

router = APIRouter(prefix="/api/runs/{run_id}/take-away")
MADE = {"model": "model.zip", "predictions": "predictions.csv", "report": "report.html", "run": "run.zip"}
"""What a job makes, and its file in the run's folder."""

TYPES = {".zip": "application/zip", ".csv": "text/csv; charset=utf-8", ".html": "text/html; charset=utf-8"}
PART = 2**18
"""Bytes that are read at once."""

WRITTEN = {"run.py": (script, "text/x-python"), "run.ipynb": (notebook, "application/x-ipynb+json")}


@router.get("")
def there(run_id: str, home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """``files``: name and bytes of what was made, else null; ``checks``: what each format was held against; ``command``: null without data."""
    run = RunStore(home).get(run_id, owner)
    files = {what: _made(run, name) for what, name in MADE.items()}
    try:
        asked: str | None = command(run.spec, *once_more(home, run))
    except UserError:  # a dataset was deleted since
        asked = None
    return {"files": files, **_checks(run, language), "command": asked}


def _made(run: Run, name: str) -> dict[str, Any] | None:
    path = run.folder / "exports" / name
    return {"name": name, "bytes": os.path.getsize(path)} if os.path.isfile(path) else None


def _checks(run: Run, language: str) -> dict[str, Any]:
    try:
        about = durable.read_json(run.folder / "exports" / "model.json")
    except (OSError, ValueError):
        return {"checks": [], "refused": []}
    checks = [{"file": each["file"], "words": checks_in_words(each, about["task"], language)} for each in about["files"].values()]
    return {"checks": checks, "refused": sentences(about["refused"], language)}


@router.post("/{what}")
def make(
    run_id: str,
    what: Literal["model", "predictions", "report", "run"],
    home: TheHome,
    owner: Owner,
    queue: TheQueue,
    language: Language,
) -> dict[str, str]:
    """Have it made again each time, since labels may have been revealed. Its job is watched as any other."""
    run = RunStore(home).get(run_id, owner)
    return {"job": queue.submit("export", {"run": run.id, "what": what, "language": language}, owner=owner).id}


@router.get("/{name}")
def fetch(run_id: str, name: str, home: TheHome, owner: Owner, language: Language) -> Response:
    """A file that was made, or the same run as a script or a notebook."""
    run = RunStore(home).get(run_id, owner)
    headers = {"content-disposition": f'attachment; filename="{run.id[:8]}-{name}"', "x-content-type-options": "nosniff"}
    if name in WRITTEN:
        write, kind = WRITTEN[name]
        return Response(write(run.spec, *once_more(home, run), language), media_type=kind, headers=headers)
    if name not in MADE.values():
        raise UserError("file_unknown")
    try:
        opened = open_inside(str(run.folder / "exports"), name)
    except OSError:
        raise UserError("file_unknown") from None
    size = str(os.fstat(opened.fileno()).st_size)
    parts = iter(partial(opened.read, PART), b"")
    return StreamingResponse(
        parts,
        media_type=TYPES[Path(name).suffix],
        headers={**headers, "content-length": size},
        background=BackgroundTask(opened.close),
    )
