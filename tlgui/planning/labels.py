"""Whose labels a run learns from, and which classes it has."""

from __future__ import annotations

from collections.abc import Sequence

from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import DataFacts
from tlgui.strategies.combination import Combination
from tlgui.strategies.registry import STRATEGIES
from tlgui.tasks import DEFAULT_TASK, TaskKey


def supervised(combination: Combination) -> bool:
    """Whether any of its strategies learns from labels of the target (otherwise the trainer never sees them). An unknown one does not."""
    return any(STRATEGIES[key].needs.target_labels for key in combination.keys if key in STRATEGIES)


def strategies_known(spec: RunSpec) -> bool:
    """Whether all strategies of a spec exist; :func:`check` reports which do not."""
    return all(key in STRATEGIES for key in Combination.parse(spec.strategy).keys)


def needs_labels(spec: RunSpec) -> bool:
    """Whether a run learns from the target's own labels."""
    return spec.given_labels is None and supervised(Combination.parse(spec.strategy))


def task_of(facts: DataFacts) -> TaskKey:
    """The task, from the labeled source, else from the target."""
    labelled = [domain for domain in (facts.source, facts.target) if domain is not None and domain.labels != "none"]
    return labelled[0].task if labelled else DEFAULT_TASK


def label_space(spec: RunSpec, source_classes: Sequence[str] | None, target_classes: Sequence[str] | None) -> list[str]:
    """The run's classes, sorted: the mapped source's; for strategies that learn from the target's labels the target's, or both together.

    ``source_classes`` and ``target_classes`` are those of the datasets, ``None`` for a domain that was not given.
    """
    keys = [key for key in Combination.parse(spec.strategy).keys if key in STRATEGIES]
    # Labels that a person gave name the source's classes.
    learns_target = any(STRATEGIES[key].needs.target_labels for key in keys) and spec.given_labels is None
    learns_source = any(STRATEGIES[key].needs.source_labels for key in keys)
    names: set[str] = set()
    if source_classes is not None and (learns_source or not learns_target):
        names |= set(spec.class_map.label_space(list(source_classes)))
    if target_classes is not None and learns_target:
        names |= set(spec.class_map.label_space(list(target_classes)))
    return sorted(names)
