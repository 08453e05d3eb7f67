"""What :func:`tlgui.planning.check` needs to know of a dataset."""

from __future__ import annotations

from tlgui.data.pack import DatasetInfo
from tlgui.strategies.base import DomainFacts


def facts_of(info: DatasetInfo, sealed: bool = False) -> DomainFacts:
    """A dataset's facts. ``sealed``: messages made from them must not reveal its classes."""
    classes, counts = tuple(info.classes), tuple(info.counts)
    return DomainFacts(info.name, info.size, classes, counts, info.labels, info.labelled, info.task, sealed)
