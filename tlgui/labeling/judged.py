"""What labels of a sample say of networks: how accurate each is, and which is surely better than the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.sampled import Estimate, Stratum, chance_of_lead, mean_error, share_right
from tlgui.labeling.networks import Network
from tlgui.labeling.sample import Sample
from tlgui.tasks import TaskKind

SURE = 0.05
"""A lead that chance alone makes no oftener than this is one; shared out over the networks that are compared."""

ENOUGH = 10
"""Labels that a network leads by, where others have as many."""


@dataclass(frozen=True)
class Standing:
    """What the labels say of a network: its accuracy, or its mean error for values, and how many labels that rests on."""

    network: Network
    estimate: Estimate
    labels: int


@dataclass(frozen=True)
class Lead:
    """Which network is best so far.

    Attributes
    ----------
    best:
        The one with the best estimate; several that have the same.
    worse, open:
        Those that are surely worse, and those of which the labels do not say that yet.
    """

    best: tuple[Network, ...]
    worse: tuple[Network, ...]
    open: tuple[Network, ...]


class Judged:
    """Networks, by labels of a sample of the pictures that they predict."""

    def __init__(self, networks: Sequence[Network], task: TaskKind, sample: Sample) -> None:
        self._networks, self._task, self._sample = networks, task, sample

    @cached_property
    def standings(self) -> list[Standing]:
        """What the labels say of each network, the best first; of equally good ones that of which most labels say so."""
        found = [self._standing(each) for each in self._networks]
        sign = -1 if self._task.larger_is_better else 1
        return sorted(
            found, key=lambda each: (np.isnan(each.estimate.value), sign * np.nan_to_num(each.estimate.value), -each.labels)
        )

    def of(self, run: str) -> Standing | None:
        """What the labels say of a run's own network; ``None`` where they say nothing of it."""
        return next((each for each in self.standings if each.network.key == run and each.labels), None)

    def _standing(self, network: Network) -> Standing:
        pictures = self._sample.among(network.pictures)
        if self._task.has_values:
            return Standing(network, mean_error(self._errors(network, pictures), len(network.pictures)), len(pictures))
        right, disputed = self.right(network, pictures), self._sample.disputed[pictures]
        sizes = self._sample.sizes(network.pictures)
        strata = [
            Stratum(sizes[kind], int((disputed == kind).sum()), int(right[disputed == kind].sum())) for kind in (False, True)
        ]
        return Standing(network, share_right(strata), len(pictures))

    def _predicted(self, network: Network, pictures: Sequence[int]) -> NDArray[np.int64] | NDArray[np.float64]:
        place = {picture: at for at, picture in enumerate(network.pictures.tolist())}
        return network.predicted[[place[each] for each in pictures]]

    def right(self, network: Network, pictures: Sequence[int]) -> NDArray[np.bool_]:
        """Which pictures are predicted as they were named; what is of no class that was offered is not."""
        names = [network.classes[each] for each in self._predicted(network, pictures).tolist()]
        labels = [self._sample.answers[each] for each in pictures]
        return np.array([one.said == "class" and one.name == name for one, name in zip(labels, names, strict=True)], bool)

    def _errors(self, network: Network, pictures: Sequence[int]) -> NDArray[np.float64]:
        values = np.array([self._sample.answers[each].value for each in pictures], np.float64)
        return np.abs(self._predicted(network, pictures) - values)

    def lead(self) -> Lead | None:
        """Which network is best, and how far that is sure; ``None`` with fewer than two networks, or without a label.

        A network that learned most of the labels is judged by the few others: it does not lead by less than :data:`ENOUGH` while others have
        more, and is not alone in saying who is worse, since of it and the others few labels are left that tell them apart.
        """
        most = max((each.labels for each in self.standings), default=0)
        standings = [each for each in self.standings if each.labels >= max(1, min(ENOUGH, most))]
        if len(standings) < 2:
            return None
        best, others = standings[0], [each.network for each in standings[1:]]
        as_good = [each.network for each in standings if abs(each.estimate.value - best.estimate.value) < 1e-9]
        judges = dict.fromkeys([best.network, next(each.network for each in standings if each.labels == most)])
        chances = {each.key: min(self._chance(judge, each) for judge in judges if judge is not each) for each in others}
        rest = [each for each in others if each not in as_good]
        worse = tuple(each for each in rest if chances[each.key] <= SURE / (len(others) * len(judges)))
        return Lead(tuple(as_good), worse, tuple(each for each in rest if each not in worse))

    def _chance(self, best: Network, other: Network) -> float:
        """How probable the lead of one network over another is if neither is better."""
        pictures = self._sample.among(np.intersect1d(best.pictures, other.pictures))
        if self._task.has_values:
            return chance_of_lead(np.sign(self._errors(other, pictures) - self._errors(best, pictures)))
        gains = self.right(best, pictures).astype(int) - self.right(other, pictures)
        told = np.flatnonzero(gains)
        return chance_of_lead(np.array([gains[each] * self._sample.stands_for[pictures[each]] for each in told.tolist()]))
