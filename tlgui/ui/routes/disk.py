"""Routes of the disk: what things take, and cleaning what can be computed again."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tlgui.service.space import clean, disk_used
from tlgui.texts import say
from tlgui.ui.access import Language, Owner, TheHome, TheIndex

router = APIRouter(prefix="/api/disk")


class Cleaning(BaseModel):
    """Names of the parts to clean; see :data:`tlgui.service.space.CLEANERS`."""

    model_config = ConfigDict(extra="forbid")

    what: list[str] = Field(max_length=10)


@router.get("")
def used(home: TheHome, owner: Owner, index: TheIndex, language: Language) -> dict[str, Any]:
    """Each part with its name in words, its bytes and whether it can be cleaned.

    Bytes are rounded as they are shown: a dataset's tables hold the names of its classes, and their exact size would tell how many pictures
    of a sealed target have the longer one.
    """
    found = disk_used(home, owner, index)
    parts = [
        {
            "part": name,
            "name": say(f"storage.{name}", language),
            "cleanable": name in found["cleanable"],
            "bytes": int(float(f"{part['bytes']:.3g}")),
            "count": part["count"],
        }
        for name, part in found["parts"].items()
    ]
    words = [say("storage.total", language, total=found["total"], free=found["free"])]
    if found["left"]:
        words.append(say("storage.left", language, left=found["left"]))
    return {"parts": parts, "words": " ".join(words)}


@router.post("/clean")
def give_back(asked: Cleaning, home: TheHome, owner: Owner, index: TheIndex) -> dict[str, int]:
    """Remove what can be computed again; the bytes before and after."""
    return clean(home, asked.what, owner, index)
