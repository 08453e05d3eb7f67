"""What a frozen prefix computes does not change: it is computed once for a dataset and kept on disk.

An entry is a folder named by a key over everything that its numbers depend on, with the array and a manifest that holds the array's
SHA-256. An entry that is damaged, or was made for anything else, is never used. The cache is kept within a limit
(:mod:`tlgui.runs.cache_limit`).
"""

from __future__ import annotations

import hashlib
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from filelock import FileLock
from numpy.typing import NDArray
from torch import nn

from tlgui import durable
from tlgui.data.dataset import Pictures
from tlgui.home import Home
from tlgui.models.backbones import Backbone, Pool
from tlgui.runs.cache_limit import keep_within, limit_bytes, mark_used
from tlgui.training.device import Device
from tlgui.training.engine_choice import TRIAL_PICTURES, choose, opened
from tlgui.training.engines import FALLBACK, Compute
from tlgui.versions import VERSIONS

BATCH = 32
READ_AHEAD = 2
"""Batches that are read while one is computed."""


def activations(
    home: Home,
    pictures: Pictures,
    backbone: Backbone,
    depth: int,
    device: Device,
    *,
    engine: str = FALLBACK,
    view: int = 0,
    strong: bool = False,
    pooled: bool = False,
    two_depths: bool = False,
    report: Callable[[int, int], None] = lambda done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> NDArray[np.float32]:
    """The prefix's output for every picture of a dataset, from the cache or computed now.

    Of a backbone that is frozen as a whole both depths are computed in one pass and kept together, whichever is asked for: what one run
    has computed serves the next one, and the X-ray.

    Parameters
    ----------
    depth:
        How many stages of the backbone are the prefix; at least one.
    engine:
        Name in :data:`tlgui.training.engines.ENGINES`, as :func:`choose_engine` found it.
    view:
        0 for the clean pictures; view v > 0 is augmented with epoch number v.
    strong:
        Augment view v > 0 strongly.
    pooled:
        Average over the picture, for a classifier on an intermediate layer.
    two_depths:
        For a backbone that is frozen as a whole: the features of its second depth after those of its last stage.
    report:
        Called with pictures done and in all.
    stop:
        Asked before each batch; when it says True, ``InterruptedError`` is raised. What was computed is kept, and whoever asks for the same
        next goes on from there.

    Returns
    -------
    Array (n, ...), float32, read by memory map.
    """
    whole = depth == len(backbone.stages)
    pooled = pooled and not whole  # the last stage ends in vectors
    key = _key(pictures, backbone, depth, device, engine, view, strong, pooled)
    folder = home.cache / "features" / key["id"]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{key['id']}.lock"):
        if not _whole(folder, key):
            shutil.rmtree(folder, ignore_errors=True)
            with durable.new_folder(folder) as new, _begun(folder, new / "features.npy", key) as begun:
                read = partial(_view, pictures, view, strong)
                build = partial(prefix_of, backbone, depth, pooled)
                ready = partial(opened, home, engine, build, weights_of(backbone, depth, pooled), pictures.size, device)
                _compute(new / "features.npy", len(pictures.pack), read, ready, begun, report, stop)
                durable.write_json(new / "manifest.json", {**key, "sha256": _sha256(new / "features.npy")})
        mark_used(folder)
        found = np.load(folder / "features.npy", mmap_mode="r", allow_pickle=False)
        keep_within(folder.parent, folder, limit_bytes())
        return found[:, : backbone.width] if whole and not two_depths else found


def prefix_of(backbone: Backbone, depth: int, pooled: bool) -> nn.Module:
    """The frozen stages as one module, built anew, with both depths of a backbone that is frozen as a whole."""
    prefix = backbone.prefix(depth)
    return nn.Sequential(*prefix, Pool()) if pooled and depth < len(backbone.stages) else prefix


def weights_of(backbone: Backbone, depth: int, pooled: bool) -> str:
    """What tells one prefix from every other."""
    whole = depth == len(backbone.stages)  # read at both depths, and it ends in vectors
    return f"{backbone.weights} {depth} {pooled and not whole} {backbone.second_depth if whole else None}"


def choose_engine(
    home: Home,
    pictures: Pictures,
    backbone: Backbone,
    depth: int,
    device: Device,
    *,
    pooled: bool = False,
    report: Callable[[int, int], object] = lambda done, total: None,
) -> str:
    """The engine for a prefix on this machine, measured with the dataset's first pictures unless it is known already.

    ``report`` is called while it is measured, with engines done and in all.
    """
    count = min(TRIAL_PICTURES, len(pictures.pack))
    return choose(
        home,
        lambda: prefix_of(backbone, depth, pooled),
        weights_of(backbone, depth, pooled),
        pictures.size,
        lambda: pictures.batch(np.arange(count), None),
        device,
        report,
    )


def _key(
    pictures: Pictures, backbone: Backbone, depth: int, device: Device, engine: str, view: int, strong: bool, pooled: bool
) -> dict[str, Any]:
    changed = pictures.augmentation
    if strong:  # of all augmentations only mirroring is felt by a strong view
        changed = "mirror, strong" if changed == "mirror" else "strong"
    parts: dict[str, Any] = {
        "version": VERSIONS["features"],
        "dataset": pictures.pack.content,
        "weights": backbone.weights,
        "stages": list(backbone.stages[:depth]),
        "pooled": pooled,
        "size": pictures.size,
        "preprocessing": [list(backbone.mean), list(backbone.std), "central square, bilinear, antialiased"],
        "view": view,
        "augmentation": [changed, pictures.seed, VERSIONS["augmentation"]] if view else None,
        "engine": [engine, torch.__version__, device.torch.type],
        "precision": str(device.precision),
    }
    if depth == len(backbone.stages):
        parts["second_depth"] = backbone.second_depth
    return {**parts, "id": hashlib.sha256(durable.to_json(parts).encode()).hexdigest()[:40]}


def _whole(folder: Path, key: dict[str, Any]) -> bool:
    try:
        manifest = durable.read_json(folder / "manifest.json")
        return all(manifest[name] == value for name, value in key.items()) and manifest["sha256"] == _sha256(
            folder / "features.npy"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _sha256(path: Path) -> str:
    sha = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            sha.update(chunk)
    return sha.hexdigest()


@dataclass
class _Begun:
    """How many rows of an entry there are, whole batches."""

    rows: int = 0


@contextmanager
def _begun(folder: Path, file: Path, key: dict[str, Any]) -> Iterator[_Begun]:
    """Put what an earlier computation of the entry has left into its file; on an ``InterruptedError`` inside keep what is there.

    It lies beside the entry like another one, so that the cache's limit holds for it too.
    """
    place = folder.parent / f"{folder.name}.begun"
    begun = _Begun()
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = durable.read_json(place / "manifest.json")
        if all(kept[name] == value for name, value in key.items()) and kept["sha256"] == _sha256(place / file.name):
            durable.move_file(place / file.name, file)
            begun.rows = kept["rows"]
    shutil.rmtree(place, ignore_errors=True)
    try:
        yield begun
    except InterruptedError:
        if begun.rows:
            with suppress(OSError), durable.new_folder(place) as new:  # on a full disk it is computed again
                durable.move_file(file, new / file.name)
                durable.write_json(new / "manifest.json", {**key, "rows": begun.rows, "sha256": _sha256(new / file.name)})
        raise


def _view(pictures: Pictures, view: int, strong: bool, indices: NDArray[np.int64]) -> torch.Tensor:
    return pictures.strong(indices, view, 0) if strong else pictures.batch(indices, view or None)


def _compute(
    path: Path,
    total: int,
    read: Callable[[NDArray[np.int64]], torch.Tensor],
    ready: Callable[[], Compute],
    begun: _Begun,
    report: Callable[[int, int], None],
    stop: Callable[[], bool],
) -> None:
    batches = [np.arange(start, min(start + BATCH, total)) for start in range(begun.rows, total, BATCH)]
    with (
        ThreadPoolExecutor(1) as reader,  # while the engine opens, and while it computes, the next pictures are read
        open(path, "ab") as file,  # no memory map: where a full disk has no block for a page of one, the system ends the process
    ):
        coming = deque(reader.submit(read, indices) for indices in batches[:READ_AHEAD])
        compute = ready()
        for place, indices in enumerate(batches):
            if stop():
                reader.shutdown(cancel_futures=True)
                raise InterruptedError
            if place + READ_AHEAD < len(batches):
                coming.append(reader.submit(read, batches[place + READ_AHEAD]))
            outputs = np.ascontiguousarray(compute(coming.popleft().result()), np.float32)
            if not begun.rows:
                np.lib.format.write_array_header_1_0(
                    file, {"descr": "<f4", "fortran_order": False, "shape": (total, *outputs.shape[1:])}
                )
            file.write(outputs.astype("<f4", copy=False).tobytes())
            begun.rows = int(indices[-1]) + 1
            report(begun.rows, total)
