"""UMAP that continues from an earlier map: what moved in feature space moves, the rest stays put.

UMAP's own start from given points is no such thing: it squeezes them into a box of its own size, islands push each other about for as long as
they are let, and what they end up as depends on chance and, by rounding, on the processor. Here the earlier map is kept as it is, and whatever
the points of a neighborhood do *in common* is pulled back:

    ``pull = weight / 2 · Σᵢ trustᵢ · ‖mean over i and its nearest of (new place - old place)‖²``

An island whose points trade places is free, for their mean stays; an island that goes somewhere as a whole without new neighbors is not. Two
islands that become one meet in the middle of where their points were. ``trustᵢ`` is 1 where the nearest of a point lay together on the earlier
map, and 0 where they were strewn over it: that map then has nothing to say about them. (AlignedUMAP, in umap-learn, pulls each point by itself
and wants all maps at once.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.compiled_umap import keep, umap_module
from tlgui.insight.neighbors import NEIGHBORS, nearest

STEP = 0.25
"""Steps get smaller from this to 0 in a straight line; UMAP's own begin with 1, and leave the earlier map further behind."""

WEIGHT = 2.0
"""Strength of the pull. At 1 an island strays twice as far; at 4 one that splits in two only just comes apart."""

IN_COMMON = 5
"""A point and this many of its nearest are pulled back as one."""

STREWN = 0.25
"""Trust is 0 where a neighborhood's variance on the earlier map is this share of the map's."""

FREE = 0.25
"""In this share of the rounds what has no trust is hardly pushed away by strangers, so that it passes islands that lie on its way."""

STRANGERS = 5
"""Points drawn for each pair of neighbors, to be pushed away: UMAP's."""

FEWEST_ROUNDS, MOST_ROUNDS = 100, 400
POINT_ROUNDS = 300_000
"""Rounds times points: a map of 2,000 takes 150 rounds. Fewer points are given more of them, which they need and which cost nothing."""


def move_on(features: NDArray[np.floating], start: NDArray[np.floating]) -> NDArray[np.float32]:
    """The map (n, 2) of ``features`` (n, d) that goes on from the earlier map ``start`` (n, 2). The same input always gives the same map."""
    umap = umap_module()
    count = min(NEIGHBORS, len(features) - 1)
    indices, distances = nearest(features, count)
    graph, *_ = umap.fuzzy_simplicial_set(
        features,
        count,
        np.random.RandomState(0),
        "euclidean",
        knn_indices=indices,
        knn_dists=distances,
        return_dists=False,  # and not None: UMAP itself says so, and numba compiles for each type
    )
    graph = graph.tocoo()
    rounds = int(np.clip(POINT_ROUNDS / len(features), FEWEST_ROUNDS, MOST_ROUNDS))
    every = graph.data.max() / np.maximum(graph.data, 1e-12)  # a pair of neighbors takes its turn once in so many rounds
    met = every <= rounds
    heads, tails, every = graph.row[met], graph.col[met], every[met]

    old = np.asarray(start, np.float64)
    together = indices[:, : IN_COMMON + 1]
    mean, back = _averaging(together)
    trust = _trust(together, old)
    points = old + (1 - trust)[:, None] * (old[indices].mean(1) - old)  # without trust: amid its new neighbors
    due = every.copy()
    one_round, random = _compiled(), np.random.default_rng(0)
    scale, power = umap.find_ab_params(1.0, 0.1)  # UMAP's defaults: spread 1, least distance 0.1
    for done in range(rounds):
        step = STEP * (1 - done / rounds)
        turn = due <= done + 1
        due[turn] += every[turn]
        strangers = random.integers(len(points), size=(int(turn.sum()), STRANGERS))
        pushed = np.maximum(trust, min(1.0, done / (FREE * rounds)))
        one_round(points, heads[turn], tails[turn], strangers, pushed, step, scale, power)
        points -= step * WEIGHT * (back @ (trust[:, None] * (mean @ (points - old))))
    return points.astype(np.float32)


def _averaging(together: NDArray[np.integer]) -> tuple[Any, Any]:
    """The sparse matrix that takes the mean over each row of ``together`` (n, k), (n, n), and its transpose."""
    import scipy.sparse

    size, count = together.shape
    shares = np.full(together.size, 1 / count)
    mean = scipy.sparse.csr_matrix((shares, (np.repeat(np.arange(size), count), together.ravel())), shape=(size, size))
    return mean, mean.T.tocsr()


def _trust(together: NDArray[np.integer], earlier: NDArray[np.floating]) -> NDArray[np.float64]:
    """(n,), 0 to 1: how far the points that are together now (n, k) lay together on the earlier map (n, 2), as did those around each of them.

    The least of the k counts: a few points that stayed among themselves while all others of their island left would be thrown the other way by
    the mean.
    """
    there = earlier[together]
    spread = np.square(there - there.mean(1, keepdims=True)).sum((1, 2)) / (together.shape[1] - 1)
    whole = np.square(earlier - earlier.mean(0)).sum(1).mean()
    return (1 - spread / (STREWN * whole)).clip(0, 1)[together].min(1)


@cache
def _compiled() -> Callable[..., None]:
    from numba import njit

    return keep(njit(_one_round))


def _one_round(points, heads, tails, strangers, pushed, step, scale, power):  # type: ignore[no-untyped-def]
    """Each pair of neighbors moves together, its first point away from the strangers of its row: UMAP's gradient, one pair after the other.

    ``points`` (n, 2) is changed. The pairs are ``heads`` and ``tails`` (m,), each with its ``strangers`` (m, k); ``pushed`` (n,), 0 to 1,
    weighs what these do.
    """
    for pair in range(len(heads)):
        one, other = heads[pair], tails[pair]
        x, y = points[one, 0] - points[other, 0], points[one, 1] - points[other, 1]
        squared = x * x + y * y
        if squared > 0:
            raised = squared**power
            force = -2 * scale * power * raised / (squared * (scale * raised + 1))
            x, y = step * min(4.0, max(-4.0, force * x)), step * min(4.0, max(-4.0, force * y))
            points[one, 0] += x
            points[one, 1] += y
            points[other, 0] -= x
            points[other, 1] -= y
        for stranger in strangers[pair]:
            x, y = points[one, 0] - points[stranger, 0], points[one, 1] - points[stranger, 1]
            squared = x * x + y * y
            if squared > 0:
                force = pushed[one] * 2 * power / ((0.001 + squared) * (scale * squared**power + 1))
                points[one, 0] += step * min(4.0, max(-4.0, force * x))
                points[one, 1] += step * min(4.0, max(-4.0, force * y))
