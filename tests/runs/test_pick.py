"""The one rule by which an evaluation is kept."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.runs.pick import GATE, Candidate, _ranks, mean_ranks, pick


def candidate(step: int | None, source: float | None, im: float, bnm: float = 0.5, ami: float = 0.5) -> Candidate:
    return Candidate(step, source, {"information_maximisation": im, "bnm": bnm, "class_ami": ami})


def test_the_best_mean_rank_is_kept() -> None:
    assert pick([candidate(10, 0.9, 1.0, 0.4, 0.3), candidate(20, 0.9, 0.9, 0.8, 0.9)]).step == 20


def test_a_collapsed_model_is_not_kept_for_one_good_score() -> None:
    """Sure of one class: its entropy is the best of all, but that score is not ranked, and the three that are see the collapse."""
    assert pick([candidate(10, 0.9, 1.2, 0.7, 0.6), candidate(20, 0.9, 0.01, 0.38, 0.0)]).step == 10


def test_an_evaluation_below_the_gate_is_out_however_good_its_scores() -> None:
    good, better = candidate(10, 0.95, 1.0), candidate(20, 0.95 - GATE - 0.01, 2.0, 0.9, 0.9)
    assert pick([good, better]).step == 10
    assert "20" not in pick([good, better]).mean_ranks


def test_source_only_is_kept_when_it_scores_best() -> None:
    assert pick([candidate(None, 0.95, 1.5, 0.9, 0.9), candidate(10, 0.95, 1.0)]).step is None


def test_among_equals_the_latest_is_kept() -> None:
    assert pick([candidate(10, 0.9, 1.0), candidate(20, 0.9, 1.0), candidate(30, 0.9, 1.0)]).step == 30


def test_without_a_source_every_evaluation_passes_the_gate() -> None:
    assert pick([candidate(10, None, 1.0), candidate(20, None, 2.0)]).step == 20


def test_for_an_error_smaller_is_better() -> None:
    small, large = candidate(10, 3.0, 1.0), candidate(20, 9.0, 2.0)
    assert pick([small, large], larger_is_better=False).step == 10


def test_a_score_that_is_not_a_number_ranks_worst() -> None:
    assert pick([candidate(10, 0.9, float("nan"), 0.9), candidate(20, 0.9, 0.1, 0.9)]).step == 20


@pytest.mark.parametrize(
    ("metrics", "pictures", "out"),
    [
        ((1.0, 0.0, 0.5), (2, 2, 2), ()),  # two pictures say next to nothing
        ((1.0, 0.0), (4, 4), (1,)),  # 1 in 70 by chance
        ((1.0, 0.83), (80, 80), (1,)),
        ((1.0, 0.83), (24, 24), ()),  # 4 of 24: 1 in 18
        ((1.0, 0.3, 0.95), (1, 80, 80), (1,)),  # who was right on its only picture is no measure for the others
        ((1.0, 0.0), (2, np.nan), (1,)),  # of how many pictures is not known
        ((1.0, 0.0), (np.nan, 2), (1,)),
        ((np.nan, 0.9, 0.2), (80, 80, 80), (2,)),
        ((0.9, 0.6), (20_000, 20_000), (1,)),
    ],
)
def test_where_networks_are_compared_a_loss_on_the_source_that_chance_explains_keeps_nobody_out(
    metrics: tuple[float, ...], pictures: tuple[float, ...], out: tuple[int, ...]
) -> None:
    scores = np.arange(3.0 * len(metrics)).reshape(-1, 3)
    means = mean_ranks(np.asarray(metrics), scores, pictures=np.asarray(pictures, float))
    assert tuple(np.flatnonzero(np.isnan(means)).tolist()) == out
    assert np.isnan(mean_ranks(np.asarray(metrics), scores)).any()  # the gate alone


@pytest.mark.parametrize("seed", range(20))
def test_X4_ranks_of_many_are_those_that_counting_each_against_each_gives(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.choice([*random.normal(size=4), np.nan, np.inf, -np.inf, 0.0, -0.0], size=50).tolist()
    plain = [-np.inf if value != value else value for value in np.nan_to_num(values, nan=-np.inf)]
    counted = [sum(other < own for other in plain) + (sum(other == own for other in plain) - 1) / 2 for own in plain]
    assert _ranks(np.asarray(values)).tolist() == counted
