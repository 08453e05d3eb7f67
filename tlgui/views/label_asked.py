"""What labels judge, and what bounds it: the runs that they judge whatever else there is, and how much can be right at most."""

from __future__ import annotations

from collections.abc import Iterable

from tlgui.finding.searches import Search
from tlgui.finding.verdict import Verdict
from tlgui.home import Home
from tlgui.labeling.given import LabelBook
from tlgui.labeling.labeling import Labeling
from tlgui.texts import say


def always_judged(verdicts: Iterable[tuple[Search, Verdict]], *looked_at: str) -> list[str]:
    """The runs that are looked at, then those whose networks the owner's searches said to take. ``verdicts``: of these, the newest first."""
    return list(dict.fromkeys([*looked_at, *(verdict.taken.run for _, verdict in verdicts)]))


def has_labels(home: Home, owner: str, target: str) -> bool:
    """Whether the owner ever gave a label to a dataset: only then need anything else be read."""
    return LabelBook.path_of(home, target, owner).exists()


def ceiling(labeling: Labeling, language: str) -> str:
    """How much of the target any network can have right, where labels say that some of it is of none of the classes; else empty."""
    if labeling.of_none is None:
        return ""
    count, (value, low, high) = labeling.of_none
    told = {"count": count, "labels": len(labeling.sample), "value": 1 - value, "low": 1 - high, "high": 1 - low}
    return say("page.label.ceiling.exact" if low == high else "page.label.ceiling", language, **told)


def nameable(labeling: Labeling, language: str) -> str:
    """That estimates are of the pictures that can be named, where some could not be; else empty."""
    unknown = len(labeling.drawn.unknown)
    return say("page.label.nameable", language, count=unknown) if unknown else ""
