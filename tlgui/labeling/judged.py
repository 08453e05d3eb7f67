"""What labels of a sample say of networks: how accurate each is, and which is surely better than the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.insight.sampled import FEWEST_ERRORS, Estimate, Stratum, chance_of_lead, mean_error, share_right, with_counted
from tlgui.labeling.networks import Network
from tlgui.labeling.sample import Sample
from tlgui.tasks import TaskKind

SIGNIFICANCE = 0.05
"""Significance level: a lead that chance alone makes no oftener than this is one; shared out over the networks that are compared."""

ENOUGH = 10
"""Labels that a network leads by, where others have as many."""


@dataclass(frozen=True)
class Standing:
    """What the labels say of a network: its accuracy, or its mean error for values, and how many labels that rests on.

    ``earlier``: how many more there are, of pictures that it predicts, from before it learned the others. They could not be learned, so they
    say nothing of pictures without a label.
    """

    network: Network
    estimate: Estimate
    labels: int
    earlier: int = 0

    @property
    def exact(self) -> bool:
        """Whether the label of each picture that the network predicts is known."""
        return self.labels > 0 and self.estimate.low == self.estimate.high

    @property
    def flattered(self) -> bool:
        """Whether labels that judge the network told it the mix of classes. What learned the labels that told it is judged by others."""
        return self.labels > 0 and self.network.told > self.network.learned


@dataclass(frozen=True)
class Beside:
    """A network, and one that it is compared with, by the same labels: those of pictures that both predict."""

    own: Standing
    other: Standing

    @property
    def gain(self) -> float:
        """How much larger the estimate is than the other one's."""
        return self.own.estimate.value - self.other.estimate.value


@dataclass(frozen=True)
class Lead:
    """Which network is best so far.

    Attributes
    ----------
    best:
        The one with the best :meth:`Judged.level`; several that have the same, first the one that most labels judge.
    alike:
        Whether those that are best were right on the same pictures.
    worse, open:
        Those that are surely worse than the first of them, and those of which the labels do not say that yet.
    judge, beaten:
        Of the networks that most labels judge the best one, where it is not in the lead; those that are surely worse than it, but not surely
        worse than a leader.
    """

    best: tuple[Network, ...]
    alike: bool
    worse: tuple[Network, ...]
    open: tuple[Network, ...]
    judge: Network | None
    beaten: tuple[Network, ...]


class _Labels(NamedTuple):
    """The labeled pictures that networks predict: the ``earlier`` ones, from before one of them learned the others; those that judge them, of
    which the last so many ``drawn`` ones are a random sample of what is left; ``since`` how many answers that sample was drawn.
    """

    earlier: list[int]
    judging: list[int]
    drawn: list[int]
    since: int = 0

    @property
    def counted(self) -> list[int]:
        """Those that say something of their own pictures alone."""
        return [*self.earlier, *self.judging[: len(self.judging) - len(self.drawn)]]


class Judged:
    """Networks, by labels of a sample of the pictures that they predict."""

    def __init__(self, networks: Sequence[Network], task: TaskKind, sample: Sample) -> None:
        self._networks, self._task, self._sample = networks, task, sample
        self._places: dict[Network, int] = {}

    @cached_property
    def standings(self) -> list[Standing]:
        """What the labels say of each network, the best by :meth:`level` first; of equally good ones that of which most labels say so. Behind
        them stands what too few labels judge.
        """
        sign, enough = -1 if self._task.larger_is_better else 1, self._enough
        return sorted(
            self._unsorted, key=lambda each: (each.labels < enough, sign * np.nan_to_num(self.level(each)), -each.labels)
        )

    @cached_property
    def _unsorted(self) -> list[Standing]:
        return [self._standing(each) for each in self._networks]

    @property
    def most(self) -> int:
        """By how many labels a network is judged at most."""
        return max((each.labels for each in self._unsorted), default=0)

    @property
    def _enough(self) -> int:
        """By how many labels a network is compared with the others: :data:`ENOUGH`, or all where there are fewer."""
        return max(1, min(ENOUGH, self.most))

    @property
    def unjudged(self) -> list[Network]:
        """Those that learned so many of the labels that too few others are left to compare them by."""
        return [each.network for each in self.standings if each.labels < self._enough] if self._sample.answers else []

    def level(self, standing: Standing) -> float:
        """What networks are ordered by: the estimate by all labels.

        What learned labels is judged by the others alone, which may be easier or harder. So it is placed as those others place it beside two
        networks that all labels judge, the best of these and source-only: above both, below both, or between them. Where those others have both
        alike, it is placed beside the best alone; where they have source-only ahead of the best, as badly as beside either: what they say of
        source-only must not be forgotten because all labels say otherwise.
        """
        return self._levels[standing.network.key]

    @cached_property
    def _levels(self) -> dict[str, float]:
        return {each.network.key: self._placed(each) for each in self._unsorted}

    def _placed(self, standing: Standing) -> float:
        own = standing.estimate.value
        marks = self._marks(standing.network) if 0 < standing.labels < self.most else []
        contradicted = len(marks) == 2 and (marks[0][0] - marks[1][0]) * (marks[0][1] - marks[1][1]) < 0
        if contradicted:
            worse = min if self._task.larger_is_better else max
            own = worse(own + by_all - by_others for by_others, by_all in marks)
        elif marks:
            by_others, by_all = zip(*sorted(marks), strict=True)
            nearest = float(np.clip(own, by_others[0], by_others[-1]))
            own += float(np.interp(nearest, by_others, by_all)) - nearest
        return round(own, 9)

    def _marks(self, network: Network) -> list[tuple[float, float]]:
        """How good the best of all and source-only are by the labels that judge a network, and by all."""
        sign = 1 if self._task.larger_is_better else -1
        whole = [each for each in self._unsorted if each.labels == self.most]
        best = max(whole, key=lambda each: sign * each.estimate.value).network
        found = []
        for each in dict.fromkeys([best, self._source_only(network) or best]):
            beside = self.beside(network.key, each.key)
            if beside is not None:
                by_all = next(one.estimate.value for one in self._unsorted if one.network is each)
                found.append((beside.other.estimate.value, by_all))
        if len(found) < 2:
            return found
        alike = found[0][0] == found[1][0] or found[0][1] == found[1][1]
        return found[:1] if alike else found

    def beside_source_only(self, network: Network) -> Beside | None:
        """A network, and source-only by the same labels."""
        baseline = self._source_only(network)
        return None if baseline is None else self.beside(network.key, baseline.key)

    def _source_only(self, network: Network) -> Network | None:
        """That of the network's own run, else of another one."""
        found = [each for each in self._networks if each.kind == "baseline"]
        return next((each for each in found if f"{network.run}/baseline" in each.keys), found[0] if found else None)

    def of(self, run: str) -> Standing | None:
        """What the labels say of a run's own network; ``None`` where they say nothing of it."""
        found = (self._standing(each) for each in self._networks if run in each.keys)
        return next((each for each in found if each.labels), None)

    def over_source_only(self, run: str) -> bool | None:
        """Whether a run's own network is surely better (``True``) or surely worse (``False``) than the source-only of its run; ``None`` where
        the labels say neither.

        As many networks as are judged are compared so, and somebody looks at those that come out well. So the probability that any is called
        better that is not is at most :data:`SIGNIFICANCE` (Holm, 1979), whichever of them one looks at; the same holds for worse, on its own.
        """
        return next((sure for each, sure in self._over_source_only if run in each.keys), None)

    @property
    def surely_better(self) -> list[Network]:
        """Those that are surely better than the source-only of their run, the best first."""
        sure = [each for each, better in self._over_source_only if better]
        return [each.network for each in self.standings if each.network in sure]

    @property
    def compared(self) -> int:
        """How many networks are compared with the source-only of their run."""
        return len(self._over_source_only)

    @cached_property
    def _over_source_only(self) -> list[tuple[Network, bool | None]]:
        pairs = []
        for each in self._networks:
            baseline = None if each.kind == "baseline" else self._source_only(each)
            told = each.told > each.learned  # the mix of classes, by labels that judge it: by these no lead is sure
            if baseline is not None and not told and self._labels(each, baseline).drawn:
                pairs.append((each, baseline))
        # A family for each direction: decision 20 says why.
        better = _sure([self._chance(one, two) for one, two in pairs])
        worse = _sure([self._chance(two, one) for one, two in pairs])
        return [(pair[0], True if one else False if two else None) for pair, one, two in zip(pairs, better, worse, strict=True)]

    def beside(self, key: str, other: str) -> Beside | None:
        """Two networks, each by one of its keys, by the same labels; ``None`` where there are none, or one of the two is not here."""
        found = [next((each for each in self._networks if name in each.keys), None) for name in (key, other)]
        one, two = found
        if one is None or two is None:
            return None
        own = self._standing(one, two)
        return Beside(own, self._standing(two, one)) if own.labels else None

    @property
    def none_ahead(self) -> bool:
        """Whether :data:`ENOUGH` labels say that no adapted network is ahead of source-only. Of what learned them they say nothing, so nobody
        knows it while such a network is :attr:`unjudged`.
        """
        if len(self._sample.answers) < ENOUGH or self.unjudged or self.lead is None:
            return False
        return any(each.kind == "baseline" for each in self.lead.best)

    def labeled(self, network: Network) -> list[int]:
        """The pictures whose labels judge a network."""
        return self._labels(network).judging

    def _labels(self, *networks: Network) -> _Labels:
        """Of pictures that all of these networks predict."""
        pictures = self._sample.among(reduce(np.intersect1d, [each.pictures for each in networks]))
        answers = list(self._sample.answers)
        if all(len(each.pictures) == len(self._sample.disputed) for each in networks):
            return _Labels([], pictures, pictures)  # none learned any
        if self._task.has_values:  # every one could be learned
            return _Labels([], pictures, pictures, answers.index(pictures[0]) if pictures else len(answers))
        since = max(self._since(each) for each in networks)
        later = set(answers[since:])
        judging = [each for each in pictures if each in later]
        # The first of them is where the random order begins again: that it can be learned is why it is the first.
        return _Labels([each for each in pictures if each not in later], judging, judging[1:], since + 1)

    def _since(self, network: Network) -> int:
        if network not in self._places:
            self._places[network] = self._sample.since_learning(network.pictures, network.classes)
        return self._places[network]

    def _standing(self, network: Network, *others: Network) -> Standing:
        """By labels of pictures that the others predict too."""
        found = self._labels(network, *others)
        network = reduce(lambda one, other: one.among(other.pictures), others, network)
        if self._task.has_values:
            size = sum(self._sample.sizes(network.pictures, found.drawn, found.since))
            return Standing(network, mean_error(self._errors(network, found.drawn), size), len(found.drawn))
        right, disputed = self.right(network, found.drawn), self._sample.disputed[found.drawn]
        sizes = self._sample.sizes(np.setdiff1d(network.pictures, found.counted), found.drawn, found.since)
        strata = [
            Stratum(sizes[kind], int((disputed == kind).sum()), int(right[disputed == kind].sum())) for kind in (False, True)
        ]
        estimate = with_counted(share_right(strata), sum(sizes), self.right(network, found.counted))
        labels = len(found.judging) if found.drawn or not sum(sizes) else 0
        return Standing(network, estimate, labels, len(found.earlier))

    def _predicted(self, network: Network, pictures: Sequence[int]) -> NDArray[np.int64] | NDArray[np.float64]:
        order = np.argsort(network.pictures)
        return network.predicted[order[np.searchsorted(network.pictures, pictures, sorter=order)]]

    def right(self, network: Network, pictures: Sequence[int]) -> NDArray[np.bool_]:
        """Which pictures are predicted as they were named; what is of no class that was offered is not."""
        names = [network.classes[each] for each in self._predicted(network, pictures).tolist()]
        labels = [self._sample.answers[each] for each in pictures]
        return np.array([one.said == "class" and one.name == name for one, name in zip(labels, names, strict=True)], bool)

    def _errors(self, network: Network, pictures: Sequence[int]) -> NDArray[np.float64]:
        values = np.array([self._sample.answers[each].value for each in pictures], np.float64)
        return np.abs(self._predicted(network, pictures) - values)

    @cached_property
    def lead(self) -> Lead | None:
        """Which network is best, and how far that is sure; ``None`` with fewer than two networks, or without a label.

        A network that learned most of the labels is judged by the few others: it does not lead by less than :data:`ENOUGH` while others have
        more. Of it and the others few labels are left that tell them apart, so the best of those with most labels says who is worse too: worse
        than itself.
        """
        standings = [each for each in self.standings if each.labels >= self._enough]
        if len(standings) < 2:
            return None
        best, others = standings[0], [each.network for each in standings[1:]]
        judge = next(each.network for each in standings if each.labels == self.most)
        level = self.level(best)
        leaders = [each.network for each in standings if self.level(each) == level]
        leaders.sort(key=lambda each: each is not judge)
        judges = [leaders[0]] if judge in leaders else [leaders[0], judge]
        limit = SIGNIFICANCE / (len(others) * len(judges))
        rest = [each for each in others if each not in leaders]
        surer = {each: [one for one in judges if one is not each and self._chance(one, each) <= limit] for each in rest}
        return Lead(
            best=tuple(leaders),
            alike=all(self._right_alike(leaders[0], each) for each in leaders),
            worse=tuple(each for each in rest if leaders[0] in surer[each]),
            open=tuple(each for each in rest if not surer[each]),
            judge=None if judge in leaders else judge,
            beaten=tuple(each for each in rest if surer[each] and leaders[0] not in surer[each]),
        )

    def _right_alike(self, one: Network, other: Network) -> bool:
        """Whether both are judged by the same pictures, and as good on each of them."""
        pictures = self.labeled(one)
        if pictures != self.labeled(other):
            return False
        told = self._errors if self._task.has_values else self.right
        return bool(np.array_equal(told(one, pictures), told(other, pictures)))

    def _chance(self, best: Network, other: Network) -> float:
        """How probable the lead of one network over another is if neither is better."""
        pictures = self._labels(best, other).judging
        if self._task.has_values:
            if len(pictures) < min(FEWEST_ERRORS, len(self._sample.disputed)):
                return 1.0  # whoever looks after each label sees a few that agree; their errors have no range yet either
            return chance_of_lead(np.sign(self._errors(other, pictures) - self._errors(best, pictures)))
        gains = self.right(best, pictures).astype(int) - self.right(other, pictures)
        told = np.flatnonzero(gains)
        return chance_of_lead(np.array([gains[each] * self._sample.stands_for[pictures[each]] for each in told.tolist()]))


def _sure(chances: Sequence[float]) -> list[bool]:
    """Which of several comparisons are sure, by how probable each is by chance.

    The probability that any of them is wrong is at most :data:`SIGNIFICANCE` (Holm, 1979).
    """
    found = [False] * len(chances)
    for rank, place in enumerate(sorted(range(len(chances)), key=lambda each: chances[each])):
        if chances[place] > SIGNIFICANCE / (len(chances) - rank):
            break
        found[place] = True
    return found
