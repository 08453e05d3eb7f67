"""The network of a run: a frozen prefix, computed once and cached, then what is trained: rest → normalisation → bottleneck → head."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor, nn

from tlgui.models.backbones import Pool
from tlgui.models.layers.domain_norm import DomainNorm, replace_batch_norm, set_domain
from tlgui.models.tasks import Task
from tlgui.runs.spec import Normalisation


class Output(NamedTuple):
    """``features`` (n, width) at the bottleneck and ``outputs`` (n, k) of the head."""

    features: Tensor
    outputs: Tensor


class Network(nn.Module):
    """What is trained: everything after the frozen prefix.

    Its input is what the prefix computes, which is the pictures themselves when the prefix is empty.

    Parameters
    ----------
    rest:
        The backbone's stages after the frozen ones; empty when all are frozen.
    example:
        One input, (1, ...), to learn the width of the features.
    bottleneck:
        Width of the bottleneck; 0 for none (the head sits on the normalised features).
    """

    def __init__(
        self, rest: nn.Sequential, example: Tensor, task: Task, *, normalisation: Normalisation, bottleneck: int
    ) -> None:
        super().__init__()
        self.task = task
        self.normalisation = normalisation
        per_domain = normalisation == "per_domain"
        self.rest = rest
        self.pool = Pool()
        replace_batch_norm(self.rest, per_domain=per_domain)
        with torch.no_grad():
            self.eval()
            features = self.pool(self.rest(example)).shape[1]
        # With nothing trained before it, what this layer sees never changes: its statistics are measured once.
        self.normalise = DomainNorm(features, per_domain=per_domain, fixed=len(self.rest) == 0)
        self.bottleneck = nn.Sequential(nn.Linear(features, bottleneck), nn.ReLU()) if bottleneck else nn.Identity()
        self.width = bottleneck or features
        self.head = task.head(self.width)

    def set_domain(self, domain: str) -> None:
        """Whose statistics the normalisation uses from now on: ``source`` or ``target``."""
        set_domain(self, domain)

    def forward(self, inputs: Tensor) -> Output:
        features = self.bottleneck(self.normalise(self.pool(self.rest(inputs))))
        return Output(features, self.head(features))

    def groups(self, learning_rate: float, pretrained: bool) -> list[dict[str, object]]:
        """Parameter groups for the optimiser: pretrained layers learn at a tenth of the new layers' rate (Ganin et al. 2016)."""
        new = [*self.normalise.parameters(), *self.bottleneck.parameters(), *self.head.parameters()]
        rest = list(self.rest.parameters())
        groups: list[dict[str, object]] = [{"params": new, "lr": learning_rate}]
        if rest:
            groups.append({"params": rest, "lr": learning_rate * (0.1 if pretrained else 1.0)})
        return groups
