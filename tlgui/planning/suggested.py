"""The default strategy and backbone, the same for page, command line and library.

They depend only on what is known of every dataset, its task and the size of its pictures. Advice from measurements is in
:mod:`tlgui.planning.recommend`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tlgui.models import catalogue
from tlgui.planning.checks import check
from tlgui.specification.run_spec import DEFAULT_STRATEGY, RunSpec
from tlgui.strategies.base import DataFacts
from tlgui.tasks import DEFAULT_TASK, TASKS

STRATEGY_FOR = {"classification": DEFAULT_STRATEGY, "regression": "mmd"}
"""For each task: a strategy that is good on both development pairs, and a stable one for values."""

SAFE = "source-only"
"""For a task of which nothing was tried."""

STRATEGY_WITH_SHARES = "cdan"
"""For classes with given target shares: it aligns the domains, which matching supports, and assumes nothing about the shares."""

SMALL_PICTURES = 64
"""Pictures whose shorter side is at most this many pixels get the small network."""

SMALL_BACKBONE = "small-cnn"

NEEDS_PRETRAINED = {"nothing_to_transfer", "extraction_needs_pretrained", "frozen_untrained"}
"""Problems of a run that needs a pretrained network."""


def strategy_for(tasks: Sequence[str], *, shares_told: bool = False) -> str:
    """The strategy for datasets with these tasks (one with values makes it a run on values), and for given target class shares."""
    task = next((each for each in tasks if each != DEFAULT_TASK), DEFAULT_TASK)
    return STRATEGY_WITH_SHARES if shares_told and TASKS[task].one_class else STRATEGY_FOR.get(task, SAFE)


def backbone_for(short_sides: Sequence[int]) -> str:
    """The backbone for datasets whose largest pictures have these shorter sides, in pixels."""
    return SMALL_BACKBONE if short_sides and max(short_sides) <= SMALL_PICTURES else catalogue.DEFAULT


def with_backbone(spec: RunSpec, facts: DataFacts, short_sides: Sequence[int]) -> RunSpec:
    """``spec`` with the backbone that suits its pictures, or the default one if it needs pretrained weights."""
    return pretrained_if_needed(spec.model_copy(update={"backbone": backbone_for(short_sides)}), facts)


def pretrained_if_needed(spec: RunSpec, facts: DataFacts) -> RunSpec:
    """``spec``, with the default backbone if it needs pretrained weights and its own has none."""
    if NEEDS_PRETRAINED & {problem.code for problem in check(spec, facts)}:
        return spec.model_copy(update={"backbone": catalogue.DEFAULT})
    return spec
