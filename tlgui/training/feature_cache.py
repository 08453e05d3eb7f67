"""What a frozen prefix computes does not change: it is computed once for a dataset and kept on disk.

An entry is a folder named by a key over everything that its numbers depend on, with the array and a manifest that holds the array's
SHA-256. An entry that is damaged, or was made for anything else, is never used. The cache is kept within a limit
(:mod:`tlgui.runs.cache_limit`).
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
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
from tlgui.training.engines import CALIBRATION_PICTURES, ENGINES, FALLBACK, choose
from tlgui.versions import VERSIONS

BATCH = 32


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
        Asked after each batch; when it says True, ``InterruptedError`` is raised and nothing is kept.

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
            with durable.new_folder(folder) as new:
                read = partial(_view, pictures, view, strong)
                _compute(
                    new / "features.npy",
                    len(pictures.pack),
                    read,
                    prefix_of(backbone, depth, pooled),
                    device,
                    engine,
                    report,
                    stop,
                )
                durable.write_json(new / "manifest.json", {**key, "sha256": _sha256(new / "features.npy")})
        mark_used(folder)
        found = np.load(folder / "features.npy", mmap_mode="r", allow_pickle=False)
        keep_within(folder.parent, folder, limit_bytes())
        return found[:, : backbone.width] if whole and not two_depths else found


def prefix_of(backbone: Backbone, depth: int, pooled: bool) -> nn.Module:
    """The frozen stages as one module, built anew, with both depths of a backbone that is frozen as a whole."""
    prefix = backbone.prefix(depth)
    return nn.Sequential(*prefix, Pool()) if pooled and depth < len(backbone.stages) else prefix


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
    count = min(CALIBRATION_PICTURES, len(pictures.pack))
    return choose(
        home,
        lambda: prefix_of(backbone, depth, pooled),
        f"{backbone.weights} {depth} {pooled and depth < len(backbone.stages)} {backbone.second_depth}",
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


def _view(pictures: Pictures, view: int, strong: bool, indices: NDArray[np.int64]) -> torch.Tensor:
    return pictures.strong(indices, view, 0) if strong else pictures.batch(indices, view or None)


def _compute(
    path: Path,
    total: int,
    read: Callable[[NDArray[np.int64]], torch.Tensor],
    prefix: nn.Module,
    device: Device,
    engine: str,
    report: Callable[[int, int], None],
    stop: Callable[[], bool],
) -> None:
    compute = ENGINES[engine](prefix, device, read(np.zeros(1, np.int64)))
    with open(path, "wb") as file:  # no memory map: where a full disk has no block for a page of one, the system ends the process
        for start in range(0, total, BATCH):
            if stop():
                raise InterruptedError
            indices = np.arange(start, min(start + BATCH, total))
            outputs = np.ascontiguousarray(compute(read(indices)), np.float32)
            if start == 0:
                np.lib.format.write_array_header_1_0(
                    file, {"descr": "<f4", "fortran_order": False, "shape": (total, *outputs.shape[1:])}
                )
            file.write(outputs.astype("<f4", copy=False).tobytes())
            report(int(indices[-1]) + 1, total)
