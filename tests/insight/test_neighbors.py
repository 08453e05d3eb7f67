"""Neighborhoods against scikit-learn, and what mixing and separation say of known clouds."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from tlgui.insight.neighbors import class_separation, domain_mixing, left_behind, nearest


@pytest.mark.parametrize(("n", "d", "count"), [(5, 2, 5), (60, 8, 15), (1500, 3, 10)])
def test_nearest_matches_scikit_learn(n: int, d: int, count: int) -> None:
    points = np.random.default_rng(n).normal(size=(n, d)).astype(np.float32)
    indices, distances = nearest(points, count)
    expected, places = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(points).kneighbors(points)
    np.testing.assert_allclose(distances, expected, atol=2e-3)
    assert (indices == places).mean() > 0.99
    assert (indices[:, 0] == np.arange(n)).all()


def test_a_point_is_its_own_nearest_even_among_copies() -> None:
    assert (nearest(np.zeros((6, 2)), 3)[0][:, 0] == np.arange(6)).all()


def clouds(gap: float, sizes: tuple[int, int] = (200, 200)) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(0)
    points = random.normal(size=(sum(sizes), 3))
    is_target = np.arange(sum(sizes)) >= sizes[0]
    points[is_target, 0] += gap
    return points, is_target


def test_domains_that_cannot_be_told_apart_are_half_mixed_and_far_ones_not_at_all() -> None:
    assert domain_mixing(*clouds(0.0)) == pytest.approx(0.5, abs=0.03)
    assert domain_mixing(*clouds(50.0)) == 0.0
    assert 0.0 < domain_mixing(*clouds(2.0)) < 0.4


def test_a_small_domain_is_weighed_like_a_large_one() -> None:
    assert domain_mixing(*clouds(0.0, (600, 100))) == pytest.approx(0.5, abs=0.04)


def test_mixing_of_too_few_pictures_is_not_a_number() -> None:
    assert np.isnan(domain_mixing(np.zeros((5, 2)), np.asarray([False, False, False, False, True])))


def test_separation_is_one_for_islands_and_chance_for_a_mixture() -> None:
    random = np.random.default_rng(0)
    classes = np.arange(300) % 3
    points = random.normal(size=(300, 2))
    assert class_separation(points + 100 * classes[:, None], classes) == 1.0
    assert class_separation(points, classes) == pytest.approx(1 / 3, abs=0.05)


def test_pictures_without_a_class_do_not_count() -> None:
    points = np.concatenate([np.zeros((20, 2)), np.full((20, 2), 9.0), np.random.default_rng(0).normal(size=(50, 2))])
    classes = np.concatenate([np.zeros(20), np.ones(20), np.full(50, -1)]).astype(int)
    assert class_separation(points, classes) == 1.0


def test_only_who_leaves_its_neighbors_is_left_behind() -> None:
    """Two islands change places as a whole, which is no change for their pictures; one picture goes to the other island."""
    random = np.random.default_rng(0)
    home = np.repeat([[0.0, 0.0], [50.0, 0.0]], 30, axis=0)
    before = home + random.normal(size=home.shape)
    after = before + np.repeat([[50.0, 7.0], [-50.0, 7.0]], 30, axis=0)
    after[4] = after[40] + 0.1
    found = left_behind(before, after)
    assert found.argmax() == 4
    assert found[4] > 0.4
    assert np.delete(found, 4).max() < 0.05
    assert left_behind(before, 3 * before).max() == 0
    assert left_behind(before[:2], after[:2]).tolist() == [0, 0]
