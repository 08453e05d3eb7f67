"""Routes of datasets: what there is, one of them, its thumbnails."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from tlgui.charts.palette import class_colours
from tlgui.data.pack import DatasetInfo, Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.ui.access import Language, Owner, TheHome
from tlgui.ui.words import about_dataset, dataset_name, labels_words, sentences

router = APIRouter(prefix="/api/datasets")
THUMBNAILS = 24
REFUSED_SHOWN = 200
CLASSES_SHOWN = 50


@router.get("")
def datasets(home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """The datasets on this machine, newest first."""
    return {"datasets": [_card(info, language) for info in DatasetStore(home).all(owner)]}


@router.get("/{dataset_id}")
def dataset(dataset_id: str, home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """One dataset with its classes, and what could not be used."""
    pack = DatasetStore(home).get(dataset_id, owner)
    report = pack.report()
    return {
        **_card(pack.info, language),
        "classes": _classes(pack.info),
        "classes_in_all": len(pack.info.classes),
        "notes": [each["message"] for each in sentences(report["notes"], language, "note")],
        "refused": [
            {"name": each["name"], "reason": sentences([each], language)[0]["message"]}
            for each in report["refused"][:REFUSED_SHOWN]
        ],
    }


def _card(info: DatasetInfo, language: str) -> dict[str, Any]:
    return {
        "id": info.id,
        "name": dataset_name(info.name, language),
        "about": about_dataset(info, language),
        "labels": {role: labels_words(info, role, language) for role in ("source", "target")},
        "labelled": info.labels != "none",
        "sealed": info.labels != "none" and not info.labels_open,
        "size": info.size,
        "created": info.created,
        "origin": info.origin["kind"],
        "refused_in_all": info.refused,
        "thumbnails": spread(info.size, THUMBNAILS),
    }


def spread(size: int, most: int) -> list[int]:
    """Different indices, any first few of which are spread over all: pictures stand in the order of their classes or go round them."""
    if size <= most:
        return list(range(size))
    golden = 0.6180339887498949
    return list(dict.fromkeys(int(size * ((0.5 + place) * golden % 1)) for place in range(most)))


def _classes(info: DatasetInfo) -> list[dict[str, Any]]:
    """The classes with their counts and colours; of very many only the largest."""
    colours = class_colours(info.counts)
    rows = [
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
