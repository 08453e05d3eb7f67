"""The full state of a training between two steps: what must be restored to continue as if it had never stopped.

Weights and stored statistics, the optimizer, the objectives' state, the random generators, means not yet logged, and the position. The order
of the pictures and their views are functions of (seed, epoch, picture) and need no state (``training.data``, ``data.dataset``).
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tlgui.models.heads import kind_of
from tlgui.models.network import Network
from tlgui.training.checkpoint import fill

EXTRA = "_extra_state"
"""Torch's suffix for a module's state besides tensors; here it is plain data (JSON), never a pickle."""


@dataclass(frozen=True)
class TrainingPosition:
    """Where a training is.

    Attributes
    ----------
    phase:
        Index of the current or next phase; the number of phases if nothing is left to train.
    number:
        Steps done in it.
    first_step:
        Steps done since the run began when this phase began.
    """

    phase: int = 0
    number: int = 0
    first_step: int = 0

    @property
    def step(self) -> int:
        """Steps done since the run began."""
        return self.first_step + self.number


@dataclass(frozen=True)
class State:
    """Tensors by name, and everything else as plain data (JSON). Nothing is copied, so save it before the next step."""

    tensors: dict[str, Tensor]
    notes: dict[str, Any]

    @property
    def place(self) -> TrainingPosition:
        return TrainingPosition(**self.notes["place"])

    def of(self, part: str) -> dict[str, Tensor]:
        """The tensors of one part, by their names in it."""
        return {name.removeprefix(f"{part}."): each for name, each in self.tensors.items() if name.startswith(f"{part}.")}


def capture(
    place: TrainingPosition,
    network: Network,
    objectives: nn.ModuleList | None = None,
    optimiser: torch.optim.Optimizer | None = None,
    scaler: torch.amp.GradScaler | None = None,
    gathered: dict[str, Any] | None = None,
) -> State:
    """The state at a place; between two phases it is only network and random generators.

    Parameters
    ----------
    gathered:
        Sums of what will be logged next.
    """
    tensors = {f"network.{name}": each for name, each in network.state_dict().items()}
    notes: dict[str, Any] = {"place": vars(place), "head": kind_of(network.head), "gathered": gathered or {}}
    if objectives is not None:
        kept = objectives.state_dict()
        tensors |= {f"objectives.{name}": each for name, each in kept.items() if not name.endswith(EXTRA)}
        notes["objectives"] = {name: each for name, each in kept.items() if name.endswith(EXTRA)}
    if optimiser is not None:
        for number, kept in optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{number}.{name}": each for name, each in kept.items() if isinstance(each, Tensor)}
    if scaler is not None:
        notes["scaler"] = scaler.state_dict()
    of_random, notes["random"] = _random_state()
    return State(tensors | {f"random.{name}": each for name, each in of_random.items()}, notes)


def bring_back_network(state: State, network: Network) -> None:
    """Weights, statistics, and a head of the kind that was there."""
    fill(network, state.of("network"), {"head": state.notes["head"]})


def bring_back_training(
    state: State, objectives: nn.ModuleList, optimiser: torch.optim.Optimizer, scaler: torch.amp.GradScaler
) -> None:
    """Restore the state of objectives, optimizer and scaler into new ones of the same structure."""
    kept = state.of("objectives")
    for name, module in objectives.named_modules():
        for buffer, empty in module.named_buffers(recurse=False):  # a bank of labels has the size of its domain
            found = kept.get(f"{name}.{buffer}")
            if found is not None and found.shape != empty.shape:
                setattr(module, buffer, torch.zeros_like(found, device=empty.device))
    objectives.load_state_dict({**kept, **state.notes["objectives"]})
    whole = optimiser.state_dict()
    momenta: dict[int, dict[str, Tensor]] = {}
    for name, each in state.of("optimiser").items():
        number, _, of_parameter = name.partition(".")
        momenta.setdefault(int(number), {})[of_parameter] = each
    optimiser.load_state_dict({**whole, "state": momenta})
    scaler.load_state_dict(state.notes["scaler"])


def _random_state() -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The generators of torch (each device), numpy and Python. (No loader has one of its own: see the module's docstring.)"""
    version, numbers, spare = random.getstate()
    kind, keys, position, has_gauss, gauss = np.random.get_state(legacy=True)
    tensors = {"torch": torch.get_rng_state(), "numpy": torch.from_numpy(np.asarray(keys).astype(np.int64))}
    tensors |= {f"cuda.{number}": each for number, each in enumerate(_cuda_states())}
    notes = {
        "python": [version, list(numbers), spare],
        "numpy": [str(kind), int(position), int(has_gauss), float(gauss)],
    }
    return tensors, notes


def _cuda_states() -> list[Tensor]:
    return torch.cuda.get_rng_state_all() if torch.cuda.is_available() and torch.cuda.is_initialized() else []


def bring_back_random(state: State) -> None:
    """Restore the random generators, last before training continues, since everything built on the way draws from them too."""
    tensors, notes = state.of("random"), state.notes["random"]
    version, numbers, spare = notes["python"]
    random.setstate((version, tuple(numbers), spare))
    kind, position, has_gauss, gauss = notes["numpy"]
    np.random.set_state((kind, tensors["numpy"].numpy().astype(np.uint32), position, has_gauss, gauss))
    torch.set_rng_state(tensors["torch"])
    for number in range(torch.cuda.device_count() if torch.cuda.is_available() else 0):
        if f"cuda.{number}" in tensors:
            torch.cuda.set_rng_state(tensors[f"cuda.{number}"], number)
