"""Routes of what is still wrong in a run: the confusion matrix, its cells' pictures, classes before and after."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, Response

from tlgui.durable import to_json
from tlgui.run_pictures import Renumbering
from tlgui.runs.mistakes import Mistakes
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores
from tlgui.ui.access import Owner, TheHome
from tlgui.ui.routes.runs import logs_of

router = APIRouter(prefix="/api/runs")


def mistakes_of(run_id: str, home: TheHome, owner: Owner, request: Request) -> tuple[str | None, Mistakes | None]:
    """The id of the run's target, and its mistakes once it has kept an evaluation."""
    run = RunStore(home).get(run_id, owner)
    log = logs_of(request).of(run)
    with log.lock:
        log.read()
        found = TargetScores(run, log.events).predictions()
    now = Renumbering(home, run)
    return run.spec.target, Mistakes.of(now.predictions(found)) if found is not None and now.possible else None


@router.get("/{run_id}/mistakes")
def mistakes(run_id: str, home: TheHome, owner: Owner, request: Request) -> Response:
    """Everything that the view of mistakes shows at first; ``nothing`` before there is anything to compare."""
    target, found = mistakes_of(run_id, home, owner, request)
    answer: dict[str, Any] = {"nothing": True} if found is None else found.as_json()
    return Response(to_json({"target": target, **answer}), media_type="application/json")


@router.get("/{run_id}/mistakes/cell")
def cell(
    run_id: str,
    home: TheHome,
    owner: Owner,
    request: Request,
    row: Annotated[int, Query(ge=0)],
    column: Annotated[int, Query(ge=0)],
    of: Literal["run", "baseline"] = "run",
) -> Response:
    """The pictures of a cell of the confusion matrix."""
    _, found = mistakes_of(run_id, home, owner, request)
    answer = {"count": 0, "pictures": []} if found is None else found.cell(row, column, of)
    return Response(to_json(answer), media_type="application/json")
