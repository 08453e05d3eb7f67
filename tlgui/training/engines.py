"""Engines: ways to compute a frozen prefix (how one is chosen: :mod:`tlgui.training.engine_choice`).

On two cores without AVX-512, ONNX Runtime is about seven times as fast as PyTorch's default; with AVX-512, OpenVINO is half again as fast as
ONNX Runtime. On other processors bfloat16 may win; without hardware support it is ten times slower.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tlgui.training.device import Device
from tlgui.training.prefix import Prefix

AGREEMENT = 0.9999
"""Smallest cosine per picture between an engine's output and PyTorch's in float32; an engine below it is never used."""

Compute = Callable[[Tensor], NDArray[np.float32]]
"""From pictures (n, 3, size, size), float32 on the CPU, to the prefix's output (n, ...), float32."""

FALLBACK, BFLOAT16 = "torch", "torch-bfloat16"

SHIPPED = "shipped"
"""In place of an engine's name: nothing is computed, the features came with the program (:mod:`tlgui.training.shipped_features`)."""


def pytorch(prefix: Prefix, device: Device) -> Compute:
    """PyTorch with channels last; on a GPU in mixed precision."""
    module = prefix.module.to(device.torch)

    def compute(pictures: Tensor) -> NDArray[np.float32]:
        batch = device.put(pictures).contiguous(memory_format=torch.channels_last)
        with torch.inference_mode(), device.mixed_precision():
            return module(batch).float().cpu().numpy()

    return compute


def pytorch_bfloat16(prefix: Prefix, device: Device) -> Compute:
    """PyTorch on the processor in bfloat16."""
    module = prefix.module

    def compute(pictures: Tensor) -> NDArray[np.float32]:
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            return module(pictures.contiguous(memory_format=torch.channels_last)).float().numpy()

    return compute


AT_ONCE, ALWAYS_AT_ONCE = 2, 4
"""Pictures that ONNX Runtime and OpenVINO get at a time, so that activations stay in the processor's cache. OpenVINO is compiled for exactly so
many, which computes a seventh more pictures a second than a network for any number does."""


def onnx_runtime(prefix: Prefix, device: Device) -> Compute:
    """ONNX Runtime on the processor, with as many threads as PyTorch has; for pictures of the prefix's size only."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads leave their cores to others
    session = onnxruntime.InferenceSession(prefix.onnx, options, providers=["CPUExecutionProvider"])
    return _few_at_once(AT_ONCE, lambda pictures: session.run(None, {"pictures": pictures})[0])


def openvino(prefix: Prefix, device: Device) -> Compute:
    """OpenVINO on the processor in float32, with as many threads as PyTorch has; for pictures of the prefix's size only.

    Its bfloat16 is another 1.5 times as fast with AMX, but agrees to 0.9997 only.
    """
    import openvino as ov

    core = ov.Core()
    model = core.read_model(prefix.onnx)
    if prefix.is_kept:
        core.set_property({"CACHE_DIR": str(prefix.folder)})
    model.reshape([ALWAYS_AT_ONCE, 3, prefix.size, prefix.size])
    asked = {
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "NUM_STREAMS": 1,
        "ENABLE_CPU_PINNING": False,  # the machine is shared with picture readers and other runs
    }
    request = core.compile_model(model, "CPU", asked).create_infer_request()

    def run(pictures: NDArray[np.float32]) -> NDArray[np.float32]:
        lacking = ALWAYS_AT_ONCE - len(pictures)
        given = np.concatenate([pictures, np.zeros((lacking, *pictures.shape[1:]), np.float32)]) if lacking else pictures
        return request.infer([given])[0][: len(pictures)].copy()  # its memory is overwritten by the next call

    return _few_at_once(ALWAYS_AT_ONCE, run)


def _few_at_once(count: int, run: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Compute:
    def compute(pictures: Tensor) -> NDArray[np.float32]:
        return np.concatenate([run(part.numpy()) for part in pictures.contiguous().split(count)])

    return compute


ENGINES: dict[str, Callable[[Prefix, Device], Compute]] = {
    "openvino": openvino,
    "onnxruntime": onnx_runtime,
    BFLOAT16: pytorch_bfloat16,
    FALLBACK: pytorch,
}
"""In order of preference: a later one is used only if it is clearly faster."""


def usable(engine: str) -> bool:
    """Whether this machine has what an engine needs."""
    return engine == SHIPPED or (engine in ENGINES and (engine in (FALLBACK, BFLOAT16) or find_spec(engine) is not None))


def agreement(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Smallest cosine between the two outputs over the pictures; two outputs of zeros agree."""
    if one.shape != other.shape:
        return -1.0
    first, second = one.reshape(len(one), -1).astype(np.float64), other.reshape(len(other), -1).astype(np.float64)
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    cosines = (first * second).sum(1) / np.where(lengths == 0, 1, lengths)
    return float(np.where(lengths == 0, np.abs(first - second).max(1) == 0, cosines).min())
