"""What the finished runs of a search say: the candidates, what each predicts of the same pictures, and what is known of the pair.

Where candidates learned labels that a person gave, everything is said of the target's other pictures: of those that they learned they know the
answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import reduce
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.finding import rule
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, Search
from tlgui.finding.stages import LEARN_LABELS, Ground
from tlgui.finding.verdict import DISTILLED, REFERENCES, Contender
from tlgui.home import Home
from tlgui.insight.look_alikes import Alike
from tlgui.runs.alike_file import AlikePictures
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.service.pairs import packs_of
from tlgui.strategies.start import starts_at_random


class Finished(NamedTuple):
    """A run of a search that has a result, and its log."""

    member: Member
    run: Run
    log: list[dict[str, Any]]
    told: TargetScores


def in_order(members: Iterable[Member], plan: Plan) -> list[Member]:
    """Those on the search's own backbone, those on the second one, and last what learns labels or the answer: whichever was ready first, what
    is found has one order.
    """
    last = (*LEARN_LABELS, DISTILLED)
    return sorted(members, key=lambda each: (each.strategy in last, plan.backbones.index(each.backbone)))


class Results:
    """The finished runs among ``members``, read once."""

    def __init__(self, home: Home, search: Search, members: Sequence[Member]) -> None:
        self._home, self._search = home, search
        self._finished = list(_finished(home, search, members))
        labels = [TaughtLabels.of(each.run) for each in self._finished if each.run.spec.given_labels is not None]
        self._labels = [each for each in labels if each is not None]

    def pictures(self) -> NDArray[np.int64]:
        """Which pictures of the target all of them predict; none has learned the label of one of these."""
        kept = [each.told.pictures for each in self._finished]
        if any(each is None for each in kept):  # somebody has deleted them since
            raise UserError("best_stopped", search=self._search.id[:8])
        return reduce(np.intersect1d, [each for each in kept if each is not None])

    def found(self) -> tuple[list[Contender], dict[str, rule.Predictions]]:
        """The candidates, in their order, and by name what they predict of :meth:`pictures`."""
        found: dict[str, Contender] = {}
        predictions: dict[str, rule.Predictions] = {}
        pictures = self.pictures() if self._finished else np.zeros(0, np.int64)

        def add(candidate: Contender, told: TargetScores, kind: str | None = None) -> None:
            kept, of = told.kept(kind), told.pictures
            if kept is None or of is None:
                raise UserError("best_stopped", search=self._search.id[:8])
            if candidate.name not in found:  # source-only is the reference of matched runs too
                found[candidate.name], predictions[candidate.name] = candidate, kept[np.searchsorted(of, pictures)]

        for member, run, log, told in self._finished:
            result = next(event for event in log if event["event"] == "result")
            accuracy = told.of_run().get("accuracy")
            add(Contender(member.strategy, run.id, False, member.matched, result["scores"], accuracy, member.backbone), told)
            by_kind = {event["kind"]: event for event in log if event["event"] == "reference"}
            for kind, name in REFERENCES.items() if member.references else ():
                of, matched = by_kind[kind], 0 if kind == "baseline" else member.matched
                accuracy = told.of_reference(kind).get("accuracy")
                add(Contender(name, of["run"], True, matched, of["scores"], accuracy, member.backbone), told, kind)
        if not self._labels:
            return list(found.values()), predictions
        rows, labels = self._known()
        scored = {
            name: float((each[rows].argmax(1) == labels).mean()) if len(rows) else None for name, each in predictions.items()
        }
        return [replace(each, target_accuracy=scored[name]) for name, each in found.items()], predictions

    def ground(self) -> Ground:
        """What is known of the pair."""
        counts, spec = self._counts(), self._finished[0].run.spec
        classes, learned = self._classes(), self._classes_learned()
        return Ground(
            classes,
            counts / counts.sum(),
            *self._known(),
            spec.settings.seed,
            len(learned),
            starts_at_random(spec),
            self._alike(),
            {classes[place] for place in learned.values()},
        )

    def smallest_class(self) -> tuple[str, int]:
        """The source's class with the fewest pictures, and how many it has."""
        counted = {name: int(count) for name, count in zip(self._classes(), self._counts(), strict=True) if count}
        return min(counted.items(), key=lambda each: each[1])

    def other_classes(self) -> dict[str, int]:
        """How many of :meth:`pictures` are of each class that the source does not have, by its name; none while labels are sealed."""
        return self._finished[0].told.of_other_classes(self.pictures())

    def teaching(self, together: rule.Predictions) -> Teaching:
        """What a distilled network is to learn: what several predict ``together`` of :meth:`pictures`, and of the others what a person said,
        of them or of a picture that they are a copy of.
        """
        learned, count = self._classes_learned(), len(self._classes())
        said = {**self._classes_of_copies(learned), **learned}
        known = np.eye(count)[list(said.values())] if said else np.zeros((0, count))
        pictures = np.concatenate([self.pictures(), np.array(list(said), np.int64)])
        return Teaching(pictures, np.concatenate([together, known]))

    def _classes_of_copies(self, learned: Mapping[int, int]) -> dict[int, int]:
        """By picture the class of the ``learned`` one that it is a copy of: nobody predicts these either."""
        _, target = self._packs()
        assert target is not None
        hashes = target.numbered_for(self._finished[0].run.spec.version).hashes
        by_content = {hashes[picture]: place for picture, place in learned.items()}
        return {picture: by_content[content] for picture, content in enumerate(hashes) if content in by_content}

    def _alike(self) -> Alike | None:
        """Which of :meth:`pictures` look alike; ``None`` where no run has kept it."""
        kept = (AlikePictures.of(each.run) for each in self._finished if each.member.references)
        first = next((each for each in kept if each is not None), None)
        return None if first is None else first.among(self.pictures())

    def learned(self) -> TaughtLabels | None:
        """The labels that a person gave and candidates learned: all together, since one may have been started before the last of them."""
        if not self._labels:
            return None
        by_picture = {
            picture: row for each in self._labels for picture, row in zip(each.pictures.tolist(), each.predictions, strict=True)
        }
        return TaughtLabels(np.array(list(by_picture), np.int64), np.array(list(by_picture.values())))

    def _classes(self) -> list[str]:
        return next(event["classes"] for event in self._finished[0].log if event["event"] == "settings")

    def _counts(self) -> NDArray[np.float64]:
        """How many pictures of each of the run's classes the source has."""
        info, class_map = self._source().info, self._finished[0].run.spec.class_map
        return np.array(class_map.pictures(info.classes, info.counts, self._classes()), np.float64)

    def _source(self) -> Pack:
        source, _ = self._packs()
        assert source is not None
        return source

    def _packs(self) -> tuple[Pack | None, Pack | None]:
        return packs_of(self._home, self._finished[0].run.spec, self._search.owner)

    def _known(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which of :meth:`pictures` have a label that is open, and these labels; none while they are sealed."""
        told = self._finished[0].told
        known, pictures = told.known_labels(), self.pictures()
        if known is None or told.pictures is None:
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        rows, labels = known
        there = np.isin(told.pictures[rows], pictures)
        return np.searchsorted(pictures, told.pictures[rows[there]]), labels[there]

    def _classes_learned(self) -> Mapping[int, int]:
        """By picture the class, as the runs number it, that a person gave and a candidate learned."""
        learned = self.learned()
        if learned is None:
            return {}
        class_map = self._finished[0].run.spec.class_map
        places = class_map.indices(list(self._source().info.classes), self._classes())
        of_source = learned.predictions.argmax(1).tolist()
        return {picture: places[place] for picture, place in zip(learned.pictures.tolist(), of_source, strict=True)}


def _finished(home: Home, search: Search, members: Sequence[Member]) -> list[Finished]:
    found = []
    for member in members:
        run = RunStore(home).get(member.run, search.owner)
        log = run.events()
        if any(event["event"] == "result" for event in log):
            found.append(Finished(member, run, log, TargetScores(run, log)))
    return found
