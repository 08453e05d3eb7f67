"""What a search has tried: what is still missing of a stage, which candidates count how much, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tlgui.finding import rule
from tlgui.finding.open_labels import surely_better, unpredicted
from tlgui.finding.stages import GOES_ON, LEARN_LABELS, MATCHED, MATCHED_INSTEAD, Ground, How, Predictions, Stage
from tlgui.finding.verdict import ALONE, DISTILLED, REFERENCES, SOURCE_ONLY, TOLD, Contender, LeftOut, Verdict, named
from tlgui.insight.labeled_shares import named_by_labels
from tlgui.specification.target_shares import TargetShares

CLOSE = 0.99
"""A candidate that agrees with the answer on at least this share of the target stands for it: nothing has to be distilled."""


def estimated(ground: Ground, shares: rule.Shares) -> TargetShares:
    """Shares of the run's classes as a run is told them."""
    return TargetShares(known_from="estimated", shares=_by_class(ground, shares))


def _by_class(ground: Ground, shares: Iterable[float]) -> dict[str, float]:
    return {name: round(float(share), 4) for name, share in zip(ground.classes, shares, strict=True)}


class Tried:
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
            second = Stage(left, estimated(self._ground, again), True, round=2)
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
