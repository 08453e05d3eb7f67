"""Normalisation with a set of statistics for each domain.

Li et al., "Revisiting Batch Normalization For Practical Domain Adaptation", 2016, arXiv:1603.04779; Chang et al., "Domain-Specific Batch
Normalization", 2019, arXiv:1906.03950 (the scale and shift are shared here, only the statistics differ).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional

DOMAINS = ("source", "target")


class DomainNorm(nn.Module):
    """(x − mean) / √(variance + ε) over all axes but the second, then scale and shift.

    In training the statistics are the batch's. At evaluation they are the stored ones of the current domain; these come from a pass over
    a domain's pictures (:func:`measured`), never from the batch that is to be predicted: a picture's prediction must not depend on which
    others came with it. With ``fixed`` the stored ones are used in training too: what comes in does not change, so they are exact.

    Shapes: (n, c) or (n, c, height, width) in and out; buffers ``mean`` and ``variance`` (2, c), rows as ``DOMAINS``.

    Parameters
    ----------
    channels:
        c.
    per_domain:
        A set of statistics for each domain, or one (the first row) for both.
    affine:
        Whether there are a learned scale and shift, shared by the domains.
    fixed:
        Never use a batch's statistics.
    """

    mean: Tensor
    variance: Tensor

    def __init__(self, channels: int, *, per_domain: bool, affine: bool = False, fixed: bool = False, eps: float = 1e-5) -> None:
        super().__init__()
        self.per_domain = per_domain
        self.fixed = fixed
        self.eps = eps
        self.domain = "source"
        self.register_buffer("mean", torch.zeros(2, channels))
        self.register_buffer("variance", torch.ones(2, channels))
        self.scale = nn.Parameter(torch.ones(channels)) if affine else None
        self.shift = nn.Parameter(torch.zeros(channels)) if affine else None
        self._moments: Moments | None = None

    @classmethod
    def like(cls, norm: nn.BatchNorm1d | nn.BatchNorm2d, *, per_domain: bool) -> DomainNorm:
        """A layer that starts as a copy of a BatchNorm layer, its running statistics for both domains."""
        made = cls(norm.num_features, per_domain=per_domain, affine=norm.affine, eps=norm.eps)
        with torch.no_grad():
            if norm.running_mean is not None and norm.running_var is not None:
                made.mean.copy_(norm.running_mean.expand(2, -1))
                made.variance.copy_(norm.running_var.expand(2, -1))
            if made.scale is not None and made.shift is not None:
                made.scale.copy_(norm.weight)
                made.shift.copy_(norm.bias)
        return made

    @property
    def row(self) -> int:
        return DOMAINS.index(self.domain) if self.per_domain else 0

    def forward(self, inputs: Tensor) -> Tensor:
        if self._moments is not None:
            self._moments.add(inputs)
        if self._moments is not None or (self.training and not self.fixed):
            return functional.batch_norm(inputs, None, None, self.scale, self.shift, training=True, eps=self.eps)
        mean, variance = self.mean[self.row], self.variance[self.row]
        return functional.batch_norm(inputs, mean, variance, self.scale, self.shift, training=False, eps=self.eps)

    def extra_repr(self) -> str:
        return f"{self.mean.shape[1]}, per_domain={self.per_domain}, affine={self.scale is not None}, fixed={self.fixed}"


class Moments:
    """Mean and variance of a stream of batches, merged exactly (Chan et al. 1979); the sums are in float64."""

    def __init__(self) -> None:
        self.count = 0
        self.mean: Tensor | None = None
        self.squares: Tensor | None = None

    def add(self, inputs: Tensor) -> None:
        axes = [axis for axis in range(inputs.dim()) if axis != 1]
        variance, mean = torch.var_mean(inputs.detach().float(), dim=axes, correction=0)
        count = inputs.numel() // inputs.shape[1]
        mean, squares = mean.double(), variance.double() * count
        if self.mean is None or self.squares is None:
            self.count, self.mean, self.squares = count, mean, squares
            return
        total = self.count + count
        difference = mean - self.mean
        self.squares = self.squares + squares + difference.pow(2) * (self.count * count / total)
        self.mean = self.mean + difference * (count / total)
        self.count = total


def norms_of(network: nn.Module) -> list[DomainNorm]:
    """Every :class:`DomainNorm` of a network."""
    return [layer for layer in network.modules() if isinstance(layer, DomainNorm)]


def set_domain(network: nn.Module, domain: str) -> None:
    """From now on the layers use (and store) this domain's statistics: ``source`` or ``target``."""
    for layer in norms_of(network):
        layer.domain = domain


@contextmanager
def measured(network: nn.Module, domain: str) -> Iterator[None]:
    """What goes through the network inside this context becomes the stored statistics of ``domain``, exactly, at its end.

    Layers that share their statistics store them for both domains.
    """
    layers = norms_of(network)
    set_domain(network, domain)
    for layer in layers:
        layer._moments = Moments()
    try:
        yield
        for layer in layers:
            moments = layer._moments
            if moments is None or moments.mean is None or moments.squares is None:
                continue
            rows = [layer.row] if layer.per_domain else [0, 1]
            layer.mean[rows] = moments.mean.to(layer.mean)
            layer.variance[rows] = (moments.squares / moments.count).to(layer.variance)
    finally:
        for layer in layers:
            layer._moments = None


def mix_statistics(network: nn.Module, share: float) -> None:
    """Replace the target's stored statistics by ``share`` of the source's and the rest of its own.

    Schneider et al., "Improving robustness against common corruptions by covariate shift adaptation", 2020, arXiv:2006.16971, eq. 3.
    """
    source, target = DOMAINS.index("source"), DOMAINS.index("target")
    for layer in norms_of(network):
        if layer.per_domain:
            for stored in (layer.mean, layer.variance):
                stored[target] = share * stored[source] + (1 - share) * stored[target]


def replace_batch_norm(module: nn.Module, *, per_domain: bool) -> None:
    """Put a :class:`DomainNorm` in the place of every BatchNorm layer inside ``module``."""
    for name, child in module.named_children():
        if isinstance(child, (nn.BatchNorm1d, nn.BatchNorm2d)):
            layers: list[nn.Module] = [DomainNorm.like(child, per_domain=per_domain)]
            if isinstance(
                after := getattr(child, "act", None), nn.Module
            ):  # timm's BatchNorm layers can hold the activation that comes after
                layers.append(after)
            setattr(module, name, nn.Sequential(*layers))
        else:
            replace_batch_norm(child, per_domain=per_domain)
