"""The machine's hardware, as far as known without loading torch: the page asks before every start."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psutil

GPU_FILES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""Present on Linux where a driver for a GPU that torch could use is loaded (NVIDIA, AMD, Windows' subsystem)."""


NVIDIA = Path("/dev")
"""Where Linux shows a device for each NVIDIA GPU."""


def may_have_gpu() -> bool:
    """Whether there is any sign of a GPU. If not, there is none; if so, torch decides in the training process."""
    return any(Path(file).exists() for file in GPU_FILES) or shutil.which("nvidia-smi") is not None


def gpus() -> list[str]:
    """The GPUs that a process may have, by the names that ``CUDA_VISIBLE_DEVICES`` takes: those in it, or the NVIDIA devices that Linux shows.

    Empty where they cannot be told apart without torch: there is none, or it is another maker's.
    """
    given = os.environ.get("CUDA_VISIBLE_DEVICES")
    if given is not None:
        return [name for each in given.split(",") if (name := each.strip()) and name != "-1"]
    numbers = (path.name.removeprefix("nvidia") for path in NVIDIA.glob("nvidia[0-9]*"))
    return [str(number) for number in sorted(int(each) for each in numbers if each.isdigit())]


def cores() -> int:
    """The processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


ARENA_MAX, ARENAS = -8, 2
"""The number by which glibc's ``mallopt`` is told into how many parts memory may be split, and how many a server needs."""


def share_memory_between_threads() -> None:
    """Let the threads of this process take memory from the same few parts, before any is started.

    The C library of Linux gives each thread a part of its own, up to eight for each core; what forty threads of a server have freed in theirs,
    with something still in use in between, could not be given back.
    """
    if (tell := _of_c_library("mallopt")) is not None:
        tell(ARENA_MAX, ARENAS)


MMAP_THRESHOLD, KEPT_BYTES = -3, 32 * 2**20
TRIM_THRESHOLD, SPARE_BYTES = -1, 256 * 2**20
"""The numbers by which ``mallopt`` is told up to which size pieces of memory are kept when they are freed, and how much in all."""


@contextmanager
def memory_kept() -> Iterator[None]:
    """Inside, up to 256 MiB of what is freed are kept for what is needed next; afterward they are given back.

    Each step of a training needs as much memory as the one before has just freed. The C library of Linux would give pieces of more than 128 KiB
    back and take new ones from the system, which has to clear them first (``benchmarks/training.py``). Those of more than 32 MiB still go
    back at once.
    """
    if (tell := _of_c_library("mallopt")) is not None:
        tell(MMAP_THRESHOLD, KEPT_BYTES)
        tell(TRIM_THRESHOLD, SPARE_BYTES)
    try:
        yield
    finally:
        give_back_memory()


def give_back_memory() -> None:
    """Give the system back what this process has freed. The C library of Linux keeps it; others do not."""
    if (trim := _of_c_library("malloc_trim")) is not None:
        trim(0)


def _of_c_library(name: str) -> Callable[..., int] | None:
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None


def processor() -> str:
    """What the processor calls itself."""
    return _processor().get("model name") or platform.processor() or platform.machine()


def processor_flags() -> frozenset[str]:
    """What the processor says that it can, in the words of Linux; empty elsewhere."""
    known = _processor()
    return frozenset((known.get("flags") or known.get("Features") or "").split())


@cache
def _processor() -> dict[str, str]:
    """The first core of Linux's list."""
    try:
        first = Path("/proc/cpuinfo").read_text().split("\n\n")[0]
    except OSError:
        return {}
    pairs = (line.partition(":") for line in first.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def memory() -> int:
    """Bytes of memory that the machine has."""
    return psutil.virtual_memory().total


def free_memory() -> int:
    """Bytes that could be had now without swapping."""
    return psutil.virtual_memory().available
