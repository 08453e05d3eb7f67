"""Jobs of the data lane: ingest, demo, shift and its preview."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tlgui.data.demo import make_demo
from tlgui.data.ingest import ingest as make_dataset
from tlgui.data.labelling import Labelling
from tlgui.data.shift import ShiftSettings, make_shift
from tlgui.data.shift import preview as shift_preview
from tlgui.data.store import DatasetStore
from tlgui.data.told import told_report
from tlgui.data.uploaded import remove_upload
from tlgui.errors import UserError
from tlgui.settings import read_settings

PREVIEWED = 24
"""A preview shows at most this many pictures."""

if TYPE_CHECKING:
    from tlgui.jobs.worker import JobContext


def ingest(context: JobContext) -> dict[str, Any]:
    """Make a dataset of a folder, a zip or an upload.

    Payload: ``path``; ``name`` (or null); ``kind`` ("folder", "zip" or "upload"); ``role`` (optional: "source" or "target"); ``table`` and
    ``table_holds`` (optional: the path of a table and what it holds, "values" or "labels"); ``remove`` (optional: remove the upload
    afterward, whatever comes of it). Progress: ``stage`` ("list", "hash" or "unpack" of
    :func:`tlgui.data.ingest.ingest`, or "decode"), ``done``, ``total`` (null in "list"), ``refused``.

    Returns
    -------
    ``dataset`` (its id), ``size``, ``refused`` and ``notes``.
    """
    payload = context.payload
    try:
        pack = make_dataset(
            payload["path"],
            context.home,
            name=payload.get("name"),
            owner=context.owner,
            role=payload.get("role"),
            labelling=Labelling(Path(payload["table"]), payload["table_holds"]) if payload.get("table") else None,
            progress=lambda done, total, refused: context.report(stage="decode", done=done, total=total, refused=refused),
            stop=context.stop_requested,
            before=lambda stage, done, total: context.report(stage=stage, done=done, total=total, refused=0),
            origin_kind=payload["kind"],
            real=payload["kind"] == "folder",  # from the page, which found it inside a folder that the server offers
        )
    finally:
        if payload.get("remove"):
            remove_upload(context.home, Path(payload["path"]))
    notes = told_report(context.home, pack)["notes"]
    return {"dataset": pack.info.id, "size": len(pack), "refused": pack.info.refused, "notes": notes}


def preview(context: JobContext) -> dict[str, Any]:
    """A few pictures of a dataset with a shift: ``pictures``, WebP files as base64, in the order of the payload's ``pictures``.

    Payload: ``dataset``, ``settings`` (as for :func:`shift`), ``pictures`` (indices; those that do not exist are passed over).
    """
    settings, pack = _shift_settings(context), DatasetStore(context.home).get(context.payload["dataset"], context.owner)
    wanted = [int(index) for index in context.payload["pictures"] if 0 <= int(index) < len(pack)]
    made = shift_preview(pack, settings, wanted[:PREVIEWED])
    return {"pictures": [base64.b64encode(each).decode() for each in made]}


def _shift_settings(context: JobContext) -> ShiftSettings:
    settings, problems = read_settings(ShiftSettings, context.payload["settings"])
    if problems:
        raise UserError.of(problems)
    return cast(ShiftSettings, settings)


def shift(context: JobContext) -> dict[str, Any]:
    """Make a shifted target of a dataset.

    Payload: ``dataset`` (its id), ``settings`` (those of :class:`tlgui.data.shift.ShiftSettings`), ``name`` (or null). Progress: ``done``,
    ``total``.

    Returns
    -------
    ``dataset`` (the new one's id) and ``size``.
    """
    settings, parent = _shift_settings(context), DatasetStore(context.home).get(context.payload["dataset"], context.owner)
    pack = make_shift(
        parent,
        settings,
        context.home,
        name=context.payload.get("name"),
        owner=context.owner,
        progress=lambda done, total: context.report(done=done, total=total),
        stop=context.stop_requested,
    )
    return {"dataset": pack.info.id, "size": len(pack)}


def demo(context: JobContext) -> dict[str, Any]:
    """Make the two datasets of a demo (payload: ``demo``, its name), or find them: ``source`` and ``target``, their ids."""
    name = context.payload["demo"]
    source, target = make_demo(context.home, name, context.owner, lambda done, total: context.report(done=done, total=total))
    return {"source": source.info.id, "target": target.info.id}


def warm_up() -> Iterator[None]:
    """Importing this module has loaded Pillow and numpy; what is left is what a first picture loads."""
    from PIL import Image

    from tlgui.data import images

    images.thumbnail(Image.new("RGB", (images.MIN_SIDE, images.MIN_SIDE)))
    yield
