"""What a few labels say of all pictures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binomtest, hypergeom

from tlgui.insight.sampled import (
    FEWEST_ERRORS,
    Stratum,
    chance_of_lead,
    drawing_order,
    effective_count,
    mean_error,
    share_right,
    weights_of,
)


@pytest.mark.parametrize("right", [0, 1, 10, 17, 20])
def test_of_very_many_pictures_the_interval_is_clopper_pearsons(right: int) -> None:
    found = share_right([Stratum(200_000, 20, right)])
    low = 0.0 if right == 0 else beta.ppf(0.025, right, 21 - right)
    high = 1.0 if right == 20 else beta.ppf(0.975, right + 1, 20 - right)
    assert found == pytest.approx((right / 20, low, high), abs=1e-3)


def test_of_few_pictures_it_is_the_same_test_turned_round_with_the_exact_distribution() -> None:
    size, labeled, right = 60, 20, 15
    possible = [
        k
        for k in range(size + 1)
        if hypergeom.sf(right - 1, size, k, labeled) > 0.025 and hypergeom.cdf(right, size, k, labeled) > 0.025
    ]
    assert share_right([Stratum(size, labeled, right)])[1:] == pytest.approx((possible[0] / size, possible[-1] / size))


def test_once_every_picture_has_a_label_nothing_is_unsure() -> None:
    assert share_right([Stratum(12, 12, 9), Stratum(8, 8, 2)]) == pytest.approx((11 / 20,) * 3)


def test_without_a_label_nothing_is_known() -> None:
    found = share_right([Stratum(12, 0, 0)])
    assert math.isnan(found.value)
    assert found[1:] == (0.0, 1.0)


def test_a_stratum_without_a_label_may_be_all_right_or_all_wrong() -> None:
    found = share_right([Stratum(5, 5, 5), Stratum(5, 0, 0)])
    assert found == (1.0, 0.5, 1.0)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 60), st.integers(0, 60), st.data())
def test_the_estimate_lies_in_its_interval_and_counts_each_stratum_by_its_size(one: int, other: int, data: st.DataObject) -> None:
    strata = []
    for size in (one, other):
        labeled = data.draw(st.integers(min(1, size), size))
        strata.append(Stratum(size, labeled, data.draw(st.integers(0, labeled))))
    found = share_right(strata)
    expected = sum(each.size * each.right / each.labeled for each in strata if each.labeled) / (one + other)
    assert found.value == pytest.approx(expected)
    assert 0 <= found.low <= found.value + 1e-9 <= found.high + 2e-9 <= 1 + 2e-9


def test_more_labels_narrow_the_interval() -> None:
    widths = [high - low for n in (5, 10, 20, 40) for _, low, high in [share_right([Stratum(300, n, n * 4 // 5)])]]
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize("level", [0.55, 0.8, 0.97])
@pytest.mark.parametrize("labels", [6, 20])
def test_the_interval_holds_the_truth_in_93_of_100_draws_wherever_the_mistakes_are(level: float, labels: int) -> None:
    """The small, seeded version of ``benchmarks/label_intervals.py``."""
    random = np.random.default_rng(4)
    disputed = np.arange(200) < 60
    chance = np.where(disputed, 2.2 * level - 1.2, min(1.0, level + 0.1)).clip(0.2, 1)
    right = random.random(200) < chance
    held = 0
    for seed in range(100):
        asked = drawing_order(disputed, seed)[:labels]
        strata = [
            Stratum(
                int((disputed == kind).sum()),
                int((disputed[asked] == kind).sum()),
                int(right[asked][disputed[asked] == kind].sum()),
            )
            for kind in (True, False)
        ]
        found = share_right(strata)
        held += found.low - 1e-9 <= right.mean() <= found.high + 1e-9
    assert held >= 93


def test_the_interval_holds_in_95_of_100_cases_whatever_is_right_in_each_stratum() -> None:
    """Not drawn but worked out: the probability of each outcome, over every second way in which pictures may be right."""
    sizes, labels = (30, 21), (7, 6)
    held = {}
    for right in ((one, other) for one in range(0, sizes[0] + 1, 2) for other in range(0, sizes[1] + 1, 2)):
        chances = [hypergeom.pmf(np.arange(labels[k] + 1), sizes[k], right[k], labels[k]) for k in (0, 1)]
        truth, total = sum(right) / sum(sizes), 0.0
        for x, y in np.argwhere(np.multiply.outer(*chances) > 0).tolist():
            found = share_right([Stratum(sizes[0], labels[0], x), Stratum(sizes[1], labels[1], y)])
            total += chances[0][x] * chances[1][y] * (found.low - 1e-9 <= truth <= found.high + 1e-9)
        held[right] = total
    assert min(held.values()) >= 0.95


# -- which pictures --------------------------------------------------------------------------------------------------------------


def test_a_drawing_is_the_same_for_the_same_seed_and_holds_each_picture_once() -> None:
    disputed = np.arange(50) % 3 == 0
    order = drawing_order(disputed, 7)
    assert sorted(order.tolist()) == list(range(50))
    assert order.tolist() == drawing_order(disputed, 7).tolist()
    assert order.tolist() != drawing_order(disputed, 8).tolist()
    assert len(drawing_order(np.zeros(0, bool), 0)) == 0


def test_how_many_come_from_where_networks_disagree_depends_on_their_number_alone() -> None:
    disputed = np.arange(200) < 60
    counts = {int(disputed[drawing_order(disputed, seed)[:20]].sum()) for seed in range(30)}
    assert len(counts) == 1
    assert counts.pop() > 6  # more than its share, which is 6 of 20


def test_each_picture_of_a_stratum_is_as_likely_to_be_asked_for_as_another() -> None:
    disputed = np.arange(40) < 10
    seen = np.zeros(40)
    for seed in range(2000):
        seen[drawing_order(disputed, seed)[:12]] += 1
    for kind in (True, False):
        expected = seen[disputed == kind].mean()
        assert np.abs(seen[disputed == kind] - expected).max() < 5 * np.sqrt(expected)


def test_weights_say_how_many_pictures_a_label_stands_for() -> None:
    weights = weights_of([60, 140], np.array([0, 0, 0, 1, 1]))
    assert weights.tolist() == [20, 20, 20, 70, 70]
    assert effective_count(np.full(9, 3.0)) == pytest.approx(9)
    assert effective_count(weights) < 5
    assert effective_count(np.zeros(0)) == 0


# -- which of two networks is better ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("won", "lost"), [(5, 0), (9, 2), (3, 3), (0, 4)])
def test_with_equal_weights_the_chance_of_a_lead_is_mcnemars(won: int, lost: int) -> None:
    expected = binomtest(won, won + lost, alternative="greater").pvalue
    assert chance_of_lead(np.repeat([2.0, -2.0], [won, lost])) == pytest.approx(expected)


def test_without_a_difference_a_lead_proves_nothing() -> None:
    assert chance_of_lead(np.zeros(0)) == 1.0


def test_with_two_weights_every_way_to_turn_the_signs_is_counted() -> None:
    gains = np.array([3.0, 3.0, -1.0, 1.0, 1.0])
    ways = np.array(np.meshgrid(*[[-1, 1]] * 5)).reshape(5, -1).T
    expected = (ways @ np.abs(gains) >= gains.sum() - 1e-9).mean()
    assert chance_of_lead(gains) == pytest.approx(expected)


# -- values ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", ["half normal", "exponential"])
def test_the_interval_of_a_mean_error_holds_the_truth_in_93_of_100_draws_though_errors_are_skewed(shape: str) -> None:
    random = np.random.default_rng(2)
    errors = np.abs(random.normal(size=400)) if shape == "half normal" else random.exponential(size=400)
    found = [mean_error(errors[drawing_order(np.zeros(400, bool), seed)[:20]], 400) for seed in range(100)]
    assert sum(each.low <= errors.mean() <= each.high for each in found) >= 93


def test_a_mean_error_is_exact_once_all_are_known_and_promises_nothing_from_few() -> None:
    errors = np.arange(30, dtype=float)
    assert mean_error(errors, 30) == pytest.approx((14.5,) * 3)
    few = mean_error(errors[: FEWEST_ERRORS - 1], 300)
    assert few[1:] == (0.0, math.inf)
    assert math.isnan(mean_error(errors[:0], 300).value)


def test_without_skewness_the_interval_of_a_mean_error_is_students() -> None:
    from scipy import stats

    errors = 5 + np.concatenate([np.arange(1, 11), -np.arange(1, 11)]) / 10
    expected = stats.t.interval(0.95, 19, errors.mean(), stats.sem(errors))
    assert mean_error(errors, 10**9)[1:] == pytest.approx(expected, rel=1e-6)
