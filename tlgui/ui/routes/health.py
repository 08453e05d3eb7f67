"""Routes of health reports: read one, have one made, its table of problems."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from tlgui.data.pack import Pack
from tlgui.data.seals import is_sealed, require_open
from tlgui.data.store import DatasetStore
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.health.kept import kept_health, problems_csv_path
from tlgui.home import Home
from tlgui.ui.access import Language, Owner, TheHome, TheQueue
from tlgui.ui.downloads import as_download
from tlgui.ui.routes.datasets import picture
from tlgui.views.file_names import name_of_pair
from tlgui.views.health import view

router = APIRouter(prefix="/api/health")
DatasetId = Annotated[str, Query(max_length=64)]


def _packs(home: Home, owner: str, source: str, target: str) -> dict[str, Pack]:
    """The datasets by role; ``sealed_source`` when the source is a sealed one."""
    store = DatasetStore(home)
    packs = {role: store.get(dataset, owner) for role, dataset in (("source", source), ("target", target)) if dataset}
    if not packs:
        raise UserError("health_needs_data")
    if source:
        require_open(home, packs["source"].info)
    return packs


def _ids(packs: dict[str, Pack]) -> tuple[str | None, str | None]:
    source, target = packs.get("source"), packs.get("target")
    return None if source is None else source.info.id, None if target is None else target.info.id


@router.get("")
def read(home: TheHome, owner: Owner, language: Language, source: DatasetId = "", target: DatasetId = "") -> Response:
    """The report of a source, a target or both, in words; ``null`` while it has not been made."""
    packs = _packs(home, owner, source, target)
    report = kept_health(home, *_ids(packs))
    return Response(to_json({"report": report and view(report, packs, language)}), media_type="application/json")


class HealthRequest(BaseModel):
    """Whose report to make."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field("", max_length=64)
    target: str = Field("", max_length=64)


@router.post("")
def make(asked: HealthRequest, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, Any]:
    """Have a report made. Its job is watched as any other."""
    source, target = _ids(_packs(home, owner, asked.source, asked.target))
    return {"job": queue.submit("health", {"source": source, "target": target}, owner=owner).id}


@router.get("/problems.csv")
def problems(home: TheHome, owner: Owner, language: Language, source: DatasetId = "", target: DatasetId = "") -> Response:
    """Every problem of every picture as a table."""
    packs = _packs(home, owner, source, target)
    ids = _ids(packs)
    try:
        data = problems_csv_path(home, *ids, language).read_bytes()
    except OSError:
        raise UserError("file_unknown") from None
    names = {role: pack.info.name for role, pack in packs.items()}
    headers = {**as_download(f"{name_of_pair(names, language)}-problems.csv"), "cache-control": "no-store"}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/refused/{dataset_id}/{number}")
def refused(dataset_id: str, number: int, home: TheHome, owner: Owner) -> Response:
    """A small picture of a file that could not be used, where one could be made."""
    pack = DatasetStore(home).get(dataset_id, owner)
    if is_sealed(home, pack.info):  # they are numbered as they were read, class by class
        raise UserError("picture_unknown")
    try:
        return picture(pack.refused_thumbnail(number))
    except IndexError:
        raise UserError("picture_unknown") from None
