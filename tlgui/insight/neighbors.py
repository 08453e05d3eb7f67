"""Neighborhoods in feature space, by brute force: exact, and fast enough for the fixed sample of a map."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.preprocessing import evenly_spread

NEIGHBORS = 15


def nearest(points: NDArray[np.floating], count: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The ``count`` nearest points of each point, itself first.

    Parameters
    ----------
    points:
        (n, d) with n ≥ ``count``.

    Returns
    -------
    Indices (n, count) and Euclidean distances (n, count), nearest first.
    """
    points = points.astype(np.float32)
    norms = np.square(points).sum(1)
    indices = np.empty((len(points), count), np.int32)
    distances = np.empty((len(points), count), np.float32)
    for start in range(0, len(points), 1024):  # a block at a time: memory grows with n, not with n²
        block = slice(start, start + 1024)
        squared = norms[block, None] + norms[None] - 2 * points[block] @ points.T
        rows = np.arange(len(squared))
        squared[rows, rows + start] = -1.0  # a copy of a point must not come before the point itself
        close = np.argpartition(squared, count - 1, axis=1)[:, :count]
        order = np.argsort(np.take_along_axis(squared, close, 1), axis=1, kind="stable")
        indices[block] = np.take_along_axis(close, order, 1)
        distances[block] = np.sqrt(np.take_along_axis(squared, indices[block], 1).clip(0))
    return indices, distances


def left_behind(before: NDArray[np.floating], after: NDArray[np.floating], count: int = NEIGHBORS) -> NDArray[np.float32]:
    """How far each point has moved away from its former neighbors, whatever they all did together.

    The mean place, among all points by distance afterward, of the ``count`` that were nearest before; 0 when they are the nearest still, about
    0.5 when they could be any, below 1 always.

    Parameters
    ----------
    before, after:
        (n, d) and (n, e): the same points at two moments; d and e may differ.

    Returns
    -------
    (n,); zeros for fewer than three points.
    """
    size = len(before)
    count = min(count, size - 1)
    if size < 3:
        return np.zeros(size, np.float32)
    friends = nearest(before, count + 1)[0][:, 1:]
    after = np.asarray(after, np.float32)
    norms = np.square(after).sum(1)
    found = np.empty(size, np.float32)
    for start in range(0, size, 1024):
        rows = np.arange(start, min(start + 1024, size))
        squared = norms[rows, None] + norms[None] - 2 * after[rows] @ after.T
        squared[np.arange(len(rows)), rows] = -1.0  # a point is its own nearest
        places = np.empty(squared.shape, np.int32)
        np.put_along_axis(places, np.argsort(squared, axis=1, kind="stable"), np.arange(size, dtype=np.int32)[None], axis=1)
        found[rows] = np.take_along_axis(places, friends[rows], 1).mean(1)
    return ((found - (count + 1) / 2) / (size - 1)).clip(0, 1).astype(np.float32)


def domain_mixing(features: NDArray[np.floating], is_target: NDArray[np.bool_], count: int = NEIGHBORS) -> float:
    """How well the domains are mixed: mean share of a point's nearest neighbors that are of the other domain.

    The same number of points of each domain is used, evenly spread, so 0.5 means that the domains cannot be told apart and 0 that no
    picture is near one of the other domain. NaN when a domain has fewer than two points.
    """
    source, target = np.flatnonzero(~is_target), np.flatnonzero(is_target)
    size = min(len(source), len(target))
    if size < 2:
        return float("nan")
    chosen = np.concatenate([side[evenly_spread(len(side), size)] for side in (source, target)])
    side = is_target[chosen]
    neighbors = nearest(features[chosen], min(count + 1, len(chosen)))[0][:, 1:]
    return float((side[neighbors] != side[:, None]).mean())


def class_separation(features: NDArray[np.floating], classes: NDArray[np.integer], count: int = NEIGHBORS) -> float:
    """Mean share of a point's nearest neighbors that are of its own class; 1: the classes are islands. Points with class -1 are left out."""
    known = np.flatnonzero(classes >= 0)
    if len(known) < 3:
        return float("nan")
    neighbors = nearest(features[known], min(count + 1, len(known)))[0][:, 1:]
    return float((classes[known][neighbors] == classes[known][:, None]).mean())
