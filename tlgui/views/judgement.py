"""Whether a run did better than its reference, and whether that is more than chance: what every sentence about its result starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from tlgui.tasks import TASKS

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


def judge(facts: Mapping[str, Any]) -> Judgement | None:
    """Judge a run by its :func:`tlgui.runs.results.summary`; ``None`` while labels are sealed or without a reference."""
    task = TASKS[facts["task"]]
    metric = facts["metrics"][task.metric]
    target, baseline = metric["target"], metric["baseline"]
    if target is None or baseline is None:
        return None
    tone, turned = task.tone(target, baseline), facts.get("turned")
    if tone == "even":
        return Judgement("same", None)
    better = tone == "good"
    if turned is None:
        return Judgement("better" if better else "worse", None)
    # Of values, the mean error may fall although most pictures got worse: then the test does not speak for it.
    agrees = turned["right"] > turned["wrong"] if better else turned["right"] < turned["wrong"]
    return Judgement("better" if better else "worse", agrees and turned["p"] < SIGNIFICANCE)
