"""Reading the files of a dataset: each must be as written, or it is reported by name as damaged.

The disk may have failed, or somebody may have changed the folder. Only reads of the damaged file fail; the other files and other datasets keep
working. Lengths are checked against each other before anything is mapped into memory: reading past the end of a truncated file would kill
the process.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from tlgui import durable
from tlgui.array_files import reads_again
from tlgui.errors import UserError
from tlgui.home import is_id
from tlgui.storage import told_by_the_disk
from tlgui.tasks import TASKS, TaskKind
from tlgui.texts import CATALOGUE, say

MOST_PICTURES = 10**8
LATEST = 1e11
"""Seconds since 1970; later times cannot be shown as dates."""


@contextmanager
def damage_told(name: str, file: str) -> Iterator[None]:
    """Inside, a file that is missing, truncated or changed becomes a user error: ``dataset_damaged``."""
    try:
        yield
    except OSError as error:
        if told_by_the_disk(error):
            raise
        raise UserError("dataset_damaged", name=name, file=file) from error
    except (ValueError, KeyError, TypeError, EOFError, RecursionError, AttributeError) as error:
        raise UserError("dataset_damaged", name=name, file=file) from error


def is_info(value: Any) -> bool:
    """Whether this is a valid ``dataset.json``. Later versions may have more fields."""
    if not isinstance(value, dict) or not all(name in value and form(value[name]) for name, form in _INFO.items()):
        return False
    if not all(form(value[name]) for name, form in _LATER.items() if name in value):
        return False
    origin = value["origin"]
    return (
        all(isinstance(origin.get(name), str) for name in ("kind", "path", "fingerprint"))
        and len(value["classes"]) == len(value["counts"])
        and value.get("labelled", 0) <= value["size"]
        and len(value.get("value_range", ())) in (0, 2)
    )


def index(folder: Path, size: int) -> np.ndarray:
    """``index.npy``, int64 (n, 3), whose last picture ends where ``pictures.bin`` does."""
    table = _array(folder / "index.npy", "i", (size, 3))
    lengths = table[:, 1] * table[:, 2] * 3
    ends = table[:, 0] + lengths
    if size and ((table[:, 1:] < 1).any() or table[0, 0] != 0 or (table[1:, 0] != ends[:-1]).any()):
        raise ValueError("index.npy")
    return table


def pixels(folder: Path, index: np.ndarray) -> np.ndarray:
    """``pictures.bin`` as a read-only view, as long as the index says."""
    needed = int(index[-1, 0] + index[-1, 1] * index[-1, 2] * 3) if len(index) else 0
    if os.stat(folder / "pictures.bin").st_size != needed:
        raise ValueError("pictures.bin")
    return np.memmap(folder / "pictures.bin", dtype=np.uint8, mode="r", shape=(needed,))


def ends(folder: Path, file: str, of: str, size: int | None = None) -> np.ndarray:
    """Where each part of another file begins and the last one ends, int64 (n + 1,)."""
    offsets = _array(folder / file, "i", None if size is None else (size + 1,))
    if (
        offsets.ndim != 1
        or not len(offsets)
        or offsets[0] != 0
        or (np.diff(offsets) < 0).any()
        or offsets[-1] != os.stat(folder / of).st_size
    ):
        raise ValueError(file)
    return offsets


def part(folder: Path, file: str, begin: int, end: int) -> bytes:
    """The bytes of a file from ``begin`` to ``end``, all of them."""
    return parts(folder, file, [(begin, end)])[0]


def parts(folder: Path, file: str, places: Iterable[tuple[int, int]]) -> list[bytes]:
    """:func:`part` at each of these places."""
    found = []
    with open(folder / file, "rb") as opened:
        for begin, end in places:
            opened.seek(begin)
            data = opened.read(end - begin)
            if len(data) != end - begin:
                raise ValueError(file)
            found.append(data)
    return found


def names(folder: Path, size: int) -> list[str]:
    """``names.json``: a name for each picture."""
    listed = durable.read_json(folder / "names.json")
    if not _all(listed, str) or len(listed) != size:
        raise ValueError("names.json")
    return listed


def hashes(folder: Path, size: int) -> np.ndarray:
    return _array(folder / "hashes.npy", "u", (size, 32))


def order(folder: Path, size: int) -> np.ndarray:
    """``order.npy``: the place of each picture by its number; every place once."""
    places = _array(folder / "order.npy", "i", (size,))
    if not np.array_equal(np.sort(places), np.arange(size)):
        raise ValueError("order.npy")
    return places


def labels(folder: Path, size: int, classes: int, task: TaskKind) -> np.ndarray:
    """``labels.npy``: (n, …), as the task keeps them. They are looked at before they are copied."""
    kept = _mapped(folder / "labels.npy")
    if not task.are_stored(kept, size, classes):
        raise ValueError("labels.npy")
    return np.array(kept)


def originals(folder: Path, size: int) -> tuple[list[tuple[str, str]], list[tuple[int, int, int]]]:
    """The kinds, and of each picture its height, width and kind; ``FileNotFoundError`` in datasets of earlier versions."""
    kept = durable.read_json(folder / "originals.json")
    kinds, pictures = ([tuple(each) for each in kept[name]] for name in ("kinds", "pictures"))
    good = (
        len(pictures) == size
        and all(len(each) == 2 and _all(each, str) for each in kinds)
        and all(len(each) == 3 and _all(each, int) and -1 <= each[2] < len(kinds) for each in pictures)
    )
    if not good:
        raise ValueError("originals.json")
    return kinds, pictures


def stamps(folder: Path) -> dict[str, list[int]]:
    """``FileNotFoundError`` where the dataset was not made of a folder."""
    by_picture = durable.read_json(folder / "stamps.json")
    if not isinstance(by_picture, dict) or not all(isinstance(each, list) and _all(each, int) for each in by_picture.values()):
        raise ValueError("stamps.json")
    return by_picture


def report(folder: Path) -> dict[str, Any]:
    """``report.json``, whose notes and refusals can be put in words."""
    written = durable.read_json(folder / "report.json")
    good = all(_can_be_said("note", each) for each in written["notes"]) and all(
        isinstance(each["name"], str) and _can_be_said("error", each) and isinstance(each.get("thumbnail", 0), int | None)
        for each in written["refused"]
    )
    if not good:
        raise ValueError("report.json")
    return written


def _array(path: Path, kind: str, shape: tuple[int, ...] | None) -> np.ndarray:
    """The array in a file, of this kind of numbers; it is looked at before anything of its size is made."""
    kept = _mapped(path)
    if kept.dtype.kind != kind or (shape is not None and kept.shape != shape):
        raise ValueError(path.name)
    return np.array(kept)


@reads_again
def _mapped(path: Path) -> np.ndarray:
    """A file as it is, read when it is looked at."""
    return np.load(path, mmap_mode="r", allow_pickle=False)


def _can_be_said(family: str, value: Any) -> bool:
    """Whether a note or a refusal can be put in words. One that this version does not know is shown as it is."""
    if not isinstance(value, Mapping) or not isinstance(value.get("code"), str) or not isinstance(value.get("values", {}), dict):
        return False
    key = f"{family}.{value['code']}"
    try:
        return key not in CATALOGUE or bool(say(key, "en", **value.get("values", {})))
    except (KeyError, ValueError, TypeError, AttributeError, IndexError):
        return False


def _all(value: Any, kind: type) -> bool:
    return isinstance(value, list | tuple) and all(type(each) is kind for each in value)


def _count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_PICTURES


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < 1e39  # NaN is none


def _list_of(form: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list | tuple) and all(map(form, value))


_INFO: Mapping[str, Callable[[Any], bool]] = {
    "id": lambda value: isinstance(value, str) and is_id(value),
    "owner": _text,
    "name": _text,
    "created": lambda value: _number(value) and 0 <= value < LATEST,
    "size": _count,
    "classes": _list_of(_text),
    "counts": _list_of(_count),
    "labels": lambda value: value in ("none", "some", "all"),
    "labels_open": lambda value: isinstance(value, bool),
    "content": _text,
    "origin": lambda value: isinstance(value, dict),
    "short_side": _count,
    "refused": _count,
    "version": _count,
}
_LATER: Mapping[str, Callable[[Any], bool]] = {
    "labelled": _count,
    "task": lambda value: isinstance(value, str) and value in TASKS,
    "value_name": _text,
    "value_range": _list_of(_number),
}
"""What datasets of earlier versions do not have."""
