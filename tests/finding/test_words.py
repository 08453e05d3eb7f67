"""A verdict in words says what is known, and no more."""

from __future__ import annotations

import pytest

from tlgui.finding.verdict import REFERENCES, Contender, Verdict
from tlgui.finding.words import said_of
from tlgui.texts import LANGUAGES


def found(why: str = "equal", **more: object) -> Verdict:
    """A verdict on both references, a network of each kind that may not count, and DANN, which does."""
    names = [*REFERENCES.values(), "dann"]
    candidates = tuple(Contender(name, name, name != "dann", 0, {}, None) for name in names)
    values = {
        "candidates": candidates,
        "why": why,
        "test": None,
        "shares": None,
        "weights": {"normalisation-alone": 0.5, "dann": 0.5},
        "nearest": candidates[-1],
        "agreement": 0.9,
        "disagreement": 0.2,
        "unanimous": 0.7,
        "changed": 0.3,
        "target_accuracy": None,
        "scored_on": 0,
        "seconds": 1.0,
    }
    return Verdict(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_another_mix_can_go_unnoticed_is_said_unless_labels_were_asked(language: str) -> None:
    assert all(number in said_of(found(), language).why for number in ("7", "72"))
    assert "72" not in said_of(found(learned=20), language).why
    assert "72" not in said_of(found("labels_equal", labels=20), language).why
