"""What the numbers of pictures in a source's classes say before anything is trained on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from tlgui.data.pack import DatasetInfo
from tlgui.data.scan_notes import name_values, one_picture_notes
from tlgui.errors import Problem

FEW_OF_A_CLASS = 5
"""Of a class with fewer pictures than this the default split holds out one at most: one picture decides between 0 % and 100 % on that class.
That networks which all learned it from the same few agree says little too, so a search takes its weight from their agreement.
"""

IMBALANCED = 10
"""From this ratio of the largest to the smallest class on, imbalance is worth a warning."""


class Divided(NamedTuple):
    """A class and its pictures on the two sides of the default split."""

    name: str
    train: int
    validation: int


def few_of_a_class(classes: Iterable[Divided]) -> list[Problem]:
    """The note about classes with fewer than :data:`FEW_OF_A_CLASS` pictures, with what the smallest leaves to train on and to validate on;
    none where they all have a single one, of which another note speaks.
    """
    there = [each for each in classes if each.train + each.validation]
    few = sorted((each for each in there if each.train + each.validation < FEW_OF_A_CLASS), key=lambda each: each[1:])
    if not any(each.train + each.validation > 1 for each in few):
        return []
    smallest = few[0]
    values = {"limit": FEW_OF_A_CLASS, "train": smallest.train, "check": smallest.validation}
    if len(few) == len(there):
        return [Problem("few_of_every_class", {**values, "smallest": smallest.name})]
    return [Problem("few_of_a_class", {**values, **name_values([each.name for each in few])})]


def imbalance(info: DatasetInfo) -> dict[str, Any] | None:
    """The largest and the smallest class, and how much larger that is; ``None`` of fewer than two classes."""
    if len(info.classes) < 2:
        return None
    counted = dict(zip(info.classes, info.counts, strict=True))
    largest, smallest = max(counted, key=counted.__getitem__), min(counted, key=counted.__getitem__)
    return {"ratio": round(counted[largest] / counted[smallest], 1), "largest": largest, "smallest": smallest}


def small_classes(info: DatasetInfo) -> list[Problem]:
    """Notes about classes of a source that are too small; of one whose classes may not be told (:func:`tlgui.data.told.told_info`) none."""
    found = imbalance(info)
    unequal = [] if found is None or found["ratio"] < IMBALANCED else [Problem("health_imbalanced", found)]
    counted = list(zip(info.classes, info.counts, strict=True))
    # of so few different pictures the default split holds out one, as long as another is left
    divided = [Divided(name, pictures - int(pictures > 1), int(pictures > 1)) for name, pictures in counted]
    return [*few_of_a_class(divided), *one_picture_notes(counted), *unequal]
