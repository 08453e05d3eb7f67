"""Background reading of runs that the index does not know yet, and rechecking those it knows."""

from __future__ import annotations

import logging
import threading
import time

from tlgui.runs.index import RunIndex

log = logging.getLogger(__name__)

SLICE_SECONDS = 0.05
"""Seconds of work, followed by an equally long rest, so that page requests get their turn."""

ROUND_SECONDS = 60.0
"""Every folder is looked at from outside about so often."""

LOOK_SECONDS = 1.0
FEWEST = 20


def keep_index(index: RunIndex, over: threading.Event) -> None:
    """Until it is ``over``."""
    pause = 0.0
    while not over.wait(pause):
        try:
            pause = _step(index)
        except Exception:
            log.exception("the index of runs goes on after an error")
            pause = ROUND_SECONDS


def _step(index: RunIndex) -> float:
    """Do some work; returns how long to rest afterward."""
    began = time.monotonic()
    if index.left():
        index.read_some(SLICE_SECONDS)
        return time.monotonic() - began
    index.look()
    if index.left():
        return 0.0
    index.go_round(max(FEWEST, round(index.known() * LOOK_SECONDS / ROUND_SECONDS)))
    return LOOK_SECONDS
