"""Waiting for what comes in its own time: a condition, a free port, a server's first answer.

The limits are there for what never comes. They are wide, so that a busy machine breaks no test.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from typing import TypeVar

import httpx

T = TypeVar("T")


def wait_until(found: Callable[[], T], seconds: float = 60.0) -> T:
    """What ``found`` returns as soon as it is true; fails after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError(f"not within {seconds} s")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_it_answers(address: str, alive: Callable[[], bool] = lambda: True) -> None:
    """Until a server answers at an address, whatever it says; fails at once where its process is no longer ``alive``."""

    def answers() -> bool:
        assert alive(), "it ended before it answered"
        try:
            httpx.get(address, timeout=60)
        except httpx.TransportError:
            return False
        return True

    wait_until(answers, 120)
