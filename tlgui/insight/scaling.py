"""Maps of few points: their distances as they are, in the plane.

With a few dozen points, UMAP's neighborhoods cover most of them and say little. Multidimensional scaling is then the truer map
(``python benchmarks/maps.py --few``), and since distances are all that it knows, points whose distances did not change stay where they were.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

RELAXED = 1.8
"""How far each round goes, in Guttman's transforms: up to 2 none goes wrong (de Leeuw and Heiser, 1980), at 2 the size would swing for ever."""

MOST_ROUNDS = 1000
AT_REST = 1e-5
"""The map is done when no point goes further than this share of the map's extent in a round."""

MUCH_BETTER = 0.8
"""A later map is started over if that leaves this share of the stress or less: a point cannot always pass the others."""

LAYING_ROUNDS = 50


def by_distances(features: NDArray[np.floating], start: NDArray[np.floating] | None = None) -> NDArray[np.float64]:
    """Metric multidimensional scaling (SMACOF): points (n, 2) whose distances are as near as possible to those of ``features`` (n, d).

    de Leeuw, "Applications of convex analysis to multidimensional scaling", 1977: each round is Guttman's transform, which never raises the
    stress, the sum of squared differences of distances, and draws no random number.

    Parameters
    ----------
    features:
        Their first two columns are where the points begin: principal components.
    start:
        (n, 2), in any size: where the points begin instead, unless that ends where the distances fit much worse.
    """
    wanted = _distances(features)
    flat = np.zeros((len(features), 2))
    flat[:, : min(2, features.shape[1])] = features[:, :2]
    if start is None:
        return _fitted(flat, wanted)[0]
    points = np.asarray(start, np.float64) - np.mean(start, 0)
    given = _distances(points)
    held, stress = _fitted(points * ((wanted * given).sum() / max(float(np.square(given).sum()), 1e-12)), wanted)
    fresh, least = _fitted(flat, wanted)
    return fresh if least < MUCH_BETTER * stress else held


def _fitted(points: NDArray[np.float64], wanted: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Points (n, 2) that have come to rest, and their stress."""
    for _ in range(MOST_ROUNDS):
        given = _distances(points)
        ratios = np.divide(wanted, given, out=np.zeros_like(wanted), where=given > 1e-12)
        way = (ratios.sum(1)[:, None] * points - ratios @ points) / len(points) - points
        points = points + RELAXED * way
        if np.abs(way).max() <= AT_REST * given.max():
            break
    return points, float(np.square(_distances(points) - wanted).sum())


def lay_onto(points: NDArray[np.floating], anchor: NDArray[np.floating]) -> NDArray[np.float32]:
    """``points`` (n, 2) shifted, turned, mirrored and scaled to lie as near as possible to ``anchor`` (n, 2).

    Scaled too, in both directions alike: features grow and shrink while a network learns, so a map's size says nothing. A few points that moved
    far do not drag along those that did not: the size is the one in the middle of those that all pairs ask for, and what is least is the sum of
    distances, not of their squares (by weights that are made again in each round).
    """
    points, anchor = np.asarray(points, np.float64), np.asarray(anchor, np.float64)
    here, there = _distances(points), _distances(anchor)
    asked = there[here > 1e-12] / here[here > 1e-12]
    points = points * (np.median(asked) if len(asked) else 1.0)
    least = 1e-4 * float(there.max()) + 1e-12
    weights, laid = np.ones(len(points)), points
    for _ in range(LAYING_ROUNDS):
        weights = weights / weights.sum()
        middle, onto = weights @ points, weights @ anchor
        left, _, right = np.linalg.svd((weights[:, None] * (points - middle)).T @ (anchor - onto))
        laid = (points - middle) @ (left @ right) + onto
        weights = 1 / np.linalg.norm(laid - anchor, axis=1).clip(least)
    return laid.astype(np.float32)


def _distances(points: NDArray[np.floating]) -> NDArray[np.float64]:
    """All distances, (n, n): by differences, since those of near points far from zero would be lost among the squares."""
    points = np.asarray(points, np.float64)
    return np.sqrt(np.square(points[:, None] - points[None]).sum(2))
