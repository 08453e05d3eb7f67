"""Whether a run did better than its reference, and whether that is more than chance: what every sentence about its result starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tlgui.tasks import TASKS
from tlgui.tasks.base import Tone

SIGNIFICANCE = 0.05
"""Significance level: where both are equally good, chance alone gives a sure difference in fewer than this share of the cases."""


@dataclass(frozen=True)
class Judgement:
    """How a run compares with its reference on the target's open labels.

    Attributes
    ----------
    kind:
        ``same`` where the difference is not worth mentioning, whatever chance says of it.
    sure:
        Whether the sign test agrees; ``None`` where it could not be made.
    """

    kind: Literal["better", "same", "worse"]
    sure: bool | None


TURNED = {
    ("target", "baseline"): "turned",
    ("target", "normalisation_alone"): "turned_over_normalisation_alone",
    ("normalisation_alone", "baseline"): "turned_by_normalisation_alone",
}
"""Who is compared with whom in which of the facts about single pictures."""


def judge(facts: Mapping[str, Any], who: str = "target", reference: str = "baseline") -> Judgement | None:
    """Judge a run by its :func:`tlgui.runs.results.summary`; ``None`` while labels are sealed or without a reference. ``who``, ``reference``:
    which of its networks are compared, as in :data:`TURNED`.
    """
    task = TASKS[facts["task"]]
    metric = facts["metrics"][task.metric]
    target, baseline = metric[who], metric[reference]
    if target is None or baseline is None:
        return None
    tone, turned = task.tone(target, baseline), facts.get(TURNED[who, reference])
    if tone == "even":
        return Judgement("same", None)
    better = tone == "good"
    if turned is None:
        return Judgement("better" if better else "worse", None)
    # Of values, the mean error may fall although most pictures got worse: then the test does not speak for it.
    agrees = turned["right"] > turned["wrong"] if better else turned["right"] < turned["wrong"]
    return Judgement("better" if better else "worse", agrees and turned["p"] < SIGNIFICANCE)


def tone_of(judgement: Judgement) -> Tone:
    """In which color a difference is shown: in none where chance alone could give it."""
    return "even" if judgement.kind == "same" or judgement.sure is False else "good" if judgement.kind == "better" else "bad"
