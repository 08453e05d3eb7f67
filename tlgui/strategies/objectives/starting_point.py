"""Staying close to a network's starting weights."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import Tensor, nn

from tlgui.losses.l2_sp import l2_sp
from tlgui.strategies.objectives import Objective, Outcome, Situation, Step


class StartingPoint(Objective):
    """L2-SP: α/2 times the squared distance to the weights at the start of the phase, plus β/2 times the squared new weights.

    Bottleneck and head count as new while they still have the random weights that they had when this objective was made. If an earlier phase
    or a finished run has trained them since, they have a starting point like the backbone's.

    Parameters
    ----------
    network:
        The run's network, its random weights just drawn.
    """

    key = "starting_point"
    refreshes = 1
    start: Tensor

    def __init__(self, network: nn.Module, alpha: float, beta: float) -> None:
        super().__init__()
        self.alpha = alpha
        self.beta = beta
        self._drawn = {name: each.detach().clone() for name, each in network.named_parameters() if not name.startswith("rest.")}
        # In plain lists: as submodules, their parameters would be given to the optimizer twice.
        self._network = [network]
        self._shared: list[nn.Parameter] = []
        self._new: list[nn.Parameter] = []
        self.register_buffer("start", torch.zeros(0))

    def get_extra_state(self) -> list[str]:
        """Names of the parameters that are new."""
        found = {id(each) for each in self._new}
        return [name for name, each in self._network[0].named_parameters() if id(each) in found]

    def set_extra_state(self, kept: list[str]) -> None:
        self._shared, self._new = [], []
        for name, parameter in self._network[0].named_parameters():
            (self._new if name in kept else self._shared).append(parameter)

    def refresh(self, situation: Situation) -> None:
        def is_new(name: str, parameter: nn.Parameter) -> bool:
            drawn = self._drawn.get(name)
            return drawn is not None and torch.equal(parameter.detach().cpu(), drawn.cpu())

        self._network = [situation.network]
        self.set_extra_state([name for name, each in situation.network.named_parameters() if is_new(name, each)])
        self.start = _flat(self._shared, self.start).detach().clone()

    def forward(self, step: Step) -> Outcome:
        shared, new = _flat(self._shared, self.start), _flat(self._new, self.start)
        loss = l2_sp(shared, self.start, new, self.alpha, self.beta)
        return Outcome({"starting_point": loss}, {"moved": float((shared.detach() - self.start).norm())})


def _flat(parameters: Iterable[Tensor], like: Tensor) -> Tensor:
    """All parameters as one vector; empty, as ``like``, when there are none."""
    return torch.cat([like.new_zeros(0), *(each.flatten() for each in parameters)])
