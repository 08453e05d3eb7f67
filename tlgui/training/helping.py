"""The job that helps a run with the features of a large dataset, on a worker that has nothing else to do."""

from __future__ import annotations

from typing import Any

from tlgui.jobs.worker import GaveWay, JobContext
from tlgui.runs.store import RunStore
from tlgui.training import engine_choice
from tlgui.training.reading import InputReader


def features_parts(context: JobContext) -> dict[str, Any]:
    """Job handler: compute parts of the features that the run ``payload["run"]`` reads, as long as there are some that nobody has begun.

    It ends when that run is asked to stop, and gives way to a run that waits for a worker.

    Raises
    ------
    GaveWay
        When another run is waiting.
    UserError
        When the run is gone; whatever :meth:`tlgui.training.reading.InputReader.helper` raises.
    """
    run = RunStore(context.home).get(context.payload["run"], context.owner)

    def stop() -> bool:
        return run.stopping or context.stop_requested() or context.should_give_way()

    try:
        InputReader.helper(context.home, context.owner, context.payload["reads"], stop).help()
    except InterruptedError:
        if not run.stopping and not context.stop_requested():
            raise GaveWay from None
    finally:
        engine_choice.close()
    return {"run": run.id}
