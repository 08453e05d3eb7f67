"""Maps: repeatable, comparable, and harmless on odd input."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.decomposition import PCA

from tlgui.insight.projection import principal_components, project, shared_neighbors, trustworthiness
from tlgui.insight.scaling import lay_onto


def islands(count: int = 150, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    return (random.normal(size=(count, 20)) + 8 * np.eye(20)[labels]).astype(np.float32), labels


@pytest.mark.slow
def test_the_same_features_give_the_same_map() -> None:
    features, _ = islands()
    np.testing.assert_array_equal(project(features), project(features))


def test_islands_in_feature_space_are_islands_on_the_map() -> None:
    features, labels = islands()
    points = project(features)
    centres = np.stack([points[labels == each].mean(0) for each in range(3)])
    within = max(np.linalg.norm(points[labels == each] - centres[each], axis=1).mean() for each in range(3))
    between = min(np.linalg.norm(centres[one] - centres[other]) for one in range(3) for other in range(one))
    assert between > 3 * within
    assert trustworthiness(points, features) > 0.85


def test_laying_onto_undoes_a_turn_a_mirror_and_a_scale() -> None:
    random = np.random.default_rng(0)
    anchor = random.normal(size=(40, 2))
    angle = 2.1
    turned = anchor @ np.asarray([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) @ np.diag([1, -1]) + 7
    np.testing.assert_allclose(lay_onto(turned, anchor), anchor, atol=1e-5)
    np.testing.assert_allclose(lay_onto(turned * 3, anchor), anchor, atol=1e-5)


def test_laying_onto_keeps_the_shape() -> None:
    random = np.random.default_rng(0)
    points, anchor = random.normal(size=(30, 2)) * [3, 1], random.normal(size=(30, 2))
    laid = lay_onto(points, anchor)
    ratios = np.linalg.norm(laid[1:] - laid[0], axis=1) / np.linalg.norm(points[1:] - points[0], axis=1)
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-3)
    assert np.isfinite(lay_onto(np.zeros((5, 2)), anchor[:5])).all()


def test_principal_components_match_scikit_learn_up_to_sign() -> None:
    features = np.random.default_rng(0).normal(size=(50, 8)) * np.arange(1, 9)
    ours, theirs = principal_components(features, 3), PCA(3).fit_transform(features)
    np.testing.assert_allclose(np.abs(ours), np.abs(theirs), atol=1e-3)


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 8, 9, 63, 64])
def test_E23_few_points_give_a_map_all_the_same(count: int) -> None:
    features = np.random.default_rng(0).normal(size=(count, 6))
    points = project(features)
    assert points.shape == (count, 2)
    assert np.isfinite(points).all()
    assert project(features, start=points).shape == (count, 2)
    trustworthiness(points, features)


def test_E24_features_that_are_all_the_same_or_not_numbers_give_a_map_all_the_same() -> None:
    assert np.isfinite(project(np.ones((30, 5)))).all()
    features, _ = islands(60)
    features[7, 3], features[8, 0] = np.nan, np.inf
    assert np.isfinite(project(features)).all()


def test_a_map_is_trustworthy_where_it_tears_neighbors_apart_and_not_where_it_brings_strangers_together() -> None:
    """A ring that is cut open, and a line that is folded: kept neighbors would be a share of both."""
    angle = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    ring, line = np.stack([np.cos(angle), np.sin(angle)], 1), np.stack([np.linspace(0, 1, 200), np.zeros(200)], 1)
    assert trustworthiness(line, ring) > 0.995
    folded = np.abs(line - [0.5, 0])
    assert trustworthiness(folded, line) < 0.8
    assert 0.4 < trustworthiness(np.random.default_rng(0).normal(size=(200, 2)), ring) < 0.6


def test_shared_neighbors_are_all_when_nothing_moved_and_few_after_a_shuffle() -> None:
    features, _ = islands()
    assert shared_neighbors(features, features * 3 + 1) == pytest.approx(1.0)
    assert shared_neighbors(features, np.random.default_rng(1).permutation(features)) < 0.4
