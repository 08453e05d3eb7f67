"""The answer of a search from what counts on each of its backbones: first what is still to learn from it, then the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from tlgui.finding import rule
from tlgui.finding.open_labels import surely_better, unpredicted
from tlgui.finding.stages import GOES_ON, Ground, Predictions, Stage
from tlgui.finding.tried import Settled, by_class
from tlgui.finding.verdict import DISTILLED, REFERENCES, TOLD, Contender, LeftOut, Verdict
from tlgui.insight.labeled_shares import named_by_labels

CLOSE = 0.99
"""A candidate that agrees with the answer on at least this share of the target stands for it: nothing has to be distilled."""


def all_settled(settled: Sequence[Settled]) -> Settled:
    """What several backbones come to: each counts as much as the others.

    Where one takes the target for a mix of classes that another does not see, nobody can tell: that is ``unclear``, as where networks of one
    backbone are asked to assume either.
    """
    first = settled[0]
    weights: dict[str, float] = {}
    for each in settled:
        for name, weight in each.weights.items():
            weights[name] = weights.get(name, 0.0) + weight / len(settled)
    differing = [each for each in settled if each.shares is not None]
    if not differing or len(differing) == len(settled):
        why = "unclear" if any(each.why == "unclear" for each in settled) else first.why
        return first._replace(why=why, weights=weights)
    return Settled("unclear", first.test, differing[0].shares, weights)


class Answer:
    """What is made of all candidates.

    Parameters
    ----------
    settled:
        What counts of those on each backbone; the search's own comes first.
    labels:
        How many labels of the target the choice knew.
    learns:
        As of a :class:`~tlgui.finding.plan.Plan`.
    """

    def __init__(
        self,
        found: Sequence[Contender],
        predictions: Predictions,
        ground: Ground,
        left_out: Sequence[LeftOut],
        settled: Sequence[Settled],
        labels: int,
        learns: tuple[str, ...],
    ) -> None:
        self._found, self._predictions, self._ground, self._left_out = found, predictions, ground, left_out
        self._settled, self._own, self._labels, self._learns = all_settled(settled), settled[0], labels, learns

    def next(self) -> Stage | Verdict:
        """The verdict; before it what learns labels that a person gave, and the one network that is still to learn the verdict, where that is
        worth the time: on the search's own backbone, matched as the others on that.
        """
        weights = self._weights()
        found = self._verdict(weights)
        begun = {each.strategy for each in self._found} | {each.strategy for each in self._left_out}
        if left := tuple(each for each in self._learns if each not in begun):
            return Stage(left, start=found.nearest.run, backbone=found.nearest.backbone)
        worth = found.leave != "little" and found.agreement < CLOSE
        if worth and DISTILLED not in begun:
            return Stage((DISTILLED,), self._own.shares, teachers=weights)
        return found

    def _weights(self) -> dict[str, float]:
        """Those that count, and what went on from the nearest of them with labels that a person gave as much as all together.

        TrAdaBoost does not count: nothing is aligned there, and on the few labels it is worse than what is.
        """
        going_on = [each.name for each in self._found if each.strategy == GOES_ON]
        parts = [each for each in (self._settled.weights, rule.evenly(going_on)) if each]
        return {name: weight / len(parts) for part in parts for name, weight in part.items()}

    def _verdict(self, weights: Mapping[str, float]) -> Verdict:
        why, test, target = self._settled.why, self._settled.test, self._settled.shares
        shares = None if target is None else by_class(self._ground, target.of(self._ground.classes))
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
            weights=dict(weights),
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
        """What the first candidate with this strategy on the search's own backbone predicts."""
        own = (each.name for each in self._found if each.strategy == strategy and not each.backbone)
        return self._predictions[next(own)].argmax(1)
