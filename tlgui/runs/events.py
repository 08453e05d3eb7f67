"""A run's log: one JSON object per line, appended only by the trainer, read by everybody.

What each kind of event holds is described in :mod:`tlgui.runs.event_types` (as a page: ``docs/run-log.md``).

A resumed run continues the same log. What an earlier trainer wrote after the saved state is computed again with the same result and not
written twice: each point of a curve is in the log once.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson

from tlgui.durable import to_json
from tlgui.runs.event_checks import is_event

ENDINGS = ("finished", "stopped", "failed")
"""The events that end a run. At most one of them is in a log for each ``started``."""

POINTS = ("step", "reference_step", "evaluation", "reference_evaluation", "progress", "outlook")
"""Events that a log has thousands of: points of curves. All others tell what happened to the run."""

_POINTS = tuple(f'{{"event": "{kind}",'.encode() for kind in POINTS)


def ending_of(log: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The event that ended the run; ``None`` while it is training, even after a resume."""
    last = next((event for event in reversed(log) if event["event"] in (*ENDINGS, "started")), None)
    return None if last is None or last["event"] == "started" else last


class EventWriter:
    """Appends events to a run's log. Only the trainer of the run has one."""

    def __init__(self, path: Path) -> None:
        self._file = open(path, "ab+")
        self._cut_torn_tail()

    def _cut_torn_tail(self) -> None:
        """An unfinished line of an earlier writer is cut off before anything is appended."""
        self._file.seek(0, os.SEEK_END)
        end = self._file.tell()
        position = end
        while position > 0:
            start = max(0, position - 65536)
            self._file.seek(start)
            newline = self._file.read(position - start).rfind(b"\n")
            if newline >= 0:
                if start + newline + 1 < end:
                    self._file.truncate(start + newline + 1)
                return
            position = start
        self._file.truncate(0)

    def write(self, event: str, **fields: Any) -> None:
        """Append one event. Endings are flushed to the disk."""
        self._file.write((to_json({"event": event, **fields}) + "\n").encode())
        self._file.flush()
        if event in ENDINGS:
            os.fsync(self._file.fileno())

    def sync(self) -> None:
        """Make sure that everything written survives a power cut."""
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def read_known(path: Path, offset: int = 0, limit: int = -1) -> tuple[list[dict[str, Any]], int]:
    """:func:`read_events` for code that uses the values: an event with values that no trainer writes is skipped like a damaged line."""
    found, after = read_events(path, offset, limit)
    return [event for event in found if is_event(event)], after


def read_outline(path: Path) -> list[dict[str, Any]]:
    """The known events of a log without the points of its curves; of each kind in :data:`POINTS` only the last is included.

    Ten times as fast as reading all. If another program wrote the log with another order of fields, points may be included after all.
    """
    lines, _ = read_lines(path)
    kept: list[tuple[int, bytes]] = []
    last: dict[bytes, tuple[int, bytes]] = {}
    for place, line in enumerate(lines.splitlines()):
        if line.startswith(_POINTS):
            last[line[: line.index(b",")]] = (place, line)
        else:
            kept.append((place, line))
    return [event for event in _parsed([line for _, line in sorted([*kept, *last.values()])]) if is_event(event)]


def has_begun(path: Path) -> bool:
    """Whether a log has any event; reads only its beginning if that is one."""
    return bool(read_known(path, limit=1)[0]) or bool(read_known(path)[0])


def read_lines(path: Path, offset: int = 0, limit: int = -1) -> tuple[bytes, int]:
    """Whole lines from byte ``offset`` on (about ``limit`` bytes, -1: all), and the offset for the next call.

    A line that is still being written is left for the next call. A line longer than ``limit`` is returned whole, since it would never come
    otherwise. An offset inside a line means the beginning of the next one.
    """
    offset = max(0, offset)
    try:
        with open(path, "rb") as file:
            if offset:
                file.seek(offset - 1)
                offset += max(0, len(file.readline()) - 1)
            data = file.read(limit) + (file.readline() if limit >= 0 else b"")
    except OSError:  # missing, or not readable
        return b"", 0
    whole = data[: data.rfind(b"\n") + 1]
    return whole, offset + len(whole)


def read_events(path: Path, offset: int = 0, limit: int = -1) -> tuple[list[dict[str, Any]], int]:
    """The events from byte ``offset`` on (see :func:`read_lines`), and the offset for the next call. Damaged lines are skipped."""
    lines, after = read_lines(path, offset, limit)
    return _parsed(lines.splitlines()), after


def _parsed(lines: Sequence[bytes]) -> list[dict[str, Any]]:
    """Parse complete lines. All at once if none is damaged, which halves the time.

    orjson lets all events of a process share their field names, however few are read at a time: a log that is followed takes three fifths of
    the memory. What it refuses (numbers that are none, halves of surrogates) is read by Python's parser, line by line.
    """
    try:
        found = orjson.loads(b"[" + b",".join(lines) + b"]")
    except ValueError:
        found = None
    if found is None or len(found) != len(lines):
        found = [_line(line) for line in lines]
    return [event for event in found if isinstance(event, dict) and "event" in event]


def _line(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):  # nested too deeply
        return None
