"""Labels of pictures that chance drew, and how many pictures each of them stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.sampled import Stratum, share_right, weights_of
from tlgui.labeling.given import Answer


@dataclass(frozen=True)
class Sample:
    """Labels drawn from two strata: the pictures that networks disagree on, and the others.

    Of each, as many are asked for as its size times how much its pictures are assumed to differ
    (:func:`tlgui.insight.sampled.drawing_order`).

    Attributes
    ----------
    answers:
        By picture, what was said of it.
    disputed:
        (n,): the pictures of the dataset that networks disagree on.
    unknown:
        Pictures that nobody could name, and how many of the answers came before each. They stand for others that cannot be named either: all
        that is estimated is of the pictures that can be named.
    apart:
        Pictures with an answer that says nothing here: they stand for none, and none for them.
    changed:
        Pictures of which something else was said before.
    """

    answers: Mapping[int, Answer]
    disputed: NDArray[np.bool_]
    unknown: Mapping[int, int] = field(default_factory=dict)
    apart: tuple[int, ...] = ()
    changed: frozenset[int] = frozenset()

    def since_learning(self, pictures: NDArray[np.integer], classes: Collection[str]) -> int:
        """From which label on, as a place among :attr:`answers`, labels came after a network learned those that were there.

        It learned all that named one of its ``classes``, and predicts the other ``pictures``. So of these the first that has such a label,
        and had no other answer before, got it later. What is left of the earlier ones is what could not be learned, above all pictures of none
        of the classes: no fair sample of anything. The order does not know what is in the pictures, so behind the first that got its label
        later it is as random as at its beginning; where the learning itself ended within it is not written down, and not needed.
        """
        if len(pictures) == len(self.disputed):
            return 0
        predicted = np.isin(np.fromiter(self.answers, np.int64, len(self.answers)), pictures)
        for place, (picture, answer) in enumerate(self.answers.items()):
            if predicted[place] and answer.said == "class" and answer.name in classes and picture not in self.changed:
                return place
        return len(self.answers)

    def among(self, pictures: NDArray[np.integer]) -> list[int]:
        """Those of the pictures that have a label, in the order of the labels."""
        labeled = np.fromiter(self.answers, np.int64, len(self.answers))
        return labeled[np.isin(labeled, pictures)].tolist()

    def sizes(self, pictures: NDArray[np.integer], drawn: Sequence[int] | None = None, since: int = 0) -> list[int]:
        """How many of the pictures networks agree on, and how many they do not, as far as they can be named.

        Of a stratum as large a part can be named as of those that were asked for at random; where none of these could, at most as large a part
        as they do not speak against. Once all were asked for it is counted.

        Parameters
        ----------
        drawn:
            The labels that are a random sample of ``pictures``; by default all of them.
        since:
            Pictures that nobody could name count as drawn from so many answers on. Earlier ones are left out, one by one.
        """
        among = np.zeros(len(self.disputed), bool)
        among[pictures] = True
        among[[*self.apart, *(each for each, place in self.unknown.items() if place < since)]] = False
        unknown = [each for each, place in self.unknown.items() if place >= since and among[each]]
        named, not_named = self._by_stratum(self.answers if drawn is None else drawn), self._by_stratum(unknown)
        sizes = [int((among & (self.disputed == kind)).sum()) for kind in (False, True)]
        return [_can_be_named(*each) for each in zip(sizes, named, not_named, strict=True)]

    def _by_stratum(self, pictures: Collection[int]) -> list[int]:
        """How many of the pictures networks agree on, and how many they do not."""
        disputed = int(self.disputed[list(pictures)].sum())
        return [len(pictures) - disputed, disputed]

    @property
    def can_be_named(self) -> tuple[NDArray[np.float64], dict[int, float]]:
        """What part of the pictures of its stratum can be named, for each picture (n,), and how many pictures each that was asked for stands
        for, whether it could be named or not. Where none was asked for that part is not known, and taken for 1.
        """
        everywhere = np.ones(len(self.disputed), bool)
        everywhere[list(self.apart)] = False
        part, stand_for = np.ones(len(self.disputed)), dict[int, float]()
        for kind in (False, True):
            stratum = self.disputed == kind
            asked = [each for each in (*self.answers, *self.unknown) if stratum[each]]
            if asked:
                part[stratum] = sum(each in self.answers for each in asked) / len(asked)
                stand_for |= dict.fromkeys(asked, int((everywhere & stratum).sum()) / len(asked))
        return part, stand_for

    def weights(self) -> NDArray[np.float64]:
        """How many pictures that can be named each of :attr:`answers` stands for."""
        return weights_of(self.sizes(np.arange(len(self.disputed))), self.disputed[list(self.answers)].astype(int))

    @cached_property
    def stands_for(self) -> dict[int, float]:
        """:meth:`weights` by picture."""
        return dict(zip(self.answers, self.weights().tolist(), strict=True))


def _can_be_named(size: int, named: int, not_named: int) -> int:
    """How many pictures of a stratum can be named, of whose ``size`` so many were asked for; more than were, while others were not."""
    if not not_named:
        return size
    if not named:
        return max(int(size > not_named), round(size * share_right([Stratum(size, not_named, 0)]).high))
    return -(-size * named // (named + not_named))
