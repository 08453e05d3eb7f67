"""What finished runs that differ in nothing but their seed have in common."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from tlgui.durable import to_json

SAME = (
    *("strategy", "backbone", "datasets", "class_map", "target_shares", "given_labels", "sealed", "strategy_settings"),
    "target_labels_used_for",
)
"""What one setting has in common, beside its settings without the seed."""


def setting_of(run: dict[str, Any]) -> str | None:
    """The key of a run's setting (:func:`tlgui.runs.results.summary`), whatever its seed; ``None`` for one that stands for itself.

    These are a run without a result, and a distilled network, which belongs to the seed of its teachers.
    """
    if run["status"] != "finished" or run.get("distilled_from"):
        return None
    settings = dict(sorted((name, value) for name, value in run["settings"].items() if name != "seed"))
    text = to_json([{name: run.get(name) for name in SAME}, settings])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def several_seeds(runs: Iterable[tuple[str, str | None, int]]) -> dict[str, tuple[str, ...]]:
    """The runs of each setting that has several seeds, from ids, settings and seeds in some order, which they keep: of one seed the first."""
    by_setting: dict[str, dict[int, str]] = {}
    for run, setting, seed in runs:
        if setting:
            by_setting.setdefault(setting, {}).setdefault(seed, run)
    return {setting: tuple(by_seed.values()) for setting, by_seed in by_setting.items() if len(by_seed) > 1}
