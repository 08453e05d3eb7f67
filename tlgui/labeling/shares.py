"""What labels of a sample say of a target's class shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.class_shares import total_variation
from tlgui.insight.labeled_shares import exclude_large_shift, shares_from_labels, speak_for_another_mix
from tlgui.insight.sampled import Estimate, Stratum, effective_count, share_right
from tlgui.labeling.networks import Network
from tlgui.labeling.sample import Sample

SHARES_FROM = 10
"""Labels before class shares are told: fewer say nothing."""


@dataclass(frozen=True)
class LabeledShares:
    """What the labels say of the class shares.

    Attributes
    ----------
    counts:
        (k,): how many labels of a simple random sample each class has; fractions where labels stand for unequal numbers of pictures.
    source, target:
        (k,): the source's shares, and the target's by these labels and by what networks predict, drawn a little toward the source's.
    by_networks:
        Whether any network predicts every picture, so that ``target`` does not rest on the labels alone.
    labels:
        How many labels name one of the classes.
    left:
        The share of the target's pictures that have no such label.
    of_none, others:
        How many labels are of none of the classes, and where any is the share of all pictures that is so, with its 95 % interval.
    """

    classes: tuple[str, ...]
    counts: NDArray[np.float64]
    source: NDArray[np.float64]
    target: NDArray[np.float64]
    labels: int
    left: float = 1.0
    of_none: int = 0
    others: Estimate | None = None
    by_networks: bool = True

    @property
    def margin(self) -> float:
        """By how much a share of one half may be off by the labels alone, half its 95 % interval: any other share is off by less."""
        labels, pictures = int(self.counts.sum()), round(self.labels / (1 - self.left))
        _, low, high = share_right([Stratum(pictures, labels, labels // 2)])
        return (high - low) / 2

    @property
    def given(self) -> int:
        """How many labels say something of the target's classes."""
        return self.labels + self.of_none

    @property
    def shift(self) -> float:
        """By how much the target's shares differ from the source's: half the sum of the absolute differences."""
        return total_variation(self.target, self.source)

    @property
    def enough(self) -> bool:
        """Whether they are so many that they may say something of the shares."""
        return self.labels >= SHARES_FROM

    @property
    def differ(self) -> bool:
        """Whether the labels speak for another mixture than the source's. If not, the source's is the better guess."""
        return self.speak_against(self.source)

    def speak_against(self, shares: Sequence[float] | NDArray[np.float64]) -> bool:
        """Whether the labels speak for another mixture than one with these ``shares``, (k,); a few never do."""
        return self.enough and speak_for_another_mix(self.counts, self.target, np.asarray(shares))

    @property
    def says(self) -> Literal["differ", "same", "unclear"]:
        """What the labels say: that the mixture is another one than the source's, that it is much the same, or nothing yet.

        They say "the same" only where they are enough for a large difference to have shown: that ten labels do not speak for another mixture
        says nothing.
        """
        if self.differ:
            return "differ"
        return "same" if exclude_large_shift(float(self.counts.sum()), self.target, self.source, self.left) else "unclear"


def labeled_shares(
    sample: Sample, classes: Sequence[str], source: NDArray[np.float64], networks: Sequence[Network]
) -> LabeledShares | None:
    """The target's class shares by the labels, beside those of a ``source``, (k,), and by what networks predict; ``None`` without a label of
    one of the classes.
    """
    place = {name: index for index, name in enumerate(classes)}
    labels = np.array([place.get(each.name, -1) if each.said == "class" else -1 for each in sample.answers.values()], np.int64)
    known, weights = labels >= 0, sample.weights()
    if not known.any():
        return None
    weighted = np.bincount(labels[known], weights[known], minlength=len(classes))
    counts = weighted / weighted.sum() * effective_count(weights[known])
    votes = _votes(networks, classes, len(sample.disputed))
    target = shares_from_labels(votes, list(sample.answers), labels, weights, source)
    left, others = 1 - known.sum() / len(sample.disputed), None if known.all() else _others(sample, ~known)
    of_none, by_networks = int((~known).sum()), bool(votes.any())
    return LabeledShares(tuple(classes), counts, source, target, int(known.sum()), left, of_none, others, by_networks)


def others_in(sample: Sample) -> tuple[int, Estimate] | None:
    """How many labels say that a picture is of none of the classes that were offered, and which share of all pictures is so; ``None`` without
    any.
    """
    of_none = np.array([each.said == "other" for each in sample.answers.values()], bool)
    return (int(of_none.sum()), _others(sample, of_none)) if of_none.any() else None


def _others(sample: Sample, of_none: NDArray[np.bool_]) -> Estimate:
    """The share of the pictures that is of none of the classes; ``of_none``: which labels say so."""
    sizes, disputed = sample.sizes(np.arange(len(sample.disputed))), sample.disputed[list(sample.answers)]
    return share_right(
        [Stratum(sizes[kind], int((disputed == kind).sum()), int(of_none[disputed == kind].sum())) for kind in (False, True)]
    )


def _votes(networks: Sequence[Network], classes: Sequence[str], pictures: int) -> NDArray[np.float64]:
    """(n, k): which part of the networks with these classes predict each of them; zeros where none predicts every picture."""
    votes = np.zeros((pictures, len(classes)))
    voting = [each for each in networks if len(each.pictures) == pictures and list(each.classes) == list(classes)]
    for each in voting:
        votes[each.pictures, each.predicted.astype(np.int64)] += 1 / len(voting)
    return votes
