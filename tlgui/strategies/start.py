"""Where strategies that learn from target labels start, and which layers of the backbone they train."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tlgui.errors import Problem
from tlgui.home import is_id
from tlgui.models import catalogue
from tlgui.settings import setting
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import DataFacts
from tlgui.texts import Text

BACKBONE = "backbone"


def start_setting() -> Any:
    """The setting ``start_from`` of fine-tuning and feature extraction."""
    return setting(
        BACKBONE,
        label=Text("Start from", "起点"),
        help=Text(
            "backbone (as it was pretrained), source (first trained on the source pictures), or the id of a finished run.",
            "backbone（预训练状态）、source（先在源域上训练），或某次已完成运行的编号。",
        ),
    )


def starting_point(spec: RunSpec) -> str:
    """``backbone``, ``source`` or the id of a run: where the run starts from, as one of its strategies asks."""
    asked = [values["start_from"] for values in spec.strategy_settings.values() if "start_from" in values]
    return next((each for each in asked if each != BACKBONE), BACKBONE)


def start_problems(start: str, facts: DataFacts) -> list[Problem]:
    """Problems of ``start_from``, as far as the data can tell."""
    if start == "source" and facts.source is None:
        return [Problem("start_from_needs_source", {})]
    if start not in (BACKBONE, "source") and not is_id(start):
        return [Problem("start_from_unknown", {"given": start})]
    return []


def starts_at_random(spec: RunSpec) -> bool:
    """Whether the backbone has no pretrained weights."""
    card = catalogue.card_of(spec.backbone)
    return card is not None and not card.pretrained and catalogue.split_file(spec.backbone)[1] is None


def trained_by_default(strategy: str) -> int:
    """How many of a pretrained backbone's last stages a run of this strategy trains if the user leaves ``frozen`` open."""
    from tlgui.strategies.combination import Combination
    from tlgui.strategies.registry import STRATEGIES

    return max((STRATEGIES[key].trains_stages for key in Combination.parse(strategy).keys if key in STRATEGIES), default=0)


def default_frozen(strategy: str, pretrained: bool, stages: Sequence[str]) -> str:
    """Everything pretrained except the last stages that one of the strategies must train.

    ``stages`` are the backbone's, empty while unknown.
    """
    if not pretrained:
        return "none"
    trained = trained_by_default(strategy)
    return stages[-1 - trained] if 0 < trained < len(stages) else "all"


def frozen_whole(spec: RunSpec) -> list[str] | None:
    """What ``frozen`` could be for a run that trains no layer of its backbone; ``None`` if it trains some, or if that is not yet known.

    If no card tells, the loop checks before its first step.
    """
    card = catalogue.card_of(spec.backbone)
    frozen = spec.settings.frozen
    if frozen is None and trained_by_default(spec.strategy):
        return None
    frozen = frozen or default_frozen(spec.strategy, not starts_at_random(spec), card.stages if card is not None else ())
    if frozen == "all" or (card is not None and frozen == card.stages[-1]):
        return [*(card.stages[-4:-1] if card is not None else ()), "none"]
    return None
