"""Which labeled pictures are for training and which for validation, decided by content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Parts(NamedTuple):
    """What each picture of a dataset is for in a run: indices, int64, sorted.

    Attributes
    ----------
    train, validation:
        Labeled pictures to learn from, and labeled ones kept out of it. Where labels are unknown all are for training.
    scored:
        The pictures that results speak of.
    seen:
        Pictures that training may use without their labels: all but the validation pictures and their copies.
    """

    train: np.ndarray
    validation: np.ndarray
    scored: np.ndarray
    seen: np.ndarray


def divide(hashes: Sequence[str], strata: np.ndarray | None, role: str, validation_share: float, seed: int) -> Parts:
    """Divide a dataset that is ``source`` or ``target`` of a run.

    Parameters
    ----------
    strata:
        As the task's :meth:`tlgui.tasks.TaskKind.strata` gives them; ``None`` where no labels are learned from.
    hashes, validation_share, seed:
        As for :func:`split`.
    """
    everything = np.arange(len(hashes))
    if strata is None:
        return Parts(everything, everything[:0], everything, everything)
    train, validation = split(hashes, strata, validation_share, seed)
    if role == "source":
        return Parts(train, validation, validation, train)
    known = np.asarray(hashes)
    return Parts(train, validation, validation, np.flatnonzero(~np.isin(known, known[validation])))


def told(hashes: Sequence[str], labels: np.ndarray) -> Parts:
    """Divide a target of which a person gave few labels, int64 (n,), -1 for none: all of them train, and results speak of the other
    pictures.
    """
    everything = np.arange(len(labels))
    learned = everything[labels >= 0]
    return Parts(learned, everything[:0], others(hashes, learned), everything)


def others(hashes: Sequence[str], pictures: np.ndarray) -> np.ndarray:
    """Which pictures are none of these, nor copies of them."""
    contents = np.asarray(hashes)
    return np.flatnonzero(~np.isin(contents, contents[pictures]))


def split(hashes: Sequence[str], labels: np.ndarray | None, validation_share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Split pictures into training and validation, each class in the same proportion.

    Copies of a picture are one picture: they are never on both sides, and count once. Each picture's place in the draw depends on its
    content and the seed alone, so the order of the files does not matter, and a folder with a few more pictures keeps most of its split.

    Parameters
    ----------
    hashes:
        For each picture the hash of its content.
    labels:
        int (n,): class of each picture (or its group, see :meth:`tlgui.tasks.TaskKind.strata`); those with -1 are on neither side. ``None``:
        all pictures count as one class.
    validation_share:
        Share of the different pictures of each class that goes to validation, in (0, 1). A class with at least two different pictures
        has at least one on each side; a class with one only trains.
    seed:
        Another seed draws another split.

    Returns
    -------
    Indices of the training and of the validation pictures: int64, sorted.

    Notes
    -----
    A picture that occurs under two labels is drawn with the class of its first occurrence.
    """
    known = _known(hashes, labels)
    of_class = _different(hashes, known)
    checking: set[str] = set()
    for contents in of_class.values():
        in_order = sorted(contents, key=lambda content: _place(content, seed))
        checking.update(in_order[: _validation_count(len(in_order), validation_share)])
    validates = np.fromiter((content in checking for content in hashes), dtype=bool, count=len(hashes))
    return np.flatnonzero((known >= 0) & ~validates), np.flatnonzero((known >= 0) & validates)


class SplitSizes(NamedTuple):
    """How many different pictures :func:`split` leaves on each side, whatever the seed, and of how many classes or ranges of values."""

    groups: int
    train: int
    validation: int


def split_sizes(hashes: Sequence[str], labels: np.ndarray, validation_share: float) -> SplitSizes:
    """The sizes of a split with these arguments. Nothing is drawn, so it is fast even for large datasets."""
    counts = [len(contents) for contents in _different(hashes, _known(hashes, labels)).values()]
    validation = sum(_validation_count(count, validation_share) for count in counts)
    return SplitSizes(len(counts), sum(counts) - validation, validation)


def _known(hashes: Sequence[str], labels: np.ndarray | None) -> np.ndarray:
    return np.zeros(len(hashes), dtype=np.int64) if labels is None else np.asarray(labels)


def _different(hashes: Sequence[str], known: np.ndarray) -> dict[int, dict[str, None]]:
    """The different pictures of each class, in order."""
    of_class: dict[int, dict[str, None]] = {}
    drawn: set[str] = set()
    for content, label in zip(hashes, known.tolist(), strict=True):
        if label >= 0 and content not in drawn:
            drawn.add(content)
            of_class.setdefault(label, {})[content] = None
    return of_class


def _place(content: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {content}".encode()).digest()


def _validation_count(count: int, share: float) -> int:
    return 0 if count < 2 else min(max(round(share * count), 1), count - 1)
