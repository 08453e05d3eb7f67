"""Routes of the line of runs: who waits, for how long, and changing the order."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from tlgui.models import catalogue
from tlgui.runs import waiting
from tlgui.runs.results import status_words
from tlgui.runs.store import RunStore
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say
from tlgui.ui.access import Language, Owner, TheHome, TheQueue
from tlgui.views.line import before_words
from tlgui.views.words import pair_name

router = APIRouter(prefix="/api/queue")


def forecasts_of(request: Request) -> waiting.Forecasts:
    return request.app.state.forecasts


SHOWN = 50
"""Number of queued runs in an answer."""


class MoveRequest(BaseModel):
    """Where a run shall stand among those that wait: 1 comes next."""

    model_config = ConfigDict(extra="forbid")

    place: int = Field(ge=1, le=1_000_000)


@router.get("")
def line(request: Request, owner: Owner, queue: TheQueue, language: Language) -> dict[str, Any]:
    """The first of the runs that are trained and those that wait, in their order and in words; how many are trained at a time, and why.

    ``more``: how many wait behind them, in words.
    """
    found = forecasts_of(request).now().of(owner)
    left = len(found) - SHOWN
    return {
        "runs": [_row(each, language) for each in found[:SHOWN]],
        "more": say("queue.more", language, count=left) if left > 0 else "",
        "waiting": sum(each.place is not None for each in found),
        "at_a_time": waiting.at_a_time(queue, language),
    }


def _row(each: waiting.InLine, language: str) -> dict[str, Any]:
    spec = each.run.spec
    return {
        **each.as_json(),
        "title": each.run.remarks.name or strategy_name(spec.strategy, language),
        "about": " · ".join([pair_name(each.run.names, language), catalogue.name_of(spec.backbone)]),
        "words": status_words(each.status, language) if each.place is None else waiting.starts(each, language),
        "before": "" if each.place is None else before_words(each, language),
    }


@router.post("/{run_id}/move")
def move(
    run_id: Annotated[str, Path(max_length=64)], asked: MoveRequest, home: TheHome, owner: Owner, queue: TheQueue
) -> dict[str, int]:
    """Let a run that waits begin earlier or later among the owner's own."""
    waiting.move(queue, RunStore(home).get(run_id, owner), asked.place)
    return {"place": asked.place}
