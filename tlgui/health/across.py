"""What the source and the target have in common."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from tlgui.data.overlap import Pairs, overlap
from tlgui.health import DIFFERENT, PAIRS_SHOWN
from tlgui.health.compare import class_sets
from tlgui.health.copies import near_copies
from tlgui.health.domain import DomainHealth

COMPARED = ("brightness", "contrast", "colour", "sharpness")
LEAST_PICTURES = 20
SMALLEST_SPREAD = 0.02
"""Pictures that are all alike, as some generated ones are, would make any difference endless."""


@dataclass(frozen=True)
class Across:
    """Both domains side by side."""

    source: DomainHealth
    target: DomainHealth

    @cached_property
    def exact(self) -> Pairs:
        """Each picture of the target that is in the source too, with the source's first copy."""
        return overlap(self.source.pack, self.target.pack)

    @cached_property
    def near(self) -> Pairs:
        """Each further picture of the target that has a near copy in the source, with the first of those."""
        known = {theirs for _, theirs in self.exact}
        others = np.array([each for each in self.target.different.tolist() if each not in known], np.int64)
        mine = self.source.different
        found = near_copies(self.target.measures.take(others), self.source.measures.take(mine))
        return [(int(mine[ours]), int(others[theirs])) for theirs, ours in sorted(found.items())]

    def differences(self) -> list[dict[str, Any]]:
        """Statistics in which the domains clearly differ. A few pictures differ by chance, so they show nothing."""
        found: list[dict[str, Any]] = []
        if min(len(self.source), len(self.target)) < LEAST_PICTURES:
            return found
        for name in COMPARED:
            ours, theirs = (domain.measures[name].astype(np.float64) for domain in (self.source, self.target))
            spread = np.sqrt((ours.var() + theirs.var()) / 2)
            difference = theirs.mean() - ours.mean()
            effect = difference / max(spread, SMALLEST_SPREAD)
            if abs(effect) >= DIFFERENT:
                numbers = {"source": ours.mean(), "target": theirs.mean(), "effect": effect}
                found.append({"statistic": name} | {key: round(float(value), 3) for key, value in numbers.items()})
        return sorted(found, key=lambda each: -abs(each["effect"]))

    def as_json(self) -> dict[str, Any]:
        """The part ``across`` of the report, as :mod:`tlgui.health` describes it."""
        source, target = self.source.pack.info, self.target.pack.info
        return {
            "same_folder": source.id == target.id or (len(self.exact) == target.size and target.size > 0),
            "made_from_source": target.origin.get("parent") == source.id,
            "exact": _pairs_json(self.exact),
            "near": _pairs_json(self.near),
            "differences": self.differences(),
            "classes": class_sets(*(domain.classes for domain in (self.source, self.target))),
        }


def _pairs_json(pairs: Pairs) -> dict[str, Any]:
    return {"target_pictures": len(pairs), "pairs": [list(pair) for pair in pairs[:PAIRS_SHOWN]]}
