"""Class shares from a few labels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import gammaln

from tlgui.insight.labeled_shares import drawn_to_source, probability_of_same

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


def test_shares_from_labels_are_counts_with_three_labels_of_the_source() -> None:
    source = np.array([0.5, 0.3, 0.2, 0.0])
    found = drawn_to_source(np.array([20, 0, 0, 0]), source)
    assert found == pytest.approx(np.array([21.5, 0.9, 0.6, 0.0]) / 23)
    assert drawn_to_source(np.zeros(4), source) == pytest.approx(source)
