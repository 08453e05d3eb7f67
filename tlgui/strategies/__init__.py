"""The strategies, one file each, in one explicit dict; how they combine; and the one check before any run."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tlgui.errors import Problem
from tlgui.models import catalogue
from tlgui.runs.spec import RunSettings, RunSpec, TaskKey
from tlgui.settings import Settings, read_settings, settings_of, unknown_setting
from tlgui.strategies.adabn import AdaBN
from tlgui.strategies.base import Batches, DataFacts, DomainFacts, Phase, Strategy
from tlgui.strategies.cdan import CDAN
from tlgui.strategies.contrastive import Contrastive
from tlgui.strategies.coral import CORAL
from tlgui.strategies.dann import DANN
from tlgui.strategies.deepjdot import DeepJDOT
from tlgui.strategies.feature_extraction import FeatureExtraction
from tlgui.strategies.fine_tuning import FineTuning
from tlgui.strategies.importance import Importance
from tlgui.strategies.jan import JAN
from tlgui.strategies.mcc import MCC
from tlgui.strategies.mmd import MMD
from tlgui.strategies.pseudo_label import PseudoLabel
from tlgui.strategies.resources import check_device, check_image_size, check_memory
from tlgui.strategies.rkd import RKD
from tlgui.strategies.shot import SHOT
from tlgui.strategies.source_only import SourceOnly
from tlgui.strategies.start import BACKBONE, starting_point, starts_at_random
from tlgui.strategies.tent import TENT
from tlgui.strategies.tradaboost import TransferAdaBoost

if TYPE_CHECKING:
    from tlgui.models.network import Network
    from tlgui.strategies.objectives import Objective

STRATEGIES: dict[str, type[Strategy]] = {
    strategy.key: strategy
    for strategy in (
        *(
            SourceOnly,
            Importance,
            TransferAdaBoost,
            AdaBN,
            MMD,
            CORAL,
            JAN,
            DeepJDOT,
            DANN,
            CDAN,
            MCC,
            PseudoLabel,
            Contrastive,
            RKD,
        ),
        *(SHOT, TENT, FineTuning, FeatureExtraction),
    )
}

CONTRASTIVE = (Contrastive.key, f"{Contrastive.key},{FineTuning.key}")
"""Contrastive learning, then a phase on the source's labels; and then one on the target's."""

SHORT_NAMES = {"lr": "learning_rate"}
"""What everybody writes for a run's setting, understood by ``--set``."""


@dataclass(frozen=True)
class Combination:
    """``dann+mmd,fine-tuning`` as written: strategies of one phase are joined with ``+``, phases follow each other with ``,``."""

    phases: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, text: str) -> Combination:
        return cls(tuple(tuple(key.strip() for key in phase.split("+")) for phase in text.split(",")))

    @property
    def keys(self) -> list[str]:
        """Every strategy once, in the order of their first use."""
        return list(dict.fromkeys(key for phase in self.phases for key in phase))

    def __str__(self) -> str:
        return ",".join("+".join(phase) for phase in self.phases)


def supervised(combination: Combination) -> bool:
    """Whether a strategy in it learns from the target's labels (else the trainer never sees them)."""
    return any(STRATEGIES[key].needs.target_labels for key in combination.keys)


def settled(spec: RunSpec, facts: DataFacts) -> RunSpec:
    """The spec once it is known which labels contrastive learning's second phase has: the target's if it has any, else the source's.

    A run whose target is sealed, or that asks for the source's labels, has the source's too.

    The source's second phase is ``contrastive`` alone, the target's ``contrastive,fine-tuning``.
    """
    target = facts.target
    if target is None or str(Combination.parse(spec.strategy)) not in CONTRASTIVE:
        return spec
    wants_source = spec.sealed or spec.strategy_settings.get(Contrastive.key, {}).get("second_phase") == "source"
    strategy = spec.strategy if wants_source else CONTRASTIVE[1]
    if target.labels == "none":
        strategy = CONTRASTIVE[0]
    keys = Combination.parse(strategy).keys
    settings = {key: values for key, values in spec.strategy_settings.items() if key in keys}
    return spec.model_copy(update={"strategy": strategy, "strategy_settings": settings})


def task_of(facts: DataFacts) -> TaskKey:
    """What is to be predicted: what the labelled source says, else the target."""
    labelled = [domain for domain in (facts.source, facts.target) if domain is not None and domain.labels != "none"]
    return labelled[0].task if labelled else "classification"


def label_space(spec: RunSpec, source_classes: Sequence[str] | None, target_classes: Sequence[str] | None) -> list[str]:
    """The run's classes, sorted: the mapped source's; for strategies that learn from the target's labels the target's, or both together.

    ``source_classes`` and ``target_classes`` are those of the datasets, ``None`` for a domain that was not given.
    """
    keys = Combination.parse(spec.strategy).keys
    learns_target = any(STRATEGIES[key].needs.target_labels for key in keys)
    learns_source = any(STRATEGIES[key].needs.source_labels for key in keys)
    names: set[str] = set()
    if source_classes is not None and (learns_source or not learns_target):
        names |= set(spec.class_map.label_space(list(source_classes)))
    if target_classes is not None and learns_target:
        names |= set(spec.class_map.label_space(list(target_classes)))
    return sorted(names)


def plan(spec: RunSpec, network: Network) -> list[Phase]:
    """The phases of a run: strategies of one phase joined, phases in order. ``spec`` has been checked."""
    combination = Combination.parse(spec.strategy)
    made = {key: STRATEGIES[key](STRATEGIES[key].Settings(**spec.strategy_settings.get(key, {}))) for key in combination.keys}
    phases: list[Phase] = []
    for place, keys in enumerate(combination.phases):
        parts = [made[key].phases(network) for key in keys]
        for part, key in zip(parts, keys, strict=True):
            for phase in part:
                phase.strategy = key
        stage = parts[0] if len(parts) == 1 else _join(parts)
        last = place == len(combination.phases) - 1
        phases += [
            phase for phase in stage if not (phase.place == "before" and place > 0) and not (phase.place == "after" and not last)
        ]
    return phases


def _join(parts: list[list[Phase]]) -> list[Phase]:
    """What prepares any of them, then one gradient phase with the objectives of all.

    An objective that several bring (the source risk) counts once. What would conclude one of them is left out: the others train the head.
    """
    before = {
        tuple(objective.key for objective in phase.objectives): phase
        for part in parts
        for phase in part
        if phase.place == "before"
    }
    mains = [phase for part in parts for phase in part if phase.place == "main"]
    if len(mains) != len(parts) or any(phase.kind != "gradient" for phase in mains):
        raise ValueError("only strategies of one main gradient phase can be joined: others must say joins = False")
    objectives: dict[str, Objective] = {}
    for objective in (objective for phase in mains for objective in phase.objectives):
        known = objectives.get(objective.key)
        if known is None or objective.precedence > known.precedence:
            objectives[objective.key] = objective
    batches = Batches()
    for phase in mains:
        batches = batches | phase.batches
    joined = Phase(
        "gradient",
        list(objectives.values()),
        "all",
        batches,
        weight_decay=next((phase.weight_decay for phase in mains if phase.weight_decay is not None), None),
        stage_factor=max(phase.stage_factor for phase in mains),
        unfreezes=any(phase.unfreezes for phase in mains),
        strategy="+".join(phase.strategy for phase in mains),
    )
    return [*before.values(), joined]


def check(spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """Everything that stands against a run, together. The page, the command line and the worker ask this one function."""
    problems = check_alone(spec)
    combination = Combination.parse(spec.strategy)
    if all(key in STRATEGIES for key in combination.keys):
        for key in combination.keys:
            settings, _ = read_settings(STRATEGIES[key].Settings, spec.strategy_settings.get(key, {}))
            if settings is not None:
                problems += STRATEGIES[key](settings).problems(facts, spec)
        problems += _check_needs(combination, spec, facts)
        problems += _check_start(combination, spec, facts)
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
        near = difflib.get_close_matches(key, STRATEGIES, n=1)
        problems.append(Problem("strategy_unknown", {"given": key, "near": near[0] if near else ", ".join(STRATEGIES)}))
    if not unknown:
        problems += _check_combination(combination)
        for key in combination.keys:
            problems += read_settings(STRATEGIES[key].Settings, spec.strategy_settings.get(key, {}), f"{key}.")[1]
    return problems + _check_frozen(spec) + check_device(spec) + check_image_size(spec)


def _check_combination(combination: Combination) -> list[Problem]:
    problems = []
    for phase in combination.phases:
        whole = "+".join(phase)
        if len(set(phase)) < len(phase):
            problems.append(Problem("strategy_twice", {"whole": whole}))
        if len(phase) > 1:
            problems += [Problem(f"does_not_join_{key}", {"whole": whole}) for key in phase if not STRATEGIES[key].joins]
    for before, after in zip(combination.phases, combination.phases[1:], strict=False):
        problems += [Problem(f"nothing_follows_{key}", {"whole": str(combination)}) for key in before if STRATEGIES[key].ends]
        problems += [Problem(f"does_not_follow_{key}", {"whole": str(combination)}) for key in after if STRATEGIES[key].begins]
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
        if target is not None and target.pictures < 2:  # what needs none of it is scored on it, after normalisation
            problems.append(Problem("target_too_small", {"strategy": key, "pictures": target.pictures}))
        if needs.target_labels and target is not None and target.labels == "none":
            problems.append(Problem("needs_target_labels", {"strategy": key}))
        if task not in needs.tasks:
            code = "needs_other_task_regression" if task == "regression" else "needs_other_task_classification"
            problems.append(Problem(code, {"strategy": key}))
    if source is None and target is None:
        problems.append(Problem("needs_data", {}))
    learned = target if supervised(combination) else source
    return problems + (_check_values(learned, facts) if task == "regression" else _check_classes(learned, spec, facts))


def _check_start(combination: Combination, spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """What learns from the target's labels needs something to transfer: pretrained weights, or a source that names the same classes."""
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


def _check_values(learned: DomainFacts | None, facts: DataFacts) -> list[Problem]:
    """Both domains must have values, not classes, and the one that values are learned from at least two."""
    source, target = facts.source, facts.target
    if source is not None and target is not None and target.labels != "none" and target.task != "regression":
        return [Problem("values_and_classes", {"values": source.name, "classes": target.name})]
    if learned is not None and learned.labels != "none" and learned.labelled < 2:
        return [Problem("too_few_values", {"values": learned.labelled, "needed": 2})]
    return []


def _check_classes(labelled: DomainFacts | None, spec: RunSpec, facts: DataFacts) -> list[Problem]:
    """The domain that labels come from must leave two classes; class names in the spec must exist somewhere."""
    problems = []
    if facts.target is not None and facts.target.task == "regression" and facts.source is not None:
        problems.append(Problem("values_and_classes", {"values": facts.target.name, "classes": facts.source.name}))
    elif labelled is not None and labelled.labels != "none":
        space = spec.class_map.label_space(list(labelled.classes))
        if len(space) < 2:
            problems.append(Problem("too_few_classes", {"name": labelled.name, "classes": len(space)}))
    known = {name for domain in (facts.source, facts.target) if domain is not None for name in domain.classes}
    unknown = {*spec.class_map.rename, *spec.class_map.leave_out} - known
    return problems + [Problem("class_unknown", {"given": name, "known": sorted(known)[:20]}) for name in sorted(unknown)]


def _check_frozen(spec: RunSpec) -> list[Problem]:
    card = catalogue.card_of(spec.backbone)
    frozen = spec.settings.frozen
    if card is None or frozen in (None, "none"):
        return []
    if frozen not in ("all", *card.stages):
        return [Problem("setting_not_a_choice", {"name": "frozen", "given": frozen, "choices": ["all", "none", *card.stages]})]
    if card.pretrained or catalogue.split_file(spec.backbone)[1] is not None:
        return []
    # Frozen layers are no part of what a run keeps: random ones could never be built again.
    return [Problem("frozen_untrained", {"backbone": card.key})]


def read_assignments(
    assignments: dict[str, Any], strategy: str
) -> tuple[RunSettings | None, dict[str, dict[str, Any]], list[Problem]]:
    """Sort ``NAME=VALUE`` pairs into the run's settings and those of its strategies.

    A strategy's setting is written ``KEY.NAME``; ``NAME`` alone will do where only one strategy of the combination has it.

    Returns
    -------
    The run's settings (``None`` when they have problems), the strategies' settings, and every problem.
    """
    keys = [key for key in Combination.parse(strategy).keys if key in STRATEGIES]
    run_names = {item.name for item in settings_of(RunSettings)}
    owners = {key: {item.name for item in settings_of(STRATEGIES[key].Settings)} for key in keys}
    of_run: dict[str, Any] = {}
    of_strategies: dict[str, dict[str, Any]] = {}
    problems = []
    for given, value in assignments.items():
        written = SHORT_NAMES.get(given, given)
        key, dot, name = written.rpartition(".")
        having = [key] if dot and name in owners.get(key, ()) else [each for each in keys if not dot and written in owners[each]]
        if written in run_names:
            of_run[written] = value
        elif len(having) == 1:
            of_strategies.setdefault(having[0], {})[name] = value
        elif having:
            problems.append(Problem("setting_ambiguous", {"name": written, "choices": [f"{each}.{written}" for each in having]}))
        else:
            known = sorted(run_names) + [f"{each}.{item}" for each in keys for item in sorted(owners[each])]
            problems.append(unknown_setting(written, known))
    settings, found = read_settings(RunSettings, of_run)
    typed = {key: _typed(STRATEGIES[key].Settings, values) for key, values in of_strategies.items()}
    return settings, typed, found + problems  # type: ignore[return-value]


def _typed(group: type[Settings], values: dict[str, Any]) -> dict[str, Any]:
    """Texts as the values that they stand for; as they are when one of them is wrong, which :func:`check_alone` says."""
    settings, _ = read_settings(group, values)
    return values if settings is None else {name: getattr(settings, name) for name in values}


def described(language: str) -> list[dict[str, Any]]:
    """Every strategy as plain data: key, family, paper, needs, words, settings with their ranges."""
    found = []
    for strategy in STRATEGIES.values():
        words = strategy.texts.words(language)
        found.append(
            {
                "key": strategy.key,
                "family": strategy.family.value.say(language),
                "paper": strategy.paper,
                "equation": strategy.equation,
                "needs": asdict(strategy.needs),
                **words._asdict(),
                "settings": [item.as_json(language) for item in settings_of(strategy.Settings)],
            }
        )
    return found
