"""Maps: features as points in the plane, comparable from one moment to the next.

UMAP (McInnes et al. 2018, arXiv:1802.03426) turns, mirrors and scales as it likes, so two maps made independently cannot be compared. Here a
later map starts from the earlier one, takes small steps, and is then laid onto it (Procrustes).
"""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray

from tlgui.analysis.neighbours import NEIGHBOURS, nearest

PRINCIPAL_COMPONENTS = 50
FEWEST_FOR_UMAP = 8
"""Fewer points than this are shown by their first two principal components."""

EPOCHS_FROM_BEFORE = 100
"""A map that starts from an earlier one needs fewer rounds."""

LEARNING_RATE_FROM_BEFORE = 0.25
"""… and smaller steps than UMAP's 1: points that did not move in feature space then stay where they were, and the map is as true to its
neighbours (``benchmarks/maps.py``)."""


def project(features: NDArray[np.floating], start: NDArray[np.floating] | None = None) -> NDArray[np.float32]:
    """A map of ``features`` (n, d): coordinates (n, 2). The same input always gives the same map.

    Parameters
    ----------
    start:
        (n, 2): the same points on an earlier map. The new map starts there and is laid onto it.

    Notes
    -----
    Principal components and exact neighbours are computed here and handed over: on 2,000 points that is four times as fast as letting UMAP
    search, and a map that starts from the one before is eighteen times as fast (``benchmarks/maps.py``).
    """
    reduced = principal_components(features, PRINCIPAL_COMPONENTS)
    if len(reduced) < FEWEST_FOR_UMAP or np.ptp(reduced) == 0:
        flat = np.zeros((len(reduced), 2), np.float32)
        flat[:, : min(2, reduced.shape[1])] = reduced[:, :2]
        return flat
    from umap import UMAP

    count = min(NEIGHBOURS, len(reduced) - 1)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # that one thread is used with a seed, and that no new points can be added: both are meant
        made = UMAP(
            n_neighbors=count,
            precomputed_knn=nearest(reduced, count),
            init=np.array(start, np.float32) if start is not None else "pca",
            n_epochs=EPOCHS_FROM_BEFORE if start is not None else None,
            learning_rate=LEARNING_RATE_FROM_BEFORE if start is not None else 1.0,
            random_state=0,
        ).fit_transform(reduced)
    return made.astype(np.float32) if start is None else lay_onto(made, start)


def principal_components(features: NDArray[np.floating], count: int) -> NDArray[np.float32]:
    """The first ``count`` principal components, (n, min(count, n, d)). Rows with NaN or infinity count as the mean."""
    clean = np.asarray(features, np.float32).copy()
    bad = ~np.isfinite(clean).all(1)
    clean[bad] = clean[~bad].mean(0) if (~bad).any() else 0.0
    centred = clean - clean.mean(0)
    values, vectors = np.linalg.eigh(centred.T @ centred)
    kept = vectors[:, np.argsort(values)[::-1][: min(count, *centred.shape)]]
    # A component's sign is arbitrary: the largest weight is made positive, so that a map does not flip by itself.
    kept *= np.sign(kept[np.abs(kept).argmax(0), np.arange(kept.shape[1])])
    return centred @ kept


def lay_onto(points: NDArray[np.floating], anchor: NDArray[np.floating]) -> NDArray[np.float32]:
    """``points`` (n, 2) shifted, turned, mirrored and scaled to lie as near as possible to ``anchor`` (n, 2).

    Scaled too, in both directions alike: UMAP brings every start to a box of its own size, so a map's size says nothing.
    """
    points, anchor = np.asarray(points, np.float64), np.asarray(anchor, np.float64)
    centred = points - points.mean(0)
    left, values, right = np.linalg.svd(centred.T @ (anchor - anchor.mean(0)))
    scale = values.sum() / max(float((centred**2).sum()), 1e-12)
    return (scale * centred @ (left @ right) + anchor.mean(0)).astype(np.float32)


def kept_neighbours(points: NDArray[np.floating], features: NDArray[np.floating], count: int = NEIGHBOURS) -> float:
    """Trustworthiness of a map: 1 when no point has neighbours on the map that are far from it in feature space; about 0.5 by chance.

    Venna and Kaski, "Neighborhood preservation in nonlinear projection methods", 2001; scikit-learn's implementation. NaN for fewer than
    four points.
    """
    count = min(count, (len(points) - 1) // 2)
    if count < 1:
        return float("nan")
    from sklearn.manifold import trustworthiness

    return float(trustworthiness(np.asarray(features, np.float32), points, n_neighbors=count))


def shared_neighbours(before: NDArray[np.floating], after: NDArray[np.floating], count: int = NEIGHBOURS) -> float:
    """Mean share of a point's nearest neighbours that it has both before and after, 0 to 1. 1: nothing moved."""
    count = min(count, len(before) - 1)
    first, second = nearest(before, count + 1)[0][:, 1:], nearest(after, count + 1)[0][:, 1:]
    return float(np.mean([np.isin(one, other).mean() for one, other in zip(first, second, strict=True)]))
