"""Engines: ways to compute what a frozen prefix makes of a picture. Which is fastest depends on the machine, so it is measured, not ruled.

On two cores without AVX-512, ONNX Runtime is about seven times as fast as PyTorch's default; with it OpenVINO is half again as fast as ONNX
Runtime. On another processor bfloat16 may win, where it is missing bfloat16 is ten times slower. A calibration of a second or two decides;
it is kept for the machine.
"""

from __future__ import annotations

import hashlib
import io
import logging
import platform
import time
import warnings
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tlgui import durable
from tlgui.home import Home
from tlgui.training.device import Device

AGREEMENT = 0.9999
"""Smallest cosine between an engine's output and that of PyTorch in float32, picture by picture; one that falls below is never used."""

CALIBRATION_PICTURES = 16
log = logging.getLogger(__name__)

Compute = Callable[[Tensor], NDArray[np.float32]]
"""From pictures (n, 3, size, size), float32 on the CPU, to the prefix's output (n, ...), float32."""

FALLBACK = "torch"


def pytorch(prefix: nn.Module, device: Device, example: Tensor) -> Compute:
    """PyTorch with channels last; on a GPU in mixed precision."""
    prefix = _laid_out(prefix.eval().to(device.torch), torch.channels_last)

    def compute(pictures: Tensor) -> NDArray[np.float32]:
        batch = device.put(pictures).contiguous(memory_format=torch.channels_last)
        with torch.inference_mode(), device.mixed_precision():
            return prefix(batch).float().cpu().numpy()

    return compute


def pytorch_bfloat16(prefix: nn.Module, device: Device, example: Tensor) -> Compute:
    """PyTorch on the processor in bfloat16."""
    prefix = _laid_out(prefix.eval(), torch.channels_last)

    def compute(pictures: Tensor) -> NDArray[np.float32]:
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            return prefix(pictures.contiguous(memory_format=torch.channels_last)).float().numpy()

    return compute


AT_ONCE = 2
"""Pictures that the two runtimes get at once: what a layer leaves for the next then stays in the processor's cache."""


def onnx_runtime(prefix: nn.Module, device: Device, example: Tensor) -> Compute:
    """ONNX Runtime on the processor, with as many threads as PyTorch has; for pictures of the example's size only."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # threads that wait leave their cores to others
    session = onnxruntime.InferenceSession(_as_onnx(prefix, example), options, providers=["CPUExecutionProvider"])
    return _few_at_once(lambda pictures: session.run(None, {"pictures": pictures})[0])


def openvino(prefix: nn.Module, device: Device, example: Tensor) -> Compute:
    """OpenVINO on the processor in float32, with as many threads as PyTorch has; for pictures of the example's size only.

    Its bfloat16 is another 1.5 times as fast with AMX, but agrees to 0.9997 only.
    """
    import openvino as ov

    core = ov.Core()
    model = core.read_model(_as_onnx(prefix, example))
    model.reshape([-1, *example.shape[1:]])
    asked = {
        "INFERENCE_PRECISION_HINT": "f32",
        "INFERENCE_NUM_THREADS": torch.get_num_threads(),
        "NUM_STREAMS": 1,
        "ENABLE_CPU_PINNING": False,  # others work on this machine too: readers of pictures, other runs
    }
    request = core.compile_model(model, "CPU", asked).create_infer_request()
    return _few_at_once(lambda pictures: request.infer([pictures])[0].copy())  # its memory is written again at the next call


def _laid_out(prefix: nn.Module, layout: torch.memory_format) -> nn.Module:
    to: Any = prefix.to  # its annotations leave this argument out
    return to(memory_format=layout)


def _as_onnx(prefix: nn.Module, example: Tensor) -> bytes:
    """The prefix as an ONNX file from ``pictures`` to ``features``, for any number of pictures."""
    prefix = _laid_out(prefix.eval(), torch.contiguous_format)
    file = io.BytesIO()
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # the tracing exporter is said to be old; it needs no further library
        names = {"input_names": ["pictures"], "output_names": ["features"]}
        axes = {"pictures": {0: "n"}, "features": {0: "n"}}
        export: Any = torch.onnx.export  # its annotations know no file in memory
        export(prefix, (example[:1].contiguous(),), file, dynamo=False, dynamic_axes=axes, **names)
    return file.getvalue()


def _few_at_once(run: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Compute:
    def compute(pictures: Tensor) -> NDArray[np.float32]:
        return np.concatenate([run(part.numpy()) for part in pictures.contiguous().split(AT_ONCE)])

    return compute


ENGINES: dict[str, Callable[[nn.Module, Device, Tensor], Compute]] = {
    FALLBACK: pytorch,
    "torch-bfloat16": pytorch_bfloat16,
    "onnxruntime": onnx_runtime,
    "openvino": openvino,
}


def usable(engine: str) -> bool:
    """Whether this machine has what an engine needs."""
    return engine in ENGINES and (engine.startswith("torch") or engine == FALLBACK or find_spec(engine) is not None)


def choose(
    home: Home,
    prefix: Callable[[], nn.Module],
    weights: str,
    size: int,
    example: Callable[[], Tensor],
    device: Device,
    report: Callable[[int, int], object] = lambda done, total: None,
) -> str:
    """Name of the fastest engine for a prefix on this machine that agrees with PyTorch in float32.

    On a GPU that is always PyTorch. The choice is measured once for a prefix, picture size and number of threads, and kept.

    Parameters
    ----------
    prefix:
        Builds the prefix.
    weights:
        What identifies the prefix and its weights.
    size:
        Side of the pictures, in pixels.
    example:
        Gives pictures (n, 3, size, size) to measure with. Neither is called when the choice is known.
    report:
        Called while engines are measured, with engines done and in all.
    """
    if device.is_gpu:
        return FALLBACK
    situation = {
        "version": 2,
        "weights": weights,
        "size": size,
        "threads": torch.get_num_threads(),
        "machine": [platform.machine(), platform.processor(), torch.backends.cpu.get_cpu_capability(), torch.__version__],
        "runtimes": [_version_of("onnxruntime"), _version_of("openvino")],
    }
    path = home.cache / "engines" / f"{hashlib.sha256(durable.to_json(situation).encode()).hexdigest()[:40]}.json"
    try:
        chosen = durable.read_json(path)["engine"]
        if chosen in ENGINES:
            return chosen
    except (OSError, ValueError, KeyError):
        pass
    seconds = calibrate(prefix, example(), device, report)
    chosen = min(seconds, key=lambda name: seconds[name])
    path.parent.mkdir(parents=True, exist_ok=True)
    durable.write_json(path, {"engine": chosen, "seconds": seconds, **situation})
    return chosen


def _version_of(package: str) -> str | None:
    """A runtime's version; None where it is not installed, as OpenVINO is not on every processor."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def calibrate(
    prefix: Callable[[], nn.Module],
    example: Tensor,
    device: Device,
    report: Callable[[int, int], object] = lambda done, total: None,
) -> dict[str, float]:
    """Seconds that each engine takes for ``example``; engines that fail or disagree are left out, PyTorch never is."""
    seconds: dict[str, float] = {}
    reference: NDArray[np.float32] | None = None
    for place, (name, make) in enumerate(ENGINES.items()):
        report(place, len(ENGINES))
        try:
            compute = make(prefix(), device, example)
            compute(example[:2])  # the first call sets things up
            began = time.perf_counter()
            found = compute(example)
            took = time.perf_counter() - began
        except Exception:  # an operator that cannot be exported, a missing library: another engine does it
            if name == FALLBACK:
                raise
            log.info("engine %s cannot compute this network", name, exc_info=True)
            continue
        if reference is None:
            reference = found
        if agreement(found, reference) >= AGREEMENT:
            seconds[name] = took
    return seconds


def agreement(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Smallest cosine between the two outputs over the pictures; two outputs of zeros agree."""
    if one.shape != other.shape:
        return -1.0
    first, second = one.reshape(len(one), -1).astype(np.float64), other.reshape(len(other), -1).astype(np.float64)
    lengths = np.linalg.norm(first, axis=1) * np.linalg.norm(second, axis=1)
    cosines = (first * second).sum(1) / np.where(lengths == 0, 1, lengths)
    return float(np.where(lengths == 0, np.abs(first - second).max(1) == 0, cosines).min())
