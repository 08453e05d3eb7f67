"""A frozen prefix for the engines: as a PyTorch module and as an ONNX file, each made only on demand and only once.

Exports are kept in the home, with PyTorch's output for two fixed pictures. An engine opened from kept files must reproduce it, so that a
damaged file or a changed runtime is noticed before it is used.
"""

from __future__ import annotations

import copy
import hashlib
import io
import shutil
import warnings
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tlgui import durable
from tlgui.home import Home
from tlgui.training.shipped_export import ShippedExport, shipped_export

VERSION = 1
LIMIT_BYTES = 4 * 2**30
"""Limit for the kept files of all networks; the least recently used go first."""


def laid_out(module: nn.Module, layout: torch.memory_format) -> nn.Module:
    """The module with its weights in this layout."""
    to: Any = module.to  # its annotations leave this argument out
    return to(memory_format=layout)


class Prefix:
    """A frozen prefix.

    Parameters
    ----------
    build:
        Builds it; called only when a module is needed.
    size:
        Side of its pictures, in pixels.
    folder:
        Where exports are kept, including what a runtime compiles; ``None`` keeps nothing.
    shipped:
        The export that is kept there at first, if it came with the program; else one is made.
    """

    def __init__(
        self, build: Callable[[], nn.Module], size: int, folder: Path | None = None, shipped: ShippedExport | None = None
    ) -> None:
        self.size = size
        self.folder = folder
        self.shipped = shipped
        self._build = build

    @classmethod
    def kept(cls, home: Home, build: Callable[[], nn.Module], weights: str, size: int) -> Prefix:
        """A prefix with files in the home, in a folder for the identity of its ``weights``."""
        situation = {"version": VERSION, "weights": weights, "size": size, "torch": torch.__version__}
        name = hashlib.sha256(durable.to_json(situation).encode()).hexdigest()[:40]
        return cls(build, size, home.cache / "engines" / name, shipped_export(weights, size))

    @cached_property
    def module(self) -> nn.Module:
        """The module in evaluation mode, with channels last; change only a copy."""
        return laid_out(self._build().eval(), torch.channels_last)

    @property
    def probe(self) -> Tensor:
        """Two fixed pictures, (2, 3, size, size)."""
        return torch.randn((2, 3, self.size, self.size), generator=torch.Generator().manual_seed(0))

    @cached_property
    def expected(self) -> NDArray[np.float32]:
        """PyTorch's output for the probe."""
        if self.folder is not None and self.is_kept:
            return np.load(self.folder / "expected.npy", allow_pickle=False)
        with torch.inference_mode():
            return self.module(self.probe.contiguous(memory_format=torch.channels_last)).numpy()

    @property
    def is_kept(self) -> bool:
        """Whether the files of an earlier export are there."""
        return self.folder is not None and (self.folder / durable.MANIFEST).exists()

    @cached_property
    def onnx(self) -> bytes | str:
        """An ONNX file from ``pictures`` to ``features``, for any number of pictures: its path if it is kept, else its content."""
        if self.folder is None:
            return self.exported()
        if not self.is_kept:
            shipped = self.shipped
            content, expected = (self.exported(), self.expected) if shipped is None else (shipped.filled(), shipped.expected)
            with durable.new_folder(self.folder, replace=True) as new:
                (new / "model.onnx").write_bytes(content)
                np.save(new / "expected.npy", expected, allow_pickle=False)
                durable.write_json(new / durable.MANIFEST, {"version": VERSION})
        return str(self.folder / "model.onnx")

    def forget(self) -> None:
        """Discard the kept files, and what came along, so that they are made again."""
        self.shipped = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        for name in ("onnx", "expected"):
            self.__dict__.pop(name, None)

    def exported(self) -> bytes:
        """A new ONNX file of the module."""
        module = laid_out(copy.deepcopy(self.module), torch.contiguous_format)
        file = io.BytesIO()
        with warnings.catch_warnings(), torch.inference_mode():
            warnings.simplefilter("ignore")  # the tracing exporter is said to be old; it needs no further library
            names = {"input_names": ["pictures"], "output_names": ["features"]}
            axes = {"pictures": {0: "n"}, "features": {0: "n"}}
            export: Any = torch.onnx.export  # its annotations know no file in memory
            export(module, (self.probe[:1],), file, dynamo=False, dynamic_axes=axes, **names)
        return file.getvalue()
