"""Wrong PINs and codes are slowed: after a few of them, whoever tries has to wait. Others, at the same address too, do not."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from tlgui.errors import UserError

WRONG = 10
"""So many wrong ones are free."""

WRONG_CODES = 60
"""So many wrong codes from one address, under whatever names: a class that mistypes shares an address, and all names of a guesser do too."""

WAIT_SECONDS = 30.0
KNOWN = 10_000
"""So many accounts and addresses are remembered; the one that was tried longest ago is forgotten first."""


class Attempts:
    """Wrong attempts by what was tried: an account at an address, or the code from an address.

    Parameters
    ----------
    clock:
        Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[tuple[str, ...], tuple[int, float]] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, *tried: str, free: int = WRONG) -> None:
        """An attempt, which counts as wrong until it was :meth:`right`, so that many at once are not more than one after another.

        Raises
        ------
        UserError
            ``room_wait`` after ``free`` wrong ones, until the wait since the last of them is over.
        """
        with self._lock:
            count, last = self._wrong.get(tried, (0, 0.0))
            left = last + WAIT_SECONDS - self._clock()
            if count >= free and left > 0:
                raise UserError("room_wait", seconds=math.ceil(left))
            self._wrong[tried] = (count + 1, self._clock())
            self._wrong.move_to_end(tried)
            while len(self._wrong) > KNOWN:
                self._wrong.popitem(last=False)

    def right(self, *tried: str) -> None:
        """It was right: earlier mistakes are forgotten."""
        with self._lock:
            self._wrong.pop(tried, None)

    def take_back(self, *tried: str) -> None:
        """It was right, but who else tried from there may still be guessing: only this one is taken back."""
        with self._lock:
            count, last = self._wrong.get(tried, (0, 0.0))
            if count > 0:
                self._wrong[tried] = (count - 1, last)
