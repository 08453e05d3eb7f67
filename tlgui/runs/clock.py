"""How long ago something was that a run's log tells. A log from another machine has that machine's clock, which is not compared with ours."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any


def now_by(log: Iterable[dict[str, Any]]) -> float:
    """Now, in seconds since 1970, by the clock that wrote the newest events of a log.

    For a run on this machine it is this machine's clock; for one elsewhere the newest time that its trainer has written. So nothing has passed
    since its newest event, which is a second or two wrong; the clocks may be an hour apart.

    Parameters
    ----------
    log:
        A run's events in their order, or the newest of each kind.
    """
    events = list(log)
    begun = [event for event in events if event["event"] == "started"]
    if not begun or begun[-1].get("launcher", "local") == "local":
        return time.time()
    since = max(index for index, event in enumerate(events) if event["event"] == "started")
    newest = [event["time"] for event in events[since:] if isinstance(event.get("time"), (int, float))]
    return max(newest, default=time.time())
