"""How fast a job goes and how long it will still take."""

from __future__ import annotations

from collections import deque
from typing import Any

WINDOW_SECONDS = 15.0
"""The rate is that of the last so many seconds: a job that got slower says so."""

_LEAST_SECONDS = 1.0


class Pace:
    """The pace of one job, from how much was done at which moments."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()

    def at(self, done: float, total: float, now: float) -> dict[str, Any]:
        """``rate`` (things a second) and ``seconds_left`` at the monotonic time ``now``; ``None`` before a second has passed.

        When ``done`` falls, another stage has begun and is measured anew.
        """
        if self._seen and done < self._seen[-1][1]:
            self._seen.clear()
        self._seen.append((now, done))
        while len(self._seen) > 2 and self._seen[1][0] <= now - WINDOW_SECONDS:
            self._seen.popleft()
        began, before = self._seen[0]
        if now - began < _LEAST_SECONDS or done <= before:
            return {"rate": None, "seconds_left": None}
        rate = (done - before) / (now - began)
        return {"rate": round(rate, 1), "seconds_left": round(max(total - done, 0) / rate, 1)}
