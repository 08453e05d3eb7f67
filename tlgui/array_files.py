"""Reading NumPy's files in a process with many threads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def reads_again(read: Callable[P, T]) -> Callable[P, T]:
    """``read``, asked once more where it ends in a ``SystemError``: two threads of a server parsed a header in the same moment (CPython 3.11,
    gh-106905).
    """

    @wraps(read)
    def asked(*given: P.args, **named: P.kwargs) -> T:
        try:
            return read(*given, **named)
        except SystemError:
            return read(*given, **named)

    return asked
