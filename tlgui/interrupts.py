"""Ctrl-C on the command line: at any moment, one line that says what happened to the work, and exit code 130.

Python turns the signal into an exception wherever the program happens to be. While modules are imported that is a traceback of hundreds of
lines, in a destructor it is printed and forgotten, and libraries turn it into errors of their own. So here:

* before and after a command's work the process ends at once;
* within it ``KeyboardInterrupt`` is raised, so that what was begun is tidied up; whatever comes of that, the process ends with 130;
* while a module is imported it waits for that: where C++ that a module begins with calls Python (torch), an exception aborts the process;
* when nobody has seen the exception after some seconds (something swallowed it), it is raised again;
* a second Ctrl-C does not wait for tidying up. What a killed command leaves is what it leaves then, and is swept at the next start.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import takewhile
from types import CodeType, FrameType
from typing import Any, NoReturn

from tlgui.texts import say
from tlgui.texts.terminal import language

CODE = 128 + signal.SIGINT
SWALLOWED_SECONDS = 5.0

_A_MOMENT = 0.05
"""Seconds until it is looked again whether the exception may be raised."""

_IMPORTING = "<frozen importlib._bootstrap>"
"""The file of whatever imports a module."""


class _Interrupt:
    """The state of an interrupt in this process."""

    came = seen = delayed = held = False
    line: tuple[str, dict[str, Any]] = ("cli.interrupted", {})


_one = _Interrupt()


def watch() -> None:
    """From now on Ctrl-C ends the process at once. Does nothing if the parent process disabled Ctrl-C for it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        return
    signal.signal(signal.SIGINT, _on_signal)
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _on_alarm)
    sys.unraisablehook = _on_unraisable


def run(work: Callable[[], None]) -> NoReturn:
    """Do the work of a command and end the process, with its exit code or with 130."""
    try:
        code = _within(work)
    except KeyboardInterrupt:
        end()
    if _one.came:
        end()
    if signal.getsignal(signal.SIGINT) is _on_signal:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is said and done
    sys.exit(code)


def _within(work: Callable[[], None]) -> Any:
    """Only beneath this frame is the exception raised. Returns the exit code."""
    try:
        work()
    except SystemExit as leaving:
        return leaving.code
    except BaseException:
        if not _one.came:
            raise
    return 0


def says(key: str, **values: Any) -> None:
    """From here on this is the line: what an interrupt means for what goes on now."""
    _one.line = (key, values)


def seen() -> None:
    """Called by code that has caught ``KeyboardInterrupt``, so that it is not raised again."""
    _one.seen = True
    _alarm(0.0)


@contextmanager
def held_back() -> Iterator[None]:
    """Ctrl-C waits until the end of the block: for what must be done whole or not at all."""
    _one.held = True
    try:
        yield
    finally:
        _one.held = False
    if _one.delayed:
        _one.delayed = False
        _raise()


def end() -> NoReturn:
    """Say the line and end the process, whatever else goes on in it."""
    key, values = _one.line
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is sys.stderr:
                stream.write(say(key, language(), **values) + "\n")
            stream.flush()
        except (OSError, ValueError, RuntimeError):  # nobody reads it, or it was being written when the signal came
            pass
    os._exit(CODE)


def _on_signal(number: int, frame: FrameType | None) -> None:
    if _one.came or not _beneath(frame, _within.__code__):
        end()
    _one.came = True
    if _one.held:
        _one.delayed = True
        return
    _raise_unless_importing(frame)


def _raise_unless_importing(frame: FrameType | None) -> None:
    """Later, where a module is being imported (and the system has a timer)."""
    if hasattr(signal, "setitimer") and any(each.f_code.co_filename == _IMPORTING for each in _work(frame)):
        _alarm(_A_MOMENT)
    else:
        _raise()


def _raise() -> NoReturn:
    _alarm(SWALLOWED_SECONDS)
    raise KeyboardInterrupt


def _on_alarm(number: int, frame: FrameType | None) -> None:
    if _one.seen or not _one.came:
        return
    if not _beneath(frame, _within.__code__):
        end()
    _raise_unless_importing(frame)


def _on_unraisable(about: Any) -> None:
    """An exception in a destructor is printed and forgotten; an interrupt is raised again a moment later.

    Another one that comes after it is of an object that the interrupt left half built (an event loop without its socket): not worth a word.
    """
    if not _one.came:
        sys.__unraisablehook__(about)
    elif issubclass(about.exc_type, KeyboardInterrupt):
        _alarm(_A_MOMENT)


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _beneath(frame: FrameType | None, code: CodeType) -> bool:
    return any(each.f_code is code for each in _outward(frame))


def _work(frame: FrameType | None) -> Iterator[FrameType]:
    """The frames of the command's work, from this one on."""
    return takewhile(lambda each: each.f_code is not _within.__code__, _outward(frame))


def _outward(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back
