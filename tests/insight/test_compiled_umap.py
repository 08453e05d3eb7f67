"""What numba compiles for a map is kept: the next process finds it, and draws the same map."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tlgui.insight import compiled_umap
from tlgui.insight.compiled_umap import keep

MAPS = """
import hashlib, json, sys
import numpy as np
from tlgui.insight import compiled_umap, continued_map, projection
features = np.random.default_rng(0).normal(size=(80, 8))
first = projection.project(features)
later = projection.project(features + 0.1, start=first)
umap = compiled_umap.umap_module()
from umap import layouts
loops = (umap.smooth_knn_dist, umap.compute_membership_strengths, layouts._nb_optimize_layout_euclidean_single_epoch, continued_map._compiled())
compiled = [sum(loop.stats.cache_misses.values()) for loop in loops]
print(json.dumps([compiled, hashlib.sha256(first.tobytes() + later.tobytes()).hexdigest(), "pynndescent" in sys.modules]))
"""


@pytest.mark.slow
def test_the_next_process_compiles_nothing_and_draws_the_same_maps(tmp_path: Path) -> None:
    def drawn() -> list[object]:
        made = subprocess.run(
            [sys.executable, "-c", MAPS], env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout)

    (compiled, first, searched), (again, second, _) = drawn(), drawn()
    assert compiled == [1] * 4 and again == [0] * 4
    assert first == second
    assert not searched


def test_where_nothing_can_be_kept_a_loop_stays_as_it_is() -> None:
    class Loop:
        def enable_caching(self) -> None:
            raise RuntimeError("no locator available")

    loop = Loop()
    assert keep(loop) is loop
    assert keep(None) is None


def test_what_umap_takes_from_pynndescent_is_there_once_somebody_else_uses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("umap", *(each for each in sys.modules if each.partition(".")[0] == "pynndescent")):
        monkeypatch.delitem(sys.modules, name, raising=False)
    with compiled_umap._without_neighbor_search():
        from pynndescent import NNDescent
        from pynndescent.distances import named_distances
        from pynndescent.sparse import sparse_named_distances
    assert not any(name.partition(".")[0] == "pynndescent" for name in sys.modules)
    assert not isinstance("a word", NNDescent)
    assert "euclidean" in named_distances and "euclidean" in sparse_named_distances
    assert "pynndescent" not in sys.modules

    class Search:
        def __init__(self, data: object, metric: str) -> None:
            self.asked = data, metric

    distances = {"euclidean": "a line", "cosine": "an angle"}
    for name, holds in {"": {"NNDescent": Search}, ".distances": {"named_distances": distances}}.items():
        module = ModuleType(f"pynndescent{name}")
        vars(module).update(holds)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    made = NNDescent([1], metric="cosine")
    assert isinstance(made, Search) and isinstance(made, NNDescent) and made.asked == ([1], "cosine")
    assert dict(named_distances) == distances and len(named_distances) == 2
    monkeypatch.setitem(sys.modules, "pynndescent.sparse", SimpleNamespace(sparse_named_distances={}))
    assert "cosine" not in sparse_named_distances


def test_who_has_pynndescent_keeps_it(monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = ModuleType("pynndescent")
    monkeypatch.setitem(sys.modules, "pynndescent", theirs)
    monkeypatch.delitem(sys.modules, "umap", raising=False)
    with compiled_umap._without_neighbor_search():
        assert sys.modules["pynndescent"] is theirs
    assert sys.modules["pynndescent"] is theirs
