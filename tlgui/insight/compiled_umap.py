"""UMAP with its inner loops compiled once on a machine: otherwise each process would spend five seconds on them for its first map.

And without PyNNDescent, which looks for neighbors that we hand over: on a new machine its import compiles more than all the loops of UMAP.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any


@cache
def umap_module() -> ModuleType:
    """``umap.umap_``, whose loops numba keeps beside the package, or in the user's cache folder where that cannot be written."""
    with _without_neighbor_search():
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


@contextmanager
def _without_neighbor_search() -> Iterator[None]:
    """While UMAP is imported, what it takes from PyNNDescent is imported once it is used: by somebody else in this process, who has UMAP search
    for neighbors.
    """
    if "pynndescent" in sys.modules or "umap" in sys.modules:  # somebody has it, with all that belongs to it
        yield
        return
    parts: dict[str, dict[str, Any]] = {
        "pynndescent": {"NNDescent": _OnceUsed("NNDescent", (), {})},
        "pynndescent.distances": {"named_distances": _Distances("pynndescent.distances", "named_distances")},
        "pynndescent.sparse": {"sparse_named_distances": _Distances("pynndescent.sparse", "sparse_named_distances")},
    }
    for name, holds in parts.items():
        sys.modules[name] = module = ModuleType(name)
        vars(module).update(holds)
    try:
        yield
    finally:
        for name in parts:
            sys.modules.pop(name, None)


class _OnceUsed(type):
    """The class of PyNNDescent with this name."""

    def __call__(cls, *given: Any, **named: Any) -> Any:
        return getattr(import_module("pynndescent"), cls.__name__)(*given, **named)

    def __instancecheck__(cls, thing: object) -> bool:
        there = sys.modules.get("pynndescent")
        return there is not None and isinstance(thing, getattr(there, cls.__name__))


class _Distances(Mapping[str, Any]):
    """A table of PyNNDescent's distances."""

    def __init__(self, module: str, name: str) -> None:
        self._place = module, name

    @property
    def _there(self) -> Mapping[str, Any]:
        module, name = self._place
        there: Mapping[str, Any] = getattr(import_module(module), name)
        return there

    def __contains__(self, key: object) -> bool:
        """Also where neighbors are handed over UMAP asks whether this one is there; it always is."""
        return key == "euclidean" or key in self._there

    def __getitem__(self, key: str) -> Any:
        return self._there[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._there)

    def __len__(self) -> int:
        return len(self._there)
