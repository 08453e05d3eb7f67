"""What :func:`tlgui.strategies.check` needs to know of a dataset."""

from __future__ import annotations

from tlgui.data.pack import DatasetInfo
from tlgui.strategies.base import DomainFacts


def facts_of(info: DatasetInfo) -> DomainFacts:
    """A dataset's facts."""
    return DomainFacts(info.name, info.size, tuple(info.classes), tuple(info.counts), info.labels, info.labelled, info.task)
