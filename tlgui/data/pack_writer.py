"""Writing the folder of a new dataset."""

from __future__ import annotations

import hashlib
import math
import time
from array import array
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui import durable
from tlgui.data.images import DecodedPicture
from tlgui.data.listing import encodable
from tlgui.data.pack import DatasetInfo, order_of
from tlgui.errors import Problem
from tlgui.tasks import DEFAULT_TASK, TASKS, TaskKey

REFUSED_SHOWN = 500
"""Refused files of which a thumbnail is kept."""


class PackWriter:
    """Fills the folder of a new dataset, picture by picture. A picture's pixels are written at once; a few numbers of it are kept."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        self._folder = folder
        self._pictures = files.enter_context(open(folder / "pictures.bin", "wb"))
        self._thumbnails = files.enter_context(open(folder / "thumbs.bin", "wb"))
        self._refused = files.enter_context(open(folder / "refused.bin", "wb"))
        self._refused_ends = array("q", [0])
        self._index = array("q")
        self._thumbnail_ends = array("q", [0])
        self._hashes = bytearray()
        self._names: list[str] = []
        self._labels = array("q")
        self._values = array("d")
        self._kinds: dict[tuple[str, str], int] = {}
        self._originals: list[tuple[int, int, int]] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, picture: DecodedPicture, name: str, label: int = -1, value: float = math.nan) -> None:
        """Put a picture at the end. ``label``: index into the ``classes`` of :meth:`finish`, -1 for none; ``value``: NaN for none."""
        self._index.extend((self._pictures.tell(), picture.height, picture.width))
        self._pictures.write(picture.pixels)
        self._thumbnails.write(picture.thumbnail)
        self._thumbnail_ends.append(self._thumbnails.tell())
        self._hashes += bytes.fromhex(picture.hash)
        self._names.append(encodable(name))
        self._labels.append(label)
        self._values.append(value)
        self._originals.append(self._original(picture))

    def _original(self, picture: DecodedPicture) -> tuple[int, int, int]:
        if picture.original is None:
            return picture.height, picture.width, -1
        height, width, kind, mode = picture.original
        return height, width, self._kinds.setdefault((kind, mode), len(self._kinds))

    def add_refused(self, thumbnail: bytes) -> int | None:
        """Keep what can be seen of a refused file; its number, or ``None`` when enough are kept already."""
        if len(self._refused_ends) > REFUSED_SHOWN:
            return None
        self._refused.write(thumbnail)
        self._refused_ends.append(self._refused.tell())
        return len(self._refused_ends) - 2

    @property
    def values(self) -> list[float]:
        """The values so far of pictures that have one."""
        return [value for value in self._values if not math.isnan(value)]

    @property
    def labelled(self) -> int:
        """How many pictures so far have a class or a value."""
        return len(self.values) + sum(label >= 0 for label in self._labels)

    def counts(self, classes: Sequence[str]) -> list[int]:
        """How many pictures of each class there are so far."""
        labels = np.array(self._labels, dtype=np.int64)
        return np.bincount(labels[labels >= 0], minlength=len(classes)).tolist()

    def finish(
        self,
        dataset_id: str,
        *,
        owner: str,
        name: str,
        classes: Sequence[str],
        origin: dict[str, str],
        task: TaskKey = DEFAULT_TASK,
        value_name: str = "",
        labels_open: bool = False,
        notes: Sequence[Problem] = (),
        refused: Sequence[dict[str, Any]] = (),
        stamps: Mapping[str, Sequence[int]] | None = None,
    ) -> DatasetInfo:
        """Write everything except pixels. Classes without pictures are left out, and labels renumbered."""
        self._pictures.close()
        self._thumbnails.close()
        self._refused.close()
        counts = self.counts(classes)
        used = [label for label, count in enumerate(counts) if count]
        values, labelled = self.values, self.labelled
        index = np.array(self._index, dtype=np.int64).reshape(-1, 3)
        self._save("index.npy", index)
        self._save("thumbs.npy", np.array(self._thumbnail_ends, dtype=np.int64))
        self._save("refused.npy", np.array(self._refused_ends, dtype=np.int64))
        hashes = np.frombuffer(self._hashes, dtype=np.uint8).reshape(-1, 32)
        self._save("hashes.npy", hashes)
        labels: NDArray[Any] = np.array(self._values, dtype=np.float64)
        if used or not values:
            renumbered = np.full(len(classes) + 1, -1, dtype=np.int64)  # its last place is where -1 points
            renumbered[used] = np.arange(len(used))
            labels = renumbered[np.array(self._labels, dtype=np.int64)]
        if labelled:
            self._save("labels.npy", labels)
        named = tuple(encodable(classes[label]) for label in used)
        order = order_of(hashes, self._names, labels, named, task)
        self._save("order.npy", order)
        durable.write_json(self._folder / "names.json", self._names)
        durable.write_bytes(
            self._folder / "originals.json",
            durable.to_json({"kinds": list(self._kinds), "pictures": self._originals}).encode(),
        )
        if stamps is not None:
            durable.write_bytes(self._folder / "stamps.json", durable.to_json(stamps).encode())
        report = {"notes": [note.as_json() for note in notes], "refused": list(refused)}
        durable.write_json(self._folder / "report.json", report)
        info = DatasetInfo(
            id=dataset_id,
            owner=owner,
            name=encodable(name),
            created=time.time(),
            size=len(self),
            classes=named,
            counts=tuple(counts[label] for label in used),
            labels="none" if not labelled else "all" if labelled == len(self) else "some",
            labels_open=labels_open,
            content=hashlib.sha256(hashes[order].tobytes()).hexdigest(),
            origin=origin,
            short_side=int(np.median(index[:, 1:].min(axis=1))),
            refused=len(refused),
            labelled=labelled,
            task=task,
            value_name=encodable(value_name) if TASKS[task].has_values else "",
            value_range=(min(values), max(values)) if values else (),
        )
        durable.write_json(self._folder / "dataset.json", info.as_json())
        return info

    def _save(self, file: str, values: np.ndarray) -> None:
        np.save(self._folder / file, values, allow_pickle=False)
