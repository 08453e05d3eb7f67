"""Maps, side by side in one run: UMAP left to itself, with neighbours handed over, and started from the map before.

    python benchmarks/maps.py [--points 2000] [--seed 0]

Features (n, 1280) are clusters; for the next map each cluster has shifted a little. Prints seconds, trustworthiness (how true a map is to its
neighbours), and for the maps that start from the one before how far a point moved, as a share of the map's spread.
"""

from __future__ import annotations

import argparse
import time
import warnings

import numpy as np
from umap import UMAP

from tlgui.analysis import projection

CLASSES = 10


def features(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Clusters, and the same pictures a moment later."""
    labels = np.arange(count) % CLASSES
    first = random.normal(size=(count, 1280)) + (2.5 * random.normal(size=(CLASSES, 1280)))[labels]
    later = first + (0.8 * random.normal(size=(CLASSES, 1280)))[labels]
    return first.astype(np.float32), later.astype(np.float32)


def moved(points: np.ndarray, before: np.ndarray) -> float:
    spread = np.linalg.norm(before - before.mean(0), axis=1).mean()
    return float(np.linalg.norm(points - before, axis=1).mean() / spread)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--points", type=int, default=2000)
    ask.add_argument("--seed", type=int, default=0)
    given = ask.parse_args()
    first, later = features(given.points, np.random.default_rng(given.seed))
    warnings.simplefilter("ignore")
    projection.project(projection.principal_components(first, 8)[:300])  # compiles what UMAP compiles at its first call

    def timed(make):  # type: ignore[no-untyped-def]
        began = time.perf_counter()
        points = make()
        return points, time.perf_counter() - began

    before, plain_seconds = timed(lambda: UMAP(random_state=0).fit_transform(first))
    ours, ours_seconds = timed(lambda: projection.project(first))
    rows = [
        ("UMAP by itself", before, first, plain_seconds, None),
        ("first map, neighbours handed over", ours, first, ours_seconds, None),
    ]
    kept = projection.LEARNING_RATE_FROM_BEFORE
    for rate in (1.0, kept):
        projection.LEARNING_RATE_FROM_BEFORE = rate
        points, seconds = timed(lambda: projection.project(later, ours))
        rows.append((f"next map, from the one before, learning rate {rate:g}", points, later, seconds, moved(points, ours)))
    points, seconds = timed(lambda: UMAP(random_state=0).fit_transform(later))
    rows.append(("next map, UMAP by itself", points, later, seconds, moved(points, before)))
    print(f"| {given.points} points | seconds | times as fast as UMAP by itself | trustworthiness | moved |")
    print("|---|---|---|---|---|")
    for name, points, of, seconds, far in rows:
        trust = projection.kept_neighbours(points, of)
        print(f"| {name} | {seconds:.2f} | {plain_seconds / seconds:.1f} | {trust:.3f} | {'' if far is None else f'{far:.2f}'} |")


if __name__ == "__main__":
    main()
