"""A dataset as training wants it: every picture decoded once, in one file that is read by memory map.

=================== ==========================================================================================================
file                what it holds
=================== ==========================================================================================================
``dataset.json``    :class:`DatasetInfo`
``pictures.bin``    the pixels of all pictures one after the other, RGB, one byte a channel, row by row
``index.npy``       int64 (n, 3): where each picture begins in ``pictures.bin``, its height, its width
``thumbs.bin``      WebP files one after the other
``thumbs.npy``      int64 (n + 1,): where each begins; the last is the end
``names.json``      a name for each picture, its class folder left out
``hashes.npy``      uint8 (n, 32): SHA-256 of shape and pixels
``labels.npy``      int64 (n,): index into the classes, -1 where it is not known; or float64 (n,): the value to predict, NaN where it is not
                    known. Missing when there are no labels
``order.npy``       int64 (n,): for each picture by its number its place in the files above, where pictures stand as they were read. Missing in
                    datasets of version 1: it is worked out
``originals.json``  what each picture was in its file: ``kinds``, pairs of format and color mode, and ``pictures``, for each its
                    height, width and index of its kind (-1: made here). Missing in datasets of earlier versions
``report.json``     notes of the scan and of decoding, and each refused file with its reason; its ``thumbnail`` is the number of …
``refused.bin``     … a WebP file of what can be seen of it, one after the other
``refused.npy``     int64 (m + 1,): where each begins; the last is the end. Missing in datasets of earlier versions
=================== ==========================================================================================================

The labels of a target may be sealed. So they are in a separate file that is opened only to read labels (and to order a
dataset of version 1), and pictures are numbered by content (:mod:`tlgui.data.order`), not in the order in which class
folders were read. Names may reveal a class: :mod:`tlgui.data.seals` decides who may see them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from PIL import Image

from tlgui import durable
from tlgui.data import pack_files
from tlgui.data.images import Original, thumbnail
from tlgui.data.order import by_content
from tlgui.tasks import DEFAULT_TASK, TASKS, TaskKey

LARGE_SIDE = 512
"""Of a picture that is looked at by itself. Few have so many pixels: what is stored has a short side of no more than 256."""

PACK_VERSION = 2
"""2: pictures are numbered by their content. In a dataset of version 1 they are too; only runs of that time know them as they were read."""


@dataclass(frozen=True)
class DatasetInfo:
    """What a dataset is, without its pictures.

    Attributes
    ----------
    id, owner, name:
        Random id, owner, and name for people.
    created:
        Seconds since 1970.
    size:
        Number of pictures.
    classes, counts:
        Names of the classes, sorted, and the number of pictures of each; empty without labels and for tasks without classes.
    labels:
        Which pictures have one: ``"all"``, ``"some"`` or ``"none"``. ``labelled`` is how many.
    task:
        Of the labels, a key of :data:`tlgui.tasks.TASKS`.
    value_name, value_range:
        For values: how their column is called (may be empty), and the smallest and largest of them.
    labels_open:
        Everybody knows the labels anyway (the demo): they are never sealed.
    content:
        SHA-256 over the hashes of all pictures in their order (version 1: as they were read; :attr:`Pack.content` is what to compare). Labels
        and names are not part of it.
    origin:
        ``kind`` ("folder", "zip", "upload" or "demo"), ``path`` (empty for an upload) and ``fingerprint``, by which an unchanged
        folder is known again; ``credit``, the key of a text that says whose pictures these are, where it must be said.
    short_side:
        Median of the pictures' short sides, in pixels as stored.
    refused:
        Files that could not be used; they are listed in the report.
    """

    id: str
    owner: str
    name: str
    created: float
    size: int
    classes: tuple[str, ...]
    counts: tuple[int, ...]
    labels: Literal["none", "some", "all"]
    labels_open: bool
    content: str
    origin: dict[str, str]
    short_side: int
    refused: int
    version: int = PACK_VERSION
    labelled: int = 0
    task: TaskKey = DEFAULT_TASK
    value_name: str = ""
    value_range: tuple[float, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> DatasetInfo:
        """What :meth:`as_json` gave; datasets of before there were values have all their labels or none."""
        labelled = value["size"] if value["labels"] == "all" else 0
        sequences = {name: tuple(value.get(name, ())) for name in ("classes", "counts", "value_range")}
        return cls(**{"labelled": labelled, **value, **sequences})


class Pack:
    """A dataset on disk. Nothing in it ever changes; any number of threads and processes may read it at once.

    Parameters
    ----------
    folder:
        Where it lies.
    as_read:
        For :meth:`numbered_for` alone.

    Raises
    ------
    OSError, ValueError
        When there is no readable dataset. What is read later raises ``dataset_damaged`` with the name of the file.
    """

    def __init__(self, folder: Path, *, as_read: bool = False) -> None:
        self.folder = folder
        kept = durable.read_json(folder / "dataset.json")
        if not pack_files.is_info(kept):
            raise ValueError("dataset.json")
        self.info = DatasetInfo.from_json(kept)
        self._as_read = as_read
        self._told: np.ndarray | None = None

    def numbered_for(self, version: int) -> Pack:
        """The dataset with its pictures numbered as a run of this version of the spec knows them."""
        return self if version > 1 or self.info.version > 1 else Pack(self.folder, as_read=True)

    def labeled_as(self, classes: Sequence[str], labels: np.ndarray) -> Pack:
        """The same pictures with other labels, int64 (n,), -1 for none; the dataset's own are not looked at, and it does not change."""
        found = Pack(self.folder, as_read=self._as_read)
        _ = found._order  # in a dataset of version 1 it depends on the dataset's own classes
        counts = np.bincount(labels[labels >= 0], minlength=len(classes))
        found._told = labels
        found.info = replace(
            self.info,
            classes=tuple(classes),
            counts=tuple(counts.tolist()),
            labels="all" if (labels >= 0).all() else "some",
            labelled=int(counts.sum()),
            labels_open=True,
            task=DEFAULT_TASK,
        )
        return found

    @property
    def told(self) -> bool:
        """Whether its labels are those of :meth:`labeled_as`."""
        return self._told is not None

    def in_run(self, version: int) -> np.ndarray:
        """int64 (n,): by its number here, the number by which a run of this version of the spec knows each picture."""
        return np.arange(len(self)) if version > 1 or self.info.version > 1 else self._order

    def _damage_told(self, file: str) -> AbstractContextManager[None]:
        return pack_files.damage_told(self.info.name, file)

    def __len__(self) -> int:
        return self.info.size

    def picture(self, index: int) -> np.ndarray:
        """A picture: uint8 (height, width, 3), a read-only view into the file."""
        begin, height, width = self._index[self._order[index]].tolist()
        return self._pixels[begin : begin + height * width * 3].reshape(height, width, 3)

    @property
    def sizes(self) -> np.ndarray:
        """int64 (n, 2): height and width of each picture."""
        return self._index[self._order, 1:]

    def thumbnail(self, index: int) -> bytes:
        """A WebP file of a picture, at most 96 pixels wide and high."""
        return self.thumbnails([index])[0]

    def thumbnails(self, indices: Sequence[int]) -> list[bytes]:
        """:meth:`thumbnail` of each of these pictures; the file is opened once."""
        if not all(0 <= index < len(self) for index in indices):
            raise IndexError(indices)
        begins = self._order[list(indices)]
        places = zip(self._thumbnails[begins].tolist(), self._thumbnails[begins + 1].tolist(), strict=True)
        with self._damage_told("thumbs.bin"):
            return pack_files.parts(self.folder, "thumbs.bin", places)

    def large(self, index: int) -> bytes:
        """A WebP file of a picture, at most :data:`LARGE_SIDE` pixels wide and high, made from the stored pixels."""
        if not 0 <= index < len(self):
            raise IndexError(index)
        return thumbnail(Image.fromarray(np.array(self.picture(index))), LARGE_SIDE)

    def refused_thumbnail(self, number: int) -> bytes:
        """A WebP file of what can be seen of a refused file; ``number`` as in the report. ``IndexError`` when there is none."""
        if not (self.folder / "refused.npy").exists():
            raise IndexError(number)
        with self._damage_told("refused.npy"):
            ends = pack_files.ends(self.folder, "refused.npy", "refused.bin").tolist()
        if not 0 <= number < len(ends) - 1:
            raise IndexError(number)
        with self._damage_told("refused.bin"):
            return pack_files.part(self.folder, "refused.bin", ends[number], ends[number + 1])

    def name(self, index: int) -> str:
        """The name of a picture's file, its class folder left out: two pictures of different classes may share one."""
        return self._names[self._order[index]]

    def hash(self, index: int) -> str:
        """SHA-256 of a picture's shape and pixels in hexadecimal: the same picture twice has the same one."""
        return self.hash_bytes[index].tobytes().hex()

    @property
    def hashes(self) -> list[str]:
        """:meth:`hash` of all pictures."""
        return [row.tobytes().hex() for row in self.hash_bytes]

    @cached_property
    def hash_bytes(self) -> np.ndarray:
        """uint8 (n, 32): the same as numbers."""
        return self._hashes[self._order]

    @cached_property
    def content(self) -> str:
        """SHA-256 over the hashes of all pictures in the order in which they are numbered: by it the same pictures are known elsewhere."""
        return hashlib.sha256(self.hash_bytes.tobytes()).hexdigest() if self.info.version == 1 else self.info.content

    def labels(self) -> np.ndarray:
        """The label of each picture, (n, …), as its task has it: for classes an index, -1 when not known; for values a number, NaN then."""
        return self._labels()[self._order] if self._told is None else self._told

    def _labels(self) -> np.ndarray:
        """The labels of the pictures as they were read."""
        if self.info.labels == "none":
            return np.full(len(self), -1, dtype=np.int64)
        with self._damage_told("labels.npy"):
            return pack_files.labels(self.folder, len(self), len(self.info.classes), TASKS[self.info.task])

    def originals(self) -> list[Original] | None:
        """What each picture was in its file; ``None`` when that was not kept (earlier versions)."""
        if not (self.folder / "originals.json").exists():
            return None
        with self._damage_told("originals.json"):
            kinds, kept = pack_files.originals(self.folder, len(self))
        kinds = [*kinds, ("", "")]  # its last place is where -1 points
        pictures = (kept[place] for place in self._order.tolist())
        return [Original(height, width, *kinds[kind]) for height, width, kind in pictures]

    def stamps(self) -> dict[str, list[int]] | None:
        """What :func:`tlgui.data.changes.stamps` gave of the folder; ``None`` when the dataset was not made of one."""
        if not (self.folder / "stamps.json").exists():
            return None
        with self._damage_told("stamps.json"):
            return pack_files.stamps(self.folder)

    def report(self) -> dict[str, Any]:
        """``notes``: problems as JSON. ``refused``: for each refused file its ``name``, ``code``, ``values`` and maybe ``thumbnail``."""
        with self._damage_told("report.json"):
            return pack_files.report(self.folder)

    @cached_property
    def _order(self) -> np.ndarray:
        """int64 (n,): the place in the files of each picture by its number."""
        if self._as_read:
            return np.arange(len(self))
        if self.info.version == 1:
            return order_of(self._hashes, self._names, self._labels(), self.info.classes, self.info.task)
        with self._damage_told("order.npy"):
            return pack_files.order(self.folder, len(self))

    @cached_property
    def _index(self) -> np.ndarray:
        with self._damage_told("index.npy"):
            return pack_files.index(self.folder, len(self))

    @cached_property
    def _pixels(self) -> np.ndarray:
        with self._damage_told("pictures.bin"):
            return pack_files.pixels(self.folder, self._index)

    @cached_property
    def _thumbnails(self) -> np.ndarray:
        with self._damage_told("thumbs.npy"):
            return pack_files.ends(self.folder, "thumbs.npy", "thumbs.bin", len(self))

    @cached_property
    def _names(self) -> list[str]:
        with self._damage_told("names.json"):
            return pack_files.names(self.folder, len(self))

    @cached_property
    def _hashes(self) -> np.ndarray:
        with self._damage_told("hashes.npy"):
            return pack_files.hashes(self.folder, len(self))


def order_of(hashes: np.ndarray, names: Sequence[str], labels: np.ndarray, classes: Sequence[str], task: TaskKey) -> np.ndarray:
    """:func:`by_content` of a dataset's tables as they were read."""
    return by_content(hashes, names, lambda place: TASKS[task].rank(labels[place], classes))
