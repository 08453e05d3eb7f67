"""The part of the health report that speaks of one dataset in its role."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.data.pack import Pack
from tlgui.data.small_classes import imbalance
from tlgui.data.split import split
from tlgui.data.told import reasons, title
from tlgui.health import (
    CLASSES_SAMPLED,
    COMMON_SIZES,
    FILES_SHOWN,
    GROUP_MEMBERS,
    GROUPS_SHOWN,
    SAMPLES,
    SAMPLES_OF_ALL,
    SHOWN,
)
from tlgui.health.copies import exact_groups, members, near_groups
from tlgui.health.measures import Measures
from tlgui.tasks import TASKS, TaskKind

VALIDATION_SHARE, SEED = 0.2, 0
"""The default split of a run: ``RunSettings`` holds the same numbers."""

STATISTICS = ("brightness", "contrast", "colour", "sharpness", "red", "green", "blue")
_BINS = 20
_SIDES = (8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, None)
_ASPECTS = (1, 1.1, 1.25, 1.4, 1.6, 1.8, 2, 2.5, 3, 5, 10, None)

DARK, BRIGHT, FLAT, BLURRED, NARROW, ODD_SIZE = 0.32, 0.95, 0.04, 0.6, 3.0, 10.0
"""Limits of the flags: the lightest and the darkest parts (as cleanvision has them), contrast, blur (a Gaussian of σ = 3 pixels on a
256-pixel picture is always above, no picture of PACS is), long : short side, pixels compared with the dataset's median (either way).
"""


@dataclass(frozen=True)
class DomainHealth:
    """One dataset with its measures. ``sealed``: nothing that says a class may come out, nor what a file is called."""

    role: str
    pack: Pack
    measures: Measures
    sealed: bool

    def __len__(self) -> int:
        return len(self.pack)

    @property
    def is_open(self) -> bool:
        """Whether there are classes or values that may be looked at."""
        return self.pack.info.labels != "none" and not self.sealed

    @property
    def task(self) -> TaskKind:
        """What the labels are."""
        return TASKS[self.pack.info.task]

    @property
    def knows_labels(self) -> bool:
        """Whether classes of pictures may be looked at; values of a table have none."""
        return self.is_open and self.task.one_class

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes; none when they are not to be known."""
        return self.pack.info.classes if self.knows_labels else ()

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """Index of each picture's class; -1 for all when they are not to be known."""
        return self.pack.labels() if self.knows_labels else np.full(len(self), -1, np.int64)

    @cached_property
    def values(self) -> NDArray[np.float64] | None:
        """Each picture's value to learn, NaN where it has none; ``None`` for classes, and when they are not to be known."""
        return self.pack.labels() if self.is_open and self.task.has_values else None

    @cached_property
    def exact(self) -> list[list[int]]:
        """Groups of equal pictures."""
        return members(exact_groups(self.pack.hash_bytes))

    @cached_property
    def different(self) -> NDArray[np.int64]:
        """One picture, the first, of each content."""
        first = np.unique(exact_groups(self.pack.hash_bytes), return_index=True)[1]
        return np.sort(first).astype(np.int64)

    @cached_property
    def near(self) -> list[list[int]]:
        """Groups of near copies; of equal pictures only the first is looked at."""
        return members(near_groups(self.measures.take(self.different)), self.different)

    @cached_property
    def two_labels(self) -> list[list[int]]:
        """Groups of equal pictures that carry different labels."""
        if not self.is_open:
            return []
        labels = self.pack.labels()
        return [group for group in self.exact if self.task.differ(labels[group])]

    @cached_property
    def sides(self) -> tuple[NDArray[np.int64], NDArray[np.int64]] | None:
        """Training and validation pictures of the default split, ``None`` without labels."""
        if not self.is_open:
            return None
        return split(self.pack.hashes, self.task.strata(self.pack.labels()), VALIDATION_SHARE, SEED)

    @cached_property
    def near_across_split(self) -> list[list[int]]:
        """Groups of near copies with pictures on both sides."""
        if self.sides is None:
            return []
        train, validation = (set(side.tolist()) for side in self.sides)
        return [group for group in self.near if train.intersection(group) and validation.intersection(group)]

    @cached_property
    def original_sizes(self) -> NDArray[np.int64]:
        """(n, 2): height and width of each picture in its file, where that is known, else as stored."""
        originals = self.pack.originals()
        if originals is None:
            return np.asarray(self.pack.sizes)
        return np.array([(each.height, each.width) for each in originals], np.int64).reshape(-1, 2)

    def flagged(self) -> dict[str, tuple[float, NDArray[np.int64], NDArray[np.floating]]]:
        """For each flag its limit, the pictures that carry it (worst first) and the value for each picture of the dataset."""
        sides = self.original_sizes
        pixels = sides.prod(1).astype(np.float64)
        ratio = pixels / np.median(pixels)
        lightest, darkest, contrast = (self.measures[name] for name in ("lightest", "darkest", "contrast"))
        dark, bright = lightest < DARK, darkest > BRIGHT
        flat = (contrast < FLAT) & ~dark & ~bright
        blurred = 1 - self.measures["sharpness"]
        aspect = sides.max(1) / sides.min(1)
        odd = np.maximum(ratio, 1 / ratio)
        return {
            "dark": (DARK, _worst(-lightest, dark), lightest),
            "bright": (BRIGHT, _worst(darkest, bright), darkest),
            "flat": (FLAT, _worst(-contrast, flat), contrast),
            "blurred": (BLURRED, _worst(blurred, (blurred > BLURRED) & (contrast >= FLAT)), blurred),
            "narrow": (NARROW, _worst(aspect, aspect > NARROW), aspect),
            "odd_size": (ODD_SIZE, _worst(odd, odd > ODD_SIZE), ratio),
        }

    def title(self, picture: int, language: str) -> str:
        """What a picture is called."""
        return title(self.pack, picture, language, by_name=not self.sealed)

    # -- as JSON -------------------------------------------------------------------------------------------------------------

    def as_json(self) -> dict[str, Any]:
        """The domain's part of the report, as :mod:`tlgui.health` describes it."""
        info = self.pack.info
        return {
            "dataset": info.id,
            "name": info.name,
            "size": info.size,
            "origin": info.origin["kind"],
            "labels": info.labels,
            "labelled": info.labelled,
            "task": info.task,
            "values": self._values(),
            "sealed": self.sealed and info.labels != "none",
            "classes": self._classes(),
            "samples": _spread(np.arange(len(self)), SAMPLES_OF_ALL),
            "imbalance": self._imbalance(),
            "sizes": self._sizes(),
            "kinds": self._kinds(),
            "refused": self._refused(),
            "statistics": {name: statistic(self.measures[name]) for name in STATISTICS},
            "flags": {
                name: {
                    "count": len(pictures),
                    "limit": limit,
                    "shown": [{"picture": int(each), "value": round(float(values[each]), 4)} for each in pictures[:SHOWN]],
                }
                for name, (limit, pictures, values) in self.flagged().items()
            },
            "copies": {
                "exact": groups_json(self.exact),
                "near": groups_json(self.near),
                "two_labels": groups_json(self.two_labels) if self.is_open else None,
            },
            "split": self._split(),
        }

    def _classes(self) -> list[dict[str, Any]]:
        info = self.pack.info
        if not self.knows_labels:
            return []
        assert self.sides is not None
        train, validation = (np.bincount(self.labels[side], minlength=len(info.classes)) for side in self.sides)
        order = np.argsort(self.labels, kind="stable")
        ends = np.searchsorted(self.labels[order], np.arange(len(info.classes) + 1))
        return [
            {
                "name": name,
                "count": count,
                "training": int(train[place]),
                "validation": int(validation[place]),
                "samples": _spread(order[ends[place] : ends[place + 1]], SAMPLES) if place < CLASSES_SAMPLED else [],
            }
            for place, (name, count) in enumerate(zip(info.classes, info.counts, strict=True))
        ]

    def _values(self) -> dict[str, Any] | None:
        if self.values is None:
            return None
        known = self.values[~np.isnan(self.values)]
        low, high = float(known.min()), float(known.max())
        edges = np.linspace(low, high, _BINS + 1) if low < high else np.array([low, high])
        numbers = {
            "name": self.pack.info.value_name,
            "labelled": len(known),
            "low": low,
            "high": high,
            "mean": float(known.mean()),
        }
        return {**numbers, **histogram(known, tuple(edges.tolist()))}

    def _imbalance(self) -> dict[str, Any] | None:
        return imbalance(self.pack.info) if self.knows_labels else None

    def _sizes(self) -> dict[str, Any]:
        sizes = self.original_sizes
        counted = Counter(map(tuple, sizes.tolist()))
        common = [
            {"width": width, "height": height, "count": count} for (height, width), count in counted.most_common(COMMON_SIZES)
        ]
        return {
            "original": self.pack.originals() is not None,
            "common": common,
            "different": len(counted),
            "short_side": histogram(sizes.min(1), _SIDES),
            "aspect": histogram(sizes.max(1) / sizes.min(1), _ASPECTS),
        }

    def _kinds(self) -> list[dict[str, Any]]:
        counted = Counter((each.format, each.mode) for each in self.pack.originals() or ())
        return [{"format": kind, "mode": mode, "count": count} for (kind, mode), count in counted.most_common()]

    def _refused(self) -> dict[str, Any]:
        refused = self.pack.report()["refused"]
        files = [{**each, "thumbnail": each.get("thumbnail")} for each in refused[:FILES_SHOWN]]
        return {"count": len(refused), "reasons": reasons(refused), "files": [] if self.sealed else files}

    def _split(self) -> dict[str, Any] | None:
        if self.sides is None:
            return None
        train, validation = map(len, self.sides)
        numbers = {"validation_share": VALIDATION_SHARE, "seed": SEED, "training": train, "validation": validation}
        return {**numbers, "near": groups_json(self.near_across_split)}


def statistic(values: NDArray[np.floating]) -> dict[str, Any]:
    """Histogram over [0, 1], mean and percentiles of one number of each picture."""
    low, median, high = np.percentile(values, (5, 50, 95))
    edges = tuple(round(place / _BINS, 4) for place in range(_BINS + 1))
    numbers = {"mean": values.mean(), "low": low, "median": median, "high": high}
    return {**histogram(values, edges), **{name: round(float(value), 4) for name, value in numbers.items()}}


def histogram(values: NDArray[Any], edges: tuple[float | None, ...]) -> dict[str, Any]:
    """Counts between fixed edges; a last edge of ``None`` means no end. What lies below the first or above the last is in the outer bins."""
    places = np.searchsorted([edge for edge in edges[1:-1] if edge is not None], values, side="right")
    return {"edges": list(edges), "counts": np.bincount(places, minlength=len(edges) - 1).tolist()}


def groups_json(groups: list[list[int]]) -> dict[str, Any]:
    """How many groups of copies, how many pictures too many, and the first few."""
    return {
        "groups": len(groups),
        "pictures": sum(map(len, groups)) - len(groups),
        "shown": [group[:GROUP_MEMBERS] for group in groups[:GROUPS_SHOWN]],
    }


def _worst(badness: NDArray[np.floating], carries: NDArray[np.bool_]) -> NDArray[np.int64]:
    pictures = np.flatnonzero(carries)
    return pictures[np.argsort(-badness[pictures], kind="stable")]


def _spread(pictures: NDArray[np.int64], most: int) -> list[int]:
    """At most so many of the pictures, evenly spread."""
    places = np.unique(np.linspace(0, len(pictures) - 1, min(most, len(pictures))).round().astype(int))
    return pictures[places].tolist()
