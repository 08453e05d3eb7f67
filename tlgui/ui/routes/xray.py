"""Routes of the shift X-ray and the adviser: read one, have one made."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tlgui.analysis.kept import kept_xray
from tlgui.data.pack import Pack
from tlgui.data.seals import Role, may_tell, require_open
from tlgui.data.store import DatasetStore
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.finding.mix import shares_found
from tlgui.home import Home
from tlgui.service.advising import advised
from tlgui.specification.run_spec import ClassMap
from tlgui.specification.target_shares import read_shares
from tlgui.ui.access import Language, Owner, TheHome, TheQueue
from tlgui.views.xray import advice, view

router = APIRouter(prefix="/api/xray")
DatasetId = Annotated[str, Query(max_length=64)]


def _packs(home: Home, owner: str, source: str, target: str) -> dict[Role, Pack]:
    """The datasets by role; ``sealed_source`` when the source is a sealed one."""
    store = DatasetStore(home)
    packs: dict[Role, Pack] = {"target": store.get(target, owner)}
    if source:
        packs["source"] = store.get(source, owner)
        require_open(home, packs["source"].info)
    return packs


@router.get("")
def read(
    home: TheHome,
    owner: Owner,
    language: Language,
    target: DatasetId,
    source: DatasetId = "",
    labels: Annotated[Literal["", "use", "keep"], Query()] = "",
    classes: Annotated[str, Query(max_length=20_000)] = "",
    shares: Annotated[str, Query(max_length=20_000)] = "",
) -> Response:
    """The X-ray of a pair in words, ``null`` while it has not been made; and the adviser's answer from all that is known so far.

    ``labels``: whether the target's labels may be learned from; empty leaves it to the adviser. ``classes``: a :class:`ClassMap` as JSON.
    ``shares``: what the target contains, as the form of Adapt has it (:func:`tlgui.specification.target_shares.read_shares`).
    """
    packs = _packs(home, owner, source, target)
    report = kept_xray(home, source, target) if source else None
    told = {role: may_tell(home, pack.info, role) for role, pack in packs.items()}
    try:
        class_map = ClassMap.model_validate_json(classes or "{}")
    except ValidationError as error:  # only somebody who goes around the page can send this
        raise UserError("spec_invalid", reason=f"classes: {error.errors()[0]['msg']}") from None
    use_labels = {"use": True, "keep": False}.get(labels)
    contains, _ = read_shares(shares or "same")
    searched = shares_found(home, owner, source, target, class_map) if source else None
    found = advised(home, owner, packs.get("source"), packs["target"], report, class_map, use_labels, contains, searched)
    answer = {
        "report": report and view(report, found.measured, packs, told, language),
        "advice": advice(found, language, said_same=shares == "same"),
    }
    return Response(to_json(answer), media_type="application/json")


class XrayRequest(BaseModel):
    """Whose X-ray to make."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(min_length=1, max_length=64)
    target: str = Field(max_length=64)


@router.post("")
def make(asked: XrayRequest, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, Any]:
    """Have an X-ray made. Its job is watched as any other."""
    packs = _packs(home, owner, asked.source, asked.target)
    payload: dict[str, Any] = {role: pack.info.id for role, pack in packs.items()}
    return {"job": queue.submit("xray", payload, owner=owner).id}
