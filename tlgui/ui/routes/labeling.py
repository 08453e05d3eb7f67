"""Routes of *Label twenty*: a dataset's labeling, what somebody says of a picture, undo, the table of labels out and in, a large picture."""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tlgui.data.handed import handed_to
from tlgui.data.pack import DatasetInfo
from tlgui.data.seals import may_tell
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.finding.searches import SearchStore
from tlgui.home import Home
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.table import as_table, read_labels
from tlgui.ui.access import LARGEST_NUMBER, Language, Owner, Sent, TheHome, TheIndex
from tlgui.ui.answers import as_json
from tlgui.ui.downloads import as_download
from tlgui.ui.label_search import begin_with_labels, offer_no_refused
from tlgui.ui.routes.datasets import picture
from tlgui.views.label_asked import always_judged, has_labels
from tlgui.views.labeling import labeling_view, offered_sources
from tlgui.views.taken_in import taken_in

router = APIRouter()
DatasetId = Annotated[str, Query(max_length=64)]


def offered(dataset_id: str, request: Request, home: TheHome, owner: Owner, source: DatasetId = "") -> str:
    """A dataset whose classes are offered where no run says which: the one that is named; in a room, before the first label, that with which
    the target was handed out; else none, an empty text.
    """
    door = request.app.state.door
    if source or door is None:
        return source
    handed = next((each.source for each in handed_to(home, door.room.id) if each.target == dataset_id), "")
    return "" if not handed or has_labels(home, owner, dataset_id) else handed


Source = Annotated[str, Depends(offered)]
Window = Annotated[str, Query(max_length=64)]
"""In which window of the page something is pressed: it takes back its own answers alone; without one any."""


class Said(BaseModel):
    """What somebody says of a picture. ``again``: in place of the answer that it has."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)

    picture: int = Field(ge=0, le=LARGEST_NUMBER)
    said: Literal["class", "value", "other", "unknown"]
    name: str = Field("", max_length=1000)
    value: float | None = None
    again: bool = False

    @property
    def answer(self) -> Answer:
        return Answer(self.said, self.name, math.nan if self.value is None else self.value)


def _labeling(home: Home, index: TheIndex, owner: str, dataset: str, source: str, window: str = "") -> Labeling:
    asked = always_judged(SearchStore(home).verdicts(owner))
    found = Labeling(home, index, DatasetStore(home).get(dataset, owner), owner, source, asked=asked, window=window)
    found.require_shown()
    return found


def _answer(home: Home, labeling: Labeling, owner: str, language: str, **more: Any) -> Response:
    view = offer_no_refused(home, labeling, owner, labeling_view(home, labeling, owner, language), language)
    known = labeling.classes or labeling.task.has_values
    others = [] if known else [each for each in _open(home, owner) if each.id != labeling.pack.info.id]
    sources = offered_sources(others, language)
    return Response(as_json({**view, "sources": sources, **more}), media_type="application/json")


def _open(home: Home, owner: str) -> list[DatasetInfo]:
    """Datasets whose labels are open, also where they are viewed by themselves."""
    return [each for each in DatasetStore(home).all(owner) if each.labels != "none" and may_tell(home, each)]


@router.get("/api/labels/{dataset_id}")
def read(
    dataset_id: str, home: TheHome, index: TheIndex, owner: Owner, language: Language, source: Source, window: Window = ""
) -> Response:
    """The labeling as it is. ``source``: a dataset whose classes are offered where no run says which."""
    return _answer(home, _labeling(home, index, owner, dataset_id, source, window), owner, language)


@router.post("/api/labels/{dataset_id}")
def say(
    dataset_id: str,
    said: Said,
    home: TheHome,
    index: TheIndex,
    owner: Owner,
    language: Language,
    source: Source,
    window: Window = "",
) -> Response:
    """Keep what somebody says of a picture. The answer is the labeling with it; ``elsewhere``: without it, since the picture has an answer,
    which another window gave and this one did not mean to change.
    """
    if said.said == "value" and said.value is None:
        raise UserError("label_kind")
    kept = _labeling(home, index, owner, dataset_id, source, window).say(said.picture, said.answer, again=said.again)
    return _answer(home, _labeling(home, index, owner, dataset_id, source, window), owner, language, elsewhere=not kept)


@router.post("/api/labels/{dataset_id}/undo")
def undo(
    dataset_id: str, home: TheHome, index: TheIndex, owner: Owner, language: Language, source: Source, window: Window = ""
) -> Response:
    """Take back the last act of the window."""
    _labeling(home, index, owner, dataset_id, source, window).undo()
    return _answer(home, _labeling(home, index, owner, dataset_id, source, window), owner, language)


class SearchAsked(BaseModel):
    """A press for a search. ``once``: a key of the press, so that the same one sent twice is one search."""

    model_config = ConfigDict(extra="forbid")

    once: str = Field(min_length=8, max_length=64)


@router.post("/api/labels/{dataset_id}/search")
def search(dataset_id: str, asked: SearchAsked, home: TheHome, index: TheIndex, owner: Owner, source: Source) -> dict[str, str]:
    """Search for the best network with the labels: to learn from, and for the class shares."""
    found = begin_with_labels(home, _labeling(home, index, owner, dataset_id, source), owner, asked.once)
    return {"search": found.id}


@router.get("/api/labels/{dataset_id}/labels.csv")
def table(dataset_id: str, home: TheHome, index: TheIndex, owner: Owner, source: Source) -> Response:
    """The labels that the reader gave, as a download."""
    data = as_table(home, _labeling(home, index, owner, dataset_id, source))
    headers = as_download("labels.csv") | {"cache-control": "no-store"}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/api/labels/{dataset_id}/import")
def take_in(
    dataset_id: str,
    data: Sent,
    home: TheHome,
    index: TheIndex,
    owner: Owner,
    language: Language,
    source: Source,
    name: Annotated[str, Query(max_length=1000)] = "labels.csv",
    window: Window = "",
) -> Response:
    """Keep the labels of a table, which is the body; ``name``: of its file. ``imported``: what it brought, in words."""
    labeling = _labeling(home, index, owner, dataset_id, source, window)
    found = read_labels(home, labeling, data, name)
    labeling.take_in(found.answers)
    now = _labeling(home, index, owner, dataset_id, source, window)
    return _answer(home, now, owner, language, imported=taken_in(found, language, "page.label.changed.undo"))


@router.get("/api/labels/{dataset_id}/picture/{number}")
def large(dataset_id: str, number: int, home: TheHome, owner: Owner) -> Response:
    """A picture as large as it is kept."""
    try:
        return picture(DatasetStore(home).get(dataset_id, owner).large(number))
    except IndexError:
        raise UserError("picture_unknown") from None
