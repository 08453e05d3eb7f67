"""Clusters of the target against predicted classes."""

from __future__ import annotations

import numpy as np

from tlgui.insight.clusters import alignment


def test_a_cluster_that_is_split_between_two_classes_shows() -> None:
    random = np.random.default_rng(0)
    true = np.repeat([0, 1, 2], 20)
    features = np.eye(3)[true] * 20 + random.normal(size=(60, 3))
    predicted = true.copy()
    predicted[20:28] = 2  # of the second cluster eight are taken for the third class
    found = alignment(features, predicted, 3)
    assert [each["classes"] for each in found] == [[[0, 20]], [[1, 12], [2, 8]], [[2, 20]]]
    assert sorted(found[1]["pictures"]) == list(range(20, 40))
    centre = features[20:40].mean(0)
    far = np.linalg.norm(features[found[1]["pictures"]] - centre, axis=1)
    assert (np.diff(far) >= -1e-4).all()


def test_without_enough_to_cluster_nothing_is_said() -> None:
    assert alignment(np.zeros((40, 2)), np.zeros(40, int), 3) == []
    assert alignment(np.eye(6), np.arange(6), 3) == []
    assert alignment(np.eye(6), np.arange(6), 1) == []
