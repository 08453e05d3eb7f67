"""Goldens: numbers as they are today, each file with the versions (``tlgui/versions.py``) of the parts of the program that made them.

Numbers that moved fail their test, and cannot be written down anew before one of those versions was raised.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tlgui.runs.belonging import versions_of
from tlgui.versions import VERSIONS, differing

FOLDER = Path(__file__).parent / "goldens"
WRITE = "TLGUI_WRITE_GOLDENS"
CLOSE = 2e-3
"""Relative and absolute: another processor rounds otherwise."""


def parts_of(*names: str, strategy: str = "") -> dict[str, int]:
    """The versions that a golden depends on: those of parts of the program by their names, and those of its strategies."""
    chosen = {name: VERSIONS[name] for name in names}
    return chosen | (
        {name: version for name, version in versions_of(strategy).items() if name not in VERSIONS} if strategy else {}
    )


def hold(
    name: str, found: Mapping[str, Any], versions: Mapping[str, int], test: str, *, loose: Mapping[str, float] | None = None
) -> None:
    """Hold numbers against ``goldens/NAME.json``, or write them there when ``TLGUI_WRITE_GOLDENS`` is set.

    Parameters
    ----------
    found:
        Numbers, lists and mappings of them, as JSON has them.
    test:
        What pytest is to be called with to write this golden.
    loose:
        A group of ``found`` that is compared with this absolute tolerance instead of :data:`CLOSE`.
    """
    path = FOLDER / f"{name}.json"
    write = f"{WRITE}=1 python -m pytest {test}"
    writes, kept = bool(os.environ.get(WRITE)), json.loads(path.read_text()) if path.exists() else None
    if kept is None:
        assert writes, f"{name} has no golden run yet. If these numbers are right, keep them: {write}\n{json.dumps(found)}"
    else:
        raised, moved = differing(kept["versions"], dict(versions)), moved_numbers(kept["numbers"], found, loose or {})
        fallen = [each for each, (was, now) in raised.items() if now < was]
        assert not fallen, f"versions never fall: {', '.join(fallen)}"
        assert raised or not moved, (
            f"{name}: numbers moved, and no version was raised. If that is meant, raise the version of what you changed "
            f"({', '.join(versions)}; see tlgui/versions.py), then write them down: {write}\n" + "\n".join(moved)
        )
        assert writes or not raised, (
            f"{name} was written with other versions ({raised}). If the numbers are right, write them down: {write}\n"
            + "\n".join(moved)
        )
    if writes and (kept is None or raised):
        path.write_text(json.dumps({"versions": dict(versions), "numbers": found}, indent=1) + "\n")


def moved_numbers(was: Mapping[str, Any], now: Mapping[str, Any], loose: Mapping[str, float]) -> list[str]:
    """A line for each number that is not what it was, appeared or is gone."""
    before, after = _flat(was), _flat(now)
    lines = []
    for place in [*before, *(each for each in after if each not in before)]:
        left, right = before.get(place), after.get(place)
        group = place.split(".")[0]
        close = {"abs": loose[group]} if group in loose else {"rel": CLOSE, "abs": CLOSE}
        same = left is right if left is None or right is None else right == pytest.approx(left, nan_ok=True, **close)
        if not same or (place in before) != (place in after):
            lines.append(f"{place}: {left} → {right}")
    return lines


def _flat(values: Any, before: str = "") -> dict[str, Any]:
    items = values.items() if isinstance(values, Mapping) else enumerate(values) if isinstance(values, list) else None
    if items is None:
        return {before: values}
    found = {}
    for name, value in items:
        found |= _flat(value, f"{before}.{name}" if before else str(name))
    return found
