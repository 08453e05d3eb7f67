"""Routes for managing runs: remarks, comparing two, deleting one."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from tlgui.durable import to_json
from tlgui.runs.bin import RunBin
from tlgui.runs.results import summary
from tlgui.runs.store import RunStore
from tlgui.ui.access import Language, Owner, TheHome, TheQueue
from tlgui.views.comparison import comparison
from tlgui.views.rounds import rounds_of
from tlgui.views.run_labels import by_labels

router = APIRouter(prefix="/api/runs/{run_id}")


class Said(BaseModel):
    """A run's name (null for none), notes and tags; what is left out stays. How long they may be is said in words by the store."""

    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(None, max_length=10_000)
    notes: str = Field("", max_length=100_000)
    tags: list[str] = Field(default_factory=list, max_length=1000)


@router.get("/remarks")
def remarks(run_id: str, home: TheHome, owner: Owner) -> Response:
    """All remarks on a run; lists have only the beginning of its notes."""
    return Response(to_json(RunStore(home).get(run_id, owner).remarks.as_json()), media_type="application/json")


@router.put("/remarks")
def describe(run_id: str, said: Said, home: TheHome, owner: Owner) -> dict[str, Any]:
    """Change the remarks on a run."""
    store = RunStore(home)
    changes = {name: getattr(said, name) for name in said.model_fields_set}
    return store.describe(store.get(run_id, owner), **changes).as_json()


@router.delete("")
def delete(run_id: str, home: TheHome, owner: Owner) -> dict[str, bool]:
    """Move a run into the trash; one that is not over, or that others need, is refused."""
    RunBin(home).put(RunStore(home).get(run_id, owner))
    return {"deleted": True}


@router.get("/compare/{other_id}")
def compare(run_id: str, other_id: str, home: TheHome, owner: Owner, queue: TheQueue, language: Language) -> Response:
    """Two runs side by side in words."""
    store = RunStore(home)
    runs = [store.get(each, owner) for each in (run_id, other_id)]
    one, other = (summary(each, queue) for each in runs)
    judged = [by_labels(home, each) for each in runs]
    rounds = [rounds_of(home, each) for each in runs]
    return Response(to_json(comparison(one, other, language, judged, rounds)), media_type="application/json")
