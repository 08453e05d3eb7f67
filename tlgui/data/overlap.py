"""Pictures that two datasets have in common, by content: whatever their files are called and wherever they lie."""

from __future__ import annotations

from tlgui.data.pack import Pack

Pairs = list[tuple[int, int]]
"""Pictures of the source and of the target."""


def overlap(source: Pack, target: Pack) -> Pairs:
    """Pictures of the target that are in the source too: for each, in order, the source's first copy and itself."""
    first = {content: index for index, content in reversed(list(enumerate(source.hashes)))}
    return [(first[content], index) for index, content in enumerate(target.hashes) if content in first]
