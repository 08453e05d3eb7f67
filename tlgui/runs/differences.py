"""What two runs were asked to do differently, and the results of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tlgui.tasks import TASKS

Summary = Mapping[str, Any]
"""The result of :func:`tlgui.runs.results.summary`."""


def differences(one: Summary, other: Summary) -> dict[str, Any]:
    """The settings in which two runs differ, and their results side by side.

    Returns
    -------
    ``settings``: for each name that differs (``strategy``, ``target_shares``, ``epochs``, ``mcc.temperature`` …) both values, ``None`` if a run
    has no such setting; ``same``: how many names are equal; ``results``: both values of each. ``scores_of`` among them: of how many target
    pictures the scores are, where these are not all.
    """
    asked = [_asked(one), _asked(other)]
    names = list(dict.fromkeys([*asked[0], *asked[1]]))
    differing = {name: [each.get(name) for each in asked] for name in names if asked[0].get(name) != asked[1].get(name)}
    results = [_results(one), _results(other)]
    return {
        "settings": differing,
        "same": len(names) - len(differing),
        "results": {name: [each.get(name) for each in results] for name in dict.fromkeys([*results[0], *results[1]])},
    }


def _asked(summary: Summary) -> dict[str, Any]:
    """The whole spec, flattened; a strategy's own settings include their defaults, so that only real differences show."""
    from tlgui.settings import settings_of
    from tlgui.strategies import STRATEGIES, Combination

    asked = {name: summary[name] for name in ("source", "target")}
    asked |= {
        f"{role} dataset": summary["datasets"][role] for role in ("source", "target") if summary["datasets"][role] is not None
    }
    asked |= {
        "strategy": summary["strategy"],
        "backbone": summary["backbone"],
        "classes": summary["class_map"],
        "sealed": summary["sealed"],
        "target_shares": _told_shares(summary),
        "distilled_from": summary["distilled_from"] or None,
    }
    asked |= summary["settings"]
    for key in Combination.parse(summary["strategy"]).keys:
        defaults = {item.name: item.default for item in settings_of(STRATEGIES[key].Settings)} if key in STRATEGIES else {}
        own = {**defaults, **summary["strategy_settings"].get(key, {})}
        asked |= {f"{key}.{name}": value for name, value in own.items()}
    return asked


def _told_shares(summary: Summary) -> dict[str, Any]:
    """What the run was told, or a search estimated, of the class shares of its target. ``known_from``: ``same`` for those of the source."""
    return {
        "known_from": summary["target_shares_from"],
        "labels": summary["target_shares_labels"],
        "shares": summary["target_shares"] or {},
    }


def _results(summary: Summary) -> dict[str, Any]:
    task = TASKS[summary["task"]]
    metric = summary["metrics"][task.metric]
    target, baseline, alone = (metric[who] for who in ("target", "baseline", "normalisation_alone"))
    return {
        "status": summary["status"],
        "target": target,
        "scored_on": summary["target_scored_on"],
        "target_labels": summary["target_labels_used_for"],
        "given_labels": summary["given_labels_used"],
        "over_baseline": None if target is None or baseline is None else task.gain(target, baseline),
        "over_normalisation": None if target is None or alone is None else task.gain(target, alone),
        "source": metric["source"],
        **{f"score.{name}": summary["scores"].get(name) for name in ("information_maximisation", "bnm", "class_ami")},
        "scores_of": summary.get("target_not_learned"),
        "seconds": summary["seconds"].get("train"),
    }
