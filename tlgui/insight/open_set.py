"""Which target pictures may be of a class that the source does not have, without labels: those that are like no picture of the source.

Sun et al., "Out-of-Distribution Detection with Deep Nearest Neighbors", ICML 2022, arXiv:2204.06507, averaged over a neighborhood: a class that
the source lacks is a cluster in the target, and what is true of one of its pictures is true of the others. Chosen among logits, energy,
entropy and distances by ``benchmarks/unknown_classes.py`` (docs/decisions/0025-unknown-classes.md).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.neighbors import nearest

NEAREST = 10
"""The distance to the source picture of this rank, by nearness, counts: the very nearest may be a single stray picture."""

NEIGHBORHOOD = 10
"""Target pictures, itself among them, over which a picture's distance is averaged."""


def unlike_source(
    source: NDArray[np.floating], target: NDArray[np.floating], before: NDArray[np.floating]
) -> NDArray[np.float32]:
    """How unlike the source's pictures each target picture is, from 0 to 2: the angle as 1 − cosine.

    Parameters
    ----------
    source, target:
        Features (n, d) and (m, d) of the adapted network, compared by the angle between them.
    before:
        (m, e): the target's features before adaptation, which say which target pictures belong together. Afterward each lies with the class
        that it was put into.
    """
    if not len(source) or not len(target):
        return np.zeros(len(target), np.float32)
    points = [each.astype(np.float32) for each in (source, target)]
    directions = [each / np.linalg.norm(each, axis=1, keepdims=True).clip(1e-12) for each in points]
    place = min(NEAREST, len(source)) - 1
    far = np.empty(len(target), np.float32)
    for start in range(0, len(target), 1024):  # a block at a time: memory grows with m, not with n · m
        block = slice(start, start + 1024)
        far[block] = np.partition(1 - directions[1][block] @ directions[0].T, place, axis=1)[:, place]
    alike, _ = nearest(before, min(NEIGHBORHOOD, len(target)))
    return far[alike].mean(1)
