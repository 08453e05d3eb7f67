"""Each diagnosis is made when it should be and not otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.texts import LANGUAGES, say
from tlgui.training.diagnosis import Finding, Health, diagnose


def health(**numbers: list[float]) -> Health:
    made = Health()
    for values in zip(*numbers.values(), strict=True):
        made.add(dict(zip(numbers, values, strict=True)))
    return made


def codes(findings: list[Finding]) -> list[str]:
    for each in findings:
        assert all(say(each.key, language, **each.values) for language in LANGUAGES)
    return [each.key.partition(".")[2] for each in findings]


RISING = list(np.linspace(0, 1, 50))


@pytest.mark.parametrize(
    ("numbers", "scores", "changed", "expected"),
    [
        ({}, {"largest_class_share": 0.3}, 0.2, []),
        ({}, {"largest_class_share": 0.98}, None, ["collapsed"]),
        ({"domain_accuracy": [0.99] * 50, "lambda": RISING}, {}, None, ["discriminator_won"]),
        ({"domain_accuracy": [0.99] * 50, "lambda": [0.1] * 50}, {}, None, []),
        ({"domain_accuracy": [0.9] * 20 + [0.55] * 30, "lambda": RISING}, {}, None, []),
        ({"domain_accuracy": [0.5] * 50, "lambda": RISING}, {}, None, ["discriminator_idle"]),
        ({"effective_share": [0.03]}, {}, None, ["few_weights"]),
        ({"effective_share": [0.5]}, {}, None, []),
        ({"confident_share": [0.0] * 10}, {}, None, ["none_confident"]),
        ({"confident_share": [0.0] * 5 + [0.9] * 5}, {}, None, []),
        ({}, {}, 0.0, ["no_effect"]),
        ({"effective_share": [0.03]}, {"largest_class_share": 1.0}, 0.0, ["collapsed", "few_weights", "no_effect"]),
    ],
)
def test_E3_E4_E5_what_is_off_is_said_and_nothing_else(
    numbers: dict[str, list[float]], scores: dict[str, float], changed: float | None, expected: list[str]
) -> None:
    assert codes(diagnose(health(**numbers), scores, changed)) == expected
