"""One person's labeling of one dataset: which picture comes next, and what all labels so far say of the networks and of the class shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from tlgui.data.pack import Pack
from tlgui.data.seals import require_open
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.labeled_shares import SAME_BELOW, probability_of_same, shares_from_labels
from tlgui.insight.sampled import (
    Estimate,
    Stratum,
    chance_of_lead,
    drawing_order,
    effective_count,
    mean_error,
    share_right,
    weights_of,
)
from tlgui.labeling.given import Answer, Drawing, GivenLabels, LabelBook
from tlgui.labeling.networks import Network, networks_on
from tlgui.runs.index import RunIndex
from tlgui.runs.store import RunStore
from tlgui.spec.run_spec import ClassMap
from tlgui.spec.target_shares import TargetShares
from tlgui.tasks import DEFAULT_TASK, TASKS, TaskKind

SEED = 0
"""Of the order in which pictures are asked for. Pictures are numbered by their content, so it is another one for each dataset."""

SURE = 0.05
"""A lead that chance alone makes no oftener than this is one; shared out over the networks that are compared."""

ENOUGH = 10
"""Labels that a network leads by, where others have as many."""

MOST_CLASSES = 200
"""Classes that are offered at most: nobody finds one among more."""


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


@dataclass(frozen=True)
class LabeledShares:
    """What the labels say of the class shares.

    Attributes
    ----------
    counts:
        (k,): how many labels of a simple random sample each class has; fractions where labels stand for unequal numbers of pictures.
    source, target:
        (k,): the source's shares, and the target's by these labels and by what networks predict, drawn a little toward the source's.
    same:
        How probable it is that both are equal.
    labels:
        How many labels name one of the classes.
    """

    classes: tuple[str, ...]
    counts: NDArray[np.float64]
    source: NDArray[np.float64]
    target: NDArray[np.float64]
    same: float
    labels: int

    @property
    def differ(self) -> bool:
        """Whether the labels speak for another mixture than the source's. If not, the source's is the better guess."""
        return self.same <= SAME_BELOW


class Labeling:
    """What is known at one moment; after each act there is a new one.

    Parameters
    ----------
    pack:
        The dataset, of this owner. Its own labels are not looked at.
    source:
        A dataset whose classes are offered where no run says which.

    Raises
    ------
    UserError
        ``dataset_unknown``, ``sealed_source``: of ``source``.
    """

    def __init__(self, home: Home, index: RunIndex, pack: Pack, owner: str = LOCAL_OWNER, source: str = "") -> None:
        self.pack = pack
        self._home, self._owner = home, owner
        self._book = LabelBook(home, pack.info.id, len(pack), owner)
        found = networks_on(home, index, owner, pack.info.id)
        self.networks = [each for each in found if each.pictures.max(initial=-1) < len(pack)]
        self._source = None if self.networks else self._offered(source)

    def _offered(self, source: str) -> Pack | None:
        """The dataset whose classes are offered: the one that is named, or else that of the first label, if it is still there."""
        before = self.given.drawing.source if self.given.drawing is not None else ""
        if not source and not before:
            return None
        try:
            pack = DatasetStore(self._home).get(source or before, self._owner)
            require_open(self._home, pack.info)
        except UserError:
            if source:
                raise
            return None
        return pack

    # -- what is asked -----------------------------------------------------------------------------------------------------------

    @cached_property
    def task(self) -> TaskKind:
        """What a label is: of the runs, or else of the source."""
        key = self.networks[0].task if self.networks else self._source.info.task if self._source is not None else DEFAULT_TASK
        return TASKS[key]

    @cached_property
    def given(self) -> GivenLabels:
        return self._book.read()

    @cached_property
    def drawing(self) -> Drawing:
        """What was written down with the first label; before it what would be."""
        return self.given.drawing or self._drawing()

    def _drawing(self) -> Drawing:
        whole = [each for each in self.networks if len(each.pictures) == len(self.pack)]
        disputed: NDArray[np.int64] = np.zeros(0, np.int64)
        if self.task.one_class and len(whole) > 1:
            disputed = np.flatnonzero(_disputed(whole))
        runs = dict.fromkeys(each.run for each in whole)
        source = "" if self._source is None else self._source.info.id
        return Drawing(SEED, tuple(self._named()), tuple(disputed.tolist()), tuple(runs), source)

    def _named(self) -> list[str]:
        """Classes of the networks, or of the source where there are none."""
        names = [name for each in self.networks for name in each.classes]
        return list(dict.fromkeys(names if self.networks else self._source.info.classes if self._source is not None else ()))

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Those that are offered: as at the first label, so that each keeps its key, and those that came later."""
        said = [each.name for each in self.given.answers.values() if each.said == "class"]
        return tuple(dict.fromkeys([*self.drawing.classes, *self._named(), *said]))[:MOST_CLASSES]

    @cached_property
    def _disputed(self) -> NDArray[np.bool_]:
        found = np.zeros(len(self.pack), bool)
        found[list(self.drawing.disputed)] = True
        return found

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """All pictures in the order in which they are asked for."""
        return drawing_order(self._disputed, self.drawing.seed)

    @cached_property
    def asked(self) -> list[int]:
        """The beginning of the order of which every picture has an answer: what estimates rest on, since chance alone decided on it.

        A label of a later picture, which somebody imported, counts once the order has come to it.
        """
        return list(takewhile(lambda picture: picture in self.given.answers, self.order.tolist()))

    @property
    def next(self) -> int | None:
        """The picture to ask for; ``None`` once all have an answer."""
        return int(self.order[len(self.asked)]) if len(self.asked) < len(self.order) else None

    @cached_property
    def sample(self) -> dict[int, Answer]:
        """The answers among :attr:`asked` that say something."""
        return {each: self.given.answers[each] for each in self.asked if self.given.answers[each].known}

    # -- acts --------------------------------------------------------------------------------------------------------------------

    def say(self, picture: int, answer: Answer) -> None:
        """Keep what somebody says of a picture.

        Raises
        ------
        UserError
            ``picture_unknown``; ``label_class_unknown``, ``label_kind``: what is no answer here.
        """
        if not 0 <= picture < len(self.pack):
            raise UserError("picture_unknown")
        self.check(answer)
        self._book.add(picture, answer, self.drawing)

    def check(self, answer: Answer) -> None:
        """Raises ``label_class_unknown`` or ``label_kind`` for what is no answer here."""
        if answer.said == ("class" if self.task.has_values else "value"):
            raise UserError("label_kind")
        if answer.said == "class" and answer.name not in self.classes:
            raise UserError("label_class_unknown", given=answer.name[:80], known=list(self.classes[:20]))

    def undo(self) -> None:
        """Take back the last act. Raises ``label_nothing_to_undo``."""
        if not self._book.undo():
            raise UserError("label_nothing_to_undo")

    def take_in(self, answers: Mapping[int, Answer]) -> None:
        """Keep many labels at once, as one act."""
        self._book.take_in(answers, self.drawing)

    # -- what the labels say -----------------------------------------------------------------------------------------------------

    def weights(self, pictures: Sequence[int]) -> NDArray[np.float64]:
        """How many pictures each of these, all in :attr:`sample`, stands for."""
        strata = self._disputed[list(pictures)].astype(int)
        return weights_of(self._sizes(np.ones(len(self.pack), bool)), strata)

    def _sizes(self, among: NDArray[np.bool_]) -> list[int]:
        """Number of pictures that networks agree on, and that they do not, without those that nobody could name."""
        among = among.copy()
        among[[each for each in self.asked if not self.given.answers[each].known]] = False
        return [int((among & (self._disputed == kind)).sum()) for kind in (False, True)]

    @cached_property
    def standings(self) -> list[Standing]:
        """What the labels say of each network, the best first; of equally good ones that of which most labels say so."""
        found = [self._standing(each) for each in self.networks]
        sign = -1 if self.task.larger_is_better else 1
        return sorted(
            found, key=lambda each: (np.isnan(each.estimate.value), sign * np.nan_to_num(each.estimate.value), -each.labels)
        )

    def standing_of(self, run: str) -> Standing | None:
        """What the labels say of a run's own network; ``None`` where they say nothing of it."""
        return next((each for each in self.standings if each.network.key == run and each.labels), None)

    def _standing(self, network: Network) -> Standing:
        among = np.zeros(len(self.pack), bool)
        among[network.pictures] = True
        pictures = [each for each in self.sample if among[each]]
        if self.task.has_values:
            return Standing(network, mean_error(self._errors(network, pictures), int(among.sum())), len(pictures))
        right, disputed = self.right(network, pictures), self._disputed[pictures]
        sizes = self._sizes(among)
        strata = [
            Stratum(sizes[kind], int((disputed == kind).sum()), int(right[disputed == kind].sum())) for kind in (False, True)
        ]
        return Standing(network, share_right(strata), len(pictures))

    def _predicted(self, network: Network, pictures: Sequence[int]) -> NDArray[np.int64] | NDArray[np.float64]:
        place = np.zeros(len(self.pack), np.int64)
        place[network.pictures] = np.arange(len(network.pictures))
        return network.predicted[place[list(pictures)]]

    def right(self, network: Network, pictures: Sequence[int]) -> NDArray[np.bool_]:
        """Which pictures are predicted as they were named; what is of no class that was offered is not."""
        names = [network.classes[each] for each in self._predicted(network, pictures).tolist()]
        labels = [self.sample[each] for each in pictures]
        return np.array([one.said == "class" and one.name == name for one, name in zip(labels, names, strict=True)], bool)

    def _errors(self, network: Network, pictures: Sequence[int]) -> NDArray[np.float64]:
        values = np.array([self.sample[each].value for each in pictures], np.float64)
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
        both = set(np.intersect1d(best.pictures, other.pictures).tolist())
        pictures = [each for each in self.sample if each in both]
        if self.task.has_values:
            return chance_of_lead(np.sign(self._errors(other, pictures) - self._errors(best, pictures)))
        gains = self.right(best, pictures).astype(int) - self.right(other, pictures)
        told = np.flatnonzero(gains)
        return chance_of_lead(np.array([gains[each] * self._weight_of[pictures[each]] for each in told.tolist()]))

    @cached_property
    def _weight_of(self) -> dict[int, float]:
        """By picture of :attr:`sample`, how many pictures it stands for."""
        return dict(zip(self.sample, self.weights(list(self.sample)).tolist(), strict=True))

    def shares(self) -> LabeledShares | None:
        """The target's class shares by the labels, beside those of the newest run's source; ``None`` without a source or a label."""
        found = self._source_shares()
        if found is None:
            return None
        classes, source = found
        place = {name: index for index, name in enumerate(classes)}
        labels = np.array([place.get(each.name, -1) if each.said == "class" else -1 for each in self.sample.values()], np.int64)
        known, weights = labels >= 0, self.weights(list(self.sample))
        if not known.any():
            return None
        weighted = np.bincount(labels[known], weights[known], minlength=len(classes))
        counts = weighted / weighted.sum() * effective_count(weights[known])
        target = shares_from_labels(self._votes(classes), list(self.sample), labels, weights, source)
        return LabeledShares(tuple(classes), counts, source, target, probability_of_same(counts, source), int(known.sum()))

    def _votes(self, classes: Sequence[str]) -> NDArray[np.float64]:
        """(n, k): which part of the networks with these classes predict each of them; zeros where none predicts every picture."""
        votes = np.zeros((len(self.pack), len(classes)))
        voting = [each for each in self.networks if len(each.pictures) == len(self.pack) and list(each.classes) == list(classes)]
        for each in voting:
            votes[each.pictures, each.predicted.astype(np.int64)] += 1 / len(voting)
        return votes

    def learnable(self) -> int:
        """Of how many of the source's classes somebody gave a label, in whatever order: it takes two to learn them."""
        found = self._source_shares()
        said = {each.name for each in self.given.answers.values() if each.said == "class"}
        return 0 if found is None else len(said & set(found[0]))

    def told(self) -> TargetShares:
        """The class shares as the next run is told them: by the labels, or the source's where nothing else is known."""
        shares = self.shares()
        if shares is None:
            return TargetShares()
        by_class = {name: round(share, 4) for name, share in zip(shares.classes, shares.target.tolist(), strict=True)}
        return TargetShares(known_from="labels", shares=by_class, labels=shares.labels)

    @property
    def class_map(self) -> ClassMap:
        """What :meth:`shares` calls the classes: that of the newest run."""
        return RunStore(self._home).get(self.networks[0].run, self._owner).spec.class_map if self.networks else ClassMap()

    def told_if_other(self) -> TargetShares | None:
        """:meth:`told`; ``None`` where the labels do not speak for another mixture than the source's."""
        shares = self.shares()
        return self.told() if shares is not None and shares.differ else None

    @property
    def source(self) -> str | None:
        """The source that :meth:`shares` compares with: the newest run's, or the one whose classes are offered."""
        if self.networks:
            return self.networks[0].source_id
        return None if self._source is None else self._source.info.id

    def _source_shares(self) -> tuple[list[str], NDArray[np.float64]] | None:
        """The classes of the newest run, or of the source that was named, and how frequent each is in the source."""
        if not self.task.one_class:
            return None
        source, class_map = self._source, ClassMap()
        if self.networks:
            try:
                run = RunStore(self._home).get(self.networks[0].run, self._owner)
                source, class_map = DatasetStore(self._home).get(run.spec.source or "", self._owner), run.spec.class_map
                require_open(self._home, source.info)
            except UserError:  # imported from elsewhere, or without a source
                return None
        if source is None:
            return None
        classes = list(self.networks[0].classes) if self.networks else list(source.info.classes)
        counts = np.zeros(len(classes) + 1)  # the last place is where classes go that are left out
        np.add.at(counts, class_map.indices(list(source.info.classes), classes), source.info.counts)
        return (classes, counts[:-1] / counts[:-1].sum()) if counts[:-1].sum() else None


def _disputed(networks: Sequence[Network]) -> NDArray[np.bool_]:
    """(n,): on which pictures not all networks say the same class. Each of them predicts every picture."""
    said = []
    for each in networks:
        names = np.array(each.classes, dtype=object)[each.predicted]
        said.append(names[np.argsort(each.pictures)])
    return np.any([each != said[0] for each in said[1:]], axis=0)
