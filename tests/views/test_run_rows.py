"""A row of Results has the colors that the run's own page has: none where chance alone could give a difference."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui.listed import facts, references
from tlgui.views.run_rows import reference_row, row, seeds_row
from tlgui.views.verdict import verdict

SURE, CHANCE = {"p": 1e-6}, {"p": 0.82}
NO_RESULT = {
    "mixing": {"before": None, "after": None},
    "baseline_scores": {},
    "findings": [],
    "problems": [],
    "target_shares": None,
}
"""What a run's page asks of its facts besides."""


def run(target: float, turned: dict[str, Any] | None, over_alone: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A run with open labels: source-only is right on 66.7 %, normalization alone on 64 %."""
    return facts(
        "a" * 32,
        (1.4, 0.9, 0.6),
        strategy="cdan",
        metrics={"target": target, "baseline": 0.667, "normalisation_alone": 0.64},
        references=references(target=0.667, alone=0.64),
        turned=turned,
        turned_over_normalisation_alone=over_alone,
        baseline_kind="source_only",
        target_labels_used_for="scoring",
        **more,
    )


@pytest.mark.parametrize(
    ("target", "turned", "tone", "warning"),
    [
        (0.65, {"right": 9, "wrong": 11, **CHANCE}, "even", "perhaps"),
        (0.517, {"right": 2, "wrong": 20, **SURE}, "bad", "negative"),
        (0.692, {"right": 14, "wrong": 11, **CHANCE}, "even", ""),
        (0.9, {"right": 28, "wrong": 0, **SURE}, "good", ""),
        (0.65, None, "bad", "negative"),
    ],
)
def test_R4_a_row_is_colored_as_the_page_of_the_run_is(
    target: float, turned: dict[str, Any] | None, tone: str, warning: str
) -> None:
    known = run(target, turned, turned)
    told = row(known, "en")
    assert (told["told"]["over_baseline"]["tone"], told["warning"]) == (tone, warning)
    assert verdict({**known, **NO_RESULT}, "en")["tone"] == tone
    assert told["told"]["over_baseline"].get("title", "") == ("Chance alone could give this too." if tone == "even" else "")
    assert told["told"]["over_normalisation"]["tone"] == verdict({**known, **NO_RESULT}, "en")["second_tone"]


def test_R4_a_reference_that_is_worse_by_chance_is_not_called_worse() -> None:
    for turned, tone, warning in (
        ({"right": 6, "wrong": 9, **CHANCE}, "even", "perhaps"),
        ({"right": 0, "wrong": 30, **SURE}, "bad", "negative"),
    ):
        known = run(0.7, None, turned_by_normalisation_alone=turned)
        alone = reference_row(known, "normalisation_alone", None, "en")
        assert (alone["told"]["over_baseline"]["tone"], alone["warning"]) == (tone, warning)
        source_only = reference_row(known, "baseline", None, "en")["told"]["over_normalisation"]["tone"]
        assert source_only == {"even": "even", "bad": "good"}[tone]


@pytest.mark.parametrize(
    ("sure", "tone"), [((False, False, False), "even"), ((True, True, False), "good"), ((True, False, False), "even")]
)
def test_R4_seeds_are_colored_where_most_of_them_are_surely_better(sure: tuple[bool, ...], tone: str) -> None:
    turned = [{"right": 20, "wrong": 3, **(SURE if each else CHANCE)} for each in sure]
    runs = [run(0.7, each, settings={"seed": number}) for number, each in enumerate(turned)]
    assert seeds_row(runs, "en")["told"]["over_baseline"]["tone"] == tone
