"""Scores without labels on predictions whose score is known."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.insight.scores import (
    batch_nuclear_norm,
    class_ami,
    domain_scores,
    importance_weighted_scores,
    information_maximisation,
    label_free_scores,
    mean_entropy,
)


def one_hot(labels: list[int], classes: int) -> np.ndarray:
    return np.eye(classes, dtype=np.float32)[labels]


def test_sure_and_diverse_predictions_score_highest() -> None:
    predictions = one_hot([0, 1, 2, 3] * 5, 4)
    assert information_maximisation(predictions) == pytest.approx(np.log(4), abs=1e-5)
    assert batch_nuclear_norm(predictions) == pytest.approx(1.0)
    assert mean_entropy(predictions) == pytest.approx(0.0, abs=1e-5)


def test_a_collapsed_model_is_sure_and_scores_low() -> None:
    predictions = one_hot([2] * 20, 4)
    assert mean_entropy(predictions) == pytest.approx(0.0, abs=1e-5)
    assert information_maximisation(predictions) == pytest.approx(0.0, abs=1e-5)
    assert batch_nuclear_norm(predictions) == pytest.approx(0.5)


def test_an_undecided_model_scores_low() -> None:
    predictions = np.full((20, 4), 0.25, np.float32)
    assert mean_entropy(predictions) == pytest.approx(np.log(4), abs=1e-5)
    assert information_maximisation(predictions) == pytest.approx(0.0, abs=1e-5)


def test_scores_match_naive_references() -> None:
    random = np.random.default_rng(0)
    predictions = random.dirichlet(np.ones(5), size=30).astype(np.float32)
    entropy = np.mean([-sum(p * np.log(p) for p in row) for row in predictions])
    mean = predictions.mean(0)
    assert mean_entropy(predictions) == pytest.approx(entropy, abs=1e-5)
    assert information_maximisation(predictions) == pytest.approx(-sum(p * np.log(p) for p in mean) - entropy, abs=1e-5)
    singular = np.sqrt(np.linalg.eigvalsh(predictions.T.astype(float) @ predictions).clip(0)).sum()
    assert batch_nuclear_norm(predictions) == pytest.approx(singular / np.sqrt(30 * 5), abs=1e-5)


def test_class_ami_is_one_when_predictions_are_the_clusters_and_near_zero_when_they_are_not() -> None:
    random = np.random.default_rng(0)
    labels = np.arange(90) % 3
    features = (random.normal(scale=0.1, size=(90, 4)) + 5 * np.eye(4)[labels]).astype(np.float32)
    assert class_ami(one_hot(labels.tolist(), 3), features) == pytest.approx(1.0)
    assert abs(class_ami(one_hot(random.permutation(labels).tolist(), 3), features)) < 0.15


def test_scores_of_fewer_pictures_than_classes_do_not_fail() -> None:
    found = label_free_scores(one_hot([0, 1], 5), np.zeros((2, 3), np.float32))
    assert np.isnan(found["class_ami"])
    assert found["confident_share"] == 1.0
    assert found["largest_class_share"] == 0.5


def test_classes_in_use_counts_even_shares_and_not_each_class_that_occurs() -> None:
    def of(predicted: list[int]) -> float:
        return label_free_scores(one_hot(predicted, 10), np.zeros((len(predicted), 3), np.float32))["classes_in_use"]

    assert of([*range(10)]) == pytest.approx(1.0)
    assert of([0] * 20) == pytest.approx(0.1)
    assert of([3, 7] * 20) == pytest.approx(0.2)
    assert of([0] * 91 + [*range(1, 10)]) < 0.2


def test_weighting_counts_the_pictures_that_look_like_the_target() -> None:
    right = np.array([True, True, False, False])
    even = importance_weighted_scores(right, np.ones(4))
    assert (even["importance_weighted_accuracy"], even["importance_weighted_pictures"]) == (0.5, 4)
    found = importance_weighted_scores(right, np.array([3.0, 3.0, 1.0, 1.0]))
    assert found["importance_weighted_accuracy"] == pytest.approx(0.75)
    assert found["importance_weighted_pictures"] == pytest.approx(64 / 20)


def test_distances_fall_when_the_domains_come_together() -> None:
    random = np.random.default_rng(0)
    source, target = random.normal(size=(60, 8)), random.normal(size=(60, 8))
    near, far = domain_scores(source, target), domain_scores(source, target + 6)
    assert near["proxy_a_distance"] < 0.5 < far["proxy_a_distance"]
    assert near["mmd"] < far["mmd"]
    assert far["mmd_p"] < 0.01 < near["mmd_p"]
    assert all(np.isnan(each) for each in domain_scores(source[:5], target).values())
