"""What a run's numbers depend on, recorded when its training starts: a resumed run must have the same, or report what differs."""

from __future__ import annotations

import hashlib
from typing import Any

from tlgui import durable
from tlgui.errors import Problem
from tlgui.runs.forms import is_belonging
from tlgui.runs.run import Run
from tlgui.versions import VERSIONS, differing

Belonging = dict[str, Any]
"""``spec``, ``settings``: what was asked for, and without gaps; ``data``: content of each dataset; ``versions``: see :func:`versions_of`;
``version``: of the program; ``machine``: what may differ, at the price of the last digits (threads, engine, device, torch). Older runs have
``code`` instead of ``versions``: digests of source folders, which do not say whether numbers changed."""


def versions_of(strategy: str) -> dict[str, int]:
    """The version of each part of the program that decides the numbers of a run with this strategy or combination."""
    from tlgui.strategies import STRATEGIES, Combination

    keys = [key for key in Combination.parse(strategy).keys if key in STRATEGIES]
    return VERSIONS | {f"strategy {key}": STRATEGIES[key].version for key in keys}


def write(run: Run, belonging: Belonging) -> None:
    """Keep it in the run's folder, with its SHA-256."""
    text = durable.to_json(belonging)
    run.belonging_path.parent.mkdir(exist_ok=True)
    durable.write_json(run.belonging_path, {"sha256": hashlib.sha256(text.encode()).hexdigest(), "belonging": text})


def read(run: Run) -> Belonging | None:
    """What was recorded when training began; ``None`` before that, or if the file is damaged (each saved state holds a copy)."""
    import json

    try:
        kept = durable.read_json(run.belonging_path)
        whole = hashlib.sha256(kept["belonging"].encode()).hexdigest() == kept["sha256"]
        belonging = json.loads(kept["belonging"]) if whole else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return belonging if is_belonging(belonging) else None


def problems(was: Belonging, now: Belonging) -> list[Problem]:
    """Everything that keeps a run from being resumed; only parts present in both are compared."""
    wrong = []  # dataset ids are local to a machine, so their content is compared
    for part in ("spec", "settings"):
        if part in was and part in now:
            wrong += _settings(*({**_flat(each[part]), "source": "", "target": ""} for each in (was, now)))
    changed = [role for role, content in was.get("data", {}).items() if now.get("data", {}).get(role, content) != content]
    wrong += [Problem("resume_data_changed", {"role": role}) for role in changed]
    programs = {"was": was.get("version", "?"), "now": now.get("version", "?")}
    if "code" in was and "versions" not in was:
        wrong.append(Problem("unnumbered_program", programs))
    changed_parts = differing(was["versions"], now["versions"]) if "versions" in was and "versions" in now else {}
    if changed_parts:
        parts = [f"{name} {before} → {after}" for name, (before, after) in changed_parts.items()]
        wrong.append(Problem("changed_program", {"parts": parts, **programs}))
    return wrong


def differing_machine(was: Belonging, now: Belonging) -> dict[str, list[Any]]:
    """What differs about the machine, before and now: the run continues, but is no longer reproducible to the last digit."""
    before, after = was.get("machine", {}), now.get("machine", {})
    return {name: [before[name], after.get(name)] for name in before if before[name] != after.get(name)}


def _settings(was: dict[str, Any], now: dict[str, Any]) -> list[Problem]:
    names = sorted(name for name in was.keys() | now.keys() if was.get(name) != now.get(name))
    return [
        Problem("resume_setting_changed", {"name": name, "was": _shown(was, name), "now": _shown(now, name)}) for name in names
    ]


def _shown(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    return "–" if value is None else str(value)


def _flat(values: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Nested settings as ``group.name``, without unset ones: those that an earlier version did not know are none either."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{before}{name}.")
        elif value not in (None, []):
            flat[f"{before}{name}"] = value
    return flat
