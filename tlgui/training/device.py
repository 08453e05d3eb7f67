"""Where a run computes, and with which precision."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

import torch
from threadpoolctl import threadpool_limits

from tlgui.errors import UserError


class Device:
    """The CPU, or a GPU with mixed precision and pinned memory.

    Parameters
    ----------
    wanted:
        ``auto`` (a GPU if there is one), ``cpu`` or ``cuda``.

    Raises
    ------
    UserError
        ``no_gpu`` for ``cuda`` on a machine without one: there is no silent fallback.
    """

    def __init__(self, wanted: str = "auto") -> None:
        if wanted == "cuda" and not torch.cuda.is_available():
            raise UserError("no_gpu")
        self.torch = torch.device("cuda" if wanted != "cpu" and torch.cuda.is_available() else "cpu")
        self.is_gpu = self.torch.type == "cuda"
        self.precision = torch.float32
        if self.is_gpu:
            self.precision = torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16

    @property
    def name(self) -> str:
        return torch.cuda.get_device_name(self.torch) if self.is_gpu else "cpu"

    @property
    def free_memory(self) -> int | None:
        """Free GPU memory in bytes; ``None`` on the CPU."""
        return torch.cuda.mem_get_info(self.torch)[0] if self.is_gpu else None

    def put(self, tensor: torch.Tensor) -> torch.Tensor:
        """The tensor on this device; on a GPU, the copy overlaps with computation."""
        return tensor.pin_memory().to(self.torch, non_blocking=True) if self.is_gpu else tensor

    def mixed_precision(self) -> AbstractContextManager[object]:
        """Forward passes run in 16 bits on a GPU; on the CPU nothing changes."""
        return torch.autocast("cuda", dtype=self.precision, enabled=self.is_gpu)

    @contextmanager
    def threads_for(self, *, one: bool) -> Iterator[int]:
        """Inside, small layers use one thread and larger networks all cores; yields the number.

        A layer on cached features takes a fraction of a millisecond: waking a second thread costs more than it saves, and on a busy machine
        the first one would wait for it (measured: nine seconds instead of two for a run).
        """
        before = torch.get_num_threads()
        count = 1 if one else before
        torch.set_num_threads(count)
        try:
            with threadpool_limits(count):
                yield count
        finally:
            torch.set_num_threads(before)

    def scaler(self) -> torch.amp.GradScaler:
        """Keeps small gradients from vanishing in float16; does nothing elsewhere."""
        return torch.amp.GradScaler("cuda", enabled=self.precision == torch.float16)
