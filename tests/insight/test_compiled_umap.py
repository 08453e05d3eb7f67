"""What numba compiles for a map is kept: the next process finds it, and draws the same map."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tlgui.insight.compiled_umap import keep

MAPS = """
import hashlib, json
import numpy as np
from tlgui.insight import compiled_umap, continued_map, projection
features = np.random.default_rng(0).normal(size=(80, 8))
first = projection.project(features)
later = projection.project(features + 0.1, start=first)
umap = compiled_umap.umap_module()
from umap import layouts
loops = (umap.smooth_knn_dist, umap.compute_membership_strengths, layouts._nb_optimize_layout_euclidean_single_epoch, continued_map._compiled())
print(json.dumps([sum(sum(loop.stats.cache_misses.values()) for loop in loops), hashlib.sha256(first.tobytes() + later.tobytes()).hexdigest()]))
"""


@pytest.mark.slow
def test_the_next_process_compiles_nothing_and_draws_the_same_maps(tmp_path: Path) -> None:
    def drawn() -> list[object]:
        made = subprocess.run(
            [sys.executable, "-c", MAPS], env={**os.environ, "NUMBA_CACHE_DIR": str(tmp_path)}, capture_output=True, text=True
        )
        assert made.returncode == 0, made.stderr
        return json.loads(made.stdout)

    (compiled, first), (again, second) = drawn(), drawn()
    assert compiled >= 4 and again == 0
    assert first == second


def test_where_nothing_can_be_kept_a_loop_stays_as_it_is() -> None:
    class Loop:
        def enable_caching(self) -> None:
            raise RuntimeError("no locator available")

    loop = Loop()
    assert keep(loop) is loop
    assert keep(None) is None
