"""Runs made on another machine: errors while reading them are attributed to the run.

Everything in such a run is checked at import (:mod:`tlgui.moving.checks`). Anything those checks miss must not look like a bug in this program,
and must not affect anything else.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from tlgui.errors import Problem, UserError
from tlgui.runs.run import Run
from tlgui.storage import told_by_the_disk

log = logging.getLogger(__name__)


def not_usable(run: Run, error: Exception) -> Problem:
    """The problem of a run whose files cause an unexpected error."""
    reason = traceback.format_exception_only(error)[-1].strip()
    return Problem("imported_not_usable", {"run": run.id[:8], "reason": reason[:300]})


@contextmanager
def told_of_foreign(run: Run) -> Iterator[None]:
    """Inside, unexpected errors become a problem of the run if it came from another machine."""
    try:
        yield
    except (UserError, MemoryError):
        raise
    except Exception as error:
        if not run.imported or (isinstance(error, OSError) and told_by_the_disk(error)):
            raise
        log.exception("run %s of another machine cannot be used", run.id)
        raise UserError.of([not_usable(run, error)]) from error
