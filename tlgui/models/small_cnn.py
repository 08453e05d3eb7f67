"""The small CNN: the program's own network, for small pictures such as digits, trained from scratch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from torch import Tensor, nn


def stages() -> dict[str, nn.Module]:
    """Three convolutions. The position of a stroke matters for a digit, so the last map (4 × 4) is kept instead of averaged."""
    made: dict[str, nn.Module] = {"conv1": Convolution(3, 16), "conv2": Convolution(16, 32)}
    return made | {"conv3": nn.Sequential(Convolution(32, 64), Reduced(4), nn.Flatten())}


class Convolution(nn.Sequential):
    """3 × 3 convolution, pooling, normalization, ReLU. Pooled first, so that a quarter is left to normalize (what that saves:
    ``benchmarks/training.py``).

    Weights of networks from before that (version 2) were normalized first, and have that layer's name; filled with them it does so too.
    """

    def __init__(self, inputs: int, outputs: int) -> None:
        convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        super().__init__(convolution, nn.MaxPool2d(2), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True))

    def _load_from_state_dict(self, state_dict: Mapping[str, Any], prefix: str, *more: Any) -> None:
        if any(name.startswith(f"{prefix}1.") for name in state_dict) and isinstance(self[1], nn.MaxPool2d):
            self[1], self[2] = self[2], self[1]
        super()._load_from_state_dict(state_dict, prefix, *more)


class Reduced(nn.AdaptiveAvgPool2d):
    """Averages down to a map of fixed size. One that has it already stays as it is, where the average of each single place would take time, and
    the way back ten times as much.
    """

    def forward(self, input: Tensor) -> Tensor:
        return input if input.shape[-2] == input.shape[-1] == self.output_size else super().forward(input)
