"""The network of a run: a frozen prefix, computed once and cached, then what is trained: rest → normalization → bottleneck → head."""

from __future__ import annotations

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn

from tlgui.models.backbones import Pool
from tlgui.models.layers.domain_norm import DomainNorm, norms_of, replace_batch_norm, set_domain
from tlgui.models.tasks import Task
from tlgui.specification.run_spec import Normalisation


class Output(NamedTuple):
    """``features`` (n, width) at the bottleneck and ``outputs`` (n, k) of the head."""

    features: Tensor
    outputs: Tensor


EPSILON, EPSILON_OF_FROZEN = 1e-5, 1e-2
"""ε of the normalization in front of the bottleneck where its input is trained, and where it is frozen. There the statistics are fixed and no
training can undo it when a feature that hardly varies in one of the domains, and may vary in the other, is blown up."""


class Network(nn.Module):
    """What is trained: everything after the frozen prefix.

    Its input is what the prefix computes, which is the pictures themselves when the prefix is empty. The bottleneck is linear → normalization
    (where asked for) → ReLU → dropout (where asked for): head and objectives see the same dropped-out features.

    Parameters
    ----------
    rest:
        The backbone's stages after the frozen ones; empty when all are frozen.
    example:
        One input, (1, ...), to learn the width of the features.
    bottleneck:
        Width of the bottleneck; 0 for none (the head sits on the normalized features).
    bottleneck_norm:
        Whether the bottleneck has a normalization of its own, with scale and shift, before its ReLU.
    dropout:
        Share of the bottleneck's features that each training step leaves out.
    epsilon:
        Of the normalization in front of the bottleneck; by default as :data:`EPSILON_OF_FROZEN` says.
    """

    def __init__(
        self,
        rest: nn.Sequential,
        example: Tensor,
        task: Task,
        *,
        normalisation: Normalisation,
        bottleneck: int,
        bottleneck_norm: bool = False,
        dropout: float = 0.0,
        epsilon: float | None = None,
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
        fixed = len(self.rest) == 0
        epsilon = (EPSILON_OF_FROZEN if fixed else EPSILON) if epsilon is None else epsilon
        self.normalise = DomainNorm(features, per_domain=per_domain, fixed=fixed, eps=epsilon)
        self.bottleneck: nn.Module = nn.Identity()
        if bottleneck:
            layers: list[nn.Module] = [nn.Linear(features, bottleneck)]
            layers += [DomainNorm(bottleneck, per_domain=per_domain, affine=True)] if bottleneck_norm else []
            layers += [nn.ReLU(), *([nn.Dropout(dropout)] if dropout else [])]
            self.bottleneck = nn.Sequential(*layers)
        self.width = bottleneck or features
        self.prior = 0
        """With a set of statistics for each domain: the source's count as so many target pictures in the target's."""
        self.head = task.head(self.width)

    def begin_anew(self) -> None:
        """Draw the bottleneck's and the head's weights again."""
        for layer in [*self.bottleneck, self.head] if isinstance(self.bottleneck, nn.Sequential) else [self.head]:
            if isinstance(layer, nn.Linear | DomainNorm):
                layer.reset_parameters()

    def set_domain(self, domain: str) -> None:
        """Whose statistics the normalization uses from now on: ``source`` or ``target``."""
        set_domain(self, domain)

    def normalised(self, inputs: Tensor, at_once: int | None = None) -> Tensor:
        """The backbone's features, normalized, as they enter the bottleneck.

        Parameters
        ----------
        at_once:
            How many pictures go through the backbone together; by default all. For stored statistics only: those of a batch are of all of it.
        """
        if inputs.dim() == 4:  # on the processor convolution and pooling are up to twice as fast with channels last
            inputs = inputs.contiguous(memory_format=torch.channels_last)
        if at_once is None or inputs.dim() < 4:
            return self.normalise(self.pool(self.rest(inputs)))
        return self.normalise(torch.cat([self.pool(self.rest(part)) for part in inputs.split(at_once)]))

    def forward(self, inputs: Tensor, at_once: int | None = None) -> Output:
        features = self.bottleneck(self.normalised(inputs, at_once))
        return Output(features, self.outputs(features))

    def outputs(self, features: Tensor) -> Tensor:
        """What the head makes of features, (n, d): in 32 bits also where the layers before it compute in 16, since values would come in steps,
        and a fitted head be another than the one that was fitted.
        """
        if not features.is_cuda:
            return self.head(features)
        with torch.autocast("cuda", enabled=False):
            return self.head(features.float())

    def groups(
        self, learning_rate: float, pretrained: bool, trains: str = "all", stage_factor: float = 1.0
    ) -> list[dict[str, Any]]:
        """Parameter groups for an optimizer: the new layers, then the backbone's stages from the last to the first.

        Pretrained layers learn at a tenth of the new layers' rate (Ganin et al. 2016).

        Parameters
        ----------
        trains:
            As in :class:`tlgui.strategies.base.Phase`.
        stage_factor:
            Each stage learns so many times more slowly than the one after it (Howard and Ruder 2018, arXiv:1801.06146, section 3.2).
        """
        if trains == "norms":
            layers = norms_of(self)
            return [{"params": [each for layer in layers for each in layer.parameters()], "lr": learning_rate}]
        new = list(self.head.parameters()) if trains in ("all", "head") else []
        if trains in ("all", "features"):
            new += [*self.normalise.parameters(), *self.bottleneck.parameters()]
        groups: list[dict[str, Any]] = [{"params": new, "lr": learning_rate}]
        if trains == "head":
            return groups
        rate = learning_rate * (0.1 if pretrained else 1.0)
        stages = reversed(list(self.rest))
        return groups + [
            {"params": list(stage.parameters()), "lr": rate / stage_factor**below} for below, stage in enumerate(stages)
        ]
