"""What a search has tried on one backbone: what is still missing of a stage, and in the end which candidates count how much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tlgui.finding import rule
from tlgui.finding.stages import LEARN_LABELS, MATCHED, MATCHED_INSTEAD, Ground, How, Predictions, Stage
from tlgui.finding.verdict import ALONE, DISTILLED, SOURCE_ONLY, Contender, LeftOut, named
from tlgui.specification.target_shares import TargetShares


class Settled(NamedTuple):
    """What counts, once all is trained.

    Attributes
    ----------
    why, test:
        As of a :class:`~tlgui.finding.verdict.Verdict`.
    shares:
        What the target is taken to contain; ``None``: the same as the source.
    weights:
        How much each candidate counts, by name; together 1.
    """

    why: str
    test: rule.ShareTest | None
    shares: TargetShares | None
    weights: dict[str, float]


def estimated(ground: Ground, shares: rule.Shares) -> TargetShares:
    """Shares of the run's classes as a run is told them."""
    return TargetShares(known_from="estimated", shares=by_class(ground, shares))


def by_class(ground: Ground, shares: Iterable[float]) -> dict[str, float]:
    return {name: round(float(share), 4) for name, share in zip(ground.classes, shares, strict=True)}


class Tried:
    """The candidates so far, with their predictions."""

    def __init__(self, found: Sequence[Contender], predictions: Predictions, ground: Ground, left_out: Sequence[LeftOut]) -> None:
        self._found, self._predictions, self._ground = found, predictions, ground
        self._left_out = left_out

    @property
    def failed(self) -> set[str]:
        return {each.name for each in self._left_out}

    def unmatched(self) -> list[str]:
        """What assumes the source's shares and aligns."""
        others = (SOURCE_ONLY, DISTILLED, *LEARN_LABELS)
        return [each.name for each in self._found if not each.matched and each.strategy not in others]

    def weights(self, *counted: Sequence[str]) -> dict[str, float]:
        """Those that are counted, one group as much as the other, all in a group alike."""
        groups = [each for each in counted if each]
        return {name: 1 / len(each) / len(groups) for each in groups for name in each}

    def lacks(self, stage: Stage) -> bool:
        there = {each.name for each in self._found} | self.failed
        return not there.issuperset(stage.names)

    def matched(self, why: str, test: rule.ShareTest | None, shares: TargetShares, how: How) -> Stage | Settled | None:
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
                return Settled("alike_equal", test, None, equal)
        return Settled(why, test, taken.shares, weights)

    def either(self, test: rule.ShareTest, shares: TargetShares) -> Stage | Settled:
        """The average of what assumes the source's shares and of what is matched to ``shares``; before it what is still to be matched."""
        matched = Stage(MATCHED, shares, True)
        if self.lacks(matched):
            return matched
        there = self.there(matched)
        weights = self.weights(self.unmatched(), [*there, named(ALONE, matched.round)] if there else [])
        return Settled("unclear", test, None, weights)

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
