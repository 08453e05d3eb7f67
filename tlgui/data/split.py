"""Which labelled pictures train and which only check, decided by content."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

STRATA = 5
"""Values are split within so many groups of similar value, of at least ``FEWEST_IN_STRATUM`` pictures each."""

FEWEST_IN_STRATUM = 10


class Parts(NamedTuple):
    """What each picture of a dataset is for in a run: indices, int64, sorted.

    Attributes
    ----------
    train, validation:
        Labelled pictures to learn from, and labelled ones kept out of it. Where labels are unknown all are for training.
    scored:
        The pictures that results speak of.
    seen:
        Pictures that training may look at without their labels: all but the validation ones and their copies.
    """

    train: np.ndarray
    validation: np.ndarray
    scored: np.ndarray
    seen: np.ndarray


def divide(hashes: Sequence[str], labels: np.ndarray | None, role: str, validation_share: float, seed: int) -> Parts:
    """Divide a dataset that is ``source`` or ``target`` of a run.

    Parameters
    ----------
    labels:
        As for :func:`strata`; ``None`` where nothing is learned from them.
    hashes, validation_share, seed:
        As for :func:`split`.
    """
    everything = np.arange(len(hashes))
    if labels is None:
        return Parts(everything, everything[:0], everything, everything)
    train, validation = split(hashes, strata(labels), validation_share, seed)
    if role == "source":
        return Parts(train, validation, validation, train)
    known = np.asarray(hashes)
    return Parts(train, validation, validation, np.flatnonzero(~np.isin(known, known[validation])))


def strata(labels: np.ndarray) -> np.ndarray:
    """For each picture the group within which it is split, int64 (n,), -1 without a label: its class, or for values a range of them.

    Parameters
    ----------
    labels:
        Indices of classes, -1 for none; or values, NaN for none.
    """
    if labels.dtype.kind != "f":
        return labels
    known = ~np.isnan(labels)
    groups = max(1, min(STRATA, int(known.sum()) // FEWEST_IN_STRATUM))
    found = np.full(len(labels), -1, np.int64)
    if known.any():
        edges = np.quantile(labels[known], np.arange(1, groups) / groups)
        found[known] = np.searchsorted(edges, labels[known], side="right")
    return found


def split(hashes: Sequence[str], labels: np.ndarray | None, validation_share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Split pictures into training and validation, each class in the same proportion.

    Copies of a picture are one picture: they are never on both sides, and count once. Each picture's place in the draw depends on its
    content and the seed alone, so the order of the files does not matter, and a folder with a few more pictures keeps most of its split.

    Parameters
    ----------
    hashes:
        For each picture the hash of its content.
    labels:
        int (n,): class of each picture (or its group, see :func:`strata`); those with -1 are on neither side. ``None``: all pictures count
        as one class.
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
    of_class: dict[int, dict[str, None]] = {}
    drawn: set[str] = set()
    known = np.zeros(len(hashes), dtype=np.int64) if labels is None else np.asarray(labels)
    for content, label in zip(hashes, known.tolist(), strict=True):
        if label >= 0 and content not in drawn:
            drawn.add(content)
            of_class.setdefault(label, {})[content] = None
    checking: set[str] = set()
    for contents in of_class.values():
        in_order = sorted(contents, key=lambda content: _place(content, seed))
        checking.update(in_order[: _validation_count(len(in_order), validation_share)])
    validates = np.fromiter((content in checking for content in hashes), dtype=bool, count=len(hashes))
    return np.flatnonzero((known >= 0) & ~validates), np.flatnonzero((known >= 0) & validates)


def _place(content: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed} {content}".encode()).digest()


def _validation_count(count: int, share: float) -> int:
    return 0 if count < 2 else min(max(round(share * count), 1), count - 1)
