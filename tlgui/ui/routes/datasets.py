"""Routes of datasets: what there is, one of them, its thumbnails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from tlgui.charts.palette import class_colours
from tlgui.data import seals
from tlgui.data.demo_catalogue import credit_of
from tlgui.data.handed import was_taken_back
from tlgui.data.pack import DatasetInfo, Pack
from tlgui.data.small_classes import small_classes
from tlgui.data.store import DatasetStore
from tlgui.data.told import told_info, told_report
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.service.datasets import DatasetBin, rename
from tlgui.texts import say
from tlgui.ui.access import Language, Owner, TheHome
from tlgui.ui.openings import dataset_asked
from tlgui.views.left_out import left_out
from tlgui.views.same_pictures import same_pictures
from tlgui.views.words import about_dataset, by_reason, dataset_name, given_words, labels_words, sentence, sentences

router = APIRouter(prefix="/api/datasets")
THUMBNAILS = 24
REFUSED_SHOWN = 200
CLASSES_SHOWN = 50


@router.get("")
def datasets(home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """The datasets on this machine, newest first."""
    packs = DatasetStore(home).packs(owner)
    return {"datasets": [_card(home, pack, packs, owner, language) for pack in packs]}


@router.get("/bin")
def deleted(home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """The deleted datasets, the last first."""
    return {
        "datasets": [
            {"id": each.pack.info.id, "name": dataset_name(each.pack.info.name, language), "when": each.when}
            for each in DatasetBin(home).all(owner)
        ]
    }


@router.post("/bin/{dataset_id}/restore")
def restore(dataset_id: str, home: TheHome, owner: Owner) -> dict[str, str]:
    """Bring a deleted dataset back."""
    return {"dataset": DatasetBin(home).restore(dataset_id, owner).info.id}


@router.delete("/bin")
def empty(home: TheHome, owner: Owner) -> dict[str, int]:
    """Remove for good what the sender deleted; how many datasets that were."""
    return {"removed": DatasetBin(home).empty(owner)}


@router.get("/{dataset_id}")
def dataset(dataset_id: str, home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """One dataset with its classes, and what could not be used."""
    store = DatasetStore(home)
    pack = store.get(dataset_id, owner)
    info, report = told_info(home, pack.info), told_report(home, pack)
    return {
        **_card(home, pack, store.owned(owner), owner, language),
        "classes": _classes(info),
        "classes_in_all": len(info.classes),
        "notes": [each["message"] for each in sentences(report["notes"], language, "note")],
        "refused": [{"name": each["name"], "reason": sentence(each, language)} for each in report["refused"][:REFUSED_SHOWN]]
        or by_reason(report["reasons"], language),
        "refused_left": max(0, len(report["refused"]) - REFUSED_SHOWN),
    }


class Renaming(BaseModel):
    """Another name."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=1000)


@router.put("/{dataset_id}/name")
def rename_dataset(dataset_id: str, asked: Renaming, home: TheHome, owner: Owner) -> dict[str, str]:
    """Give a dataset another name."""
    return {"name": rename(home, dataset_id, asked.name, owner).info.name}


@router.delete("/{dataset_id}")
def delete(dataset_id: str, home: TheHome, owner: Owner) -> dict[str, str]:
    """Move a dataset into the bin, unless a run needs it."""
    return {"deleted": DatasetBin(home).put(dataset_id, owner).info.id}


@router.post("/{dataset_id}/reveal", dependencies=[Depends(dataset_asked)])
def reveal(dataset_id: str, home: TheHome, owner: Owner) -> dict[str, bool]:
    """Open a dataset's sealed labels; when is recorded beside it."""
    if not seals.reveal(home, DatasetStore(home).own(dataset_id, owner).info, by="page"):
        raise UserError("nothing_to_reveal")
    return {"revealed": True}


def _card(home: Home, pack: Pack, packs: Sequence[Pack], owner: str, language: str) -> dict[str, Any]:
    """A dataset as a card. ``packs``: all that the owner may read."""
    info, as_source = (told_info(home, pack.info, role) for role in (None, "source"))
    sealed = {"alone": seals.is_sealed(home, pack.info), "target": not seals.may_tell(home, pack.info, "target")}
    lifted = seals.is_lifted(home, pack.info)
    return {
        "id": info.id,
        "name": dataset_name(info.name, language),
        "about": _about(info, owner, language),
        "about_source": _about(as_source, owner, language),
        "labels": {
            "alone": labels_words(info, "source", not sealed["alone"], language),
            "source": labels_words(info, "source", lifted or not sealed["alone"], language),
            "target": labels_words(info, "target", not sealed["target"], language),
        },
        "given": given_words(home, info, owner, language),
        "lifted": say("page.labels.lifted", language) if lifted else "",
        "labelled": info.labels != "none",
        "sealed": sealed,
        "size": info.size,
        "created": info.created,
        "origin": info.origin["kind"],
        "handed": info.owner != owner,
        "taken_back": say("page.dataset.taken_back", language) if was_taken_back(home, info.id, owner) else "",
        "credit": credit_of(info.origin, language),
        "refused_in_all": info.refused,
        "left_out": left_out(home, pack, language),
        "small_classes": [sentence(each.as_json(), language, "note") for each in small_classes(as_source)],
        "same": same_pictures(home, pack, packs, owner, language),
        "thumbnails": some(info.size, THUMBNAILS),
    }


def _about(info: DatasetInfo, owner: str, language: str) -> str:
    """Pictures and classes in one line, and whether it is the host's: somebody in the room may have one of the same name."""
    words = about_dataset(info, language)
    return words if info.owner == owner else say("page.dataset.of_host", language, words=words)


def some(size: int, most: int) -> list[int]:
    """A few pictures that stand for all: the first, since pictures are numbered by their content."""
    return list(range(min(size, most)))


def _classes(info: DatasetInfo) -> list[dict[str, Any]]:
    """The classes with their counts and colors; of very many only the largest."""
    colours = class_colours(info.counts)
    rows: list[dict[str, Any]] = [
        {"name": name, "count": count, "colour": colour}
        for name, count, colour in zip(info.classes, info.counts, colours, strict=True)
    ]
    if len(rows) > CLASSES_SHOWN:
        rows = sorted(rows, key=lambda row: -row["count"])[:CLASSES_SHOWN]
    return rows


@router.get("/{dataset_id}/thumb/{number}")
def thumbnail(dataset_id: str, number: int, home: TheHome, owner: Owner) -> Response:
    """A small picture, made by us when the dataset was read: never the user's own file."""
    pack: Pack = DatasetStore(home).get(dataset_id, owner)
    try:
        data = pack.thumbnail(number)
    except IndexError:
        raise UserError("picture_unknown") from None
    return picture(data)


def picture(data: bytes) -> Response:
    """A WebP that a browser may keep: what lies behind its address never changes."""
    return Response(data, media_type="image/webp", headers={"cache-control": "private, max-age=31536000, immutable"})
