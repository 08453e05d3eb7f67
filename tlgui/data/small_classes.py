"""What the numbers of pictures in a source's classes say before anything is trained on it."""

from __future__ import annotations

from typing import Any

from tlgui.data.pack import DatasetInfo
from tlgui.data.scan_notes import one_picture_notes
from tlgui.errors import Problem

IMBALANCED = 10
"""From this ratio of the largest to the smallest class on, imbalance is worth a warning."""


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
    return [*one_picture_notes(zip(info.classes, info.counts, strict=True)), *unequal]
