"""While a server runs, searches go on: somebody has to take their next step when a run has finished."""

from __future__ import annotations

import logging
import threading

from tlgui.finding.race import advance
from tlgui.finding.searches import SearchStore
from tlgui.home import Home
from tlgui.storage import fault_of

log = logging.getLogger(__name__)
EVERY_SECONDS = 0.5


def keep_searches(home: Home, over: threading.Event) -> None:
    """Take each search's next step until ``over`` is set. One that cannot be taken (a full disk) is tried again, and said once."""
    said: set[str] = set()
    while not over.wait(EVERY_SECONDS):
        try:
            going = SearchStore(home).going_on()
        except OSError as error:
            log.warning("searches cannot be listed: %s", error)
            continue
        for search in going:
            try:
                advance(home, search)
                said.discard(search.id)
            except Exception as error:
                if search.id not in said:
                    said.add(search.id)
                    log.warning("search %s waits", search.id[:8], exc_info=None if fault_of(error, home.root) else error)
