"""What a user must confirm before a run starts: it can be trained, and is hardly what was meant."""

from __future__ import annotations

from tlgui.data import seals
from tlgui.data.overlap import Pairs
from tlgui.data.pack import Pack
from tlgui.errors import Problem
from tlgui.home import Home
from tlgui.planning import needs_labels, strategies_known
from tlgui.planning.recommend import shared_classes
from tlgui.planning.suggested import STRATEGY_WITH_SHARES
from tlgui.service.pairs import facts_for, in_both
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies import STRATEGIES, Combination
from tlgui.strategies.base import DataFacts
from tlgui.tasks import TASKS

TO_CONFIRM = ("same_folder", "no_shared_class", "few_shared_classes", "few_target_pictures", "shares_spread", "sealed_source")
"""Problems of :func:`start_run` that only need confirmation by the user."""

FEW_SHARED = 0.5
"""If the source has a smaller share of the target's classes than this, the user must confirm."""


def questions(home: Home, spec: RunSpec, source: Pack | None, target: Pack | None, shared: Pairs | None = None) -> list[Problem]:
    """What the user must confirm before a run of this spec starts. ``shared``: :func:`in_both`, if known."""
    shared = in_both(source, target) if shared is None else shared
    sealed = seals.problem_of_source(home, source.info) if source is not None else None
    facts = facts_for(home, source, target)
    of_data = [*_same_folder(shared, target), *_few_shared_classes(spec, facts), *_few_target_pictures(spec, source, target)]
    return [*of_data, *_missing_classes_predicted(spec, facts), *([sealed] if sealed is not None else [])]


def _same_folder(shared: Pairs, target: Pack | None) -> list[Problem]:
    """Whether source and target are the same pictures, which needs confirmation, since such a run shows nothing."""
    if target is None or len(shared) < len(target):
        return []
    return [Problem("same_folder", {"count": len(shared), "total": len(target)})]


def _few_shared_classes(spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """Whether a network with the source's classes covers few of the target's: it would be wrong about all others."""
    counts = shared_classes(spec, facts)
    if counts is None or not strategies_known(spec) or needs_labels(spec):
        return []
    few = "no_shared_class" if counts["shared"] == 0 else "few_shared_classes"
    # Do not say how many the target has, or which: it may be sealed.
    return [Problem(few, {"source": counts["source"]})] if counts["shared"] < FEW_SHARED * counts["target"] else []


def _few_target_pictures(spec: RunSpec, source: Pack | None, target: Pack | None) -> list[Problem]:
    """Whether a target has fewer pictures than there are classes: nothing can be learned from it, and training on so few may fail. That one
    alone is too few :func:`check` says.
    """
    if source is None or target is None or not TASKS[source.info.task].one_class:
        return []
    classes = len(spec.class_map.label_space(list(source.info.classes)))
    return [Problem("few_target_pictures", {"count": len(target), "classes": classes})] if 1 < len(target) < classes else []


def _missing_classes_predicted(spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """Whether a strategy pushes for every class on a target that is said to lack some."""
    if not spec.target_shares.said or facts.source is None or not strategies_known(spec):
        return []
    classes = spec.class_map.label_space(list(facts.source.classes))
    if spec.target_shares.problems(classes):  # what was meant is not known yet
        return []
    missing = [name for name in classes if not spec.target_shares.share(name)]
    wanting = [key for key in Combination.parse(spec.strategy).keys if STRATEGIES[key].wants_all_classes]
    if not (missing and wanting):
        return []
    return [Problem("shares_spread", {"strategies": wanting, "classes": missing[:20], "suggested": STRATEGY_WITH_SHARES})]
