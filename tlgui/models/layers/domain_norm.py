"""Normalization with a set of statistics for each domain.

Li et al., "Revisiting Batch Normalization For Practical Domain Adaptation", 2016, arXiv:1603.04779; Chang et al., "Domain-Specific Batch
Normalization", 2019, arXiv:1906.03950 (the scale and shift are shared here, only the statistics differ).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
        A set of statistics for each domain, or one for both.
    affine:
        Whether there are a learned scale and shift, shared by the domains.
    fixed:
        Never use a batch's statistics.
    eps:
        ε. It decides how far a feature is blown up that hardly varies in one of the domains.
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
        self._weights: Tensor | None = None
        self._counted: slice | None = None

    def reset_parameters(self) -> None:
        """Scale 1 and shift 0."""
        if self.scale is not None and self.shift is not None:
            nn.init.ones_(self.scale)
            nn.init.zeros_(self.shift)

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
        """Of the current domain. Layers that share their statistics have the same in both rows, unless a phase trains on one domain alone."""
        return DOMAINS.index(self.domain)

    def forward(self, inputs: Tensor) -> Tensor:
        if self._moments is not None:
            mean, variance = self._moments.add(inputs, self._weights)
        elif not self.training or self.fixed:
            mean, variance = self.mean[self.row], self.variance[self.row]
        elif self._counted is not None:
            counted = inputs[self._counted]
            exact = torch.promote_types(counted.dtype, torch.float32)  # 16 bits are too few for a variance
            mean, variance = _mean_and_variance(counted.to(exact), None)
        else:
            return functional.batch_norm(inputs, None, None, self.scale, self.shift, training=True, eps=self.eps)
        return _normalised(inputs, mean, variance, self.scale, self.shift, self.eps)

    def extra_repr(self) -> str:
        return f"{self.mean.shape[1]}, per_domain={self.per_domain}, affine={self.scale is not None}, fixed={self.fixed}"


def _normalised(inputs: Tensor, mean: Tensor, variance: Tensor, scale: Tensor | None, shift: Tensor | None, eps: float) -> Tensor:
    """As torch's batch normalization at evaluation, with a gradient through ``mean`` and ``variance`` (c,) where they have one."""
    if not (mean.requires_grad or variance.requires_grad):
        return functional.batch_norm(inputs, mean, variance, scale, shift, training=False, eps=eps)
    shape = (1, -1) + (1,) * (inputs.dim() - 2)
    made = ((inputs - mean.view(shape)) * (variance + eps).rsqrt().view(shape)).to(inputs.dtype)
    return made if scale is None or shift is None else made * scale.view(shape) + shift.view(shape)


def _mean_and_variance(inputs: Tensor, weights: Tensor | None) -> tuple[Tensor, Tensor]:
    """Over all axes but the second, (c,) each; ``weights`` (n,) say how much each picture counts, by default the same."""
    axes = [axis for axis in range(inputs.dim()) if axis != 1]
    if weights is None:
        variance, mean = torch.var_mean(inputs, dim=axes, correction=0)
        return mean, variance
    share = (weights / weights.sum()).to(inputs.dtype).view(-1, *(1,) * (inputs.dim() - 1))
    places = inputs[0, 0].numel()
    mean = (share * inputs).sum(axes, keepdim=True) / places
    variance = (share * (inputs - mean).square()).sum(axes, keepdim=True) / places
    return mean.flatten(), variance.flatten()


def _of_plain(inputs: Tensor, count: float) -> tuple[Tensor, Tensor]:
    """Mean and variance without a gradient, of more than one value each: as running statistics that forget all before, which torch computes
    several times as fast on the processor as ``torch.var_mean``.
    """
    mean, variance = inputs.new_zeros(inputs.shape[1]), inputs.new_ones(inputs.shape[1])
    functional.batch_norm(inputs, mean, variance, training=True, momentum=1.0)
    return mean, variance * ((count - 1) / count)


class Moments:
    """Mean and variance of a stream of batches, merged exactly (Chan et al. 1979); the sums are in float64."""

    def __init__(self) -> None:
        self.count = 0.0
        self.mean: Tensor | None = None
        self.squares: Tensor | None = None

    def add(self, inputs: Tensor, weights: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Take a batch in, whose pictures count with ``weights`` (n,); returns its own mean and variance, (c,) each."""
        inputs = inputs.detach().float()
        count = inputs.numel() / inputs.shape[1] if weights is None else float(weights.sum()) * inputs[0, 0].numel()
        of_batch = _of_plain(inputs, count) if weights is None and count > 1 else _mean_and_variance(inputs, weights)
        mean, squares = of_batch[0].double(), of_batch[1].double() * count
        if self.mean is None or self.squares is None:
            self.count, self.mean, self.squares = count, mean, squares
            return of_batch
        total = self.count + count
        difference = mean - self.mean
        self.squares = self.squares + squares + difference.pow(2) * (self.count * count / total)
        self.mean = self.mean + difference * (count / total)
        self.count = total
        return of_batch


def norms_of(network: nn.Module) -> list[DomainNorm]:
    """Every :class:`DomainNorm` of a network."""
    return [layer for layer in network.modules() if isinstance(layer, DomainNorm)]


def set_domain(network: nn.Module, domain: str) -> None:
    """From now on the layers use (and store) this domain's statistics: ``source`` or ``target``."""
    for layer in norms_of(network):
        layer.domain = domain


@contextmanager
def measured(
    network: nn.Module, domain: str, layers: Sequence[DomainNorm] | None = None, *, alone: bool = False
) -> Iterator[Callable[[Tensor | None], None]]:
    """What goes through the network inside this context becomes the stored statistics of ``domain``, exactly, at its end.

    Layers that share their statistics store them for both domains. What the context gives is told, before a batch, how much each of its
    pictures counts (n,); untold or ``None``: all the same.

    Parameters
    ----------
    layers:
        Which of the network's layers are measured, by default all; the others use what they have stored.
    alone:
        Store them for this domain only, also in layers that share theirs.
    """
    layers = norms_of(network) if layers is None else layers
    set_domain(network, domain)
    for layer in layers:
        layer._moments = Moments()

    def weigh(weights: Tensor | None) -> None:
        for layer in layers:
            layer._weights = weights

    try:
        yield weigh
        for layer in layers:
            moments = layer._moments
            if moments is None or moments.mean is None or moments.squares is None:
                continue
            rows = [layer.row] if layer.per_domain or alone else [0, 1]
            layer.mean[rows] = moments.mean.to(layer.mean)
            layer.variance[rows] = (moments.squares / moments.count).to(layer.variance)
    finally:
        for layer in layers:
            layer._moments = layer._weights = None


@contextmanager
def statistics_of(network: nn.Module, rows: slice) -> Iterator[None]:
    """In training, inside this context, a batch's statistics are those of these of its rows, for all of it."""
    layers = norms_of(network)
    for layer in layers:
        layer._counted = rows
    try:
        yield
    finally:
        for layer in layers:
            layer._counted = None


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
