"""The feature cache's limit: what was used longest ago goes first, what is in use stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from tests.training.toy import picture_datasets
from tlgui import durable
from tlgui.data.dataset import Pictures
from tlgui.home import Home
from tlgui.models.backbones import open_backbone
from tlgui.runs import cache_limit
from tlgui.runs.cache_limit import LIMIT_BYTES, keep_within, limit_bytes, mark_used
from tlgui.training import feature_cache
from tlgui.training.device import Device

HALF = (0.5, 0.5, 0.5)


def entry(cache: Path, name: str, size: int, used: float) -> Path:
    folder = cache / name
    folder.mkdir(parents=True)
    (folder / "features.npy").write_bytes(b"\0" * size)
    durable.write_json(folder / "manifest.json", {})
    os.utime(folder / "manifest.json", (used, used))
    return folder


@pytest.fixture(autouse=True)
def roomy_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache_limit, "FREE_BYTES", 0)


def left(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir() if path.is_dir())


def test_the_entry_used_longest_ago_goes_first(tmp_path: Path) -> None:
    for name, used in (("new", 300), ("old", 100), ("middle", 200)):
        entry(tmp_path, name, 1000, used)
    removed = keep_within(tmp_path, tmp_path / "new", limit=2100)
    assert [each.name for each in removed] == ["old"]
    assert left(tmp_path) == ["middle", "new"]


def test_using_an_entry_makes_it_young(tmp_path: Path) -> None:
    for name, used in (("a", 100), ("b", 200), ("c", 300)):
        entry(tmp_path, name, 1000, used)
    mark_used(tmp_path / "a")
    keep_within(tmp_path, tmp_path / "c", limit=2100)
    assert left(tmp_path) == ["a", "c"]


def test_the_entry_in_use_stays_even_when_it_is_larger_than_the_limit(tmp_path: Path) -> None:
    large = entry(tmp_path, "large", 5000, 100)
    entry(tmp_path, "small", 10, 200)
    keep_within(tmp_path, large, limit=1000)
    assert left(tmp_path) == ["large"]


def test_an_entry_that_somebody_computes_or_reads_under_its_lock_stays(tmp_path: Path) -> None:
    entry(tmp_path, "old", 1000, 100)
    new = entry(tmp_path, "new", 1000, 200)
    with FileLock(tmp_path / "old.lock"):
        assert keep_within(tmp_path, new, limit=0) == []
    assert [each.name for each in keep_within(tmp_path, new, limit=0)] == ["old"]


def test_a_file_that_is_mapped_can_be_read_after_its_entry_went(tmp_path: Path) -> None:
    old, new = entry(tmp_path, "old", 0, 100), entry(tmp_path, "new", 0, 200)
    np.save(old / "features.npy", np.arange(1000.0))
    mapped = np.load(old / "features.npy", mmap_mode="r", allow_pickle=False)
    keep_within(tmp_path, new, limit=0)
    assert not old.exists()
    assert mapped.sum() == 499500


def test_what_a_killed_process_left_is_removed_and_a_living_ones_is_not(tmp_path: Path) -> None:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    (tmp_path / f".{done.pid}-0a1b.tmp").mkdir()
    (tmp_path / f".{os.getpid()}-0a1b.tmp").mkdir()
    keep_within(tmp_path, tmp_path / "none", limit=10**9)
    assert left(tmp_path) == [f".{os.getpid()}-0a1b.tmp"]


def test_the_cache_gives_way_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entry(tmp_path, "old", 1000, 100)
    new = entry(tmp_path, "new", 1000, 200)
    monkeypatch.setattr(cache_limit, "FREE_BYTES", 2**60)
    keep_within(tmp_path, new, limit=10**9)
    assert left(tmp_path) == ["new"]


@pytest.mark.parametrize(
    ("given", "limit"),
    [("2", 2 * 2**30), ("0.5", 2**29), ("0", 0), ("", LIMIT_BYTES), ("much", LIMIT_BYTES), ("inf", LIMIT_BYTES)],
)
def test_the_limit_can_be_set(monkeypatch: pytest.MonkeyPatch, given: str, limit: int) -> None:
    monkeypatch.setenv("TLGUI_CACHE_GB", given)
    assert limit_bytes() == limit


def test_features_are_right_while_the_cache_holds_one_entry_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path / "home")
    packs, backbone = picture_datasets(home, tmp_path), open_backbone(home, "efficientnet-lite0")
    views = [Pictures(pack, 64, HALF, HALF) for pack in packs]
    unlimited = [np.array(feature_cache.activations(home, view, backbone, 2, Device("cpu"))) for view in views]
    monkeypatch.setenv("TLGUI_CACHE_GB", "0")
    limited = [feature_cache.activations(home, view, backbone, 2, Device("cpu")) for view in views]
    assert len(left(home.cache / "features")) == 1
    for one, other in zip(unlimited, limited, strict=True):
        np.testing.assert_array_equal(one, other)
