"""Whose labels a run learns from, and what it tells apart."""

from __future__ import annotations

import pytest

from tests.strategies.samples import spec
from tlgui.planning import label_space, supervised
from tlgui.strategies import STRATEGIES, Combination


@pytest.mark.parametrize(
    ("strategy", "expected"),
    [("dann", False), ("mcc,shot", False), ("fine-tuning", True), ("tradaboost", True), ("dann,fine-tuning", True)],
)
def test_supervised_says_who_learns_from_target_labels(strategy: str, expected: bool) -> None:
    assert supervised(Combination.parse(strategy)) == expected


def test_nobody_is_supervised_without_saying_so() -> None:
    """The trainer gets the target's labels from this alone."""
    for key, strategy in STRATEGIES.items():
        assert supervised(Combination.parse(key)) == strategy.needs.target_labels


@pytest.mark.parametrize(
    ("strategy", "source", "target", "expected"),
    [
        ("dann", ["b", "a"], ["c"], ["a", "b"]),
        ("source-only", ["b", "a"], None, ["a", "b"]),
        ("fine-tuning", ["b", "a"], ["c", "d"], ["c", "d"]),
        ("fine-tuning", None, ["d", "c"], ["c", "d"]),
        ("source-only,fine-tuning", ["b", "a"], ["c", "a"], ["a", "b", "c"]),
    ],
)
def test_the_label_space_is_that_of_whoever_is_learned_from(
    strategy: str, source: list[str] | None, target: list[str] | None, expected: list[str]
) -> None:
    assert label_space(spec(strategy), source, target) == expected
