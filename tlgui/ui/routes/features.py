"""The route that has features prepared for a run that may be started."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict

from tlgui.errors import UserError
from tlgui.service.pairs import packs_of
from tlgui.specification.run_spec import read_spec
from tlgui.ui.access import Owner, TheHome, TheQueue
from tlgui.ui.roots import with_own_weights

router = APIRouter(prefix="/api/features")


class FeaturesRequest(BaseModel):
    """What a run would be asked to do."""

    model_config = ConfigDict(extra="forbid")

    spec: dict[str, Any]


@router.post("")
def prepare(asked: FeaturesRequest, request: Request, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, str]:
    """Have the features of a spec prepared behind all that anybody has started. The job is watched, and canceled, as any other."""
    spec, problems = read_spec(asked.spec)
    if problems:
        raise UserError.of(problems)
    spec = spec.model_copy(update={"backbone": with_own_weights(spec.backbone, request.app.state.roots)})
    packs_of(home, spec, owner)  # whether they are the owner's
    return {"job": queue.submit("features", {"spec": spec.model_dump(mode="json")}, owner=owner).id}
