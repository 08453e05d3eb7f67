"""What labels of a sample say of a target's class shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.class_shares import total_variation
from tlgui.insight.labeled_shares import NEAR, drawn_to_source, exclude_large_shift, shares_from_labels, speak_for_another_mix
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
        (k,): the source's shares, and the target's by these labels and by what networks predict, drawn a little toward the source's; counted
        where they are :attr:`exact`. Of the pictures that can be named.
    by_networks:
        Whether any network predicts every picture, so that ``target`` does not rest on the labels alone, unless it is exact.
    labels:
        How many labels name one of the classes.
    left:
        The share of the target's pictures of these classes that have no label; 0 where all have one.
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
    def exact(self) -> bool:
        """Whether every picture of these classes has a label, so that ``target`` is no estimate."""
        return self.left == 0

    @property
    def told(self) -> NDArray[np.float64]:
        """(k,): ``target`` as a run is told it: drawn toward the source's also where it is exact, since what reads it tells by that which
        classes labels name (:func:`tlgui.insight.labeled_shares.named_by_labels`).
        """
        return drawn_to_source(self.counts, self.source) if self.exact else self.target

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
        if self.exact:
            return self.enough and total_variation(self.target, np.asarray(shares)) > NEAR
        return self.enough and speak_for_another_mix(self.counts, self.target, np.asarray(shares))

    @property
    def says(self) -> Literal["differ", "same", "unclear"]:
        """What the labels say: that the mixture is another one than the source's, that it is much the same, or nothing yet.

        They say "the same" only where they are enough for a large difference to have shown: that ten labels do not speak for another mixture
        says nothing. Where all pictures have one, nothing is unclear.
        """
        if self.differ:
            return "differ"
        if self.exact and self.enough:
            return "same"
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
    unseen = sum(sample.sizes(np.arange(len(sample.disputed)))) - weights.sum()  # pictures of a stratum without a label
    left = max(0.0, 1 - float(known.sum() / (weighted.sum() + unseen)))
    target = weighted / weighted.sum() if left == 0 else _estimated(sample, votes, labels, source)
    others, of_none = None if known.all() else _others(sample, ~known), int((~known).sum())
    return LabeledShares(tuple(classes), counts, source, target, int(known.sum()), left, of_none, others, bool(votes.any()))


def _estimated(
    sample: Sample, votes: NDArray[np.float64], labels: NDArray[np.int64], source: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The shares (k,) among pictures that can be named. Networks vote on all, so each vote counts as far as pictures of its stratum can be, and
    a picture that could not is none of any class, which corrects them.
    """
    part, stand_for = sample.can_be_named
    asked = [*sample.answers, *sample.unknown]
    said = np.concatenate([labels, np.full(len(sample.unknown), -1)])
    weights = np.array([stand_for[each] for each in asked])
    return shares_from_labels(votes * part[:, None], asked, said, weights, source)


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
