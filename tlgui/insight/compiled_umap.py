"""UMAP with its inner loops compiled once on a machine: otherwise each process would spend five seconds on them for its first map."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from types import ModuleType
from typing import Any


@cache
def umap_module() -> ModuleType:
    """``umap.umap_``, whose loops numba keeps beside the package, or in the user's cache folder where that cannot be written."""
    from umap import layouts, umap_

    euclidean = getattr(layouts, "_nb_optimize_layout_euclidean_single_epoch", None)
    for loop in (umap_.smooth_knn_dist, umap_.compute_membership_strengths, layouts.clip, euclidean):
        keep(loop)
    return umap_


def keep(loop: Any) -> Any:
    """Let numba keep what it compiles of a function, as ``njit(cache=True)`` does; where there is no folder for that, it stays as it is."""
    with suppress(RuntimeError, AttributeError):  # no folder can be written; another version of umap-learn, without this loop
        loop.enable_caching()
    return loop
