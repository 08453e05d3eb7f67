"""``--set NAME=VALUE``: which setting of the run or of its strategies a name means."""

from __future__ import annotations

from typing import Any

from tlgui.errors import Problem
from tlgui.settings import Settings, read_settings, settings_of, unknown_setting
from tlgui.specification.run_spec import RunSettings
from tlgui.strategies.combination import Combination
from tlgui.strategies.registry import STRATEGIES

SHORT_NAMES = {"lr": "learning_rate"}
"""Common spellings of a run's settings that ``--set`` understands."""


def read_assignments(
    assignments: dict[str, Any], strategy: str
) -> tuple[RunSettings | None, dict[str, dict[str, Any]], list[Problem]]:
    """Sort ``NAME=VALUE`` pairs into the run's settings and those of its strategies.

    A strategy's setting is written ``KEY.NAME``; ``NAME`` alone is enough if only one strategy of the combination has it.

    Returns
    -------
    The run's settings (``None`` when they have problems), the strategies' settings, and every problem.
    """
    keys = [key for key in Combination.parse(strategy).keys if key in STRATEGIES]
    run_names = {item.name for item in settings_of(RunSettings)}
    owners = {key: {item.name for item in settings_of(STRATEGIES[key].Settings)} for key in keys}
    of_run: dict[str, Any] = {}
    of_strategies: dict[str, dict[str, Any]] = {}
    problems = []
    for given, value in assignments.items():
        written = SHORT_NAMES.get(given, given)
        key, dot, name = written.rpartition(".")
        having = [key] if dot and name in owners.get(key, ()) else [each for each in keys if not dot and written in owners[each]]
        if written in run_names:
            of_run[written] = value
        elif len(having) == 1:
            of_strategies.setdefault(having[0], {})[name] = value
        elif having:
            problems.append(Problem("setting_ambiguous", {"name": written, "choices": [f"{each}.{written}" for each in having]}))
        else:
            known = sorted(run_names) + [f"{each}.{item}" for each in keys for item in sorted(owners[each])]
            problems.append(unknown_setting(written, known))
    settings, found = read_settings(RunSettings, of_run)
    typed = {key: _typed(STRATEGIES[key].Settings, values) for key, values in of_strategies.items()}
    return settings, typed, found + problems


def _typed(group: type[Settings], values: dict[str, Any]) -> dict[str, Any]:
    """Texts converted to values; left unchanged if one of them is wrong, which :func:`check_alone` reports."""
    settings, _ = read_settings(group, values)
    return values if settings is None else {name: getattr(settings, name) for name in values}
