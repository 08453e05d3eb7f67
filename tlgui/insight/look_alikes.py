"""Which pictures look alike, and predictions that are spread among them.

Zhou et al., *Learning with Local and Global Consistency* (NIPS 2003), with predictions in the place of labels: F ← α S F + (1 − α) Y on the
graph of nearest neighbors, S = D^(−1/2) W D^(−1/2).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.neighbors import nearest

COUNT = 8
"""Look-alikes of each picture. With 5 or 15 it comes to the same (``benchmarks/alike.py``)."""

WEIGHT = 0.5
"""α: how much a picture's look-alikes count beside itself."""

POWER = 3
"""W is the similarity raised to this: those that look most alike count most."""

EPSILON = 1e-2
"""Added to a feature's variance before it is divided by it, as in front of the bottleneck: features that hardly vary tell nothing."""

ROUNDS = 20
"""As α^20 is a millionth."""


class Alike(NamedTuple):
    """For each of n pictures the k that look most like it, never itself.

    Attributes
    ----------
    places:
        int (n, k): which of the n they are.
    similarities:
        (n, k), from 0 to 1: the cosine between standardized features; 0 where there is none.
    """

    places: NDArray[np.int32]
    similarities: NDArray[np.float32]

    @property
    def look_alikes(self) -> int:
        """How many look-alikes a picture has."""
        return self.places.shape[1]

    def among(self, rows: NDArray[np.integer]) -> Alike:
        """Only these of the n pictures, and only their look-alikes that are among them."""
        new = np.full(len(self.places), -1, np.int32)
        new[rows] = np.arange(len(rows), dtype=np.int32)
        places = new[self.places[rows]]
        return Alike(places.clip(0), np.where(places < 0, 0, self.similarities[rows]).astype(np.float32))

    def kappa(self, predictions: NDArray[np.floating]) -> float:
        """How much oftener than by chance what is predicted of a picture is what most is predicted of its look-alikes, each counting by its
        similarity: Cohen's κ (1960) of both, 1 where always, 0 where no oftener, or where all are predicted alike.
        """
        said = np.eye(predictions.shape[1])[predictions.argmax(1)]
        around = (said[self.places] * (self.similarities.astype(np.float64) ** POWER)[..., None]).sum(1)
        heard = np.eye(predictions.shape[1])[around.argmax(1)]
        agree, by_chance = float((said * heard).sum(1).mean()), float(said.mean(0) @ heard.mean(0))
        return (agree - by_chance) / (1 - by_chance) if by_chance < 1 else 0.0

    def spread(self, predictions: NDArray[np.floating]) -> NDArray[np.float64]:
        """Predictions (n, classes), each drawn to those of its look-alikes; rows sum to 1."""
        from scipy.sparse import csr_matrix, diags

        size = len(self.places)
        weights = self.similarities.astype(np.float64).ravel() ** POWER
        one_way = csr_matrix((weights, (np.repeat(np.arange(size), self.look_alikes), self.places.ravel())), shape=(size, size))
        both_ways = one_way + one_way.T
        scale = diags(1 / np.sqrt(np.maximum(np.asarray(both_ways.sum(1)).ravel(), np.finfo(np.float64).tiny)))
        graph = scale @ both_ways @ scale
        said = np.asarray(predictions, np.float64)
        found = said
        for _ in range(ROUNDS):
            found = WEIGHT * (graph @ found) + (1 - WEIGHT) * said
        return found / found.sum(1, keepdims=True)


def most_alike(features: NDArray[np.floating]) -> Alike:
    """Each picture's look-alikes by its ``features`` (n, d) from a frozen backbone, n > 1; fewer than :data:`COUNT` where there are no more."""
    deviation = np.sqrt(features.var(0) + EPSILON)
    points = (features - features.mean(0)) / deviation
    points /= np.maximum(np.linalg.norm(points, axis=1, keepdims=True), np.finfo(np.float32).tiny)
    places, distances = nearest(points, min(COUNT, len(points) - 1) + 1)
    cosines = 1 - np.square(distances[:, 1:]) / 2
    like_nothing = ~points.any(1)  # at the mean of all, without a direction
    cosines[like_nothing] = 0
    cosines[like_nothing[places[:, 1:]]] = 0
    return Alike(places[:, 1:], cosines.clip(0, 1).astype(np.float32))
