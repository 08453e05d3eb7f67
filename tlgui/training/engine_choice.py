"""Which engine computes a frozen prefix on this machine. The choice costs next to nothing: slow engines are dropped after their first pictures,
and the chosen one goes on to compute the features.

For the default backbone nothing is tried where its runtime is there, and PyTorch's network not even built (:func:`taken_at_once`).

PyTorch's result is the correct one. The engines of :data:`tlgui.training.engines.ENGINES` are tried in order, and the first that is clearly
faster than PyTorch is taken, so that noise in a one-second trial cannot change the order. If none is, the times of all tried decide.
"""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from platform import machine

import torch
from filelock import FileLock
from torch import Tensor, nn

from tlgui import durable
from tlgui.home import Home
from tlgui.machine import processor, processor_flags
from tlgui.runs.cache_limit import keep_within, limit_bytes, mark_used
from tlgui.training.device import Device
from tlgui.training.engines import AGREEMENT, BFLOAT16, ENGINES, FALLBACK, Compute, agreement, usable
from tlgui.training.prefix import LIMIT_BYTES, Prefix

TRIAL_PICTURES = 8
AHEAD = 2.0
"""An engine that is this many times as fast as PyTorch is taken without trying the rest. (Runtimes built for a processor are three to eight
times as fast; others are about as fast as PyTorch.)"""

CLEARLY = 1.25
"""If several were tried, an engine must be this many times as fast to replace an earlier one."""

BUILT_FOR_X86 = "openvino"
"""The runtime for processors of :data:`X86`, several times as fast as PyTorch there (docs/performance.md)."""

X86 = frozenset({"x86_64", "amd64"})

BFLOAT16_FLAGS = frozenset({"avx512_bf16", "amx_bf16", "bf16"})
"""Without any of these, a processor takes ten times as long in bfloat16."""

log = logging.getLogger(__name__)

Report = Callable[[int, int], object]


def choose(
    home: Home,
    prefix: Callable[[], nn.Module],
    weights: str,
    size: int,
    example: Callable[[], Tensor],
    device: Device,
    report: Report = lambda done, total: None,
) -> str:
    """Name of the engine for a prefix on this machine; it agrees with PyTorch in float32.

    On a GPU it is always PyTorch. The choice is measured once per prefix, picture size and number of threads, and kept.

    Parameters
    ----------
    prefix:
        Builds the prefix.
    weights:
        Identifies the prefix and its weights.
    size:
        Side of the pictures, in pixels.
    example:
        Returns pictures (n, 3, size, size) to measure with. Neither is called if the choice is known.
    report:
        Called while engines are measured, with the number done and the total.
    """
    if device.is_gpu:
        return FALLBACK
    situation = {
        "version": 3,
        "weights": weights,
        "size": size,
        "threads": torch.get_num_threads(),
        "processor": [processor(), torch.backends.cpu.get_cpu_capability()],
        "versions": [torch.__version__, _version_of("onnxruntime"), _version_of("openvino")],
    }
    path = home.cache / "engines" / f"{hashlib.sha256(durable.to_json(situation).encode()).hexdigest()[:40]}.json"
    try:
        chosen = durable.read_json(path)["engine"]
        if usable(chosen):
            return chosen
    except (OSError, ValueError, KeyError, TypeError):
        pass
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = Prefix.kept(home, prefix, weights, size)
    with _alone(kept):
        at_once = taken_at_once(kept, device)
        seconds = {} if at_once else calibrate(kept, example(), device, report)
    chosen = BUILT_FOR_X86 if at_once else fastest(seconds)
    durable.write_json(path, {"engine": chosen, "seconds": seconds, **situation})
    return chosen


def taken_at_once(prefix: Prefix, device: Device) -> bool:
    """Whether :data:`BUILT_FOR_X86` is taken without a trial, and without PyTorch's network: for a prefix whose export came with the program,
    where it gives what PyTorch gave. It then stays open for :func:`opened`.
    """
    if prefix.shipped is None or not usable(BUILT_FOR_X86) or machine().lower() not in X86:
        return False
    try:
        compute = _checked(prefix, BUILT_FOR_X86, device)
    except Exception:
        log.warning("the export that came with the program is of no use here: one is made", exc_info=True)
        prefix.forget()
        return False
    _keep_open(prefix, BUILT_FOR_X86, device, compute)
    return True


def fastest(seconds: dict[str, float]) -> str:
    """The first in order that no other clearly beats."""
    limit = min(seconds.values()) * CLEARLY
    return next(name for name in ENGINES if seconds.get(name, float("inf")) <= limit)


def calibrate(prefix: Prefix, example: Tensor, device: Device, report: Report = lambda done, total: None) -> dict[str, float]:
    """Seconds that PyTorch and the tried engines took for ``example``; engines that fail, disagree or fall far behind are left out.

    The fastest stays open for :func:`opened`.
    """
    right = ENGINES[FALLBACK](prefix, device)
    reference = right(example[:2])
    seconds, ready = {FALLBACK: _seconds(right, example)}, {FALLBACK: right}
    trials = [name for name in ENGINES if name not in (FALLBACK, BFLOAT16)]
    if BFLOAT16_FLAGS & processor_flags():  # quick to try on these processors, and may be the fastest
        trials.insert(0, BFLOAT16)
    for place, name in enumerate(trials):
        report(place, len(trials))
        try:
            compute = ENGINES[name](prefix, device)
            agrees = agreement(compute(example[:2]), reference) >= AGREEMENT  # the first call includes setup
            if agrees and _seconds(compute, example[:2]) < seconds[FALLBACK]:
                seconds[name], ready[name] = _seconds(compute, example), compute
        except Exception:  # an operator that cannot be exported, a missing library: use another engine
            log.info("engine %s cannot compute this network", name, exc_info=True)
            continue
        if name != BFLOAT16 and name in seconds and seconds[name] * AHEAD < seconds[FALLBACK]:
            break
    chosen = fastest(seconds)
    if (
        seconds[chosen] * AHEAD > seconds[FALLBACK]
    ):  # close together: measure again, in turns, so that a busy moment affects all of them
        seconds = {name: min(seconds[name], _seconds(compute, example)) for name, compute in ready.items()}
        chosen = fastest(seconds)
    _keep_open(prefix, chosen, device, ready[chosen])
    return seconds


def _seconds(compute: Compute, pictures: Tensor) -> float:
    began = time.perf_counter()
    compute(pictures)
    return time.perf_counter() - began


def opened(home: Home, engine: str, prefix: Callable[[], nn.Module], weights: str, size: int, device: Device) -> Compute:
    """An engine that is ready to compute; the last one stays open until :func:`close`, for the next domain and the next view.

    Exported and compiled files are kept. If they no longer give the same result, they are made again.

    Raises
    ------
    RuntimeError
        When an engine requested by name does not agree with PyTorch on this network.
    """
    kept = Prefix.kept(home, prefix, weights, size)
    found = _open.get(_name_of(kept, engine, device))
    if found is not None:
        return found
    if engine in (FALLBACK, BFLOAT16):
        compute = ENGINES[engine](kept, device)
    else:
        kept_before = kept.is_kept
        try:
            with _alone(kept):
                compute = _checked(kept, engine, device)
        except Exception:
            if not kept_before:
                raise
            log.warning("what was kept of engine %s is of no use: it is made anew", engine, exc_info=True)
            with _alone(kept):
                kept.forget()
                compute = _checked(kept, engine, device)
    _keep_open(kept, engine, device, compute)
    return compute


def close() -> None:
    """Free the memory of the open engine."""
    _open.clear()


_open: dict[tuple[object, ...], Compute] = {}
"""The engine that this process opened last, by everything it depends on."""


def _keep_open(prefix: Prefix, engine: str, device: Device, compute: Compute) -> None:
    _open.clear()
    _open[_name_of(prefix, engine, device)] = compute


def _name_of(prefix: Prefix, engine: str, device: Device) -> tuple[object, ...]:
    return (prefix.folder, engine, ENGINES[engine], device.torch, torch.get_num_threads())


def _checked(prefix: Prefix, engine: str, device: Device) -> Compute:
    compute = ENGINES[engine](prefix, device)
    if agreement(compute(prefix.probe), prefix.expected) < AGREEMENT:
        raise RuntimeError(f"{engine} does not compute this network as PyTorch does")
    return compute


@contextmanager
def _alone(prefix: Prefix) -> Iterator[None]:
    """Inside, no other process makes or removes the prefix's files; afterward the kept files are trimmed to their limit."""
    folder = prefix.folder
    assert folder is not None
    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.parent / f"{folder.name}.lock"):
        yield
        if prefix.is_kept:
            mark_used(folder)
    keep_within(folder.parent, folder, min(LIMIT_BYTES, limit_bytes()))


def _version_of(package: str) -> str | None:
    """A runtime's version; None if it is not installed (OpenVINO is not available for every processor)."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None
