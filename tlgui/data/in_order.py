"""Threaded work on many items, with results in order and memory for only a few."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from tlgui.machine import cores

Item = TypeVar("Item")
Result = TypeVar("Result")
_AHEAD = 4


def in_order(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """``work`` done for each item on all cores; results in the order of the items, never more than a few ahead.

    For work that releases Python's lock (Pillow, numpy). If the caller stops early, work in progress is finished and the rest is not started.
    """
    waiting: deque[Future[Result]] = deque()
    coming = iter(items)
    with ThreadPoolExecutor(cores()) as threads:
        try:
            for item in islice(coming, _AHEAD * cores()):
                waiting.append(threads.submit(work, item))
            while waiting:
                yield waiting.popleft().result()
                for item in islice(coming, 1):
                    waiting.append(threads.submit(work, item))
        finally:
            threads.shutdown(cancel_futures=True)
