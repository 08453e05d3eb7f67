"""A later map: what did not move in feature space lies still, what moved moves, and it is as true as a map of its own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from tlgui.insight.projection import FEWEST_FOR_UMAP, principal_components, project, trustworthiness
from tlgui.insight.scaling import by_distances

DIMENSIONS = 20
GAP = 8.0
"""From an island's middle to the origin, each along an axis of its own; points stray from it by 1 in each of 20 dimensions."""

CENTRE = 0.05
"""No island's middle may go further, as a share of the map's spread: twice what eight seeds of each size showed at most."""

POINT = 0.1
"""The same of the points in the middle of the order: on an island they may trade places."""

LARGE = pytest.param(400, 10, marks=pytest.mark.slow)
SIZES = [(5, 2), (6, 2), (8, 2), (12, 3), (30, 3), (63, 5), (64, 3), (64, 5), (100, 5), (150, 3), LARGE]
SEEDS = [0, pytest.param(1, marks=pytest.mark.slow), *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(2, 8))]


def islands(count: int, classes: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.random.Generator]:
    random = np.random.default_rng(seed)
    labels = np.arange(count) % classes
    return random.normal(size=(count, DIMENSIONS)) + GAP * np.eye(DIMENSIONS)[labels], labels, random


def spread(points: np.ndarray) -> float:
    return float(np.linalg.norm(points - points.mean(0), axis=1).mean())


def centres_moved(before: np.ndarray, after: np.ndarray, labels: np.ndarray, which: list[int]) -> float:
    """The longest way of an island's middle, as a share of the map's spread."""
    ways = [np.linalg.norm(after[labels == each].mean(0) - before[labels == each].mean(0)) for each in which]
    return float(max(ways) / spread(before))


def points_moved(before: np.ndarray, after: np.ndarray) -> float:
    return float(np.median(np.linalg.norm(after - before, axis=1)) / spread(before))


def apart(points: np.ndarray, one: np.ndarray, other: np.ndarray) -> float:
    """How far two groups are apart, in radii of the second."""
    middle = points[other].mean(0)
    return float(np.linalg.norm(points[one].mean(0) - middle) / np.linalg.norm(points[other] - middle, axis=1).mean())


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("count", "classes"), SIZES)
def test_X18_a_later_map_of_features_that_did_not_move_lies_still(count: int, classes: int, seed: int) -> None:
    features, labels, random = islands(count, classes, seed)
    before = project(features)
    turn, _ = np.linalg.qr(random.normal(size=(DIMENSIONS, DIMENSIONS)))
    for later in (features, features + random.normal(scale=0.05, size=features.shape), 3 * features @ turn + 5):
        after = project(later, start=before)
        assert centres_moved(before, after, labels, list(range(classes))) < CENTRE
        assert points_moved(before, after) < POINT
        assert trustworthiness(after, later) > trustworthiness(project(later), later) - 0.07


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_X18_a_later_map_of_two_thousand_points_lies_still(seed: int) -> None:
    features, labels, random = islands(2000, 10, seed)
    before = project(features)
    after = project(features + random.normal(scale=0.05, size=features.shape), start=before)
    assert centres_moved(before, after, labels, list(range(10))) < 0.02
    assert points_moved(before, after) < 0.03
    assert trustworthiness(after, features) > trustworthiness(before, features) - 0.003


@pytest.mark.slow
def test_X18_six_maps_on_end_do_not_drift() -> None:
    features, labels, random = islands(150, 3, 0)
    first = points = project(features)
    for _ in range(6):
        points = project(features + random.normal(scale=0.05, size=features.shape), start=points)
    assert centres_moved(first, points, labels, [0, 1, 2]) < 2 * CENTRE
    assert trustworthiness(points, features) > trustworthiness(first, features) - 0.01


def _onto(which: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Later features where those of island 0 that ``which`` names lie on island 1."""

    def move(features: np.ndarray, labels: np.ndarray) -> np.ndarray:
        moved = features.copy()
        moved[which(labels)] += GAP * (np.eye(DIMENSIONS)[1] - np.eye(DIMENSIONS)[0])
        return moved

    return move


def all_of_it(labels: np.ndarray) -> np.ndarray:
    return labels == 0


def half_of_it(labels: np.ndarray) -> np.ndarray:
    return (labels == 0) & (np.arange(len(labels)) // (labels.max() + 1) % 2 == 0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("which", [all_of_it, half_of_it])
@pytest.mark.parametrize(("count", "classes"), [(100, 5), (150, 3), LARGE])
def test_X18_an_island_that_moved_onto_another_does_so_on_the_map_and_the_others_lie_still(
    count: int, classes: int, which: Callable[[np.ndarray], np.ndarray], seed: int
) -> None:
    features, labels, _ = islands(count, classes, seed)
    before, later = project(features), _onto(which)(features, labels)
    after = project(later, start=before)
    movers = which(labels)
    assert apart(before, movers, labels == 1) > 5
    assert apart(after, movers, labels == 1) < 2  # radii: among them
    assert centres_moved(before, after, labels, list(range(2, classes))) < CENTRE
    assert trustworthiness(after, later) > trustworthiness(project(later), later) - 0.03


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("count", "classes"), [(100, 5), (150, 3), LARGE])
def test_X18_an_island_that_fell_in_two_does_so_on_the_map_and_the_others_lie_still(count: int, classes: int, seed: int) -> None:
    features, labels, _ = islands(count, classes, seed)
    before, later = project(features), features.copy()
    half = half_of_it(labels)
    later[half] += GAP * np.eye(DIMENSIONS)[DIMENSIONS - 1]
    after = project(later, start=before)
    assert apart(before, half, (labels == 0) & ~half) < 1.5
    assert apart(after, half, (labels == 0) & ~half) > 3
    assert centres_moved(before, after, labels, list(range(1, classes))) < CENTRE


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("count", "classes"), [(100, 5), LARGE])
def test_X18_an_earlier_map_that_has_nothing_to_say_holds_nothing(count: int, classes: int, seed: int) -> None:
    features, _, random = islands(count, classes, seed)
    later = features[random.permutation(count)]
    after = project(later, start=project(features))
    assert trustworthiness(after, later) > trustworthiness(project(later), later) - 0.01
    assert trustworthiness(project(features, start=np.zeros((count, 2))), features) > 0.95


@pytest.mark.parametrize("seed", range(4))
def test_X18_one_of_a_few_points_that_went_away_does_not_drag_the_others_along(seed: int) -> None:
    """In the plane it can be asked for exactly: all distances fit."""
    features = np.random.default_rng(seed).normal(size=(9, 2))
    before = project(features)
    later = features.copy()
    later[4] += 6
    after = project(later, start=before)
    assert np.linalg.norm(after - before, axis=1)[np.arange(9) != 4].max() < 0.01 * spread(before)
    assert np.linalg.norm(after[4] - before[4]) > 4


def test_X18_a_map_of_few_points_is_as_near_to_their_distances_as_scikit_learns() -> None:
    from scipy.spatial.distance import pdist
    from sklearn.manifold import MDS

    features = principal_components(islands(30, 3, 0)[0], DIMENSIONS)

    def stress(points: np.ndarray) -> float:
        return float(np.square(pdist(points) - pdist(features)).sum())

    theirs = MDS(2, init="random", n_init=8, max_iter=1000, eps=1e-9, random_state=0, normalized_stress=False).fit_transform(
        features
    )
    assert stress(by_distances(features)) < 1.05 * stress(theirs)
    assert stress(by_distances(features, start=7 * theirs)) <= stress(theirs) * 1.0001


@pytest.mark.parametrize("count", [5, FEWEST_FOR_UMAP - 1, FEWEST_FOR_UMAP, 150])
def test_X18_the_same_start_gives_the_same_map(count: int) -> None:
    features, _, random = islands(count, 3, 0)
    before, later = project(features), features + random.normal(size=features.shape)
    np.testing.assert_array_equal(project(later, before), project(later, before))
