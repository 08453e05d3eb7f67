"""SHOT's losses against loops from the paper's equations."""

from __future__ import annotations

import math

import pytest
import torch
from torch import Tensor

from tests.losses.samples import assert_same, points
from tlgui.losses.shot import centroid_labels, sure_and_diverse


def naive(logits: Tensor) -> Tensor:
    """Liang et al. 2020, eq. 3, number by number."""
    rows = [[torch.exp(each) / sum(torch.exp(other) for other in row) for each in row] for row in logits]
    n, k = len(rows), len(rows[0])
    entropy = sum(-p * torch.log(p) for row in rows for p in row) / n
    mean = [sum(row[a] for row in rows) / n for a in range(k)]
    return entropy + sum(p * torch.log(p) for p in mean)


@pytest.mark.parametrize(("n", "k"), [(1, 2), (5, 3), (16, 10)])
def test_sure_and_diverse_matches_naive_reference_in_value_and_gradient(n: int, k: int) -> None:
    assert_same(sure_and_diverse, naive, points(n, k))


def test_sure_and_diverse_is_best_when_each_class_is_sure_and_equally_frequent() -> None:
    assert sure_and_diverse(1000 * torch.eye(4)).item() == pytest.approx(-math.log(4))
    assert sure_and_diverse(torch.zeros(6, 4)).item() == pytest.approx(0, abs=1e-6)
    collapsed = torch.zeros(6, 4)
    collapsed[:, 0] = 1000
    assert sure_and_diverse(collapsed).item() == pytest.approx(0, abs=1e-6)


def labels_in_a_loop(features: Tensor, probabilities: Tensor) -> list[int]:
    """Eqs. 4–7: weighted centroids, cosine, then centroids of the labelled."""
    rows = [torch.cat([row, torch.ones(1)]).double() for row in features]
    rows = [row / row.norm() for row in rows]
    k = probabilities.shape[1]
    weights = probabilities.double()
    allowed = {int(row.argmax()) for row in probabilities}
    labels: list[int] = []
    for _ in range(2):
        centroids = {}
        for a in sorted(allowed):
            centre = sum(weights[i, a] * rows[i] for i in range(len(rows)))
            centroids[a] = centre / centre.norm()
        labels = [max(centroids, key=lambda a: float(row @ centroids[a])) for row in rows]
        weights = torch.tensor([[float(label == a) for a in range(k)] for label in labels]).double()
        allowed = set(labels)
    return labels


@pytest.mark.parametrize("seed", range(5))
def test_centroid_labels_match_a_loop(seed: int) -> None:
    features = points(30, 6, seed).detach().float()
    probabilities = (2 * points(30, 5, seed + 1)).detach().float().softmax(1)
    assert centroid_labels(features.double(), probabilities.double()).tolist() == labels_in_a_loop(features, probabilities)


def test_centroids_correct_a_wrong_minority_and_never_give_a_class_that_was_not_there() -> None:
    features = torch.cat(
        [points(20, 3).detach() * 0.1 + torch.tensor([3.0, 0, 0]), points(20, 3, 1).detach() * 0.1 + torch.tensor([0, 3.0, 0])]
    )
    logits = torch.zeros(40, 3)
    logits[:20, 0], logits[20:, 1] = 3.0, 3.0
    logits[:3] = torch.tensor([0.0, 3.0, 0.0])  # three pictures of the first group are called the second class
    labels = centroid_labels(features.float(), logits.softmax(1))
    assert labels.tolist() == [0] * 20 + [1] * 20
