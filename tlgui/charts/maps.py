"""Feature maps as plain data for the map explorer: coordinates as base64, names and numbers as they are."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.charts import palette

MOVES_SHOWN = 3
"""So many of the largest changes of predictions are listed."""

Arrays = Mapping[str, NDArray[np.generic]]


def packed(values: NDArray[np.generic], kind: str) -> str:
    """An array as base64 of little-endian ``kind`` (``f4``, ``i4``), as a browser's typed arrays read it."""
    return base64.b64encode(np.ascontiguousarray(values, dtype=f"<{kind}").tobytes()).decode()


def explorer(
    maps: Mapping[str, Arrays],
    record: Mapping[str, Any],
    classes: Sequence[str],
    labels: Mapping[str, Sequence[int] | None],
    names: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Both maps of a run for the explorer.

    Parameters
    ----------
    maps:
        ``before`` and, once it is drawn, ``after``: ``source`` (n, 2), ``target`` (m, 2) and for each role ``_predictions`` and
        ``_confidence``, which may be missing.
    record:
        The map job's record: honesty numbers of each map, ``bounds``, ``moved``.
    classes:
        The run's classes; predictions and labels are indices into them.
    labels:
        For each role the class of each picture, -1 for unknown; ``None`` while the target's are sealed.
    names:
        For each role the file name of each picture.
    """
    counts = _class_counts(classes, labels.get("source"))
    return {
        "classes": list(classes),
        "colours": palette.class_colours(counts),
        "domains": {"source": palette.SOURCE, "target": palette.TARGET},
        "bounds": record["bounds"],
        "moved": record["moved"],
        "names": {role: list(each) for role, each in names.items()},
        "labels": {role: None if each is None else list(map(int, each)) for role, each in labels.items()},
        "maps": {name: {**_points(arrays), **record["maps"][name]} for name, arrays in maps.items()},
        "moves": moves(maps, len(classes)),
    }


def _class_counts(classes: Sequence[str], labels: Sequence[int] | None) -> list[int]:
    if labels is None:
        return [0] * len(classes)
    known = np.asarray(labels, np.int64)
    return np.bincount(known[known >= 0], minlength=len(classes)).tolist()


def _points(arrays: Arrays) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for role in ("source", "target"):
        if role not in arrays:
            continue
        part: dict[str, Any] = {"xy": packed(arrays[role], "f4"), "count": len(arrays[role])}
        if f"{role}_predictions" in arrays:
            part["predictions"] = packed(arrays[f"{role}_predictions"], "i4")
            part["confidence"] = packed(arrays[f"{role}_confidence"], "f4")
        made[role] = part
    return made


def moves(maps: Mapping[str, Arrays], classes: int) -> dict[str, Any] | None:
    """How the target's predictions changed from before to after; ``None`` when one of them is not known.

    Returns
    -------
    ``changed`` pictures ``of`` all, and the largest ``groups``: class ``before``, class ``after``, ``pictures`` (places in the sample).
    """
    both = [maps.get(name, {}).get("target_predictions") for name in ("before", "after")]
    if both[0] is None or both[1] is None or len(both[0]) != len(both[1]):
        return None
    before, after = (np.asarray(each, np.int64) for each in both)
    changed = np.flatnonzero((before != after) & (before < classes))
    largest = Counter(zip(before[changed].tolist(), after[changed].tolist(), strict=True)).most_common(MOVES_SHOWN)
    groups = [
        {"before": one, "after": other, "pictures": np.flatnonzero((before == one) & (after == other)).tolist()}
        for (one, other), _ in largest
    ]
    return {"changed": len(changed), "of": len(before), "groups": groups}
