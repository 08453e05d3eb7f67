"""What a search trains, and when it has an answer: a function of what was tried so far, so that it can go on after any interruption.

First come the references, since they decide what is worth training next (:mod:`tlgui.finding.rule`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.errors import UserError
from tlgui.finding import rule
from tlgui.finding.answer import Answer
from tlgui.finding.stages import EQUAL_SHARES, FIRST, MATCHED, MATCHED_INSTEAD, PULLING, Ground, How, Knows, Predictions, Stage
from tlgui.finding.tried import Settled, Tried, estimated
from tlgui.finding.verdict import ALONE, SOURCE_ONLY, Contender, LeftOut, Verdict, named
from tlgui.insight.labeled_shares import speak_for_another_mix
from tlgui.specification.target_shares import TargetShares


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
        Which of :data:`~tlgui.finding.stages.LEARN_LABELS` are trained too.
    second:
        A second backbone, on which all of it is done once more before the answer is the average of both; empty for none.
    """

    knows: Knows
    told: TargetShares
    labels: int = 0
    learns: tuple[str, ...] = ()
    second: str = ""

    @property
    def backbones(self) -> tuple[str, ...]:
        """As of a :class:`~tlgui.finding.verdict.Contender`: the search's own, and the second one if it has one."""
        return ("", self.second) if self.second else ("",)

    def first(self, backbone: str = "") -> Stage:
        """What is trained on a backbone before anything is known."""
        stage = Stage(MATCHED[:1], self.told, True) if self.knows == "shares" else Stage((FIRST,), None, True)
        return stage._replace(backbone=backbone)

    def instead(self, failed: Collection[str]) -> Stage | None:
        """What else may bring the references after ``failed`` did not; ``None``: nothing is left."""
        stage = self.first()
        others = (*MATCHED, MATCHED_INSTEAD) if stage.matched else (FIRST, *EQUAL_SHARES)
        left = (each for each in others if named(each, stage.matched) not in failed)
        return next((stage._replace(strategies=(each,)) for each in left), None)

    def next(
        self,
        found: Sequence[Contender],
        predictions: Predictions,
        ground: Ground | None,
        left_out: Sequence[LeftOut] = (),
        *,
        going: bool = False,
    ) -> list[Stage] | Verdict | None:
        """What to train after all that was ``found``, or the verdict. The same again while what it asked for is not there.

        A stage for each backbone on which not all is there yet: none of them needs to know of the others. ``None``: nothing is left to train
        that could stand for what failed (``left_out``). ``ground``: ``None`` while nothing is found. ``going``: whether something that was
        asked for is neither found nor left out yet; then there is no verdict, and what learns the answer is not asked for.

        Raises
        ------
        UserError
            ``best_too_few_labels``.
        """
        steps = {each: self._on(each, found, predictions, ground, left_out) for each in self.backbones}
        if steps[""] is None and SOURCE_ONLY not in predictions:  # nothing to be measured by
            return None
        if stages := [step._replace(backbone=each) for each, step in steps.items() if isinstance(step, Stage)]:
            return stages
        if going:
            return []
        settled = [step for step in steps.values() if isinstance(step, Settled)]
        if not settled or ground is None:
            return None
        known = self.told.labels or (0 if self.knows == "same" else self.labels)
        answer = Answer(found, predictions, ground, left_out, settled, known, self.learns).next()
        return [answer] if isinstance(answer, Stage) else answer

    def _on(
        self,
        backbone: str,
        found: Sequence[Contender],
        predictions: Predictions,
        ground: Ground | None,
        left_out: Sequence[LeftOut],
    ) -> Stage | Settled | None:
        """What to train on one backbone, or what its candidates come to, by their names in the search; as if there were no other backbone."""
        in_search = {named(each.strategy, each.matched): each.name for each in found if each.backbone == backbone}
        here = {name: predictions[full] for name, full in in_search.items()}
        out = [replace(each, backbone="") for each in left_out if each.backbone == backbone]
        # What is matched brings source-only too, where somebody has deleted the first of all.
        references = {SOURCE_ONLY, named(ALONE, self.first().matched)}
        if ground is None or not references.issubset(here):
            return self.instead({each.name for each in out}) if out else self.first()
        tried = Tried([replace(each, backbone="") for each in found if each.backbone == backbone], here, ground, out)
        step = self._settled(tried, here, ground)
        if not isinstance(step, Settled):
            return step
        return step._replace(weights={in_search[name]: weight for name, weight in step.weights.items()})

    def _settled(self, tried: Tried, predictions: Predictions, ground: Ground) -> Stage | Settled | None:
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
            return tried.matched(mix.why, test, estimated(ground, mix.shares), mix.how)
        if tried.lacks(Stage(EQUAL_SHARES)):
            return Stage(EQUAL_SHARES)
        if mix.how != "known":  # nobody has said that they are equal: the networks that assume it may show that they are not
            return self._asked_again(tried, predictions, ground, mix.why, test)
        return Settled(mix.why, test, None, tried.weights(tried.unmatched()))

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
        self, tried: Tried, predictions: Predictions, ground: Ground, why: str, test: rule.ShareTest
    ) -> Stage | Settled | None:
        """Shares seemed equal to the references: whether they still do to what pulls the target toward the source."""
        source_only, alone = predictions[SOURCE_ONLY], predictions[ALONE]
        still = rule.still_moved([predictions[each] for each in PULLING if each in predictions], ground.source)
        if still > (rule.STILL_MOVED_FROM_SCRATCH if ground.from_scratch else rule.STILL_MOVED):
            shares = rule.shares_seeming(source_only, alone, ground.source, believed=ground.from_scratch)
            return tried.matched("differ_late", test, estimated(ground, shares), "guessed" if ground.from_scratch else "late")
        unclear = test.unclear or (test.believed and still > rule.NEARLY_STILL_MOVED)
        if unclear and not (self.learns or ground.from_scratch):
            shares = rule.shares_seeming(source_only, alone, ground.source, believed=True)
            return tried.either(test, estimated(ground, shares))
        return Settled(why, test, None, tried.weights(tried.unmatched()))

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
