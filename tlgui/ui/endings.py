"""Enforcing a stop: a handler must not wait ten seconds, so a thread for each stopping run does."""

from __future__ import annotations

import logging
import threading

from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.service.stopping import see_it_end

log = logging.getLogger(__name__)
_watched: set[str] = set()
_lock = threading.Lock()


def see_ends(home: Home, run: Run) -> None:
    """Watch in the background until the run has ended, and end its trainer if it does not listen. Once for each run at a time."""
    with _lock:
        if run.id in _watched:
            return
        _watched.add(run.id)

    def watch() -> None:
        try:
            see_it_end(home, run)
        except OSError as error:  # full disk: nothing can be written or queried
            log.warning("the end of run %s could not be seen to: %s", run.id[:8], error)
        finally:
            with _lock:
                _watched.discard(run.id)

    threading.Thread(target=watch, daemon=True, name="see-it-end").start()
