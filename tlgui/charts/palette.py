"""Colors. Domain is shape, class is color: the same class has the same color in every chart and on every page."""

from __future__ import annotations

from collections.abc import Sequence

SOURCE = "#2f6db5"
TARGET = "#d9722a"
BASELINE = "#8a8f98"
NORMALISATION_ALONE = "#a99f8d"
DOMAINS_TOLD_APART = "#8757a3"
"""The discriminator: its loss and its accuracy describe the same thing."""

GOOD = "#2e8b57"

OWNERS = {"source": SOURCE, "target": TARGET, "domains": DOMAINS_TOLD_APART}
"""For a part of the loss that belongs to a domain or to the discriminator."""

OTHERS = ("#2e8b57", "#b7791f", "#c05780", "#0f8b8d", "#8c6d5a")
"""For the other lines of a chart, in order: each can be told from the ones before it."""

GAUGE = "#0f8b8d"

CLASSES = (
    *("#4477aa", "#ee7733", "#228833", "#cc3377", "#66ccee", "#aa9922"),
    *("#9966cc", "#44aa99", "#cc6677", "#999999", "#ddaa33", "#775544"),
)
"""After Paul Tol's bright, vibrant and muted sets; readable on light and on dark paper."""

REST = "#a0a4ab"
"""All classes beyond the largest twelve."""


def class_colours(counts: Sequence[int]) -> list[str]:
    """A color for each class, in the order of the classes; with more than twelve the largest ones get a color, the rest is gray.

    Parameters
    ----------
    counts:
        Pictures of each class.
    """
    if len(counts) <= len(CLASSES):
        return list(CLASSES[: len(counts)])
    largest = sorted(range(len(counts)), key=lambda place: (-counts[place], place))[: len(CLASSES)]
    colours = [REST] * len(counts)
    for colour, place in zip(CLASSES, sorted(largest), strict=True):
        colours[place] = colour
    return colours
