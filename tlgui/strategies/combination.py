"""How strategies combine: what ``dann+mmd,fine-tuning`` means, and the phases it results in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tlgui.specification.run_spec import RunSpec
from tlgui.strategies.base import Batches, DataFacts, Phase
from tlgui.strategies.registry import STRATEGIES

if TYPE_CHECKING:
    from tlgui.models.network import Network
    from tlgui.strategies.objectives import Objective


@dataclass(frozen=True)
class Combination:
    """``dann+mmd,fine-tuning`` as written: ``+`` joins strategies in one phase, ``,`` separates successive phases."""

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


def strategy_name(strategy: str, language: str) -> str:
    """``dann+mmd`` for people: the name before the dot in each strategy's title; an unknown key as it is."""
    phases = []
    for keys in Combination.parse(strategy).phases:
        known = [STRATEGIES[key].texts.words(language).name.partition(" · ")[0] if key in STRATEGIES else key for key in keys]
        phases.append(" + ".join(known))
    return " → ".join(phases)


def aligns_domains(combination: Combination) -> bool:
    """Whether one of the strategies brings the features of both domains together."""
    return any(STRATEGIES[key].aligns_domains for key in combination.keys if key in STRATEGIES)


def settled(spec: RunSpec, facts: DataFacts) -> RunSpec:
    """The spec once the data are known: each of its strategies may adjust it (:meth:`Strategy.settled`)."""
    for key in Combination.parse(spec.strategy).keys:
        if key in STRATEGIES:
            spec = STRATEGIES[key].settled(spec, facts)
    return spec


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
    """The preparing phases of each, then one gradient phase with the objectives of all.

    An objective that several share (the source risk) counts once. Concluding phases are left out, since the others train the head.
    """
    before = {
        tuple(objective.key for objective in phase.objectives): phase
        for part in parts
        for phase in part
        if phase.place == "before"
    }
    mains = [phase for part in parts for phase in part if phase.place == "main"]
    if len(mains) != len(parts) or any(phase.kind != "gradient" for phase in mains):
        raise ValueError("only strategies of one main gradient phase can be joined: others must say why not in does_not_join")
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
        fresh=any(phase.fresh for phase in mains),
        strategy="+".join(phase.strategy for phase in mains),
    )
    return [*before.values(), joined]
