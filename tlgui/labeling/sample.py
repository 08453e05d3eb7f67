"""Labels of pictures that chance drew, and how many pictures each of them stands for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.sampled import weights_of
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
        Pictures that nobody could name: they stand for none, and none for them.
    changed:
        Pictures of which something else was said before.
    """

    answers: Mapping[int, Answer]
    disputed: NDArray[np.bool_]
    unknown: tuple[int, ...] = ()
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

    def sizes(self, pictures: NDArray[np.integer]) -> list[int]:
        """How many of the pictures networks agree on, and how many they do not, without those that nobody could name."""
        among = np.zeros(len(self.disputed), bool)
        among[pictures] = True
        among[list(self.unknown)] = False
        return [int((among & (self.disputed == kind)).sum()) for kind in (False, True)]

    def weights(self) -> NDArray[np.float64]:
        """How many pictures each of :attr:`answers` stands for."""
        return weights_of(self.sizes(np.arange(len(self.disputed))), self.disputed[list(self.answers)].astype(int))

    @cached_property
    def stands_for(self) -> dict[int, float]:
        """:meth:`weights` by picture."""
        return dict(zip(self.answers, self.weights().tolist(), strict=True))
