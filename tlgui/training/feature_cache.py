"""A frozen prefix always gives the same features, so they are computed once per dataset and kept on disk.

An entry is a folder named by a key over everything that its numbers depend on, with the array and a manifest that holds the array's
SHA-256. An entry that is damaged or was made for something else is never used. The cache is kept within a limit
(:mod:`tlgui.runs.cache_limit`). Features of a large dataset are computed in parts (:mod:`tlgui.training.feature_parts`), which several workers
may share.
"""

from __future__ import annotations

import hashlib
import io
import shutil
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from filelock import FileLock
from numpy.typing import NDArray
from torch import nn

from tlgui import durable
from tlgui.data.dataset import Pictures
from tlgui.home import LOCAL_OWNER, Home
from tlgui.models.backbones import Backbone, Pool
from tlgui.runs.cache_limit import keep_within, limit_bytes, mark_used
from tlgui.training.device import Device
from tlgui.training.engine_choice import TRIAL_PICTURES, choose, opened
from tlgui.training.engines import FALLBACK, SHIPPED, Compute
from tlgui.training.feature_parts import DamagedPart, FeatureParts
from tlgui.training.shipped_features import shipped
from tlgui.versions import VERSIONS

BATCH = 32
READ_AHEAD = 2
"""Batches read ahead while one is computed."""

PART = 64
"""Batches of a part: at a hundred pictures a second some twenty seconds, which is what a kill can lose."""


@dataclass(frozen=True)
class FeatureEntry:
    """The prefix's output for every picture of a dataset in one view: an entry of the cache.

    For a fully frozen backbone both depths are computed in one pass and stored together, whichever is requested, so that the next run and
    the X-ray can use them too.

    Parameters
    ----------
    depth:
        How many stages of the backbone are the prefix; at least one.
    engine:
        Name in :data:`tlgui.training.engines.ENGINES`, or :data:`~tlgui.training.engines.SHIPPED`, as returned by :func:`choose_engine`.
    view:
        0 for the clean pictures; view v > 0 is augmented with epoch number v.
    strong:
        Augment view v > 0 strongly.
    pooled:
        Average over the picture, for a classifier on an intermediate layer.
    """

    home: Home
    pictures: Pictures
    backbone: Backbone
    depth: int
    device: Device
    engine: str = FALLBACK
    view: int = 0
    strong: bool = False
    pooled: bool = False

    def read(
        self,
        *,
        two_depths: bool = False,
        report: Callable[[int, int], None] = lambda done, total: None,
        stop: Callable[[], bool] = lambda: False,
        ask_for_help: Callable[[int], object] = lambda parts: None,
    ) -> NDArray[np.float32]:
        """The features, from the cache or computed now.

        Parameters
        ----------
        two_depths:
            For a fully frozen backbone: append the features of its second depth to those of its last stage.
        report:
            Called with pictures done and in all.
        stop:
            Called before each batch; if it returns True, ``InterruptedError`` is raised. What was computed is kept, and the next call with the
            same key continues from there.
        ask_for_help:
            Called with the number of parts if the features are computed in parts: whoever calls :meth:`help` now shares the work.

        Returns
        -------
        Array (n, ...), float32, read by memory map.
        """
        if self.engine == SHIPPED:
            came = shipped(self.backbone, self.pictures.size, self.pictures.pack.hash_bytes)
            assert came is not None and self._whole_backbone and not self.view
            report(len(came), len(came))
            return came if two_depths else came[:, : self.backbone.width]
        folder, key = self._folder, self.key
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.parent / f"{key['id']}.lock"):
            if not _whole(folder, key):
                shutil.rmtree(folder, ignore_errors=True)
                if (parts := self._parts()) is not None:
                    ask_for_help(len(parts))
                    self._join(parts, report, stop)
                else:
                    with durable.new_folder(folder) as new, _begun(folder, new / "features.npy", key) as begun:
                        self._compute(new / "features.npy", begun, report, stop)
                        durable.write_json(new / "manifest.json", {**key, "sha256": durable.sha256_of(new / "features.npy")})
            mark_used(folder)
            found = np.load(folder / "features.npy", mmap_mode="r", allow_pickle=False)
            keep_within(folder.parent, folder, limit_bytes())
            return found[:, : self.backbone.width] if self._whole_backbone and not two_depths else found

    def help(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Compute those parts that nobody else has begun; whoever called :meth:`read` of the same entry joins them.

        Raises ``InterruptedError`` when ``stop`` returns True.
        """
        parts = self._parts()
        if parts is not None and not (self._folder / "manifest.json").exists():
            parts.compute(stop=stop, wait=False)

    @cached_property
    def key(self) -> dict[str, Any]:
        """Everything that the numbers depend on, and ``id``, the name of the entry's folder."""
        pooled = self.pooled and not self._whole_backbone  # the last stage ends in vectors
        return _key(self.pictures, self.backbone, self.depth, self.device, self.engine, self.view, self.strong, pooled)

    @property
    def _whole_backbone(self) -> bool:
        return self.depth == len(self.backbone.stages)

    @property
    def _folder(self) -> Path:
        return self.home.cache / "features" / self.key["id"]

    def _parts(self) -> FeatureParts | None:
        """For more pictures than two parts have."""
        total, rows = len(self.pictures.pack), PART * BATCH
        return (
            FeatureParts(self._folder.with_suffix(".parts"), self.key, total, rows, self._outputs) if total > 2 * rows else None
        )

    def _outputs(self, start: int, end: int, stop: Callable[[], bool]) -> Iterator[NDArray[np.float32]]:
        """The prefix's output for pictures from ``start`` to ``end``, a batch at a time, each (n, ...). ``stop`` is asked before each."""
        batches = [np.arange(place, min(place + BATCH, end)) for place in range(start, end, BATCH)]
        coming = deque(self._reader.submit(self._read, indices) for indices in batches[:READ_AHEAD])
        try:
            compute = self._ready()
            for place in range(len(batches)):
                if stop():
                    raise InterruptedError
                if place + READ_AHEAD < len(batches):
                    coming.append(self._reader.submit(self._read, batches[place + READ_AHEAD]))
                yield np.ascontiguousarray(compute(coming.popleft().result()), np.float32).astype("<f4", copy=False)
        finally:
            for each in coming:
                each.cancel()

    @cached_property
    def _reader(self) -> ThreadPoolExecutor:
        """Reads the next pictures while the engine opens and computes. One thread for all parts: each new one would keep memory of its own."""
        return ThreadPoolExecutor(1)

    def _read(self, indices: NDArray[np.int64]) -> torch.Tensor:
        return self.pictures.strong(indices, self.view, 0) if self.strong else self.pictures.batch(indices, self.view or None)

    def _ready(self) -> Compute:
        build = partial(prefix_of, self.backbone, self.depth, self.pooled)
        weights = weights_of(self.backbone, self.depth, self.pooled)
        return opened(self.home, self.engine, build, weights, self.pictures.size, self.device)

    def _compute(self, path: Path, begun: _Begun, report: Callable[[int, int], None], stop: Callable[[], bool]) -> None:
        total = len(self.pictures.pack)
        # No memory map: if a full disk has no block for one of its pages, the system kills the process.
        with open(path, "ab") as file:
            for outputs in self._outputs(begun.rows, total, stop):
                if not begun.rows:
                    file.write(_header((total, *outputs.shape[1:])))
                file.write(outputs.tobytes())
                begun.rows += len(outputs)
                report(begun.rows, total)

    def _join(self, parts: FeatureParts, report: Callable[[int, int], None], stop: Callable[[], bool]) -> None:
        """Compute what is left of the parts, and make the entry of them. A part that turns out to be damaged is computed again."""
        with parts.in_use():
            while not (self._folder / "manifest.json").exists():
                parts.compute(report, stop)
                with suppress(DamagedPart), durable.new_folder(self._folder) as new:
                    with open(new / "features.npy", "wb") as file:
                        sha256 = parts.join(file, _header)
                    durable.write_json(new / "manifest.json", {**self.key, "sha256": sha256})
        parts.remove()


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
    """What :meth:`FeatureEntry.read` returns of the entry with these parameters."""
    entry = FeatureEntry(home, pictures, backbone, depth, device, engine, view, strong, pooled)
    return entry.read(two_depths=two_depths, report=report, stop=stop)


def prefix_of(backbone: Backbone, depth: int, pooled: bool) -> nn.Module:
    """The frozen stages as one new module, with both depths for a fully frozen backbone."""
    prefix = backbone.prefix(depth)
    return nn.Sequential(*prefix, Pool()) if pooled and depth < len(backbone.stages) else prefix


def weights_of(backbone: Backbone, depth: int, pooled: bool) -> str:
    """A unique identification of the prefix."""
    whole = depth == len(backbone.stages)  # read at both depths, and ending in vectors
    return f"{backbone.weights} {depth} {pooled and not whole} {backbone.second_depth if whole else None}"


def choose_engine(
    home: Home,
    domains: Sequence[Pictures],
    backbone: Backbone,
    depth: int,
    device: Device,
    *,
    clean: bool = True,
    pooled: bool = False,
    report: Callable[[int, int], object] = lambda done, total: None,
) -> str:
    """The engine for a prefix on this machine, measured with the first domain's first pictures unless it is already known.

    Parameters
    ----------
    domains:
        All pictures that it is for. If the features of all of them came with the program, none is needed.
    clean:
        Whether no augmented views are needed.
    report:
        Called during measuring, with the number of engines done and the total.
    """
    if clean and depth == len(backbone.stages) and all(_came_along(backbone, each) for each in domains):
        return SHIPPED
    pictures = domains[0]
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


def _came_along(backbone: Backbone, pictures: Pictures) -> bool:
    return shipped(backbone, pictures.size, pictures.pack.hash_bytes) is not None


def _key(
    pictures: Pictures, backbone: Backbone, depth: int, device: Device, engine: str, view: int, strong: bool, pooled: bool
) -> dict[str, Any]:
    changed = pictures.augmentation
    if strong:  # mirroring is the only augmentation setting that affects a strong view
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
    if (whose := pictures.pack.info.owner) != LOCAL_OWNER and pictures.pack.info.origin["kind"] != "demo":
        # In a room, how long features take must not tell that somebody else has the same pictures. What the host handed out is the host's.
        parts["owner"] = whose
    if depth == len(backbone.stages):
        parts["second_depth"] = backbone.second_depth
    return {**parts, "id": hashlib.sha256(durable.to_json(parts).encode()).hexdigest()[:40]}


def _whole(folder: Path, key: dict[str, Any]) -> bool:
    try:
        manifest = durable.read_json(folder / "manifest.json")
        return all(manifest[name] == value for name, value in key.items()) and manifest["sha256"] == durable.sha256_of(
            folder / "features.npy"
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


@dataclass
class _Begun:
    """How many rows of an entry exist, in whole batches."""

    rows: int = 0


@contextmanager
def _begun(folder: Path, file: Path, key: dict[str, Any]) -> Iterator[_Begun]:
    """Start with what an earlier computation of the entry has left; on an ``InterruptedError`` inside, keep what is there.

    The partial file is stored like an entry of its own, so that the cache's limit applies to it too.
    """
    place = folder.parent / f"{folder.name}.begun"
    begun = _Begun()
    with suppress(OSError, ValueError, KeyError, TypeError):
        kept = durable.read_json(place / "manifest.json")
        if all(kept[name] == value for name, value in key.items()) and kept["sha256"] == durable.sha256_of(place / file.name):
            durable.move_file(place / file.name, file)
            begun.rows = kept["rows"]
    shutil.rmtree(place, ignore_errors=True)
    try:
        yield begun
    except InterruptedError:
        if begun.rows:
            with suppress(OSError), durable.new_folder(place) as new:  # on a full disk it is recomputed
                durable.move_file(file, new / file.name)
                durable.write_json(
                    new / "manifest.json", {**key, "rows": begun.rows, "sha256": durable.sha256_of(new / file.name)}
                )
        raise


def _header(shape: tuple[int, ...]) -> bytes:
    """What stands before the rows in a file of numpy's."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": shape})
    return header.getvalue()
