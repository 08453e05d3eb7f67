"""Losses of source hypothesis transfer: confident and diverse predictions, and pseudo-labels from class centroids.

Liang et al., "Do We Really Need to Access the Source Data? Source Hypothesis Transfer for Unsupervised Domain Adaptation", ICML 2020,
arXiv:2002.08546, eqs. 3–7.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from tlgui.losses.mcc import entropy

ROUNDS = 2
"""How many rounds of centroids and labels are computed (eqs. 5 and 6, then 7)."""


def sure_and_diverse(logits: Tensor) -> Tensor:
    """Mean entropy of the predictions minus the entropy of their mean (eq. 3); −ln k at best, 0 if the predictions carry no information.

    ``logits`` has shape (n, k). The first term alone is smallest if all pictures are put into one class; the second prevents that.
    """
    predictions = logits.softmax(1)
    return entropy(predictions).mean() - entropy(predictions.mean(0))


def centroid_labels(features: Tensor, probabilities: Tensor) -> Tensor:
    """The class whose centroid is nearest to each picture by cosine, shape (n,).

    Features (n, d) get a 1 appended and are scaled to length 1. A class's first centroid is their mean weighted by its ``probabilities``
    (n, k), the second the mean of the pictures that the first round labeled so. A class without pictures in a round is dropped from then on.
    """
    points = functional.normalize(torch.cat([features, torch.ones_like(features[:, :1])], 1), dim=1)
    weights = probabilities
    possible = probabilities.new_zeros(probabilities.shape[1]).index_fill_(0, probabilities.argmax(1).unique(), 1.0).bool()
    labels = probabilities.argmax(1)
    for _ in range(ROUNDS):
        centroids = functional.normalize(weights.T @ points, dim=1)
        nearness = (points @ centroids.T).masked_fill(~possible, -2.0)
        labels = nearness.argmax(1)
        weights = functional.one_hot(labels, probabilities.shape[1]).to(points.dtype)
        possible = weights.sum(0) > 0
    return labels
