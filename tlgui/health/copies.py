"""Pictures that are the same, byte for byte as stored, or nearly: saved again, resized, sharpened a little.

Near copies are found by perceptual hash (Zauner 2010, the DCT hash of ``imagehash``): at most :data:`HASH_DISTANCE` of 64 bits differ, and
the reduced pictures differ by at most :data:`SIGNATURE_DISTANCE` gray levels on average. On the development pictures (PACS photo and
art_painting) every copy saved with JPEG quality 20 or resized to 90 % is found and no other pair is.

All pairs are looked at, with matrix products in blocks: 10,000 pictures take about a second, memory stays the same.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tlgui.health.measures import Measures

HASH_DISTANCE = 8
SIGNATURE_DISTANCE = 4.0
_BITS = 64
_BLOCK = 1024
_PAIRS_AT_ONCE = 1 << 14
_EDGES_KEPT = 1 << 14

Groups = NDArray[np.int64]
"""(n,): for each picture the number of its group; pictures with the same number are copies."""


def exact_groups(hashes: NDArray[np.uint8]) -> Groups:
    """Group pictures by content hash, uint8 (n, 32)."""
    rows = np.ascontiguousarray(hashes).view(f"V{hashes.shape[1]}")[:, 0]
    return np.unique(rows, return_inverse=True)[1].reshape(-1).astype(np.int64)


def near_groups(measures: Measures) -> Groups:
    """Group pictures that are near copies, or joined by a chain of such."""
    size = len(measures.hashes)
    groups: Groups = np.arange(size)
    edges: list[NDArray[np.int64]] = []
    for pairs in _candidates(measures, measures, above_diagonal=True):
        edges.append(_verified(pairs[groups[pairs[:, 0]] != groups[pairs[:, 1]]], measures, measures))
        if sum(map(len, edges)) > _EDGES_KEPT:  # a folder of a thousand black frames: what is joined need not be looked at again
            groups, edges = _joined(groups, edges, size), []
    return _joined(groups, edges, size)


def _joined(groups: Groups, edges: list[NDArray[np.int64]], size: int) -> Groups:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first = np.unique(groups, return_index=True)[1]  # a star around the first picture of each group keeps it together
    hub = np.empty(int(groups.max(initial=-1)) + 1, np.int64)
    hub[groups[first]] = first
    rows, columns = np.concatenate([np.stack([np.arange(size), hub[groups]], axis=1), *edges]).T
    graph = coo_array((np.ones(len(rows), np.int8), (rows, columns)), shape=(size, size))
    return connected_components(graph, directed=False)[1].astype(np.int64)


def near_copies(of: Measures, among: Measures) -> dict[int, int]:
    """For each picture of ``of`` that has a near copy ``among`` others: the index of the first."""
    originals = np.full(len(of.hashes), -1)
    for pairs in _candidates(among, of):
        pairs = _verified(pairs[originals[pairs[:, 1]] < 0], among, of)[::-1]  # of several the first is written last
        originals[pairs[:, 1]] = pairs[:, 0]
    return {int(index): int(originals[index]) for index in np.flatnonzero(originals >= 0)}


def _candidates(one: Measures, other: Measures, *, above_diagonal: bool = False) -> Iterator[NDArray[np.int64]]:
    """Pairs with nearly the same hash, as arrays (m, 2) of indices: in the first set, which they ascend in, and in the second.

    ``above_diagonal``: both sets are the same; only pairs whose first index is the smaller one.
    """
    left, right = _signs(one.hashes), _signs(other.hashes)
    for start in range(0, len(left), _BLOCK):
        rows = left[start : start + _BLOCK]
        for begin in range(start if above_diagonal else 0, len(right), _BLOCK):
            alike = rows @ right[begin : begin + _BLOCK].T >= _BITS - 2 * HASH_DISTANCE
            pairs = np.argwhere(alike) + (start, begin)
            if above_diagonal:
                pairs = pairs[pairs[:, 0] < pairs[:, 1]]
            for at in range(0, len(pairs), _PAIRS_AT_ONCE):
                yield pairs[at : at + _PAIRS_AT_ONCE]


def _signs(hashes: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Bits as ±1, so that a product of two rows is 64 − 2 × the number of bits that differ."""
    return np.unpackbits(hashes, axis=1).astype(np.float32) * 2 - 1


def _verified(pairs: NDArray[np.int64], one: Measures, other: Measures) -> NDArray[np.int64]:
    first, second = one.signatures[pairs[:, 0]], other.signatures[pairs[:, 1]]
    difference = np.abs(first.astype(np.int16) - second).mean((1, 2), dtype=np.float32)
    return pairs[difference <= SIGNATURE_DISTANCE]


def members(groups: Groups, among: NDArray[np.int64] | None = None) -> list[list[int]]:
    """The groups with at least two pictures, largest first, each in ascending order.

    ``among``: the picture that each place of ``groups`` stands for, when only some pictures were grouped.
    """
    order = np.argsort(groups, kind="stable")
    ends = np.flatnonzero(np.diff(groups[order])) + 1
    pictures = order if among is None else among[order]
    found = [sorted(part.tolist()) for part in np.split(pictures, ends) if len(part) > 1]
    return sorted(found, key=lambda group: (-len(group), group[0]))
