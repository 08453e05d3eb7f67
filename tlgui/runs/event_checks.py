"""Whether an event of a run's log is one: it is held against the description of its kind (:mod:`tlgui.runs.event_types`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, get_origin

from pydantic import TypeAdapter, ValidationError
from typing_extensions import NotRequired, get_type_hints

from tlgui.runs.event_types import KINDS, VERSION, Event
from tlgui.runs.forms import is_text


@cache
def _adapter() -> TypeAdapter[Any]:
    return TypeAdapter(Event)  # takes a few hundredths of a second, which commands that read no log should not pay


def needed_by(kind: str) -> set[str]:
    """The required fields of events of this kind."""
    hints = get_type_hints(KINDS[kind], include_extras=True)
    return {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}


def is_event(value: Any) -> bool:
    """Whether a line of a log is a readable event: it fits its type, or its kind is unknown here."""
    kind = value.get("event") if isinstance(value, dict) else None
    if not isinstance(kind, str):
        return False
    return _adapter().validator.isinstance_python(value) if kind in KINDS else is_text(kind)


def is_of_a_later_version(event: Any) -> bool:
    """Whether a trainer of a later version starts here: what it wrote need not fit."""
    return event["event"] == "started" and isinstance(version := event.get("version"), int) and version > VERSION


def wrong_with(event: Mapping[str, Any]) -> list[str]:
    """Why an event is not a valid one of this version: mismatches and undescribed fields. For tests."""
    kind = str(event.get("event"))
    if kind not in KINDS:
        return [f"event: {kind}"]
    try:
        _adapter().validate_python(dict(event))
    except ValidationError as error:
        return [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    return [f"{name}: not described" for name in event if name not in KINDS[kind].__annotations__]
