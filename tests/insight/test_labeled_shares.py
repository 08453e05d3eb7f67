"""Class shares from a few labels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln

from tlgui.insight.labeled_shares import (
    SAME_BELOW,
    drawn_to_source,
    exclude_large_shift,
    named_by_labels,
    probability_of_same,
    shares_from_labels,
    speak_for_another_mix,
)

EVEN = np.full(4, 0.25)


def test_the_probability_of_equal_shares_is_bayes_with_even_odds() -> None:
    counts, source = np.array([9, 6, 5, 0]), np.array([0.4, 0.3, 0.2, 0.1])
    same = np.prod(source**counts)  # of one ordered sample
    other = np.exp(gammaln(4) + gammaln(counts + 1).sum() - gammaln(counts.sum() + 4))
    assert probability_of_same(counts, source) == pytest.approx(same / (same + other))


@pytest.mark.parametrize(
    ("counts", "low", "high"), [([5, 5, 5, 5], 0.9, 1.0), ([20, 0, 0, 0], 0.0, 0.01), ([0, 0, 0, 0], 0.5, 0.5)]
)
def test_the_probability_of_equal_shares_follows_the_labels(counts: list[int], low: float, high: float) -> None:
    assert low <= probability_of_same(np.array(counts), EVEN) <= high


def test_an_unlucky_draw_does_not_speak_for_another_mix_where_what_is_predicted_of_all_says_the_same() -> None:
    counts = np.array([9, 3, 4, 4, 0, 0, 0])  # of twenty labels, seven equal classes: one draw in twenty is as uneven
    source = np.full(7, 1 / 7)
    assert probability_of_same(counts, source) <= SAME_BELOW
    assert not speak_for_another_mix(counts, np.array([0.16, 0.14, 0.14, 0.14, 0.14, 0.14, 0.14]), source)
    assert speak_for_another_mix(counts, drawn_to_source(counts, source), source)
    assert not speak_for_another_mix(np.array([3, 3, 3, 3, 3, 3, 2]), np.array([0.4, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]), source)


@pytest.mark.parametrize(
    ("labels", "shares", "left", "excluded"),
    [
        (10, EVEN, 1, False),
        (20, EVEN, 1, True),
        (20, np.array([0.42, 0.18, 0.17, 0.23]), 1, False),
        (20, np.array([0.42, 0.18, 0.17, 0.23]), 0, True),  # all pictures have a label: the shift is 0.17
        (100, np.array([0.42, 0.18, 0.17, 0.23]), 1, True),
        (1000, np.array([0.55, 0.15, 0.15, 0.15]), 0, False),
    ],
)
def test_only_enough_labels_exclude_a_large_shift(labels: int, shares: np.ndarray, left: float, excluded: bool) -> None:
    assert exclude_large_shift(labels, shares, EVEN, left) is excluded


@pytest.mark.parametrize("counts", [[9, 6, 0, 2], [0, 0, 0, 17], [1, 1, 1, 0]])
def test_C3_shares_tell_which_classes_labels_name_and_which_are_only_drawn_to_the_source(counts: list[int]) -> None:
    told = drawn_to_source(np.array(counts), EVEN).round(4)
    assert named_by_labels(told, sum(counts), EVEN).tolist() == [count > 0 for count in counts]


def test_shares_from_labels_are_counts_with_three_labels_of_the_source() -> None:
    source = np.array([0.5, 0.3, 0.2, 0.0])
    found = drawn_to_source(np.array([20, 0, 0, 0]), source)
    assert found == pytest.approx(np.array([21.5, 0.9, 0.6, 0.0]) / 23)
    assert drawn_to_source(np.zeros(4), source) == pytest.approx(source)


TRUTH = np.repeat([0, 1, 2, 3], [50, 30, 15, 5])
PLACES = np.array([0, 60, 61, 85, 99])


def test_predictions_that_tell_nothing_leave_the_labels_own_shares() -> None:
    weights = np.array([40.0, 20, 20, 10, 10])
    found = shares_from_labels(np.zeros((100, 4)), PLACES, TRUTH[PLACES], weights, EVEN)
    worth = weights.sum() ** 2 / (weights**2).sum()  # so many labels of a simple random sample
    assert found == pytest.approx(drawn_to_source(worth * np.array([0.4, 0.4, 0.1, 0.1]), EVEN))


def test_predictions_that_are_right_are_believed_of_all_pictures_however_the_labels_fall() -> None:
    found = shares_from_labels(np.eye(4)[TRUTH], PLACES, TRUTH[PLACES], np.ones(5), EVEN)
    assert found == pytest.approx(drawn_to_source(5 * np.array([0.5, 0.3, 0.15, 0.05]), EVEN))


def test_what_is_wrong_with_predictions_is_taken_out_on_average() -> None:
    """A network that takes a class for another: over many samples the labels' correction finds the truth."""
    random, predicted = np.random.default_rng(0), np.eye(4)[np.where(TRUTH == 1, 0, TRUTH)]
    found = []
    for _ in range(400):
        places = random.permutation(100)[:20]
        drawn = shares_from_labels(predicted, places, TRUTH[places], np.ones(20), EVEN)
        found.append((23 * drawn - 3 * EVEN) / 20)
    assert np.mean(found, 0) == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=0.02)
    assert predicted.mean(0)[0] == 0.8


def test_a_picture_of_none_of_the_classes_counts_for_none_of_them() -> None:
    labels = np.array([0, 0, -1, -1])
    found = shares_from_labels(np.zeros((4, 4)), np.arange(4), labels, np.ones(4), EVEN)
    assert found == pytest.approx(drawn_to_source(np.array([2.0, 0, 0, 0]), EVEN))
