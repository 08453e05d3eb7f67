"""Routes of the trash: what lies in it, bringing a run back, emptying it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from tlgui.runs.bin import RunBin
from tlgui.runs.index.disk import taken
from tlgui.runs.index.listing import Cursor, InBin, in_bin
from tlgui.strategies.combination import strategy_name
from tlgui.ui.access import Language, Owner, TheHome, TheIndex
from tlgui.views.words import pair_name

router = APIRouter(prefix="/api/bin")


PAGE = 50
"""Number of deleted runs in an answer."""


@router.get("")
def deleted(
    index: TheIndex, owner: Owner, language: Language, before: Annotated[str, Query(max_length=100)] = ""
) -> dict[str, Any]:
    """A page of the deleted runs, the last first, and the number and the bytes of all; ``next`` is the cursor of the page behind it."""
    page = in_bin(index, owner, limit=PAGE + 1, before=Cursor.read(before))
    all_of_them = taken(index, "bin", owner)
    end = page[PAGE - 1] if len(page) > PAGE else None
    return {
        "runs": [_told(each, language) for each in page[:PAGE]],
        "next": None if end is None else str(Cursor(end.when, end.id)),
        "count": all_of_them.runs,
        "bytes": all_of_them.bytes + all_of_them.exports,
    }


def _told(each: InBin, language: str) -> dict[str, Any]:
    strategy = strategy_name(each.facts["strategy"], language)
    data = pair_name({role: each.facts[role] for role in ("source", "target") if each.facts[role] is not None}, language)
    name = each.facts["name"]
    return {
        "run": each.id,
        "name": name or strategy,
        "about": " · ".join(part for part in (name and strategy, data) if part),
        "when": each.when,
        "bytes": each.bytes,
    }


@router.post("/{run_id}/restore")
def restore(run_id: str, home: TheHome, owner: Owner) -> dict[str, Any]:
    """Bring a run back; its name, which may have got a number."""
    found = RunBin(home)
    run = found.restore(found.get(run_id, owner))
    return {"run": run.id, "name": run.remarks.name}


@router.delete("")
def empty(home: TheHome, owner: Owner) -> dict[str, int]:
    """Remove all that the sender deleted for good; the bytes that this gave back."""
    found = RunBin(home)
    return {"freed": found.empty(found.all(owner))}
