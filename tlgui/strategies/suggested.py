"""What a run begins with where nobody chose: page, command line and library suggest the same strategy and the same backbone.

They suit what is known of every dataset, its task and the size of its pictures; what was measured on the data speaks in
:mod:`tlgui.strategies.recommend`.
"""

from __future__ import annotations

from collections.abc import Sequence

from tlgui.models import catalogue
from tlgui.spec.run_spec import DEFAULT_STRATEGY, RunSpec
from tlgui.strategies.base import DataFacts
from tlgui.strategies.checks import check
from tlgui.tasks import DEFAULT_TASK, TASKS

STRATEGY_FOR = {"classification": DEFAULT_STRATEGY, "regression": "mmd"}
"""For each task: one that is good on both development pairs, and a calm one for values."""

SAFE = "source-only"
"""For a task of which nothing was tried."""

STRATEGY_WITH_SHARES = "cdan"
"""For classes where the target's shares of them are told: it aligns, which matching serves, and takes nothing for granted of the shares."""

SMALL_PICTURES = 64
"""Pictures whose shorter side is no longer (pixels) are for the small network."""

SMALL_BACKBONE = "small-cnn"

NEEDS_PRETRAINED = {"nothing_to_transfer", "extraction_needs_pretrained", "frozen_untrained"}
"""Problems of a run whose network must have learned something before."""


def strategy_for(tasks: Sequence[str], *, shares_told: bool = False) -> str:
    """The strategy for datasets of these tasks (one with values makes the run one of values), and where the target's class shares are told."""
    task = next((each for each in tasks if each != DEFAULT_TASK), DEFAULT_TASK)
    return STRATEGY_WITH_SHARES if shares_told and TASKS[task].one_class else STRATEGY_FOR.get(task, SAFE)


def backbone_for(short_sides: Sequence[int]) -> str:
    """The backbone for datasets whose largest pictures have these shorter sides in pixels."""
    return SMALL_BACKBONE if short_sides and max(short_sides) <= SMALL_PICTURES else catalogue.DEFAULT


def with_backbone(spec: RunSpec, facts: DataFacts, short_sides: Sequence[int]) -> RunSpec:
    """``spec`` with the backbone for its pictures, or with the default one where it needs a pretrained one."""
    suited = spec.model_copy(update={"backbone": backbone_for(short_sides)})
    if NEEDS_PRETRAINED & {problem.code for problem in check(suited, facts)}:
        return spec.model_copy(update={"backbone": catalogue.DEFAULT})
    return suited
