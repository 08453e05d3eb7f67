"""Routes of the look at what the network sees: the views that a run trains on, for each strength of augmentation."""

from __future__ import annotations

import re

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from tlgui.data.inside import open_inside
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.ui.access import Owner, TheHome, TheQueue
from tlgui.ui.routes.datasets import picture, some

router = APIRouter(prefix="/api/augmentation")
PICTURES = 3
_KEY = re.compile(r"[0-9a-f]{40}")
_TILE = re.compile(r"[a-z]+-[0-9]+-[0-9]+\.webp")


class AugmentationRequest(BaseModel):
    """A dataset, the side of the network's input in pixels, and the run's seed."""

    model_config = ConfigDict(extra="forbid")

    dataset: str = Field(max_length=64)
    size: int = Field(ge=32, le=1024)
    seed: int = Field(ge=0, lt=2**32)


@router.post("")
def look(asked: AugmentationRequest, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """Have the tiles made; the job's result names their folder and, for each strength and picture, their files."""
    pack = DatasetStore(home).get(asked.dataset, owner)
    payload = {"dataset": pack.info.id, "pictures": some(len(pack), PICTURES), "size": asked.size, "seed": asked.seed}
    return {"job": queue.submit("augmentation", payload, owner=owner).id}


@router.get("/{dataset_id}/{key}/{name}")
def tile(dataset_id: str, key: str, name: str, home: TheHome, owner: Owner) -> Response:
    """One tile, for whom the dataset is."""
    pack = DatasetStore(home).get(dataset_id, owner)
    if not _KEY.fullmatch(key) or not _TILE.fullmatch(name):
        raise UserError("picture_unknown")
    try:
        with open_inside(str(home.cache / "augmentation" / pack.info.id / key), name) as opened:
            return picture(opened.read())
    except OSError:
        raise UserError("picture_unknown") from None
