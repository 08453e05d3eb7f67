"""Maps: features as points in the plane, comparable from one moment to the next.

UMAP (McInnes et al. 2018, arXiv:1802.03426) turns, mirrors and scales as it likes, so two maps made independently cannot be compared. Here a
later map goes on from the earlier one and is held by it (:mod:`tlgui.insight.continued_map`); few points are mapped by their distances
(:mod:`tlgui.insight.scaling`).
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.compiled_umap import umap_module
from tlgui.insight.neighbors import NEIGHBORS, nearest
from tlgui.insight.scaling import by_distances, lay_onto

PRINCIPAL_COMPONENTS = 50
FEWEST_FOR_UMAP = 64
"""Fewer points than this are shown by their distances: their 15 neighbors would be a quarter of them and more."""


def project(features: NDArray[np.floating], start: NDArray[np.floating] | None = None) -> NDArray[np.float32]:
    """A map of ``features`` (n, d): coordinates (n, 2). The same input always gives the same map.

    Parameters
    ----------
    start:
        (n, 2): the same points on an earlier map. The new map goes on from there: what did not move in feature space lies where it lay.

    Notes
    -----
    Principal components and exact neighbors are computed here and handed over: on 2,000 points that is four times as fast as letting UMAP
    search, and a map that goes on from the one before is several times as fast as that (``benchmarks/maps.py``).
    """
    if start is not None and np.ptp(start) == 0:
        start = None  # a map without extent holds nothing
    if len(features) < FEWEST_FOR_UMAP:
        flat = by_distances(principal_components(features, len(features)), start)
        return flat.astype(np.float32) if start is None else lay_onto(flat, start)
    reduced = principal_components(features, PRINCIPAL_COMPONENTS)
    if np.ptp(reduced) == 0:
        return np.zeros((len(reduced), 2), np.float32)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # that one thread is used with a seed, and that no new points can be added: both are meant
        if start is not None:
            from tlgui.insight.continued_map import move_on

            return move_on(reduced, start)
        made = umap_module().UMAP(n_neighbors=NEIGHBORS, precomputed_knn=nearest(reduced, NEIGHBORS), init="pca", random_state=0)
        return made.fit_transform(reduced).astype(np.float32)


def principal_components(features: NDArray[np.floating], count: int) -> NDArray[np.float32]:
    """The first ``count`` principal components, (n, min(count, n, d)). Rows with NaN or infinity count as the mean."""
    clean = np.asarray(features, np.float32).copy()
    bad = ~np.isfinite(clean).all(1)
    clean[bad] = clean[~bad].mean(0) if (~bad).any() else 0.0
    centered = clean - clean.mean(0)
    values, vectors = np.linalg.eigh(centered.T @ centered)
    kept = vectors[:, np.argsort(values)[::-1][: min(count, *centered.shape)]]
    # A component's sign is arbitrary: the largest weight is made positive, so that a map does not flip by itself.
    kept *= np.sign(kept[np.abs(kept).argmax(0), np.arange(kept.shape[1])])
    return centered @ kept


def trustworthiness(points: NDArray[np.floating], features: NDArray[np.floating], count: int = NEIGHBORS) -> float:
    """How far neighbors on a map are neighbors in feature space, 0 to 1: 1 when all are; about 0.5 by chance. NaN for fewer than four points.

    Each of a point's ``count`` nearest on the map that is not among its ``count`` nearest in feature space lowers it, by how far from them it
    ranks there. Neighbors in feature space that the map tore apart do not count: that is continuity, the other measure of the paper. Venna and
    Kaski, "Neighborhood preservation in nonlinear projection methods", 2001; scikit-learn's implementation.
    """
    count = min(count, (len(points) - 1) // 2)
    if count < 1:
        return float("nan")
    from sklearn import manifold

    return float(manifold.trustworthiness(np.asarray(features, np.float32), points, n_neighbors=count))


def shared_neighbors(before: NDArray[np.floating], after: NDArray[np.floating], count: int = NEIGHBORS) -> float:
    """Mean share of a point's nearest neighbors that it has both before and after, 0 to 1. 1: nothing moved."""
    count = min(count, len(before) - 1)
    first, second = nearest(before, count + 1)[0][:, 1:], nearest(after, count + 1)[0][:, 1:]
    return float(np.mean([np.isin(one, other).mean() for one, other in zip(first, second, strict=True)]))
