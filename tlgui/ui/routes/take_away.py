"""Routes of exports: have one made of a run, see what is there, and fetch it. All of it is sent as a download, never shown by us."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask

from tlgui import durable
from tlgui.data.inside import open_inside
from tlgui.errors import UserError
from tlgui.export import made
from tlgui.export.card import checks_in_words
from tlgui.export.kinds import BY_FILE, BY_KEY, KINDS, ExportKind
from tlgui.export.script import command, notebook, once_more, script
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.ui.access import Language, Owner, TheHome, TheQueue
from tlgui.ui.downloads import as_download
from tlgui.views.file_names import name_of
from tlgui.views.words import sentences

router = APIRouter(prefix="/api/runs/{run_id}/take-away")
TYPES = {".zip": "application/zip", ".csv": "text/csv; charset=utf-8", ".html": "text/html; charset=utf-8"}
"""Of other endings a browser is told nothing, as it does not show them."""

PART = 2**18
"""Bytes that are read at once."""

WRITTEN = {"run.py": (script, "text/x-python"), "run.ipynb": (notebook, "application/x-ipynb+json")}


@router.get("")
def there(run_id: str, home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """What can be fetched at once.

    ``files``: by kind, null before the first time, else ``name``, ``bytes`` and ``current``, which is false where making it anew would give
    something else; ``checks``: what each format of the model was held against; ``command``: null without data.
    """
    run = RunStore(home).get(run_id, owner)
    files = {kind.key: _made(home, run, kind, language) for kind in KINDS}
    try:
        asked: str | None = command(*once_more(home, run))
    except UserError:  # a dataset was deleted since
        asked = None
    return {"files": files, **_checks(run, language), "command": asked}


def _made(home: Home, run: Run, kind: ExportKind, language: str) -> dict[str, Any] | None:
    path = made.exports_folder(run) / kind.file
    if not os.path.isfile(path):
        return None
    return {"name": kind.file, "bytes": os.path.getsize(path), "current": made.is_current(home, run, kind, language)}


def _checks(run: Run, language: str) -> dict[str, Any]:
    try:
        about = durable.read_json(made.exports_folder(run) / "model.json")
    except (OSError, ValueError):
        return {"checks": [], "refused": []}
    checks = [{"file": each["file"], "words": checks_in_words(each, about["task"], language)} for each in about["files"].values()]
    return {"checks": checks, "refused": sentences(about["refused"], language)}


@router.post("/{what}")
def make(
    run_id: str,
    what: str,
    home: TheHome,
    owner: Owner,
    queue: TheQueue,
    language: Language,
) -> dict[str, str]:
    """Have a kind of export made, whether it was before or not. Its job is watched as any other."""
    run = RunStore(home).get(run_id, owner)
    if what not in BY_KEY:
        raise UserError("export_unknown", given=what, known=list(BY_KEY))
    return {"job": queue.submit("export", {"run": run.id, "what": what, "language": language}, owner=owner).id}


@router.get("/{name}")
def fetch(run_id: str, name: str, home: TheHome, owner: Owner, language: Language) -> Response:
    """A file that was made, or the same run as a script or a notebook."""
    run = RunStore(home).get(run_id, owner)
    headers = as_download(f"{name_of(run, language)}-{name}")
    if name in WRITTEN:
        write, kind = WRITTEN[name]
        return Response(write(*once_more(home, run), language), media_type=kind, headers=headers)
    if name not in BY_FILE:
        raise UserError("file_unknown")
    try:
        opened = open_inside(str(made.exports_folder(run)), name)
    except OSError:
        raise UserError("file_unknown") from None
    size = str(os.fstat(opened.fileno()).st_size)
    parts = iter(partial(opened.read, PART), b"")
    return StreamingResponse(
        parts,
        media_type=TYPES.get(Path(name).suffix, "application/octet-stream"),
        headers={**headers, "content-length": size},
        background=BackgroundTask(opened.close),
    )
