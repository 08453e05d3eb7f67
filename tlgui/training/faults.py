"""Faults that end a training, as messages with numbers: a full or broken disk, out of memory."""

from __future__ import annotations

import errno
import gc
import shutil

import torch

from tlgui.durable import OutOfSpace
from tlgui.errors import Problem
from tlgui.runs.foreign import not_usable
from tlgui.runs.run import Run
from tlgui.storage import FULL, READ_ONLY

NO_MEMORY = ("out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory", "alloc_cpu")


def problem_of(error: BaseException, run: Run) -> Problem | None:
    """The fault as an error that the user can act on; ``None`` for an unexpected error."""
    step = next((event["step"] for event in reversed(run.events()) if event["event"] == "step"), 0)
    if isinstance(error, OSError) and error.errno in FULL:
        needed = error.needed if isinstance(error, OutOfSpace) else 0
        free = shutil.disk_usage(run.folder).free
        return Problem("run_disk_full", {"free": free, "needed": max(needed, free + 1), "step": step, "folder": str(run.folder)})
    if isinstance(error, OSError) and error.errno == errno.EIO:
        return Problem("disk_error", {"step": step, "folder": str(run.folder)})
    if isinstance(error, OSError) and error.errno in READ_ONLY:
        return Problem("run_folder_not_writable", {"folder": str(run.folder), "reason": error.strerror or str(error)})
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)) or (
        isinstance(error, RuntimeError) and any(words in str(error).lower() for words in NO_MEMORY)
    ):
        settings = next((event["settings"] for event in run.events() if event["event"] == "settings"), None)
        batch = (settings or {}).get("batch_size", run.spec.settings.batch_size)
        return Problem("out_of_memory", {"step": step, "batch": batch, "smaller": max(2, batch // 2)})
    return not_usable(run, error) if run.imported and isinstance(error, Exception) else None


def free_memory() -> None:
    """Free the memory of a training that ended in a fault; nothing may still refer to its error."""
    gc.collect()
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        torch.cuda.empty_cache()
