"""Writes ``docs/run-log.md`` from the event types: ``python docs/make_run_log.py``. A test fails if they differ."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

from tlgui.runs.event_checks import needed_by
from tlgui.runs.event_types import KINDS, MEANINGS, VERSION

PLACE = Path(__file__).parent / "run-log.md"

HEAD = f"""# A run's log

`events.jsonl` in a run's folder has one JSON object per line. Only the trainer appends to it; the page, the command line and the API read it.
The field `event` gives an object's kind; its other fields are listed below. This page is generated from `tlgui/runs/event_types.py`
(version {VERSION}).
Fields with a question mark may be missing in logs of earlier versions. Readers skip kinds and fields that they do not know, and events
that do not fit: another version may have written them.

A resumed run continues the same log. Steps that are computed again give the same numbers and are not written twice.

| event | fields | what it says |
|---|---|---|
"""


def page() -> str:
    """The page: all kinds of events in their order, then the types of fields that occur in them."""
    rows = [f"| `{kind}` | {_fields(kind, described)} | {_said(described)} |\n" for kind, described in KINDS.items()]
    types = [f"| `{name}` | {meaning} |\n" for name, meaning in MEANINGS.items()]
    return "".join([HEAD, *rows, "\n| type | what it is |\n|---|---|\n", *types])


def _fields(kind: str, described: Any) -> str:
    fields = {name: annotation.__forward_arg__ for name, annotation in described.__annotations__.items() if name != "event"}
    needed = needed_by(kind)
    return ", ".join(f"`{name}`{'' if name in needed else '?'} {_type(written)}" for name, written in fields.items())


def _type(written: str) -> str:
    """A type as it stands in the code, in words: ``NotRequired[list[Count]]`` → ``list of Count``."""
    return written.replace("NotRequired[", "").replace(" | None", " or null").replace("[", " of ").replace("]", "")


def _said(described: Any) -> str:
    return " ".join(inspect.cleandoc(described.__doc__).split())


if __name__ == "__main__":
    PLACE.write_text(page(), encoding="utf-8")
