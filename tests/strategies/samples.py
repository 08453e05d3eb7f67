"""Datasets as a check knows them, and specs, for tests of strategies."""

from __future__ import annotations

from typing import Any

from tlgui.errors import Problem, UserError
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import DomainFacts
from tlgui.texts import LANGUAGES

PHOTO = DomainFacts("photo", 100, ("cat", "dog", "owl"), (40, 30, 30), "all")
SKETCH = DomainFacts("sketch", 50, (), (), "none")
LABELLED = DomainFacts("sketch", 50, ("cat", "dog", "owl"), (20, 20, 10), "all")


def codes(problems: list[Problem]) -> list[str]:
    """The problems' codes; each can be said in both languages."""
    error = UserError.of(problems) if problems else None
    for language in LANGUAGES:
        assert error is None or all(error.sentences(language))
    return [problem.code for problem in problems]


def spec(strategy: str = "dann", **more: Any) -> RunSpec:
    return RunSpec(strategy=strategy, **more)
