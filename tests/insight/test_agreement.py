"""How far two orders agree."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from tlgui.insight.agreement import could_be_chance, spearman


@pytest.mark.parametrize("seed", range(5))
def test_it_is_scipys_spearman_with_ties_too(seed: int) -> None:
    random = np.random.default_rng(seed)
    one, other = random.integers(0, 6, 20), random.integers(0, 6, 20)
    assert spearman(one, other) == pytest.approx(spearmanr(one, other).statistic)


def test_the_same_order_is_1_and_the_reverse_is_minus_1() -> None:
    assert spearman([1, 2, 30, 400], [0.1, 0.2, 0.3, 0.9]) == pytest.approx(1.0)
    assert spearman([1, 2, 3, 4], [4, 3, 2, 1]) == pytest.approx(-1.0)


@pytest.mark.parametrize(("one", "other"), [([1, 2], [1, 2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [5, 5, 5]), ([], [])])
def test_where_there_is_no_order_there_is_no_number(one: list[float], other: list[float]) -> None:
    assert spearman(one, other) is None


def test_few_runs_may_agree_by_chance_and_many_do_not() -> None:
    assert could_be_chance(0.9, 4)
    assert not could_be_chance(0.9, 12)
    assert not could_be_chance(-0.5, 30)
