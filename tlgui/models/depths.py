"""A fully frozen backbone, read at two depths.

Its last stage is specialized for the classes that it was trained on. An earlier stage, averaged over positions, keeps more of what those
classes did not need; together, the two transfer better from one domain to another than either alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import torch
from torch import Tensor, nn


def mean_over_places(activations: Tensor) -> Tensor:
    """Any stage's output as one vector a picture: the mean over positions of a map (n, c, h, w) or of tokens (n, t, c)."""
    if activations.dim() == 4:
        return activations.mean((2, 3))
    if activations.dim() == 3:
        return activations.mean(1)
    return activations


def second_depth(stages: Mapping[str, nn.Module], widths: Sequence[int]) -> str | None:
    """Which earlier stage is read beside the last one, by a rule for all backbones; ``None`` for one that is not cut into enough stages.

    Stages at the end that look at each place by itself (convolutions of 1 × 1, pooling) are a head and sum up the one before. Of the stages
    before the head it is the last one that is narrower than the last of them: EfficientNet-Lite0's ``blocks.5``, a ResNet's ``layer3``.

    Parameters
    ----------
    widths:
        How many features each stage gives, averaged over positions.
    """
    names = list(stages)
    body = next((place for place in reversed(range(len(names))) if _sees_beyond_a_place(stages[names[place]])), 0)
    return next((names[place] for place in reversed(range(body)) if widths[place] < widths[body]), None)


def _sees_beyond_a_place(stage: nn.Module) -> bool:
    return any(isinstance(layer, nn.Conv2d) and max(layer.kernel_size) > 1 for layer in stage.modules())


def widths_of(stages: Mapping[str, nn.Module], size: int) -> list[int]:
    """How many features each stage gives, averaged over positions, for pictures of ``size`` pixels."""
    widths, made = [], torch.zeros(1, 3, size, size)
    with torch.inference_mode():
        for stage in stages.values():
            made = stage.eval()(made)
            widths.append(mean_over_places(made).shape[1])
    return widths


class FrozenStages(nn.Sequential):
    """Frozen stages, applied in order.

    Parameters
    ----------
    stages:
        In order.
    beside:
        Place of the stage whose output, averaged over positions, comes after the features of the last stage; ``None``: the last stage's alone.
    """

    def __init__(self, stages: Iterable[nn.Module], beside: int | None = None) -> None:
        super().__init__(*stages)
        self.beside = beside

    def forward(self, pictures: Tensor) -> Tensor:
        made, earlier = pictures, None
        for place, stage in enumerate(self):
            made = stage(made)
            if place == self.beside:
                earlier = mean_over_places(made)
        return made if earlier is None else torch.cat([made, earlier], dim=1)
