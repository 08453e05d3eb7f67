"""The job that prepares features before a run is started, as soon as source, target and network are chosen on the page."""

from __future__ import annotations

from typing import Any

from tlgui.errors import UserError
from tlgui.jobs.worker import GaveWay, JobContext
from tlgui.specification.run_spec import RunSpec
from tlgui.training.preparation import prepare


def features(context: JobContext) -> dict[str, Any]:
    """Job handler: compute what a run of ``payload["spec"]`` would read from the cache; ``frozen``: whether there was anything to do.

    Anything started in the meantime goes first: it continues from what is done so far, and so does this job later.

    Raises
    ------
    GaveWay
        When another job is waiting.
    UserError
        ``features_not_needed`` if the job was canceled; whatever :func:`tlgui.training.preparation.prepare` raises.
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
