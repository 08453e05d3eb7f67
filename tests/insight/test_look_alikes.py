"""Which pictures look alike, against scikit-learn, and what their look-alikes make of predictions, against the formula."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score
from sklearn.metrics.pairwise import cosine_similarity
from sklearn.preprocessing import StandardScaler

from tlgui.insight.look_alikes import COUNT, EPSILON, POWER, WEIGHT, Alike, most_alike


def islands(*sizes: int, apart: float = 6.0) -> np.ndarray:
    """Points (n, 5), those of an island close together."""
    random = np.random.default_rng(0)
    return np.concatenate([random.normal(size=(size, 5)) + apart * np.eye(5)[each] for each, size in enumerate(sizes)])


def test_look_alikes_have_the_largest_cosine_between_standardized_features() -> None:
    points = islands(30, 25)
    found = most_alike(points)
    scaled = StandardScaler().fit(points)
    scaled.scale_ = np.sqrt(scaled.var_ + EPSILON)
    cosine = cosine_similarity(scaled.transform(points))
    np.fill_diagonal(cosine, -1)
    assert found.places.tolist() == np.argsort(-cosine, axis=1)[:, :COUNT].tolist()
    assert found.similarities == pytest.approx(-np.sort(-cosine, axis=1)[:, :COUNT].clip(max=0), abs=1e-3)


def test_a_feature_that_hardly_varies_says_nothing() -> None:
    points = islands(20, 20)
    told = np.concatenate([points, 1e-4 * np.random.default_rng(1).normal(size=(40, 50))], axis=1)
    assert most_alike(told).places.tolist() == most_alike(points).places.tolist()


@pytest.mark.parametrize("size", [2, 5, COUNT + 1])
def test_a_few_pictures_have_as_many_look_alikes_as_there_are(size: int) -> None:
    found = most_alike(islands(size))
    assert found.look_alikes == size - 1
    assert all(sorted([*row, each]) == list(range(size)) for each, row in enumerate(found.places.tolist()))


def test_spreading_is_the_limit_of_local_and_global_consistency() -> None:
    """F = (1 − α)(I − αS)⁻¹Y, and rows that sum to 1."""
    found, random = most_alike(islands(20, 15, 5)), np.random.default_rng(2)
    said = random.dirichlet(np.ones(3), 40)
    weights = np.zeros((40, 40))
    np.put_along_axis(weights, found.places.astype(np.int64), found.similarities.astype(float) ** POWER, axis=1)
    weights += weights.T
    root = 1 / np.sqrt(weights.sum(1))
    limit = np.linalg.solve(np.eye(40) - WEIGHT * root[:, None] * weights * root, (1 - WEIGHT) * said)
    assert found.spread(said) == pytest.approx(limit / limit.sum(1, keepdims=True), abs=1e-6)


def test_kappa_is_cohens_between_predictions_and_what_most_is_predicted_around() -> None:
    found, said = most_alike(islands(20, 15, 5)), np.random.default_rng(2).dirichlet(np.ones(3), 40)
    heard = [
        np.bincount(said[places].argmax(1), weights=near.astype(float) ** POWER, minlength=3).argmax()
        for places, near in zip(found.places, found.similarities, strict=True)
    ]
    assert found.kappa(said) == pytest.approx(cohen_kappa_score(said.argmax(1), heard))
    of_islands = np.repeat(np.eye(3), [20, 15, 5], axis=0)
    assert most_alike(islands(20, 15, 5, apart=60)).kappa(of_islands) > 0.7 > found.kappa(said)
    assert found.kappa(np.tile([0.9, 0.1], (40, 1))) == 0


def test_a_picture_that_is_unsure_says_what_its_look_alikes_say_and_one_that_is_alone_what_it_said() -> None:
    found = most_alike(islands(12, 12))
    said = np.repeat([[0.9, 0.1], [0.1, 0.9]], 12, axis=0)
    said[3] = [0.4, 0.6]
    spread = found.spread(said)
    assert spread.argmax(1).tolist() == [0] * 12 + [1] * 12
    alone = Alike(found.places, np.zeros_like(found.similarities))
    assert alone.spread(said) == pytest.approx(said)


def test_a_picture_in_the_middle_of_all_looks_like_none_and_none_like_it() -> None:
    points = islands(6, 6)
    found = most_alike(np.concatenate([points, points.mean(0, keepdims=True)]))
    assert found.similarities[-1].tolist() == [0] * COUNT
    assert found.similarities[:-1][found.places[:-1] == 12].tolist() == [0] * int((found.places[:-1] == 12).sum())
    assert found.spread(np.eye(2)[[0] * 6 + [1] * 7])[-1].tolist() == [0, 1]


def test_only_look_alikes_that_are_among_them_count() -> None:
    found, rows = most_alike(islands(12, 12)), np.array([0, 1, 2, 3, 14, 15, 16])
    part = found.among(rows)
    there = part.similarities > 0
    assert part.places.shape == part.similarities.shape == (7, COUNT)
    for row, (places, known) in enumerate(zip(part.places, there, strict=True)):
        before = {each for each in found.places[rows[row]].tolist() if each in rows}
        assert {int(rows[place]) for place in places[known]} <= before
        assert known.sum() == sum(
            similarity > 0
            for place, similarity in zip(found.places[rows[row]], found.similarities[rows[row]], strict=True)
            if place in rows
        )
    said = np.eye(2)[[0, 0, 0, 0, 1, 1, 1]]
    assert part.spread(said).argmax(1).tolist() == said.argmax(1).tolist()
