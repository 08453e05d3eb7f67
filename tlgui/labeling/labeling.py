"""One person's labeling of one dataset: which picture comes next, and what all labels so far say of the networks and of the class shares."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from tlgui.data.pack import Pack
from tlgui.data.seals import is_sealed, require_open
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.insight.sampled import Estimate, drawing_order
from tlgui.labeling.given import Answer, Drawing, GivenLabels, LabelBook
from tlgui.labeling.judged import Judged
from tlgui.labeling.networks import Network, networks_on
from tlgui.labeling.opened import CountedShares, OpenedLabels, counted_shares, opened_labels
from tlgui.labeling.sample import Sample
from tlgui.labeling.shares import SHARES_FROM, LabeledShares, labeled_shares, others_in
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import kept_on
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import ClassMap, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.tasks import DEFAULT_TASK, TASKS, TaskKind

SEED = 0
"""Of the order in which pictures are asked for. Pictures are numbered by their content, so it is another one for each dataset."""

CLASSES_TOLD = 20
"""Classes that a sentence tells of those there are."""


class Labeling:
    """What is known at one moment; after each act there is a new one.

    Parameters
    ----------
    pack:
        The dataset, of this owner. Its own labels are not looked at.
    source:
        A dataset whose classes are offered where no run says which.
    runs:
        The runs whose networks are judged; by default all on the dataset.
    asked:
        Runs that are judged whatever else there is (there is a limit, :data:`~tlgui.labeling.networks.MOST_NETWORKS`), each for itself.
    window:
        In which window of the page acts are pressed, which takes back its own alone; empty for none, which takes back any.

    Raises
    ------
    UserError
        ``dataset_unknown``, ``sealed_source``: of ``source``.
    """

    def __init__(
        self,
        home: Home,
        index: RunIndex,
        pack: Pack,
        owner: str = LOCAL_OWNER,
        source: str = "",
        runs: Collection[str] | None = None,
        asked: Sequence[str] = (),
        window: str = "",
    ) -> None:
        self.pack = pack
        self._home, self._index, self._owner, self._runs, self._window = home, index, owner, runs, window
        self._book = LabelBook(home, pack.info.id, len(pack), owner)
        found = networks_on(home, index, owner, pack.info.id, runs, asked)
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

    def require_shown(self) -> None:
        """Guard for code that shows the classes: raises ``label_source_sealed`` where they are those of a dataset that is sealed by itself, as
        what was only read as a target, unless they stand with the first label already.
        """
        source, drawn = self._source, self.given.drawing
        if source is not None and is_sealed(self._home, source.info) and (drawn is None or drawn.source != source.info.id):
            raise UserError("label_source_sealed", name=source.info.name)

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
        return tuple(dict.fromkeys([*self.drawing.classes, *self._named(), *self.given.named.values()]))

    @property
    def some_classes(self) -> list[str]:
        """:attr:`classes` for a sentence, which says where it leaves some out."""
        return [*self.classes[:CLASSES_TOLD], *(["…"] if len(self.classes) > CLASSES_TOLD else [])]

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
        """The answers among :attr:`asked` that say something here: a class says nothing of networks that predict values, nor a value of
        others.
        """
        return {each: self.given.answers[each] for each in self.asked if self.given.answers[each].said in self._kinds}

    @property
    def _kinds(self) -> tuple[str, ...]:
        """Which answers say something of a picture."""
        return ("value",) if self.task.has_values else ("class", "other")

    @cached_property
    def drawn(self) -> Sample:
        """:attr:`sample`, and what it was drawn from."""
        unknown, apart, answers = dict[int, int](), list[int](), 0
        for each in self.asked:
            if each in self.sample:
                answers += 1
            elif self.given.answers[each].known:
                apart.append(each)
            else:
                unknown[each] = answers
        return Sample(self.sample, self._disputed, unknown, tuple(apart), self.given.changed)

    # -- acts --------------------------------------------------------------------------------------------------------------------

    def say(self, picture: int, answer: Answer, *, again: bool = False) -> bool:
        """Keep what somebody says of a picture, unless it has an answer and they do not mean to change it (``again``); whether it is kept.

        Raises
        ------
        UserError
            ``picture_unknown``; ``label_class_unknown``, ``label_kind``: what is no answer here.
        """
        if not 0 <= picture < len(self.pack):
            raise UserError("picture_unknown")
        self.check(answer)
        return self._book.add(picture, answer, self.drawing, self._window, again=again)

    def check(self, answer: Answer) -> None:
        """Raises ``label_class_unknown`` or ``label_kind`` for what is no answer here."""
        if answer.known and answer.said not in self._kinds:
            raise UserError("label_kind")
        if answer.said == "class" and answer.name not in self.classes:
            raise UserError("label_class_unknown", given=answer.name[:80], known=self.some_classes)

    def undo(self) -> None:
        """Take back the last act, of the window if there is one. Raises ``label_nothing_to_undo``, ``label_nothing_of_window``."""
        if not self._book.undo(self._window):
            raise UserError("label_nothing_of_window" if self.given.undoable() else "label_nothing_to_undo")

    @property
    def undoable(self) -> bool:
        """Whether there is an act that :meth:`undo` takes back."""
        return self.given.undoable(self._window)

    def take_in(self, answers: Mapping[int, Answer]) -> None:
        """Keep many labels at once, as one act."""
        self._book.take_in(answers, self.drawing, self._window)

    # -- what the labels say -----------------------------------------------------------------------------------------------------

    @cached_property
    def judged(self) -> Judged:
        """What the labels say of the networks."""
        return Judged(self.networks, self.task, self.drawn)

    @cached_property
    def opened(self) -> OpenedLabels | None:
        """What the dataset's own labels say of the networks; ``None`` while these are sealed."""
        return opened_labels(self._home, self._index, self._owner, self.pack.info, self.networks)

    def counted(self) -> CountedShares | None:
        """The class shares by the dataset's own labels; ``None`` while these are sealed, or where no source is there."""
        found = None if self.opened is None else self._source_shares()
        return None if found is None else counted_shares(self.pack.info, self.class_map, *found)

    @cached_property
    def unmoved(self) -> bool:
        """Whether the last label is wrong for every network, and yet no estimate fell and every range became narrower: of the pictures that it
        is drawn from alike with, none that was labeled before is right either.
        """
        last = self.asked[-1] if self.asked else -1
        if last != self.given.last or last not in self.sample or not self.networks or self.task.has_values:
            return False
        known = [each for each in self.networks if last in self.judged.labeled(each)]
        if not known or any(self.judged.right(each, [last])[0] for each in known):
            return False
        earlier = {picture: answer for picture, answer in self.sample.items() if picture != last}
        before = Judged(self.networks, self.task, replace(self.drawn, answers=earlier))
        pairs = [(before.of(each.key), self.judged.of(each.key)) for each in known]
        estimates = [(one.estimate, two.estimate) for one, two in pairs if one is not None and two is not None]
        still = all(one.value == two.value and two.high - two.low < one.high - one.low for one, two in estimates)
        return still and any(two.value > 0 for _, two in estimates)

    @cached_property
    def left_out(self) -> int:
        """How many runs on the dataset have a network that is not judged, of those that were to be."""
        judged = {key for each in self.networks for key in each.keys}
        there = kept_on(self._index, self._owner, self.pack.info.id)
        return sum(run not in judged for run in there if self._runs is None or run in self._runs)

    def shares(self) -> LabeledShares | None:
        """The target's class shares by the labels, beside those of the newest run's source; ``None`` without a source or a label."""
        found = self._source_shares()
        return None if found is None else labeled_shares(self.drawn, *found, self.networks)

    @cached_property
    def of_none(self) -> tuple[int, Estimate] | None:
        """How many labels say that a picture is of none of the classes, and the share of all pictures that is so; ``None`` without any."""
        return others_in(self.drawn)

    def learnable(self) -> int:
        """Of how many of the source's classes somebody gave a label, in whatever order: it takes two to learn them, and a picture that is left
        to predict.
        """
        found = self._source_shares()
        return 0 if found is None or self.all_named else len(set(self.given.named.values()) & set(found[0]))

    @property
    def all_named(self) -> bool:
        """Whether every picture has a class, so that a search with these labels would have nothing to predict."""
        return len(self.given.named) == len(self.pack)

    def told(self) -> TargetShares:
        """The class shares as the next run is told them: by the labels, or the source's where nothing else is known."""
        shares = self.shares()
        if shares is None:
            return TargetShares()
        by_class = {name: round(share, 4) for name, share in zip(shares.classes, shares.told.tolist(), strict=True)}
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
        counts = np.array(class_map.pictures(source.info.classes, source.info.counts, classes), np.float64)
        return (classes, counts / counts.sum()) if counts.sum() else None


def _disputed(networks: Sequence[Network]) -> NDArray[np.bool_]:
    """(n,): on which pictures not all networks say the same class. Each of them predicts every picture."""
    said = []
    for each in networks:
        names = np.array(each.classes, dtype=object)[each.predicted]
        said.append(names[np.argsort(each.pictures)])
    return np.any([each != said[0] for each in said[1:]], axis=0)


def labeling_of(
    home: Home,
    index: RunIndex,
    target: str,
    owner: str,
    runs: Collection[str] | None = None,
    *,
    asked: Sequence[str] = (),
    look: bool = False,
) -> Labeling | None:
    """The owner's labeling of a target; ``None`` without a label, and where the target was deleted since.

    ``runs``, ``asked``: as of :class:`Labeling`. ``look``: bring the index up to date, for which nobody waits who gave no label.
    """
    try:
        pack = DatasetStore(home).get(target, owner)
        if not LabelBook(home, pack.info.id, len(pack), owner).read().answers:
            return None
        if look:
            index.look_at({*(runs or ()), *asked})
        return Labeling(home, index, pack, owner, runs=runs, asked=asked)
    except UserError:
        return None


@dataclass(frozen=True)
class Mix:
    """Class shares that labels speak for, against a source's: by how many labels, how far off, and as a run is told them."""

    labels: int
    shift: float
    told: TargetShares


def mix_by_labels(home: Home, index: RunIndex, spec: RunSpec, owner: str) -> Mix | None:
    """What the owner's labels say of the target's class shares; ``None`` unless they speak for another mixture than that of the source."""
    labeling = labeling_of(home, index, spec.target or "", owner, look=True)
    if labeling is None or labeling.source != spec.source or labeling.class_map != spec.class_map:
        return None
    shares = labeling.shares()
    if shares is None or not shares.differ or len(labeling.sample) < SHARES_FROM:
        return None
    return Mix(shares.given, shares.shift, labeling.told())
