"""Evaluations while a network is trained: where a core would idle, beside the training."""

from __future__ import annotations

import copy
from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import NamedTuple

import torch

from tlgui.machine import cores
from tlgui.models.network import Network
from tlgui.training.data import RunData
from tlgui.training.device import Device
from tlgui.training.evaluate import Evaluation, evaluate, measure_statistics

Evaluated = Callable[[Evaluation, Network], object]
"""Called with an evaluation and the network as it was evaluated."""


def room_beside(network: Network, device: Device) -> bool:
    """Whether a core idles while this thread computes what takes longer than to copy the network: it learns from pictures, with fewer threads
    than there are cores.
    """
    return not device.is_gpu and len(network.rest) > 0 and torch.get_num_threads() < cores()


class Evaluator:
    """Evaluates the network of a phase; a context, at whose end none is going on.

    Where there is room beside the training (:func:`room_beside`), a copy of the network is evaluated by a thread of its own. The numbers are
    the same to the last bit.

    Parameters
    ----------
    trained_on:
        As for :func:`tlgui.training.evaluate.measure_statistics`.
    evaluated:
        Called by the thread that trains, in the order of the steps.
    """

    def __init__(
        self, network: Network, data: RunData, device: Device, *, trained_on: Collection[str], evaluated: Evaluated
    ) -> None:
        self._network, self._data, self._device = network, data, device
        self._trained_on, self._evaluated = trained_on, evaluated
        self._thread = ThreadPoolExecutor(1) if room_beside(network, device) else None
        self._going: _Going | None = None

    def evaluate(self, step: int, *, wait: bool) -> None:
        """Evaluate the network as it is now; ``wait`` until that is done, with the statistics that were measured in the network itself."""
        self.settle()
        if self._thread is None or wait:
            self._evaluated(self._measured(self._network, step), self._network)
        else:
            copied = copy.deepcopy(self._network)
            self._going = _Going(copied, self._thread.submit(self._measured, copied, step))

    def tell(self) -> None:
        """Tell of the evaluation that goes on, if it is done."""
        if self._going is not None and self._going.evaluation.done():
            self.settle()

    def settle(self) -> None:
        """Wait for the evaluation that goes on, and tell of it."""
        if (going := self._going) is not None:
            self._going = None
            self._evaluated(going.evaluation.result(), going.network)

    def _measured(self, network: Network, step: int) -> Evaluation:
        measure_statistics(network, self._data, self._device, trained_on=self._trained_on, fixed_are_measured=True)
        return evaluate(network, self._data, self._device, step)

    def __enter__(self) -> Evaluator:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._thread is not None:
            self._thread.shutdown()


class _Going(NamedTuple):
    """An evaluation that goes on, of a copy of the network."""

    network: Network
    evaluation: Future[Evaluation]
