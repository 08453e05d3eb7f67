"""Maps, side by side in one run: UMAP left to itself, with neighbours handed over, and going on from the map before.

    python benchmarks/maps.py [--points 2000] [--seed 0]
    python benchmarks/maps.py --few
    python benchmarks/maps.py --first-of-a-process

Features (n, 1280) are clusters; for the next map each cluster has shifted a little. Prints seconds, trustworthiness (how true a map is to its
neighbours), and for the next maps how far the middle of a cluster and a point moved, as a share of the map's spread. ``--few``: the
trustworthiness of UMAP, of principal components and of scaling by distances, for few points. ``--first-of-a-process``: seconds of processor
time from the import to a map of 400 points and the next one, each in a process of its own: the first of its machine, with PyNNDescent and
without; then with numba keeping what it compiles and not.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
from umap import UMAP

from tlgui.insight import projection
from tlgui.insight.neighbors import NEIGHBORS, nearest
from tlgui.insight.scaling import by_distances, lay_onto

CLASSES = 10

OF_A_PROCESS = """
import sys, time
import numpy as np
from tlgui.insight import compiled_umap, continued_map, projection
if sys.argv[1] == "searched":
    import pynndescent
if sys.argv[1] == "anew":
    continued_map.keep = compiled_umap.keep = lambda loop: loop
features = np.random.default_rng(0).normal(size=(400, 64))
projection.project(features + 0.1, start=projection.project(features))
print(time.process_time())
"""


def features(count: int, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Clusters, and the same pictures a moment later."""
    labels = np.arange(count) % CLASSES
    first = random.normal(size=(count, 1280)) + (2.5 * random.normal(size=(CLASSES, 1280)))[labels]
    later = first + (0.8 * random.normal(size=(CLASSES, 1280)))[labels]
    return first.astype(np.float32), later.astype(np.float32)


def moved(points: np.ndarray, before: np.ndarray) -> tuple[float, float]:
    """The furthest way of a cluster's middle and the mean way of a point."""
    spread = np.linalg.norm(before - before.mean(0), axis=1).mean()
    labels = np.arange(len(points)) % CLASSES
    middles = [np.linalg.norm((points - before)[labels == each].mean(0)) for each in range(CLASSES)]
    return float(max(middles) / spread), float(np.linalg.norm(points - before, axis=1).mean() / spread)


def squeezed(features: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The next map by what UMAP offers: its own start from given points, laid onto the map before."""
    reduced = projection.principal_components(features, projection.PRINCIPAL_COMPONENTS)
    neighbours = nearest(reduced, NEIGHBORS)
    made = UMAP(precomputed_knn=neighbours, init=start, n_epochs=100, learning_rate=0.25, random_state=0).fit_transform(reduced)
    return lay_onto(made, start)


def few() -> None:
    print("| points | clusters | UMAP | two principal components | by distances |")
    print("|---|---|---|---|---|")
    for count in (16, 24, 32, 48, 64, 96, 144):
        for classes in (1, 3, 6, 10):
            found = []
            for seed in range(3):
                random = np.random.default_rng(seed)
                made = random.normal(size=(count, 20)) + 8 * np.eye(20)[np.arange(count) % classes]
                reduced = projection.principal_components(made, count)
                close = min(NEIGHBORS, count - 1)
                left = UMAP(n_neighbors=close, precomputed_knn=nearest(reduced, close), init="pca", random_state=0)
                maps = left.fit_transform(reduced), reduced[:, :2], by_distances(reduced)
                found.append([projection.trustworthiness(points, made) for points in maps])
            print(f"| {count} | {classes} | " + " | ".join(f"{each:.3f}" for each in np.mean(found, 0)) + " |")


def first_of_a_process(repeats: int = 3) -> None:
    def seconds(how: str, place: str) -> float:
        command = [sys.executable, "-c", OF_A_PROCESS, how]
        return float(subprocess.check_output(command, env={**os.environ, "NUMBA_CACHE_DIR": place}, text=True))

    def on_a_new_machine(how: str) -> float:
        with tempfile.TemporaryDirectory() as place:
            return seconds(how, place)

    rows = {
        "the first on a machine, with PyNNDescent": statistics.median(on_a_new_machine("searched") for _ in range(repeats)),
        "the first on a machine": statistics.median(on_a_new_machine("kept") for _ in range(repeats)),
    }
    with tempfile.TemporaryDirectory() as place:
        for how, name in (("anew", "compiled anew"), ("kept", "compiled once on the machine")):
            seconds(how, place)  # what UMAP and its libraries keep themselves is there in both rows
            rows[name] = statistics.median(seconds(how, place) for _ in range(repeats))
    print("| a process's first two maps | processor seconds |\n|---|---|")
    for name, took in rows.items():
        print(f"| {name} | {took:.1f} |")


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--points", type=int, default=2000)
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--few", action="store_true")
    ask.add_argument("--first-of-a-process", action="store_true")
    given = ask.parse_args()
    if given.first_of_a_process:
        first_of_a_process()
        return
    warnings.simplefilter("ignore")
    if given.few:
        few()
        return
    first, later = features(given.points, np.random.default_rng(given.seed))
    some = projection.principal_components(first, 8)[:300]
    projection.project(some, projection.project(some))  # compiles what is compiled at the first call

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
    for name, make in (("UMAP started from the one before", squeezed), ("held by the one before", projection.project)):
        points, seconds = timed(lambda make=make: make(later, ours))
        rows.append((f"next map, {name}", points, later, seconds, moved(points, ours)))
    points, seconds = timed(lambda: UMAP(random_state=0).fit_transform(later))
    rows.append(("next map, UMAP by itself", points, later, seconds, moved(points, before)))
    print(
        f"| {given.points} points | seconds | times as fast as UMAP by itself | trustworthiness | a cluster moved | a point moved |"
    )
    print("|---|---|---|---|---|---|")
    for name, points, of, seconds, ways in rows:
        far = ("", "") if ways is None else [f"{each:.2f}" for each in ways]
        trust = projection.trustworthiness(points, of)
        print(f"| {name} | {seconds:.2f} | {plain_seconds / seconds:.1f} | {trust:.3f} | {' | '.join(far)} |")


if __name__ == "__main__":
    main()
