"""Labels of pictures that chance drew, and how many pictures each of them stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.sampled import weights_of
from tlgui.labeling.given import Answer


@dataclass(frozen=True)
class Sample:
    """Labels drawn from two strata: of the pictures that networks disagree on about as many are asked for as of the others.

    Attributes
    ----------
    answers:
        By picture, what was said of it.
    disputed:
        (n,): the pictures of the dataset that networks disagree on.
    unknown:
        Pictures that nobody could name: they stand for none, and none for them.
    """

    answers: Mapping[int, Answer]
    disputed: NDArray[np.bool_]
    unknown: tuple[int, ...] = ()

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
