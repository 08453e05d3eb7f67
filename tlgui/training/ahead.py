"""The job that prepares features before anybody has started a run: as soon as source, target and network are chosen on the page."""

from __future__ import annotations

from typing import Any

from tlgui.errors import UserError
from tlgui.jobs.worker import GaveWay, JobContext
from tlgui.spec.run_spec import RunSpec
from tlgui.training.preparation import prepare


def features(context: JobContext) -> dict[str, Any]:
    """Job handler: compute what a run of ``payload["spec"]`` would read from the cache; ``frozen``: whether there was anything.

    What somebody starts meanwhile goes first: it finds what is done so far and goes on from there, and so does this job later.

    Raises
    ------
    GaveWay
        When somebody wants something else.
    UserError
        ``features_not_needed`` when the job was cancelled; what :func:`tlgui.training.preparation.prepare` raises.
    """
    try:
        prepared = prepare(
            context.home,
            context.owner,
            RunSpec.model_validate(context.payload["spec"]),
            lambda done, total: context.report(stage="features", done=done, total=total),
            lambda: context.stop_requested() or context.should_give_way(),
        )
    except InterruptedError:
        if context.cancelled():
            raise UserError("features_not_needed") from None
        raise GaveWay from None
    return {"frozen": prepared.depth > 0}
