"""Routes of the bin: what lies in it, bringing a run back, emptying it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from tlgui.runs.bin import Deleted, RunBin
from tlgui.ui.access import Language, Owner, TheHome
from tlgui.ui.words import pair_name, strategy_name

router = APIRouter(prefix="/api/bin")


@router.get("")
def deleted(home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """The deleted runs, the last first, and the bytes of all."""
    found = RunBin(home).all(owner)
    return {"runs": [_told(each, language) for each in found], "bytes": sum(each.bytes for each in found)}


def _told(each: Deleted, language: str) -> dict[str, Any]:
    run = each.run
    strategy = strategy_name(run.spec.strategy, language)
    data = pair_name(run.names, language)
    return {
        "run": run.id,
        "name": run.remarks.name or strategy,
        "about": " · ".join(part for part in (run.remarks.name and strategy, data) if part),
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
