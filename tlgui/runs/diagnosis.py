"""What a run's health numbers mean: the key of a sentence, ``health.<code>`` in ``tlgui.texts``, and its numbers.

The trainer calls :func:`diagnose` at the end; a page shows :func:`light_of` at any moment, from the log alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tlgui.texts import shortened

LATE = 0.2
"""A diagnosis is about the last fifth of a phase."""

WON, CHANCE, FULL_STRENGTH = 0.95, 0.55, 0.5
COLLAPSED = 0.9
FEW_CLASSES = 1 / 3
"""Predictions that cover a smaller share of the classes than this leave most of them out."""

UNCHANGED = 0.01
OVERTURNED = 0.08
"""If the target seems to have different class shares, a run that changes more than this part of source-only's most confident predictions
has usually lost accuracy. Chosen on photo → art_painting (docs/decisions/0009)."""

FEWEST_SURE = 20
"""With fewer pictures there is no diagnosis: two of them would be enough to trigger it."""

LOST_FROM, LOST_SHARE = 3, 1 / 8
"""A class has been lost if source-only puts so many pictures into it, and this part of an even share, and the run none. Of 282 adapted networks
of benchmarks/portfolio.py 4 had lost one, and all 4 were worse than source-only; of the 8 that had emptied a smaller class, 4 were."""

LOST_NAMED = 5

FEW_PICTURES = 10
"""With fewer pictures of a domain neither numbers nor maps tell anything."""

DIVERGED = 100.0
"""A loss this many times its value at the start of the phase has diverged."""

AT_FIRST, LATELY = 5, 3
"""Number of points that count as a phase's beginning, and of newest points that must all be this high, since single batches jump."""

LEAST_LOSS = 0.1
"""Lower bound for the starting loss: one near 0 (a weight that rises from 0) may grow many times over."""

GRAVE = ("diverged", "collapsed", "discriminator_won")
"""Codes of findings that ruin a run; all others are worth a look."""

EARLY = 0.25
"""Before this share of its phase there is no diagnosis, since all runs look the same at the beginning."""

SCORES_SHOWN = ("confident_share", "largest_class_share")
"""Scores of the newest evaluation shown next to the light, after the health numbers that strategies declare for it."""

Level = Literal["early", "ok", "watch", "problem"]


@dataclass
class Health:
    """The health numbers of a run in progress, collected from its ``step`` events."""

    numbers: dict[str, list[float]] = field(default_factory=dict)
    losses: list[float] = field(default_factory=list)

    def add(self, event: dict[str, Any]) -> None:
        """Handle an event of the run's log: collect the numbers of a ``step``; reset the losses at a ``phase``."""
        if event["event"] == "phase":
            self.losses = []
        elif event["event"] == "step":
            for name, value in event["health"].items():
                if value is not None:  # JSON has no NaN
                    self.numbers.setdefault(name, []).append(value)
            self.losses.append(sum(part for part in event["parts"].values() if part is not None))

    def diverged(self) -> dict[str, float] | None:
        """How far the loss of this phase has risen, if it has diverged: ``first``, ``now`` and ``times``."""
        if len(self.losses) < AT_FIRST + LATELY:
            return None
        first, now = float(np.mean(self.losses[:AT_FIRST])), min(self.losses[-LATELY:])
        times = now / max(first, LEAST_LOSS)
        return {"first": first, "now": now, "times": times} if times >= DIVERGED else None

    def late(self, name: str) -> float | None:
        """Mean over the last fifth; ``None`` if this run does not have the number."""
        values = self.numbers.get(name)
        return None if not values else float(np.mean(values[-max(1, round(LATE * len(values))) :]))


@dataclass(frozen=True)
class Finding:
    """Something that looks wrong: ``key`` names its sentence in ``tlgui.texts``, ``values`` fill it."""

    key: str
    values: dict[str, Any]

    @property
    def code(self) -> str:
        """The key without its family, as a ``health`` event holds it."""
        return self.key.partition(".")[2]


def overturned_share(before: NDArray[np.floating], after: NDArray[np.floating]) -> float | None:
    """Share of changed classes among the half of the pictures that source-only was most confident about; ``None`` for too few.

    Parameters
    ----------
    before, after:
        (n, k): probabilities of source-only and of the run, on the same pictures.
    """
    confidence = before.max(1)
    sure = np.argsort(-confidence, kind="stable")[: len(confidence) // 2]
    if len(sure) < FEWEST_SURE:
        return None
    return float((before[sure].argmax(1) != after[sure].argmax(1)).mean())


def lost_classes(
    before: NDArray[np.floating], after: NDArray[np.floating], told: NDArray[np.floating] | None = None
) -> dict[int, int]:
    """The classes that source-only predicts and the run no longer does: how many pictures each had, the largest first.

    Parameters
    ----------
    before, after:
        (n, k): probabilities of source-only and of the run, on the same pictures.
    told:
        (k,): the target's class shares, where somebody told them. A class of which there should be hardly a picture is not missed.
    """
    pictures, classes = before.shape
    counts = np.bincount(before.argmax(1), minlength=classes)
    gone = (counts >= max(LOST_FROM, LOST_SHARE * pictures / classes)) & (np.bincount(after.argmax(1), minlength=classes) == 0)
    if told is not None:
        gone &= told * pictures >= LOST_FROM
    return {place: int(counts[place]) for place in np.argsort(-counts, kind="stable").tolist() if gone[place]}


def class_lost(lost: Mapping[int, int], classes: Sequence[str], pictures: int) -> Finding | None:
    """What to say of :func:`lost_classes`, with the run's ``classes`` and how many ``pictures`` it predicts; ``None`` if there are none."""
    if not lost:
        return None
    names = shortened([classes[place] for place in lost], LOST_NAMED)
    return Finding("health.class_lost", {"classes": names, "lost": len(lost), "before": sum(lost.values()), "pictures": pictures})


def few_pictures(source: int, target: int) -> Finding | None:
    """What to say of so many pictures of the source and of the target; ``None`` if both have enough."""
    return Finding("health.few_pictures", {"source": source, "target": target}) if min(source, target) < FEW_PICTURES else None


def diagnose(
    health: Health,
    scores: Mapping[str, float | None],
    changed: float | None,
    overturned: float | None = None,
    seeming_shift: float | None = None,
    lost: Finding | None = None,
) -> list[Finding]:
    """Everything that looks wrong with a finished training, most serious first; empty if nothing does.

    Parameters
    ----------
    scores:
        Label-free scores of the kept evaluation; ``None`` for one that was not a number.
    changed:
        Share of target pictures whose predicted class differs from source-only's; ``None`` if that is not meaningful.
    overturned:
        :func:`overturned_share` of a strategy without target labels; ``None`` likewise.
    seeming_shift:
        Estimated distance of the target's class shares from the source's (:func:`tlgui.insight.class_shares.seeming_shares`); ``None`` if
        it was not estimated.
    lost:
        :func:`class_lost`.
    """
    from tlgui.planning.recommend import SEEMS_UNEVEN
    from tlgui.strategies.registry import HEALTH

    findings: list[Finding] = []
    if (diverged := health.diverged()) is not None:
        findings.append(Finding("health.diverged", diverged))
    share = scores.get("largest_class_share")
    if share is not None and share >= COLLAPSED:
        findings.append(Finding("health.collapsed", {"share": share}))
    elif (used := scores.get("classes_in_use")) is not None and used < FEW_CLASSES:
        findings.append(Finding("health.few_classes", {"share": used}))
    elif lost is not None:
        findings.append(lost)
    accuracy, strength = health.late("domain_accuracy"), health.late("lambda") or 0.0
    if accuracy is not None and accuracy >= WON and strength >= FULL_STRENGTH:
        findings.append(Finding("health.discriminator_won", {"accuracy": accuracy, "strength": strength}))
    if accuracy is not None and _highest(health.numbers["domain_accuracy"]) < CHANCE:
        findings.append(Finding("health.discriminator_idle", {"accuracy": accuracy}))
    for number in HEALTH.values():
        share = health.late(number.key)
        if number.alarm is not None and share is not None and share < number.alarm.below:
            findings.append(Finding(f"health.{number.alarm.code}", {"share": share}))
    uneven = seeming_shift is not None and seeming_shift >= SEEMS_UNEVEN
    if uneven and overturned is not None and overturned > OVERTURNED:
        findings.append(Finding("health.class_shares", {"shift": seeming_shift, "share": overturned}))
    if changed is not None and changed < UNCHANGED:
        findings.append(Finding("health.no_effect", {"changed": changed}))
    return findings


def _highest(values: Sequence[float]) -> float:
    """The highest mean over a tenth of the phase: single batches jump."""
    width = max(1, len(values) // 10)
    return max(float(np.mean(values[start : start + width])) for start in range(0, len(values) - width + 1, width))


@dataclass(frozen=True)
class Light:
    """What the light of a run shows.

    Attributes
    ----------
    level:
        ``early``: too early to say; ``ok``; ``watch``: worth a look; ``problem``: ruins the run.
    over:
        Whether the findings are the trainer's, from the finished training.
    findings:
        In the order of :func:`diagnose`.
    numbers:
        Shown next to the light: health numbers without a chart of their own, over the last fifth of the steps, and scores.
    gauges:
        The health numbers that have one, likewise.
    """

    level: Level
    over: bool
    findings: tuple[Finding, ...]
    numbers: dict[str, float]
    gauges: dict[str, float] = field(default_factory=dict)


def light_of(events: Sequence[dict[str, Any]]) -> Light | None:
    """The light of a run from its log so far; ``None`` before the first step or evaluation.

    After training, the trainer's findings are used as logged; before, the same rules are applied to the data so far.
    """
    health = Health()
    for event in events:
        health.add(event)
    return light_from({event["event"]: event for event in events}, health, events)


def light_from(last: Mapping[str, dict[str, Any]], health: Health, outline: Sequence[dict[str, Any]]) -> Light | None:
    """:func:`light_of` for callers that follow a log.

    Parameters
    ----------
    last:
        The last event of each kind.
    health:
        The numbers of all its steps.
    outline:
        At least those of its events that are not points of curves.
    """
    from tlgui.strategies.registry import HEALTH

    if not _has_numbers(last):
        return None
    over = "result" in last
    scores = last["result"]["scores"] if over else last.get("evaluation", {}).get("scores", {})
    now = {name: value for name in health.numbers if (value := health.late(name)) is not None}
    if "lambda" in now:
        now["lambda"] = health.numbers["lambda"][-1]  # it rises on a schedule; the others jump from batch to batch
    gauges = {name: value for name, value in now.items() if name in HEALTH and HEALTH[name].shown == "gauge"}
    now |= {name: scores[name] for name in SCORES_SHOWN if scores.get(name) is not None}
    beside = [name for name, number in HEALTH.items() if number.shown != "gauge"]
    numbers = {name: now[name] for name in (*beside, *SCORES_SHOWN) if name in now}
    if over:
        findings = _written(outline)
    elif _early(last) and health.diverged() is None:
        return Light("early", False, (), numbers, gauges)
    else:
        findings = diagnose(health, scores, None)
    codes = {each.code for each in findings}
    level: Level = "problem" if codes.intersection(GRAVE) else "watch" if codes else "ok"
    return Light(level, over, tuple(findings), numbers, gauges)


def findings_of(events: Sequence[dict[str, Any]]) -> list[Finding]:
    """The findings of :func:`light_of`. For a run with a result they are in its log, so no points of its curves are needed."""
    last = {event["event"]: event for event in events}
    if "result" in last:
        return _written(events) if _has_numbers(last) else []
    light = light_of(events)
    return [] if light is None else list(light.findings)


def _has_numbers(last: Mapping[str, dict[str, Any]]) -> bool:
    return "step" in last or "evaluation" in last


def _written(events: Sequence[dict[str, Any]]) -> list[Finding]:
    """The trainer's findings at the end."""
    return [Finding(f"health.{each['code']}", each["values"]) for each in events if each["event"] == "health"]


def _early(last: Mapping[str, dict[str, Any]]) -> bool:
    phase, step = last.get("phase"), last.get("step")
    if phase is None or step is None:
        return False
    return step["step"] - phase["step"] < EARLY * phase["steps"]
