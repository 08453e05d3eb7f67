"""What a run's health numbers say in words: the key of a sentence, ``health.<code>`` in ``tlgui.texts``, and its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

LATE = 0.2
"""The last fifth of a phase is what a diagnosis speaks of."""

WON, CHANCE, FULL_STRENGTH = 0.95, 0.55, 0.5
COLLAPSED = 0.9
FEW_LEFT = 0.1
HARDLY_ANY = 0.02
UNCHANGED = 0.01


@dataclass
class Health:
    """The health numbers of a run as it goes on, gathered from its ``step`` events."""

    numbers: dict[str, list[float]] = field(default_factory=dict)

    def add(self, numbers: dict[str, float]) -> None:
        """The numbers of one ``step`` event."""
        for name, value in numbers.items():
            self.numbers.setdefault(name, []).append(value)

    def late(self, name: str) -> float | None:
        """Mean over the last fifth; ``None`` for a number that this run does not have."""
        values = self.numbers.get(name)
        return None if not values else float(np.mean(values[-max(1, round(LATE * len(values))) :]))


@dataclass(frozen=True)
class Finding:
    """Something that looks wrong: ``key`` names its sentence in ``tlgui.texts``, ``values`` fill it."""

    key: str
    values: dict[str, Any]


def diagnose(health: Health, scores: dict[str, float], changed: float | None) -> list[Finding]:
    """Everything that looks wrong with a finished training, the gravest first; empty when nothing does.

    Parameters
    ----------
    scores:
        Label-free scores of the evaluation that was kept.
    changed:
        Share of target pictures whose predicted class differs from source-only's; ``None`` where that says nothing.
    """
    found: list[Finding] = []
    share = scores.get("largest_class_share")
    if share is not None and share >= COLLAPSED:
        found.append(Finding("health.collapsed", {"share": share}))
    accuracy, strength = health.late("domain_accuracy"), health.late("lambda") or 0.0
    if accuracy is not None and accuracy >= WON and strength >= FULL_STRENGTH:
        found.append(Finding("health.discriminator_won", {"accuracy": accuracy, "strength": strength}))
    if accuracy is not None and _highest(health.numbers["domain_accuracy"]) < CHANCE:
        found.append(Finding("health.discriminator_idle", {"accuracy": accuracy}))
    left = health.late("effective_share")
    if left is not None and left < FEW_LEFT:
        found.append(Finding("health.few_weights", {"share": left}))
    confident = health.late("confident_share")
    if confident is not None and confident < HARDLY_ANY:
        found.append(Finding("health.none_confident", {"share": confident}))
    if changed is not None and changed < UNCHANGED:
        found.append(Finding("health.no_effect", {"changed": changed}))
    return found


def _highest(values: Sequence[float]) -> float:
    """The highest mean over a tenth of the phase: single batches jump."""
    width = max(1, len(values) // 10)
    return max(float(np.mean(values[start : start + width])) for start in range(0, len(values) - width + 1, width))
