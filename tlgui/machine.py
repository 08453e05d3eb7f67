"""What this machine has, as far as it can be known without loading torch: the page asks before every start."""

from __future__ import annotations

import shutil
from pathlib import Path

import psutil

GPU_FILES = ("/dev/nvidiactl", "/dev/kfd", "/dev/dxg")
"""Present on Linux where a driver for a GPU that torch could use is loaded (NVIDIA, AMD, Windows' subsystem)."""


def may_have_gpu() -> bool:
    """Whether there is any sign of a GPU. Without one there is none; with one torch has the last word, in the process that trains."""
    return any(Path(file).exists() for file in GPU_FILES) or shutil.which("nvidia-smi") is not None


def free_memory() -> int:
    """Bytes that could be had now without swapping."""
    return psutil.virtual_memory().available
