"""Runs that were made on another machine: what they do to a reader is theirs, and is said.

Everything of such a run is checked before it is taken in (:mod:`tlgui.moving.checks`). What nobody thought of there must not look like a fault
of this program, and ends nothing else.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from tlgui.errors import Problem, UserError
from tlgui.runs.store import Run
from tlgui.storage import told_by_the_disk

log = logging.getLogger(__name__)


def not_usable(run: Run, error: Exception) -> Problem:
    """What is said of a run whose files lead to an error that nobody foresaw."""
    reason = traceback.format_exception_only(error)[-1].strip()
    return Problem("imported_not_usable", {"run": run.id[:8], "reason": reason[:300]})


@contextmanager
def told_of_foreign(run: Run) -> Iterator[None]:
    """Inside, such an error is said of the run, where it came from another machine."""
    try:
        yield
    except (UserError, MemoryError):
        raise
    except Exception as error:
        if not run.imported or (isinstance(error, OSError) and told_by_the_disk(error)):
            raise
        log.exception("run %s of another machine cannot be used", run.id)
        raise UserError.of([not_usable(run, error)]) from error
