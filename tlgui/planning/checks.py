"""The one check before any run; it reports all problems together."""

from __future__ import annotations

import difflib
from collections.abc import Collection

from tlgui.errors import Problem
from tlgui.models import catalogue
from tlgui.planning.labels import supervised, task_of
from tlgui.planning.resources import check_device, check_image_size, check_memory
from tlgui.settings import read_settings
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import DataFacts, DomainFacts
from tlgui.strategies.combination import Combination
from tlgui.strategies.registry import STRATEGIES
from tlgui.strategies.start import BACKBONE, default_frozen, starting_point, starts_at_random
from tlgui.tasks import DEFAULT_TASK, TASKS


def check(spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """All problems of a run, together. The page, the command line and the worker all call this function."""
    problems = check_alone(spec)
    combination = Combination.parse(spec.strategy)
    if all(key in STRATEGIES for key in combination.keys):
        for key in combination.keys:
            settings, _ = read_settings(STRATEGIES[key].Settings, spec.strategy_settings.get(key, {}))
            if settings is not None:
                problems += STRATEGIES[key](settings).problems(facts, spec)
        problems += _check_needs(combination, spec, facts)
        problems += _check_start(combination, spec, facts)
        problems += _check_shares(combination, spec, facts)
        problems += check_memory(spec, facts, [STRATEGIES[key].needs for key in combination.keys])
    return problems


def check_alone(spec: RunSpec) -> list[Problem]:
    """The part of :func:`check` that needs no data: names, settings, how strategies combine."""
    problems = catalogue.check(spec.backbone)
    combination = Combination.parse(spec.strategy)
    unknown = [key for key in combination.keys if key not in STRATEGIES]
    if "" in unknown:
        problems.append(Problem("strategy_missing", {"given": spec.strategy}))
    for key in filter(None, unknown):
        problems.append(Problem("strategy_unknown", {"given": key, "near": nearest(key)}))
    if not unknown:
        problems += _check_combination(combination)
        for key in combination.keys:
            problems += read_settings(STRATEGIES[key].Settings, spec.strategy_settings.get(key, {}), f"{key}.")[1]
    return problems + _check_frozen(spec) + _check_depths(spec) + check_device(spec) + check_image_size(spec)


def nearest(unknown: str, strategies: Collection[str] = STRATEGIES.keys()) -> str:
    """The strategy that was meant, for ``strategy_unknown``; where none is near, the three that are nearest."""
    found = difflib.get_close_matches(unknown, strategies, n=1) or difflib.get_close_matches(unknown, strategies, n=3, cutoff=0)
    return ", ".join(found)


def _check_combination(combination: Combination) -> list[Problem]:
    problems = []
    for phase in combination.phases:
        whole = "+".join(phase)
        if len(set(phase)) < len(phase):
            problems.append(Problem("strategy_twice", {"whole": whole}))
        if len(phase) > 1:
            alone = [key for key in phase if STRATEGIES[key].does_not_join]
            problems += [Problem(f"does_not_join_{key}", {"whole": whole}) for key in alone]
    whole = str(combination)
    for before, after in zip(combination.phases, combination.phases[1:], strict=False):
        last = [key for key in before if STRATEGIES[key].nothing_follows]
        first = [key for key in after if STRATEGIES[key].does_not_follow]
        problems += [Problem(f"nothing_follows_{key}", {"whole": whole}) for key in last]
        problems += [Problem(f"does_not_follow_{key}", {"whole": whole}) for key in first]
    return problems


def _check_needs(combination: Combination, spec: RunSpec, facts: DataFacts) -> list[Problem]:
    source, target, task = facts.source, facts.target, task_of(facts)
    problems = []
    for key in combination.keys:
        needs = STRATEGIES[key].needs
        if needs.source_labels and source is None:
            problems.append(Problem("needs_source", {"strategy": key}))
        if needs.source_labels and source is not None and source.labels == "none":
            problems.append(Problem("needs_source_labels", {"strategy": key, "name": source.name}))
        if needs.target_images and target is None:
            problems.append(Problem("needs_target", {"strategy": key}))
        if target is not None and target.pictures < 2:  # scoring normalizes the target, even without training on it
            problems.append(Problem("target_too_small", {"strategy": key, "pictures": target.pictures}))
        if needs.target_labels and target is not None and target.labels == "none":
            problems.append(Problem("needs_target_labels", {"strategy": key}))
        if task not in needs.tasks:
            problems.append(Problem(TASKS[task].refusal, {"strategy": key}))
    if source is None and target is None:
        problems.append(Problem("needs_data", {}))
    learned = target if supervised(combination) else source
    problems += _check_tasks(facts) or _check_labels(learned, spec, TASKS[task].has_classes)
    return problems + (_check_class_names(spec, facts) if TASKS[task].has_classes else [])


def _check_start(combination: Combination, spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """A strategy that learns from the target's labels needs something to transfer: pretrained weights, or a source with the same classes."""
    if not supervised(combination):
        return []
    if all(STRATEGIES[key].on_backbone for key in combination.keys) and starting_point(spec) == BACKBONE:
        if starts_at_random(spec):
            return [Problem("extraction_needs_pretrained", {"strategy": spec.strategy, "backbone": spec.backbone})]
        if spec.settings.frozen == "none":
            card = catalogue.card_of(spec.backbone)
            stages = list(card.stages) if card is not None else ["all"]
            return [Problem("extraction_needs_frozen", {"strategy": spec.strategy, "stages": stages})]
    source, target = facts.source, facts.target
    if target is None or target.labels == "none" or not starts_at_random(spec):
        return []
    if source is not None and source.labels != "none":
        spaces = [set(spec.class_map.label_space(list(domain.classes))) for domain in (source, target)]
        if source.task == target.task and spaces[0] == spaces[1]:
            return []
    return [Problem("nothing_to_transfer", {"backbone": spec.backbone})]


def _check_shares(combination: Combination, spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """Class shares of the target can be given if there are classes, a labeled source to match, and no target labels to learn from."""
    asked, source = spec.target_shares, facts.source
    if not asked.said:
        return []
    if not TASKS[task_of(facts)].one_class:
        return [Problem("shares_need_classes", {})]
    if supervised(combination):
        return [Problem("shares_with_labels", {"strategy": spec.strategy})]
    if source is None or source.labels == "none" or facts.target is None:
        return []  # reported already
    pictures = {name for name, count in zip(source.classes, source.counts, strict=True) if count}
    return asked.problems(spec.class_map.label_space(sorted(pictures)), pictures.intersection(spec.class_map.leave_out))


def _check_tasks(facts: DataFacts) -> list[Problem]:
    """Both domains must be of the same task, where that can be said of both: also of one whose labels are not to be used."""
    domains = [domain for domain in (facts.source, facts.target) if domain is not None]
    said = [domain for domain in domains if domain.labels != "none" or domain.task != DEFAULT_TASK]
    if len({domain.task for domain in said}) < 2:
        return []
    without, with_classes = sorted(said, key=lambda domain: TASKS[domain.task].has_classes)
    return [Problem("values_and_classes", {"values": without.name, "classes": with_classes.name})]


def _check_labels(learned: DomainFacts | None, spec: RunSpec, has_classes: bool) -> list[Problem]:
    """The domain that is learned from must leave two classes, or have two pictures with a label."""
    if learned is None or learned.labels == "none":
        return []
    if not has_classes:
        return [Problem("too_few_values", {"values": learned.labelled, "needed": 2})] if learned.labelled < 2 else []
    space = spec.class_map.label_space(list(learned.classes))
    return [Problem("too_few_classes", {"name": learned.name, "classes": len(space)})] if len(space) < 2 else []


def _check_class_names(spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """Class names in the spec must exist somewhere."""
    domains = [domain for domain in (facts.source, facts.target) if domain is not None]
    unknown = {*spec.class_map.rename, *spec.class_map.leave_out} - {name for domain in domains for name in domain.classes}
    told = sorted({name for domain in domains if not domain.sealed for name in domain.classes})
    return [Problem("class_unknown", {"given": name, "known": told[:20]}) for name in sorted(unknown)]


def _check_frozen(spec: RunSpec) -> list[Problem]:
    card = catalogue.card_of(spec.backbone)
    frozen = spec.settings.frozen
    if card is None or frozen in (None, "none"):
        return []
    if frozen not in ("all", *card.stages):
        return [Problem("setting_not_a_choice", {"name": "frozen", "given": frozen, "choices": ["all", "none", *card.stages]})]
    if card.pretrained or catalogue.split_file(spec.backbone)[1] is not None:
        return []
    # Frozen layers are not saved with a run: random ones could never be rebuilt.
    return [Problem("frozen_untrained", {"backbone": card.key})]


def _check_depths(spec: RunSpec) -> list[Problem]:
    card = catalogue.card_of(spec.backbone)
    if card is None:
        return []  # reported once its stages are known
    frozen = spec.settings.frozen or default_frozen(spec.strategy, not starts_at_random(spec), card.stages)
    whole = frozen in ("all", card.stages[-1])
    return problems_of_depths(spec.settings.depths, card.key, card.second_depth, whole=whole)


def problems_of_depths(depths: str | None, backbone: str, second_depth: str | None, *, whole: bool) -> list[Problem]:
    """Why a backbone cannot be read at two depths, if the user chose that; ``whole``: all of it is pretrained and frozen."""
    if depths != "two":
        return []
    if not whole:
        return [Problem("depths_need_frozen", {"backbone": backbone})]
    return [] if second_depth else [Problem("depths_not_there", {"backbone": backbone})]
