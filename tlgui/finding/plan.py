"""What a search trains, and when it has an answer: a function of what was tried so far, so that it can go on after any interruption.

First come the references, since they decide what is worth training next (:mod:`tlgui.finding.rule`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.errors import UserError
from tlgui.finding import rule
from tlgui.finding.open_labels import surely_better, unpredicted
from tlgui.finding.verdict import ALONE, DISTILLED, REFERENCES, SOURCE_ONLY, TOLD, Contender, LeftOut, Verdict, named
from tlgui.insight.alike import Alike
from tlgui.insight.labeled_shares import named_by_labels, speak_for_another_mix
from tlgui.spec.target_shares import TargetShares

FIRST = "mcc"
"""Trained first; its references are source-only and normalization alone, which decide what comes next."""

EQUAL_SHARES = ("dann", "cdan", "cdan+mcc")
"""What else is trained where the target seems to have the source's mixture of classes."""

PULLING = (FIRST, "dann", "cdan")
"""What pulls the target toward the source's mixture, each in a way of its own: where even these predict another one, it has another one."""

MATCHED = ("dann", "cdan")
"""What is trained where it seems to have another one, with statistics and pictures matched to it; the first of them first, where shares were
given."""

MATCHED_INSTEAD = "mmd"
"""What is trained in their place if all of them fail."""

GOES_ON = "fine-tuning"
LEARN_LABELS = (GOES_ON, "tradaboost")
"""What is trained too where a person gave labels of the target: the nearest network goes on from them, and they choose among the source's
pictures.
"""

CLOSE = 0.99
"""A candidate that agrees with the answer on at least this share of the target stands for it: nothing has to be distilled."""

Knows = Literal["nothing", "same", "shares"]
"""What the user knows of the target's classes: nothing; that they are as frequent as the source's; how frequent they are."""

How = Literal["known", "believed", "late", "guessed"]
"""How the target's shares came about: from its user or labels; from predictions that are believed; from those that showed only late that the
shares differ; from others.
"""

Predictions = Mapping[str, rule.Predictions]
"""By the name of a candidate."""


class Stage(NamedTuple):
    """What is trained next, one after another.

    Attributes
    ----------
    shares:
        What the target is taken to contain; ``None``: the same as the source.
    round:
        How often that was estimated by now, where it was.
    references:
        Whether references that nobody had before are candidates too.
    teachers:
        How much each candidate's predictions count in what is learned, by name; for :data:`DISTILLED`.
    start:
        The run whose network goes on; for :data:`LEARN_LABELS`.
    """

    strategies: tuple[str, ...]
    shares: TargetShares | None = None
    references: bool = False
    teachers: Mapping[str, float] | None = None
    start: str | None = None
    round: int = 1

    @property
    def matched(self) -> int:
        """As of a :class:`~tlgui.finding.verdict.Contender`."""
        return 0 if self.shares is None else self.round

    @property
    def names(self) -> list[str]:
        """Of its candidates."""
        return [named(each, self.matched) for each in self.strategies]


@dataclass(frozen=True)
class Ground:
    """What is known of a pair once its first run is there.

    Attributes
    ----------
    classes, source:
        The run's classes, and the source's shares of them.
    rows, labels:
        Which rows of the predictions have a label that is open, and these labels; none while they are sealed.
    learned:
        How many labels that a person gave were learned by candidates; their pictures are none of the rows.
    from_scratch:
        Whether networks learn all of their layers. What source-only predicts of another domain has little to do with its shares then, and
        normalization, which is in every layer, draws the target's to the source's: neither is asked.
    alike:
        Which pictures look alike, by the rows of the predictions; ``None`` where that is not known.
    named:
        The classes that labels name which candidates learned; none where nobody learned any.
    """

    classes: list[str]
    source: rule.Shares
    rows: NDArray[np.integer]
    labels: NDArray[np.integer]
    seed: int
    learned: int = 0
    from_scratch: bool = False
    alike: Alike | None = None
    named: Collection[str] = ()


@dataclass(frozen=True)
class Plan:
    """How a search goes.

    Attributes
    ----------
    told:
        The target's shares, where ``knows`` says that the user gave them.
    labels:
        For benchmarks: so many known target labels, drawn at random, help to choose, as if a user had given them.
    learns:
        Which of :data:`LEARN_LABELS` are trained too.
    """

    knows: Knows
    told: TargetShares
    labels: int = 0
    learns: tuple[str, ...] = ()

    def first(self) -> Stage:
        """What is trained before anything is known."""
        return Stage(MATCHED[:1], self.told, True) if self.knows == "shares" else Stage((FIRST,), None, True)

    def instead(self, failed: Collection[str]) -> Stage | None:
        """What else may bring the references after ``failed`` did not; ``None``: nothing is left."""
        stage = self.first()
        others = (*MATCHED, MATCHED_INSTEAD) if stage.matched else (FIRST, *EQUAL_SHARES)
        left = (each for each in others if named(each, stage.matched) not in failed)
        return next((stage._replace(strategies=(each,)) for each in left), None)

    def next(
        self, found: Sequence[Contender], predictions: Predictions, ground: Ground, left_out: Sequence[LeftOut] = ()
    ) -> Stage | Verdict | None:
        """What to train after all that was ``found``, or the verdict. The same again while what it asked for is not there.

        ``None``: nothing is left to train that could stand for what failed (``left_out``).

        Raises
        ------
        UserError
            ``best_too_few_labels``.
        """
        known = self.told.labels or (0 if self.knows == "same" else self.labels)
        tried = _Tried(found, predictions, ground, left_out, known, self.learns)
        if self.knows == "shares":
            return tried.matched("told" if self.told.labels is None else "told_labels", None, self.told, "known")
        test = rule.compare_shares(predictions[SOURCE_ONLY], predictions[ALONE], ground.source)
        if self.knows == "same":
            mix = _Mix("said_equal", None, "known")
        elif self.labels:
            mix = self._mix_by_labels(predictions, ground, test)
        else:
            mix = _mix_by_predictions(predictions, ground, test)
        if mix.shares is not None:
            return tried.matched(mix.why, test, _estimated(ground, mix.shares), mix.how)
        if tried.lacks(Stage(EQUAL_SHARES)):
            return Stage(EQUAL_SHARES)
        if mix.how != "known":  # nobody has said that they are equal: the networks that assume it may show that they are not
            return self._asked_again(tried, predictions, ground, mix.why, test)
        return tried.answer(mix.why, test, None, tried.weights(tried.unmatched()))

    def _mix_by_labels(self, predictions: Predictions, ground: Ground, test: rule.ShareTest) -> _Mix:
        """They differ where the known labels say so, or the predictions do that the test believes."""
        rows, labels = self._drawn(ground)
        counts = np.bincount(labels, minlength=len(ground.source))
        shares = rule.shares_from_labels(predictions[SOURCE_ONLY], predictions[ALONE], rows, labels, ground.source)
        if speak_for_another_mix(counts, shares, ground.source):
            return _Mix("labels_differ", shares, "known")
        if test.differ and test.believed and not ground.from_scratch:
            return _Mix("differ", shares, "known")
        return _Mix("labels_equal", None, "known")

    def _asked_again(
        self, tried: _Tried, predictions: Predictions, ground: Ground, why: str, test: rule.ShareTest
    ) -> Stage | Verdict | None:
        """Shares seemed equal to the references: whether they still do to what pulls the target toward the source."""
        source_only, alone = predictions[SOURCE_ONLY], predictions[ALONE]
        still = rule.still_moved([predictions[each] for each in PULLING if each in predictions], ground.source)
        if still > (rule.STILL_MOVED_FROM_SCRATCH if ground.from_scratch else rule.STILL_MOVED):
            shares = rule.shares_seeming(source_only, alone, ground.source, believed=ground.from_scratch)
            return tried.matched("differ_late", test, _estimated(ground, shares), "guessed" if ground.from_scratch else "late")
        unclear = test.unclear or (test.believed and still > rule.NEARLY_STILL_MOVED)
        if unclear and not (self.learns or ground.from_scratch):
            shares = rule.shares_seeming(source_only, alone, ground.source, believed=True)
            return tried.either(test, _estimated(ground, shares))
        return tried.answer(why, test, None, tried.weights(tried.unmatched()))

    def _drawn(self, ground: Ground) -> tuple[NDArray[np.integer], NDArray[np.integer]]:
        """The known labels of a simple random sample: their rows, and the labels."""
        if len(ground.rows) < self.labels:
            raise UserError("best_too_few_labels", wanted=self.labels, known=len(ground.rows))
        chosen = np.random.default_rng(ground.seed).choice(len(ground.rows), self.labels, replace=False)
        return ground.rows[chosen], ground.labels[chosen]


class _Mix(NamedTuple):
    """What is thought of the target's mix of classes: why, its shares (k,) where they are others than the source's, and how that is known."""

    why: str
    shares: rule.Shares | None
    how: How


def _mix_by_predictions(predictions: Predictions, ground: Ground, test: rule.ShareTest) -> _Mix:
    """What source-only and normalization alone predict; of networks from scratch the references alone do not tell."""
    how: How = "believed" if test.believed else "guessed"
    if not test.differ or ground.from_scratch:
        return _Mix("equal", None, how)
    shares = rule.shares_seeming(predictions[SOURCE_ONLY], predictions[ALONE], ground.source, test.believed)
    return _Mix("differ", shares, how)


def _estimated(ground: Ground, shares: rule.Shares) -> TargetShares:
    """Shares of the run's classes as a run is told them."""
    return TargetShares(known_from="estimated", shares=_by_class(ground, shares))


def _by_class(ground: Ground, shares: Iterable[float]) -> dict[str, float]:
    return {name: round(float(share), 4) for name, share in zip(ground.classes, shares, strict=True)}


class _Tried:
    """The candidates so far, with their predictions."""

    def __init__(
        self,
        found: Sequence[Contender],
        predictions: Predictions,
        ground: Ground,
        left_out: Sequence[LeftOut],
        labels: int,
        learns: tuple[str, ...] = (),
    ) -> None:
        self._found, self._predictions, self._ground = found, predictions, ground
        self._left_out, self._labels, self._learns = left_out, labels, learns

    @property
    def failed(self) -> set[str]:
        return {each.name for each in self._left_out}

    def unmatched(self) -> list[str]:
        """What assumes the source's shares and aligns."""
        others = (SOURCE_ONLY, DISTILLED, *LEARN_LABELS)
        return [each.name for each in self._found if not each.matched and each.strategy not in others]

    def weights(self, *counted: Sequence[str]) -> dict[str, float]:
        """Those that are counted, one group as much as the other, all in a group alike; what went on from the nearest of them with labels that
        a person gave as much as all together.

        TrAdaBoost does not count: nothing is aligned there, and on the few labels it is worse than what is.
        """
        going_on = [each.name for each in self._found if each.strategy == GOES_ON]
        groups = [each for each in counted if each]
        together = {name: 1 / len(each) / len(groups) for each in groups for name in each}
        parts = [each for each in (together, rule.evenly(going_on)) if each]
        return {name: weight / len(parts) for part in parts for name, weight in part.items()}

    def lacks(self, stage: Stage) -> bool:
        there = {each.name for each in self._found} | self.failed
        return not there.issuperset(stage.names)

    def matched(self, why: str, test: rule.ShareTest | None, shares: TargetShares, how: How) -> Stage | Verdict | None:
        """The average of what was matched to ``shares``; before it what is still to be trained for it, ``None`` where all of that failed.

        The less of the shares is known, the more counts that does little with them: matched normalization alone where they were estimated, and
        source-only, which was given none, where they are guessed. Where they are not known, the networks that were matched to them see more of
        the target than source-only did, so the shares are estimated anew, and others matched to these. Where source-only was not to be believed
        these are taken only if they overturn more of what it was surest of: else the second estimate went back to its errors. A third
        round gained nothing on average, and lost up to 14 points (``benchmarks/rounds.py``).

        Networks from scratch have nothing to go by that they did not learn from the source: where their shares showed only late, what a
        pretrained backbone sees decides between those that are matched and those that assume the source's shares
        (``benchmarks/portfolio.py --from-scratch``).
        """
        left = tuple(each for each in MATCHED if named(each, 1) not in self.failed) or (MATCHED_INSTEAD,)
        if named(left[0], 1) in self.failed:
            return None
        taken = Stage(left, shares, True)
        if self.lacks(taken):
            return taken
        if how != "known" and not self._ground.from_scratch:
            again = rule.shares_again(self._together(taken), self._ground.source)
            second = Stage(left, _estimated(self._ground, again), True, round=2)
            if self.lacks(second):
                return second
            if self.there(second) and (how == "believed" or self._overturned(second) > self._overturned(taken)):
                taken = second
        counted = self.there(taken)
        counted += [] if how == "known" else [named(ALONE, taken.round)]
        counted += [SOURCE_ONLY] if how == "guessed" else []
        weights = self.weights(counted)
        if why == "differ_late" and self._ground.from_scratch:
            equal = self.weights(self.unmatched())
            if self._looks_speak_for(equal, weights):
                return self.answer("alike_equal", test, None, equal)
        return self.answer(why, test, taken.shares, weights)

    def either(self, test: rule.ShareTest, shares: TargetShares) -> Stage | Verdict:
        """The average of what assumes the source's shares and of what is matched to ``shares``; before it what is still to be matched."""
        matched = Stage(MATCHED, shares, True)
        if self.lacks(matched):
            return matched
        there = self.there(matched)
        weights = self.weights(self.unmatched(), [*there, named(ALONE, matched.round)] if there else [])
        return self.answer("unclear", test, None, weights)

    def there(self, stage: Stage) -> list[str]:
        """Which of its candidates did not fail."""
        return [each for each in stage.names if each not in self.failed]

    def _together(self, stage: Stage) -> rule.Predictions:
        """What those of a round that are matched predict on average."""
        return rule.averaged(self._predictions, rule.evenly([*self.there(stage), named(ALONE, stage.round)]))

    def _looks_speak_for(self, these: dict[str, float], others: dict[str, float]) -> bool:
        """As :func:`tlgui.finding.rule.looks_speak_for`, by what networks predict together; not where nobody knows what looks alike."""
        if self._ground.alike is None:
            return False
        ours, theirs = (rule.averaged(self._predictions, each) for each in (these, others))
        return rule.looks_speak_for(ours, theirs, self._predictions[SOURCE_ONLY], self._ground.alike)

    def _overturned(self, stage: Stage) -> float:
        return rule.overturned(self._predictions[SOURCE_ONLY], self._together(stage))

    def answer(
        self,
        why: str,
        test: rule.ShareTest | None,
        shares: TargetShares | None,
        weights: dict[str, float],
    ) -> Stage | Verdict:
        """The verdict; before it what learns labels that a person gave, and the one network that is still to learn the verdict, where that is
        worth the time.
        """
        by_class = None if shares is None else _by_class(self._ground, shares.of(self._ground.classes))
        found = self._verdict(why, test, by_class, weights)
        learning = Stage(self._learns, start=found.nearest.run)
        if self.lacks(learning):
            return learning
        stage = Stage((DISTILLED,), shares, teachers=weights)
        worth = found.leave != "little" and found.agreement < CLOSE
        return stage if worth and self.lacks(stage) else found

    def _verdict(
        self, why: str, test: rule.ShareTest | None, shares: dict[str, float] | None, weights: dict[str, float]
    ) -> Verdict:
        by_name = {each.name: each for each in self._found}
        alike = self._ground.alike
        together = rule.answered(self._predictions, weights, alike)
        # A reference is nobody's to take away.
        own = {each: self._predictions[each] for each in weights if not by_name[each].reference}
        name, agreement = rule.nearest(own, together)
        rows, labels = self._ground.rows, self._ground.labels
        answer = together.argmax(1)
        said = np.stack([self._predictions[each].argmax(1) for each in weights])
        source_only, alone = (self._of(strategy) for strategy in REFERENCES.values())
        distilled = next((each for each in self._found if each.strategy == DISTILLED), None)
        learned = None if distilled is None else self._predictions[distilled.name].argmax(1)
        found = Verdict(
            candidates=tuple(self._found),
            why=why,
            test=test,
            shares=shares,
            weights=weights,
            nearest=by_name[name],
            agreement=agreement,
            disagreement=float((source_only != alone).mean()),
            unanimous=float((said == answer).all(0).mean()),
            changed=float((source_only != answer).mean()),
            target_accuracy=float((answer[rows] == labels).mean()) if len(rows) else None,
            scored_on=len(rows),
            seconds=0.0,
            distilled=distilled,
            distilled_agreement=None if learned is None else float((learned == answer).mean()),
            left_out=tuple(self._left_out),
            labels=self._labels,
            learned=self._ground.learned,
            look_alikes=0 if alike is None else alike.look_alikes,
            surely_better=surely_better(self._predictions, answer, rows, labels),
        )
        if why not in TOLD or shares is None:
            return found
        there = self._named(shares) if why == "told_labels" else shares
        taken = self._predictions[found.taken.name].argmax(1)
        return replace(found, unpredicted=unpredicted(there, self._ground.classes, taken))

    def _named(self, shares: dict[str, float]) -> dict[str, float]:
        """Those of ``shares`` from labels whose class a label names. Where the labels themselves are not known, the shares tell it."""
        ground, named = self._ground, self._ground.named
        if not named:
            target = np.array([shares[name] for name in ground.classes])
            places = np.flatnonzero(named_by_labels(target, self._labels, ground.source))
            named = [ground.classes[place] for place in places]
        return {name: shares[name] for name in named}

    def _of(self, strategy: str) -> NDArray[np.integer]:
        """What the first candidate with this strategy predicts."""
        return self._predictions[next(each.name for each in self._found if each.strategy == strategy)].argmax(1)
