"""Training a portfolio of strategies on one pair, and the verdict: which network, why, how certain.

Every candidate is a run like any other, with its curves and its place in the results. Features of a frozen backbone are computed once and
shared by all of them, and so are the two references, so that each further candidate takes seconds.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tlgui.errors import Problem, UserError
from tlgui.finding import rule
from tlgui.home import Home
from tlgui.insight.labeled_shares import SAME_BELOW, probability_of_same
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.runs.store import Run
from tlgui.runs.target_scores import TargetScores
from tlgui.service.asking import KEEP_SECONDS, ROLES, Listener, Location, RunRequest, follow, start
from tlgui.service.launch import packs_of
from tlgui.service.stopping import ask_to_stop
from tlgui.spec.target_shares import TargetShares

SOURCE_ONLY, ALONE = "source-only", "normalisation-alone"
REFERENCES = {"baseline": SOURCE_ONLY, "normalisation_alone": ALONE}
"""What the references of a run are called among the candidates."""

FIRST = "mcc"
"""Trained first; its references are source-only and normalization alone, which decide what comes next."""

EQUAL_SHARES = ("dann", "mmd", "source-only,shot", "cdan+mcc")
"""What else is trained where the target seems to have the source's mixture of classes."""

MATCHED = "dann"
"""What is trained where it seems to have another one, with statistics and pictures matched to it."""

UNSURE = 0.4
"""Where the shares seem to differ and the two references disagree on more of the target than this, the estimate of the shares is a guess."""

ENSEMBLE = "ensemble"


@dataclass(frozen=True)
class Contender:
    """A network that was tried.

    Attributes
    ----------
    strategy:
        Its key, or the name of a reference: :data:`SOURCE_ONLY`, :data:`ALONE`.
    run, reference:
        Its run, and whether that is one that the program trained as a reference of others.
    scores:
        Those of the run that need no labels; of a reference too.
    target_accuracy:
        ``None`` while labels are sealed or not known.
    matched:
        Whether it was trained for other class shares than the source's.
    """

    strategy: str
    run: str
    reference: bool
    matched: bool
    predictions: rule.Predictions
    scores: dict[str, float | None]
    target_accuracy: float | None

    @property
    def sureness(self) -> float:
        """Sure of each picture and diverse over all, in nats; larger is better. A score that is no number counts as none."""
        return self.scores.get("information_maximisation") or 0.0

    @property
    def name(self) -> str:
        """What tells it from the other candidates of a search."""
        return f"{self.strategy}, matched" if self.matched else self.strategy


@dataclass(frozen=True)
class Verdict:
    """What a search found.

    Attributes
    ----------
    why:
        ``equal`` or ``differ``: as the shares seem; ``told``: the user gave them; ``said_equal``: the user said that they are the source's;
        ``labels_equal``, ``labels_differ``: as labels say.
    weights:
        How much each candidate's predictions count in the answer, by name; together 1.
    nearest, agreement:
        The candidate, no reference, that agrees most often with the answer, and on which share of the target.
    shares:
        Class shares that were taken for the target's where they differ, by class.
    scored_on:
        How many target pictures have a known label; 0 while they are sealed.
    """

    candidates: tuple[Contender, ...]
    why: str
    test: rule.ShareTest | None
    shares: dict[str, float] | None
    weights: dict[str, float]
    nearest: Contender
    agreement: float
    disagreement: float
    target_accuracy: float | None
    scored_on: int
    seconds: float

    @property
    def unsure(self) -> bool:
        """Whether labeling a few pictures would settle more than anything else."""
        return self.why == "differ" and self.disagreement > UNSURE

    @property
    def counted(self) -> list[Contender]:
        """The candidates whose predictions count in the answer."""
        return [each for each in self.candidates if each.name in self.weights]

    def accuracy_of(self, strategy: str) -> float | None:
        """Target accuracy of the first candidate with this strategy: the one that was not matched, where there is one."""
        return next((each.target_accuracy for each in self.candidates if each.strategy == strategy), None)

    def as_json(self) -> dict[str, Any]:
        """Plain data: what ``tlgui best --json`` prints, without the verdict in words."""
        return {
            "winner": {
                "run": ENSEMBLE,
                "strategy": " & ".join(self.weights),
                "network": self.nearest.run,
                "network_strategy": self.nearest.strategy,
                "agreement": self.agreement,
            },
            "why": self.why,
            "target_shares": self.shares,
            "shares_test": None if self.test is None else asdict(self.test),
            "unsure": self.unsure,
            "target_accuracy": self.target_accuracy,
            "scored_on": self.scored_on,
            "baseline_target_accuracy": self.accuracy_of(SOURCE_ONLY),
            "normalisation_alone_target_accuracy": self.accuracy_of(ALONE),
            "candidates": [
                {
                    "strategy": each.strategy,
                    "run": each.run,
                    "matched": each.matched,
                    "weight": self.weights.get(each.name, 0.0),
                    "target_accuracy": each.target_accuracy,
                    "scores": each.scores,
                }
                for each in self.candidates
            ],
            "seconds": round(self.seconds, 1),
        }


class Watcher(Listener):
    """Is told what a search does beside what its runs write; by itself it says nothing."""

    def begins(self, strategies: Sequence[str], *, matched: bool) -> None:
        """These are trained now, one after another."""

    def tried(self, candidate: Contender) -> None:
        """A candidate is there."""


def find_best(home: Home, asked: RunRequest, watcher: Watcher, *, labels: int = 0) -> Verdict:
    """Train the portfolio on what was asked for and choose.

    Parameters
    ----------
    asked:
        Data and settings as for one run; its strategy is not looked at.
    labels:
        For benchmarks: so many known target labels, drawn at random, help to choose, as if a user had given them.

    Raises
    ------
    UserError
        What :func:`tlgui.service.asking.start` raises; ``best_too_few_labels``; what went wrong in a run.
    """
    began = time.monotonic()
    search = _Search(home, asked, watcher)
    verdict = search.told() if asked.target_shares not in (None, "same") else search.untold(labels)
    _draw_maps(home, search.first.owner, verdict.nearest.run)
    return replace(verdict, seconds=time.monotonic() - began)


def _draw_maps(home: Home, owner: str, run: str) -> None:
    """Have the maps of a run drawn after all. Nobody waits for them here."""
    JobQueue(home).submit("map", {"run": run}, run=run, owner=owner)
    ensure_workers(home, {"map"}, KEEP_SECONDS)


def _kept(told: TargetScores, kind: str | None = None) -> rule.Predictions:
    """The predictions of a run that has a result, or of its reference; somebody may have deleted them since."""
    found = told.kept(kind)
    if found is None:
        raise UserError("best_stopped")
    return found


class _Search:
    """One search: the candidates so far, and ``first``, the first run, whose labels and classes are those of all."""

    first: Run

    def __init__(self, home: Home, asked: RunRequest, watcher: Watcher) -> None:
        self._home, self._asked, self._watcher = home, replace(asked, maps=False), watcher
        self._found: list[Contender] = []

    def told(self) -> Verdict:
        """The user knows the target's shares."""
        self._train([MATCHED], self._asked.target_shares, references=True)
        said = dict(zip(self._classes, self.first.spec.target_shares.of(self._classes), strict=True))
        return self._verdict("told", None, said, rule.evenly([self._of(each, matched=True).name for each in (MATCHED, ALONE)]))

    def untold(self, count: int) -> Verdict:
        """Nobody said what the target contains: ask the references, and ``count`` labels where there are some."""
        self._train([FIRST], None, references=True)
        source_only, alone = (self._of(name).predictions for name in (SOURCE_ONLY, ALONE))
        source = self._source_shares()
        test = rule.compare_shares(source_only, alone, source)
        said, by_labels = self._asked.target_shares == "same", None
        differ, shares = test.differ and not said, rule.shares_predicted(source_only)
        if count and not said:
            places, labels = self._labels(count)
            counts = np.bincount(labels, minlength=len(source))
            by_labels = probability_of_same(counts, source) <= SAME_BELOW
            differ = differ or by_labels
            shares = rule.shares_from_labels(source_only, places, labels, source)
        why = "said_equal" if said else ("labels_" if by_labels == differ else "") + ("differ" if differ else "equal")
        if not differ:
            self._train(EQUAL_SHARES, None)
            return self._verdict(why, test, None, rule.weights_of({each.name: each.sureness for each in self._found}))
        by_class = {name: round(float(share), 4) for name, share in zip(self._classes, shares, strict=True)}
        self._train([MATCHED], TargetShares(known_from="estimated", shares=by_class), references=True)
        counted = [self._of(each, matched=True) for each in (MATCHED, ALONE)] + ([] if count else [self._of(SOURCE_ONLY)])
        return self._verdict(why, test, by_class, rule.evenly([each.name for each in counted]))

    # -- runs ------------------------------------------------------------------------------------------------------------------

    def _train(self, strategies: Sequence[str], shares: Any, *, references: bool = False) -> None:
        """Train these; their references are candidates too where nobody had them before."""
        self._watcher.begins(strategies, matched=shares is not None)
        runs: list[Run] = []
        try:
            for strategy in strategies:
                runs.append(start(self._home, self._asked_for(strategy, shares), self._watcher))
                self._remember(runs[-1])
            for run, strategy in zip(runs, strategies, strict=True):
                follow(self._home, run, self._watcher)
                self._take(run, strategy, matched=shares is not None, references=references)
        except BaseException:
            for run in runs:
                ask_to_stop(self._home, run)
            raise

    def _asked_for(self, strategy: str, shares: Any) -> RunRequest:
        return replace(self._asked, strategy=strategy, target_shares=shares)

    def _remember(self, run: Run) -> None:
        """From the first run on the data are named by their ids: no folder is listed again."""
        if hasattr(self, "first"):
            return
        self.first = run
        self._asked = replace(
            self._asked,
            places={role: Location(Path(getattr(run.spec, role))) for role in ROLES},
            demo=None,
            backbone=run.spec.backbone,
        )

    def _take(self, run: Run, strategy: str, *, matched: bool, references: bool) -> None:
        log = run.events()
        last = {event["event"]: event for event in log}
        if "failed" in last:
            raise UserError.of(Problem(each["code"], each["values"]) for each in last["failed"]["problems"])
        if "result" not in last:
            raise UserError("best_stopped")
        told, result = TargetScores(run, log), last["result"]
        self._add(Contender(strategy, run.id, False, matched, _kept(told), result["scores"], told.of_run().get("accuracy")))
        by_kind = {event["kind"]: event for event in log if event["event"] == "reference"}
        for kind, name in REFERENCES.items() if references else ():
            of, own, accuracy = by_kind[kind], matched and kind != "baseline", told.of_reference(kind).get("accuracy")
            self._add(Contender(name, of["run"], True, own, _kept(told, kind), of["scores"], accuracy))

    def _add(self, candidate: Contender) -> None:
        if all(each.name != candidate.name for each in self._found):  # source-only is the reference of matched runs too
            self._found.append(candidate)
            self._watcher.tried(candidate)

    # -- what is known ---------------------------------------------------------------------------------------------------------

    def _of(self, strategy: str, *, matched: bool = False) -> Contender:
        return next(each for each in self._found if (each.strategy, each.matched) == (strategy, matched))

    @cached_property
    def _classes(self) -> list[str]:
        return next(event["classes"] for event in self.first.events() if event["event"] == "settings")

    @cached_property
    def _known(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Which rows of the predictions have a label that is open, and these labels; none while they are sealed."""
        found = TargetScores(self.first, self.first.events()).known_labels()
        return (np.zeros(0, np.int64), np.zeros(0, np.int64)) if found is None else found

    def _source_shares(self) -> rule.Shares:
        source, _ = packs_of(self._home, self.first.spec, self.first.owner)
        assert source is not None
        counts = np.zeros(len(self._classes) + 1)  # the last place is where classes go that are left out
        np.add.at(counts, self.first.spec.class_map.indices(list(source.info.classes), self._classes), source.info.counts)
        return counts[:-1] / counts[:-1].sum()

    def _labels(self, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """``count`` known labels of a simple random sample: their rows, and the labels."""
        rows, labels = self._known
        if len(rows) < count:
            raise UserError("best_too_few_labels", wanted=count, known=len(rows))
        chosen = np.random.default_rng(self.first.spec.settings.seed).choice(len(rows), count, replace=False)
        return rows[chosen], labels[chosen]

    def _verdict(
        self, why: str, test: rule.ShareTest | None, shares: dict[str, float] | None, weights: dict[str, float]
    ) -> Verdict:
        by_name = {each.name: each for each in self._found}
        predictions = {name: each.predictions for name, each in by_name.items()}
        together = rule.averaged(predictions, weights)
        # A reference is nobody's to take away.
        name, agreement = rule.nearest({each: predictions[each] for each in weights if not by_name[each].reference}, together)
        rows, labels = self._known
        pair = [next(each for each in self._found if each.strategy == of).predictions.argmax(1) for of in REFERENCES.values()]
        return Verdict(
            candidates=tuple(self._found),
            why=why,
            test=test,
            shares=shares,
            weights=weights,
            nearest=by_name[name],
            agreement=agreement,
            disagreement=float((pair[0] != pair[1]).mean()),
            target_accuracy=float((together[rows].argmax(1) == labels).mean()) if len(rows) else None,
            scored_on=len(rows),
            seconds=0.0,
        )
