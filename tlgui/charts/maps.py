"""Feature maps as plain data for the map explorer: coordinates as base64, names and numbers as they are."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.charts import palette
from tlgui.charts.frame import frame_of
from tlgui.charts.values import COLOURS, Steps

ROLES = ("source", "target")

MOVES_SHOWN = 3
"""Number of largest changes of predictions listed."""

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
    known: Collection[str] = (),
    learned: Sequence[int] = (),
) -> dict[str, Any]:
    """The maps of a run for the explorer. ``bounds`` is the frame of all, and ``outside`` says whether some points lie beyond it.

    Parameters
    ----------
    maps:
        In the order of time: ``before``, moments of training by their step and, once it is drawn, ``after``. Each has ``source`` (n, 2),
        ``target`` (m, 2) and for each role ``_predictions`` and ``_confidence``, or ``_values`` for a task without classes; all of these
        may be missing.
    record:
        The map job's record: honesty numbers of each map, ``bounds``, ``moved``, and after the run ``movers``, ``unlike`` and ``alignment``.
    classes:
        The run's classes; predictions and labels are indices into them.
    labels:
        For each role the class of each picture, -1 for unknown; ``None`` while the target's are sealed. For a task without classes the value to
        predict, NaN for unknown.
    names:
        For each role the file name of each picture.
    known:
        Maps whose points need not be sent again; taken as none for a task without classes.
    learned:
        Places in the target's sample of pictures whose labels the run learned: neither what changed nor ``unlike`` speaks of them.
    """
    frame = frame_of([np.concatenate([arrays[role] for role in ROLES if role in arrays]) for arrays in maps.values()])
    if classes:
        values: dict[str, list[float | None] | None] | None = None
        colours = palette.class_colours(_class_counts(classes, labels.get("source")))
    else:
        values = {role: None if each is None else _numbers(each) for role, each in labels.items()}
        maps, labels, classes = _in_steps(maps, labels)
        known = ()  # a new map or a label can change the steps of all
        colours = list(COLOURS)
    return {
        "classes": list(classes),
        "colours": colours,
        "values": values,
        "domains": {"source": palette.SOURCE, "target": palette.TARGET},
        "bounds": record["bounds"] if frame is None else frame,
        "outside": frame is not None,
        "moved": record["moved"],
        "names": {role: list(each) for role, each in names.items()},
        "labels": {role: None if each is None else list(map(int, each)) for role, each in labels.items()},
        "maps": {name: {**({} if name in known else _points(arrays)), **record["maps"][name]} for name, arrays in maps.items()},
        "stops": list(maps),
        "learned": list(learned),
        "moves": moves(maps, len(classes), learned),
        "movers": record.get("movers", []),
        "unlike": [each for each in record.get("unlike", []) if each["picture"] not in learned],
        "alignment": record.get("alignment", []),
    }


def _in_steps(
    maps: Mapping[str, Arrays], labels: Mapping[str, Sequence[float] | None]
) -> tuple[dict[str, Arrays], dict[str, Sequence[int] | None], list[str]]:
    """Values as steps, so that everything that works for classes (colors, a legend, what changed) works for them too."""
    known = [np.asarray(each, np.float64) for each in labels.values() if each is not None]
    if not any(
        np.isfinite(each).any() for each in known
    ):  # otherwise a network that predicts far beyond the labels would squeeze them into one step
        known = [
            np.asarray(values, np.float64)
            for arrays in maps.values()
            for name, values in arrays.items()
            if name.endswith("_values")
        ]
    steps = Steps.of(known)
    stepped: dict[str, Arrays] = {
        name: {
            **arrays,
            **{
                f"{role}_predictions": steps.places(np.asarray(arrays[f"{role}_values"], np.float64))
                for role in ROLES
                if f"{role}_values" in arrays
            },
        }
        for name, arrays in maps.items()
    }
    places = {role: None if each is None else steps.places(np.asarray(each)).tolist() for role, each in labels.items()}
    return stepped, places, steps.names


def _numbers(values: Sequence[float]) -> list[float | None]:
    """Values as JSON, which has no NaN."""
    return [float(each) if np.isfinite(each) else None for each in values]


def _class_counts(classes: Sequence[str], labels: Sequence[int] | None) -> list[int]:
    if labels is None:
        return [0] * len(classes)
    known = np.asarray(labels, np.int64)
    return np.bincount(known[known >= 0], minlength=len(classes)).tolist()


def _points(arrays: Arrays) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for role in ROLES:
        if role not in arrays:
            continue
        part: dict[str, Any] = {"xy": packed(arrays[role], "f4"), "count": len(arrays[role])}
        if f"{role}_predictions" in arrays:
            part["predictions"] = packed(arrays[f"{role}_predictions"], "i4")
        for name in ("confidence", "values"):
            if f"{role}_{name}" in arrays:
                part[name] = packed(arrays[f"{role}_{name}"], "f4")
        made[role] = part
    return made


def moves(maps: Mapping[str, Arrays], classes: int, learned: Sequence[int] = ()) -> dict[str, Any] | None:
    """How the target's predictions changed from before to after, without ``learned`` pictures; ``None`` when one of them is not known.

    Returns
    -------
    ``changed`` pictures ``of`` all, and the largest ``groups``: class ``before``, class ``after``, ``pictures`` (places in the sample).
    """
    both = [maps.get(name, {}).get("target_predictions") for name in ("before", "after")]
    if both[0] is None or both[1] is None or len(both[0]) != len(both[1]):
        return None
    before, after = (np.asarray(each, np.int64) for each in both)
    counted = ~np.isin(np.arange(len(before)), learned)
    changed = np.flatnonzero(counted & (before != after) & (before < classes))
    largest = Counter(zip(before[changed].tolist(), after[changed].tolist(), strict=True)).most_common(MOVES_SHOWN)
    groups = [
        {"before": one, "after": other, "pictures": np.flatnonzero(counted & (before == one) & (after == other)).tolist()}
        for (one, other), _ in largest
    ]
    return {"changed": len(changed), "of": int(counted.sum()), "groups": groups}
