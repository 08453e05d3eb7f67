"""The parts of the program that decide a run's numbers, each with a version that is raised on purpose.

A run is resumed, or a reference reused, only if every part still has the version it began with. So raise a version when the same data,
settings and seed would give different numbers than before, and for no other reason: not for words, names, speed or moved code. A change
that affects only one strategy raises that strategy's own ``version`` (:class:`tlgui.strategies.base.Strategy`) instead. The goldens
(``tests/goldens``) record the versions they were written with: changed numbers are refused until a version is raised.
"""

from __future__ import annotations

VERSIONS = {
    # Which pictures train, validate and are scored: data/split.py, planning/division.py.
    "split": 2,
    # Changed views of pictures, and which of them an epoch sees: data/augment.py, data/dataset.py. Cached views are made again.
    "augmentation": 2,
    # How a picture is cut, resized and scaled, and what a frozen backbone makes of it: data/dataset.py, models/backbones.py,
    # training/feature_cache.py, training/engines.py. Cached features are made again.
    "features": 2,
    # Layers, heads, how they begin, and what they predict: models/network.py, models/small_cnn.py, models/heads.py, models/layers,
    # models/tasks.py.
    "network": 3,
    # Batches, optimizer, schedules, statistics, what is evaluated and when, and what a reference is: training.
    "training": 5,
    # Metrics, scores without labels, distances and mixing of domains: tasks/, insight/scores.py, insight/divergence.py,
    # insight/neighbors.py, training/evaluate.py.
    "scores": 1,
    # Which evaluation is kept: runs/pick.py.
    "pick": 1,
}
"""Versions by part, from 1. A part that is added later begins at 1; what was written before it was there counts as 1."""


def differing(was: dict[str, int], now: dict[str, int]) -> dict[str, tuple[int, int]]:
    """The parts whose version has changed, each as before and now."""
    names = [*was, *(name for name in now if name not in was)]
    pairs = {name: (was.get(name, 1), now.get(name, 1)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
