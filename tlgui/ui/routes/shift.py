"""Routes of the shift maker: what a shift looks like, and a dataset made with it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tlgui.data.seals import require_open
from tlgui.data.shift import ShiftSettings
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.service.limits import require_disk
from tlgui.settings import read_settings
from tlgui.ui.access import Owner, TheHome, TheQueue

router = APIRouter(prefix="/api/shift")
MOST_PREVIEWED = 12


class ShiftRequest(BaseModel):
    """A shift (settings of :class:`ShiftSettings`) and the dataset that gets it."""

    model_config = ConfigDict(extra="forbid")

    dataset: str = Field(max_length=64)
    settings: dict[str, Any]


class PreviewAsked(ShiftRequest):
    """``pictures``: which of the dataset to show."""

    pictures: list[int] = Field(max_length=MOST_PREVIEWED)


def _checked(home: Home, owner: str, asked: ShiftRequest) -> dict[str, Any]:
    """The payload of a job that can be done."""
    pack = DatasetStore(home).get(asked.dataset, owner)
    settings, problems = read_settings(ShiftSettings, asked.settings)
    if settings is None:
        raise UserError.of(problems)
    return {"dataset": pack.info.id, "settings": settings.model_dump(mode="json")}


@router.post("")
def make(asked: ShiftRequest, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """Have the shifted dataset made; the job's result names it."""
    require_disk(home, owner)
    require_open(home, DatasetStore(home).get(asked.dataset, owner).info)  # the new dataset would have its labels
    return {"job": queue.submit("shift", {**_checked(home, owner, asked), "name": None}, owner=owner).id}


@router.post("/preview")
def preview(asked: PreviewAsked, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """Have a few pictures made; the job's result holds them."""
    size = len(DatasetStore(home).get(asked.dataset, owner))
    if any(not 0 <= each < size for each in asked.pictures):
        raise UserError("picture_unknown")
    return {"job": queue.submit("preview", {**_checked(home, owner, asked), "pictures": asked.pictures}, owner=owner).id}
