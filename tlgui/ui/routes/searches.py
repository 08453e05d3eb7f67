"""Routes of searches for the best network: list them, watch one, stop, pause and resume it, open revealed labels in it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tlgui.errors import UserError
from tlgui.finding import race
from tlgui.finding.searches import SearchStore
from tlgui.service.opening import reveal_in_runs
from tlgui.ui.access import Language, Owner, TheHome, TheQueue
from tlgui.ui.answers import as_json
from tlgui.ui.endings import see_ends
from tlgui.ui.routes.runs import logs_of
from tlgui.views.search import Shared, line
from tlgui.views.search_labels import still_sealed_runs

router = APIRouter(prefix="/api/searches")
SearchId = Annotated[str, Path(max_length=64)]
SHOWN = 50
"""Number of searches in a list."""


def shared_of(request: Request) -> Shared:
    return request.app.state.searches


@router.get("")
def searches(home: TheHome, owner: Owner, language: Language) -> Response:
    """The newest searches, each as a line of a list."""
    found = SearchStore(home).all(owner)[:SHOWN]
    return Response(as_json({"searches": [line(home, each, language) for each in found]}), media_type="application/json")


@router.get("/{search_id}/live")
def watch(
    search_id: SearchId,
    request: Request,
    home: TheHome,
    owner: Owner,
    queue: TheQueue,
    language: Language,
    version: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """Everything that the page shows; for who has this ``version`` already, only that it is still the newest."""
    search = SearchStore(home).get(search_id, owner)
    told = shared_of(request).live(home, search, logs_of(request), queue, language)
    same = {"version": told["version"], "same": True}
    return Response(as_json(same if version == told["version"] else told), media_type="application/json")


def _stop(search_id: str, request: Request, home: TheHome, owner: str, *, pause: bool) -> dict[str, bool]:
    for run in race.stop(home, SearchStore(home).get(search_id, owner), pause=pause):
        see_ends(home, run)
    shared_of(request).forget()
    return {"stopping": True}


@router.post("/{search_id}/stop")
def stop(search_id: SearchId, request: Request, home: TheHome, owner: Owner) -> dict[str, bool]:
    """Ask a search and its runs to stop. What was trained stays. Asking twice is the same as asking once."""
    return _stop(search_id, request, home, owner, pause=False)


@router.post("/{search_id}/pause")
def pause(search_id: SearchId, request: Request, home: TheHome, owner: Owner) -> dict[str, bool]:
    """The same as :func:`stop`, but it says that it was meant to go on."""
    return _stop(search_id, request, home, owner, pause=True)


class Resume(BaseModel):
    """A search to go on with. ``confirmed``: codes of what differs from when it began, which is meant."""

    model_config = ConfigDict(extra="forbid")

    confirmed: list[Literal["changed_program", "unnumbered_program", "changed_data"]] = Field(default_factory=list, max_length=10)


@router.post("/{search_id}/resume")
def resume(search_id: SearchId, asked: Resume, request: Request, home: TheHome, owner: Owner) -> dict[str, Any]:
    """Go on with a search that was paused, stopped or failed; everything that stands against it comes back together."""
    search = SearchStore(home).get(search_id, owner)
    race.resume(home, search, confirmed=asked.confirmed)
    shared_of(request).forget()
    return {"search": search.id}


@router.post("/{search_id}/reveal")
def reveal(search_id: SearchId, request: Request, home: TheHome, owner: Owner) -> dict[str, int]:
    """Open the labels in all runs of a search that keep them sealed, where they were revealed elsewhere. ``left``: how many could not get
    them.
    """
    runs = still_sealed_runs(home, SearchStore(home).get(search_id, owner))
    if not runs:
        raise UserError("nothing_to_reveal")
    opened = reveal_in_runs(home, [(owner, run) for run in runs], by="page")
    shared_of(request).forget()
    return opened._asdict()
