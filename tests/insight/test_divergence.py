"""How far two samples are apart, on samples where that is known."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from tlgui.insight.divergence import density_ratio, discrepancy, reduced, told_apart


def sample(size: int = 150, shift: float = 0.0, seed: int = 0, width: int = 20) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(size, width)) + shift * (np.arange(width) == 0)


def test_two_samples_of_the_same_distribution_cannot_be_told_apart() -> None:
    found = [told_apart(sample(seed=seed), sample(seed=100 + seed)) for seed in range(6)]
    assert np.mean([each.auc for each in found if each]) < 0.55
    assert np.mean([each.proxy_a_distance for each in found if each]) < 0.2


def test_separated_samples_are_always_told_apart() -> None:
    found = told_apart(sample(), sample(shift=30))
    assert found is not None
    assert (found.auc, found.accuracy, found.proxy_a_distance) == (1.0, 1.0, 2.0)
    assert (found.scores[:150] < 0).all()
    assert (found.scores[150:] > 0).all()


def test_the_proxy_distance_is_that_of_the_best_line() -> None:
    """Two normals two deviations apart are told apart rightly by Φ(1) = 84 % at best."""
    found = told_apart(sample(1000, width=3), sample(1000, shift=2, seed=1, width=3))
    assert found is not None
    assert found.proxy_a_distance == pytest.approx(2 * (2 * 0.8413 - 1), abs=0.06)


def test_the_same_pictures_in_both_domains_give_nothing_away() -> None:
    """Without holding copies together the classifier would have learned the wrong domain of each by heart."""
    features = sample(60)
    together = told_apart(features, features, copies=np.tile(np.arange(60), 2))
    assert together is not None
    assert (together.auc, together.accuracy) == (0.5, 0.5)


def test_mmd_is_that_of_its_definition() -> None:
    from scipy.spatial.distance import cdist

    source, target = sample(30), sample(20, shift=1, seed=1)
    both = np.concatenate([source, target])
    both = (both - both.mean(0)) / both.std(0)
    squared = cdist(both, both) ** 2
    kernel = np.exp(-squared / np.median(squared[np.triu_indices(50, 1)]))
    first, second, between = kernel[:30, :30], kernel[30:, 30:], kernel[:30, 30:]
    within = (first.sum() - 30) / (30 * 29) + (second.sum() - 20) / (20 * 19)
    found = discrepancy(source, target)
    assert found is not None
    assert found.mmd == pytest.approx(np.sqrt(max(0.0, within - 2 * between.mean())))


def test_p_is_uniform_where_nothing_differs_and_smallest_where_all_does() -> None:
    same = [discrepancy(sample(40, seed=seed), sample(40, seed=500 + seed)) for seed in range(60)]
    values = np.sort([each.p for each in same if each])
    assert (
        np.abs(values - (np.arange(60) + 0.5) / 60).max() < 0.17
    )  # Kolmogorov and Smirnov: 5 % of uniform samples are farther off
    other = discrepancy(sample(40), sample(40, shift=5))
    assert other is not None
    assert other.p == pytest.approx(1 / 201)


def test_the_ratio_is_that_of_the_densities() -> None:
    """Of normals at 0 and 1 the logarithm of the ratio is x − 1/2."""
    at = sample(400, seed=3, width=2)
    found = density_ratio(sample(1500, width=2), sample(1500, shift=1, seed=1, width=2), at)
    assert found is not None
    assert np.abs(np.log(found) - (at[:, 0] - 0.5)).mean() < 0.2


def test_too_few_pictures_say_nothing() -> None:
    assert told_apart(sample(9), sample(50)) is None
    assert discrepancy(sample(50), sample(9)) is None
    assert density_ratio(sample(50), sample(50), sample(0)) is None


@pytest.mark.parametrize(
    ("source", "target"),
    [(range(12), [99]), ([99], range(12)), (range(3), range(3)), (range(9), range(20, 40)), (range(40), range(9))],
    ids=["one target picture", "one source picture", "three in both", "nine source pictures", "nine that both have"],
)
def test_copies_of_a_few_pictures_are_as_few(source: Iterable[int], target: Iterable[int]) -> None:
    copies = np.concatenate([np.resize(list(each), 60) for each in (source, target)])
    pictures = sample(100)[copies]
    assert told_apart(pictures[:60], pictures[60:], copies=copies) is None


def test_ten_different_pictures_are_enough_wherever_their_copies_are() -> None:
    """A target of ten pictures that the source has too: left out at once, they would have left no target to learn from."""
    pictures = np.random.default_rng(0).permutation(200)[::5][:10]
    found = told_apart(sample(200), sample(200)[pictures], copies=np.concatenate([np.arange(200), pictures]))
    assert found is not None
    assert found.auc < 0.7
    many = np.concatenate([np.resize(np.arange(10), 60), np.resize(np.arange(10, 20), 60)])
    apart = told_apart(*np.split(sample(20)[many] + 30 * (many >= 10)[:, None], 2), copies=many)
    assert apart is not None
    assert apart.auc == 1.0


def test_features_that_never_change_do_no_harm() -> None:
    features = np.concatenate([sample(50), np.ones((50, 5))], 1)
    assert np.isfinite(reduced(features)).all()
