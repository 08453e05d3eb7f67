"""The training loop, as a recipe: each phase is steps of an optimizer, one fit or one pass for statistics, with evaluations in between.

A step: a batch of each domain that the phase asks for → network → the phase's objectives → sum of their parts → optimizer.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tlgui.errors import UserError
from tlgui.models.network import Network
from tlgui.specification.run_spec import RunSettings
from tlgui.strategies.base import Phase
from tlgui.strategies.objectives import DomainView, Objective, Outcome, Situation
from tlgui.training.data import Domain, Endless, RunData
from tlgui.training.device import Device
from tlgui.training.evaluate import evaluate, measure_statistics, predict, see
from tlgui.training.evaluator import Evaluated, Evaluator
from tlgui.training.state import (
    State,
    TrainingPosition,
    bring_back_network,
    bring_back_random,
    bring_back_training,
    capture,
)
from tlgui.training.steps import count_steps, streams_of, take

EVALUATIONS = 12
"""Evaluations in a gradient phase, evenly spread, the last one at its end."""

LOGGED_STEPS = 600
"""Approximate maximum of points logged per phase; each is the mean over the steps since the last one."""

MOMENTUM = 0.9


class Stopped(Exception):
    """The run was asked to stop after ``step``; everything done so far is kept."""

    def __init__(self, step: int = 0) -> None:
        super().__init__(step)
        self.step = step


@dataclass(frozen=True)
class Hooks:
    """Callbacks of the loop.

    ``log`` writes an event; ``evaluated`` gets each evaluation, with the network as it was then; ``stop`` is called after each step.
    ``keep`` may call its argument to get the current state and save it, and must do so when told that training ends here.
    """

    log: Callable[..., None]
    evaluated: Evaluated
    stop: Callable[[], bool]
    keep: Callable[[Callable[[], State], bool], None] = lambda capture, must: None


def train(
    network: Network,
    phases: list[Phase],
    data: RunData,
    settings: RunSettings,
    device: Device,
    hooks: Hooks,
    *,
    pretrained: bool,
    state: State | None = None,
) -> None:
    """Train ``network`` in place through all phases.

    Parameters
    ----------
    state:
        Where an earlier process left off: training continues from there, bit for bit as if it had never stopped (on a CPU, with the same
        machine, engine and number of threads).

    Raises
    ------
    Stopped
        After the current step, if ``hooks.stop`` returns True.
    UserError
        ``loss_not_finite`` if the loss becomes NaN or infinite; the step is not taken.
    """
    network.to(device.torch)
    network.prior = max((phase.prior for phase in phases), default=0)
    place = TrainingPosition() if state is None else state.place
    if state is not None:
        bring_back_network(state, network)
        if not place.number:
            bring_back_random(state)
    step = place.first_step
    for index, phase in enumerate(phases):
        if index < place.phase:
            continue
        within = state if index == place.phase and place.number else None
        if phase.kind == "gradient":
            step = _gradient_phase(network, index, phase, data, settings, device, hooks, step, pretrained, within)
        else:
            step += bool(step)  # after other phases it counts as a step, so that its evaluation has its own number
            hooks.log("phase", index=index, kind=phase.kind, strategy=phase.strategy, step=step, steps=0)
            if phase.kind == "fit":
                fit(network, phase, data, device)
            else:
                measure_statistics(network, data, device)
            hooks.evaluated(evaluate(network, data, device, step), network)
        over = TrainingPosition(index + 1, 0, step)
        stopped = hooks.stop()
        hooks.keep(partial(capture, over, network), stopped)
        if stopped:
            raise Stopped(over.step)


def fit(network: Network, phase: Phase, data: RunData, device: Device) -> None:
    """Fit the phase's estimator to the bottleneck features of the labeled target (and source) and make it the network's head."""
    assert data.target is not None
    measure_statistics(network, data, device)
    features, _ = predict(network, data.target.inputs, data.target.train, "target", device)
    labels = data.target.labels_of(data.target.train)
    if phase.batches.source:
        assert data.source is not None
        of_source, _ = predict(network, data.source.inputs, data.source.train, "source", device)
        both = torch.from_numpy(np.concatenate([of_source, features]))
        known = torch.from_numpy(np.concatenate([data.source.labels_of(data.source.train), labels]))
        is_target = torch.arange(len(both)) >= len(of_source)
        network.head = phase.estimator.head(both, known, is_target, network.head.out_features).to(device.torch)
        return
    network.head = data.task.fitted_head(phase.estimator, features, labels).to(device.torch)


def _gradient_phase(
    network: Network,
    index: int,
    phase: Phase,
    data: RunData,
    settings: RunSettings,
    device: Device,
    hooks: Hooks,
    first_step: int,
    pretrained: bool,
    state: State | None,
) -> int:
    """Run one phase, or continue it from ``state``; returns the number of steps since the run began."""
    streams = streams_of(phase, network, data, settings)
    steps = count_steps(phase, streams, data, settings)
    objectives = torch.nn.ModuleList(phase.objectives).to(device.torch)
    trained_on = phase.batches.domains
    done_before = 0 if state is None else state.place.number
    if not done_before:
        measure_statistics(network, data, device, trained_on=trained_on)
    hooks.log("phase", index=index, kind="gradient", strategy=phase.strategy, step=first_step, steps=steps)
    refresh_steps = {number: _refreshed_at(phase.objectives, number, steps) for number in range(steps)}
    if not done_before:
        _refresh(refresh_steps[0], network, data, device)
        if phase.fresh:  # only now, since the objectives just saw the network before the step
            network.begin_anew()
    scaler = device.scaler()
    optimiser = _optimiser(network, phase, objectives, settings, pretrained, fused=not scaler.is_enabled())
    descent = _Descent(network, phase, streams, objectives, optimiser, scaler, device, first_step, steps)
    evaluation_steps = {round(steps * number / EVALUATIONS) for number in range(1, EVALUATIONS + 1)}
    evaluator = Evaluator(network, data, device, trained_on=trained_on, evaluated=hooks.evaluated)
    average = _Average(every=max(1, steps // LOGGED_STEPS))
    joining = _joining(network, steps) if phase.unfreezes else {}
    network.train()
    if state is not None:
        bring_back_training(state, objectives, optimiser, scaler)
        average.bring_back(state.notes["gathered"])
        for _, stage in (each for number in range(done_before) for each in joining.get(number, ())):
            stage.requires_grad_(True)
        bring_back_random(state)

    def state_after(number: int) -> State:
        evaluator.settle()  # whoever goes on from there does not evaluate what was trained before
        here = TrainingPosition(index, number, first_step)
        return capture(here, network, objectives, optimiser, scaler, average.gathered())

    with evaluator:
        for number in range(done_before, steps):
            for name, stage in joining.get(number, ()):
                stage.requires_grad_(True)
                hooks.log("joined", step=first_step + number, stage=name.replace("_", "."))  # a module's name cannot have a dot
            if number and refresh_steps[number]:
                measure_statistics(network, data, device, trained_on=trained_on, fixed_are_measured=True)
                _refresh(refresh_steps[number], network, data, device)
                network.train()
            average.add(*descent.step(number))
            done = first_step + number + 1
            if average.ready:
                hooks.log("step", step=done, **average.take(), learning_rate=descent.rate)
            if number + 1 in evaluation_steps:
                evaluator.evaluate(done, wait=number + 1 == steps)
                network.train()
            evaluator.tell()
            if number + 1 < steps:  # after the last step the state is between two phases
                stopped = hooks.stop()
                hooks.keep(partial(state_after, number + 1), stopped)
                if stopped:
                    raise Stopped(done)
    return first_step + steps


@dataclass
class _Descent:
    """Gradient descent over the ``steps`` of a phase; in the run ``first_step`` came before them."""

    network: Network
    phase: Phase
    streams: dict[str, tuple[Domain, Endless]]
    objectives: torch.nn.ModuleList
    optimiser: torch.optim.Optimizer
    scaler: torch.amp.GradScaler
    device: Device
    first_step: int
    steps: int

    def __post_init__(self) -> None:
        # Now: a state that is brought back has those of its own step.
        self._rates = [group["lr"] for group in self.optimiser.param_groups]

    @property
    def rate(self) -> float:
        """Of the first group of parameters."""
        return float(self.optimiser.param_groups[0]["lr"])

    def step(self, number: int) -> tuple[dict[str, Tensor], dict[str, float]]:
        """The step ``number`` (from 0). Returns the parts of its loss, and what its objectives watch beside.

        Raises
        ------
        UserError
            ``loss_not_finite``; the weights are as they were before the step.
        """
        progress = number / self.steps
        if self.phase.decays:
            for group, rate in zip(self.optimiser.param_groups, self._rates, strict=True):
                group["lr"] = rate * (1 + 10 * progress) ** -0.75  # Ganin et al. 2016, section 5.2.2
        with self.device.mixed_precision():
            step, matched = take(self.network, self.streams, number, progress, self.device, views=self.phase.batches.views)
        # In full precision: distances and logarithms in the losses do not survive 16 bits.
        outcomes = [objective(matched if objective.aligns else step) for objective in self.objectives]
        parts = _parts(outcomes)
        loss = torch.stack(list(parts.values())).sum()
        if not math.isfinite(float(loss.detach())):
            good = self.first_step + number
            raise UserError("loss_not_finite", step=good + 1, good=good, rate=self.rate)
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        self.scaler.step(self.optimiser)
        self.scaler.update()
        return parts, {name: value for outcome in outcomes for name, value in outcome.health.items()}


def _refreshed_at(objectives: Iterable[Objective], number: int, steps: int) -> list[Objective]:
    """The objectives to refresh before step ``number``: each as often as it says, evenly spaced from the first step on."""
    return [
        each
        for each in objectives
        if each.refreshes and number in {steps * turn // each.refreshes for turn in range(each.refreshes)}
    ]


def _refresh(objectives: list[Objective], network: Network, data: RunData, device: Device) -> None:
    """Refresh objectives on whole domains; each domain is computed at most once."""

    @cache
    def seen(role: str) -> DomainView:
        domain = data.source if role == "source" else data.target
        assert domain is not None
        computed = see(network, domain.inputs, domain.seen, role, device)
        known = domain.labels is not None and role == "source"
        labels = torch.from_numpy(domain.labels_of(domain.seen)).to(device.torch) if known else None
        return DomainView(*computed, labels, torch.from_numpy(domain.seen).to(device.torch), domain.size)

    def teaching() -> Tensor:
        assert data.teaching is not None
        return device.put(torch.from_numpy(data.teaching))

    for objective in objectives:
        objective.refresh(Situation(network, partial(seen, "source"), partial(seen, "target"), teaching))


def _joining(network: Network, steps: int) -> dict[int, list[tuple[str, torch.nn.Module]]]:
    """Freeze the backbone's stages, and return which of them are unfrozen before which step: last stage first, evenly spaced over the phase.

    Howard and Ruder, "Universal Language Model Fine-tuning for Text Classification", 2018, arXiv:1801.06146, section 3.3. A parameter without
    a gradient has no momentum and no weight decay, so an unfrozen stage starts unchanged and at rest.
    """
    joining: dict[int, list[tuple[str, torch.nn.Module]]] = {}
    stages = list(reversed(list(network.rest.named_children())))
    for place, (name, stage) in enumerate(stages, start=1):
        stage.requires_grad_(False)
        joining.setdefault(steps * place // (len(stages) + 1), []).append((name, stage))
    return joining


def _optimiser(
    network: Network,
    phase: Phase,
    objectives: torch.nn.ModuleList,
    settings: RunSettings,
    pretrained: bool,
    *,
    fused: bool,
) -> torch.optim.Optimizer:
    assert settings.learning_rate is not None
    rate = settings.learning_rate if phase.rate is None else phase.rate
    groups = network.groups(rate, pretrained, phase.trains, phase.stage_factor)
    own = list(objectives.parameters())
    if own:
        groups.append({"params": own, "lr": rate})
    groups = [group for group in groups if group["params"]]
    if not groups:
        raise UserError("nothing_to_train", strategy=phase.strategy)
    if phase.optimiser == "adam":
        return torch.optim.Adam(groups, lr=rate, fused=fused)
    decay = settings.weight_decay if phase.weight_decay is None else phase.weight_decay
    assert decay is not None
    # Fused: all parameters in one pass, where each would take several (benchmarks/training.py). Not with a scaler of losses: a first step that
    # overflows, which is usual there, would leave a momentum that nobody has written.
    return torch.optim.SGD(groups, lr=rate, momentum=MOMENTUM, nesterov=True, weight_decay=decay, fused=fused)


def _parts(outcomes: Iterable[Outcome]) -> dict[str, Tensor]:
    """The loss parts by name. If two objectives use the same name, both count, and their sum is drawn."""
    sums: dict[str, Tensor] = {}
    for outcome in outcomes:
        for name, part in outcome.parts.items():
            sums[name] = sums[name] + part if name in sums else part
    return sums


class _Average:
    """Running means of the numbers since the last logged point."""

    def __init__(self, every: int) -> None:
        self.every = every
        self._steps = 0
        self._parts: dict[str, list[float]] = {}
        self._health: dict[str, list[float]] = {}

    def add(self, parts: dict[str, Tensor], health: dict[str, float]) -> None:
        self._steps += 1
        for name, part in parts.items():
            self._parts.setdefault(name, []).append(float(part.detach()))
        for name, value in health.items():
            self._health.setdefault(name, []).append(value)

    @property
    def ready(self) -> bool:
        return self._steps >= self.every

    def gathered(self) -> dict[str, Any]:
        """The numbers since the last logged point, for :meth:`bring_back`."""
        return {"steps": self._steps, "parts": self._parts, "health": self._health}

    def bring_back(self, gathered: dict[str, Any]) -> None:
        def numbers(kept: dict[str, list[float | None]]) -> dict[str, list[float]]:  # JSON has no NaN
            return {name: [float("nan") if each is None else each for each in values] for name, values in kept.items()}

        self._steps, self._parts, self._health = gathered["steps"], numbers(gathered["parts"]), numbers(gathered["health"])

    def take(self) -> dict[str, dict[str, float]]:
        means = {
            "parts": {name: float(np.mean(values)) for name, values in self._parts.items()},
            "health": {name: float(np.mean(values)) for name, values in self._health.items()},
        }
        self._steps, self._parts, self._health = 0, {}, {}
        return means
