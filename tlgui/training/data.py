"""The two domains of a run as the trainer sees them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tlgui.data.dataset import Inputs
from tlgui.data.pack import Pack
from tlgui.models.tasks import Task
from tlgui.training.matching import Matching


@dataclass(frozen=True)
class Domain:
    """One dataset in its role.

    Attributes
    ----------
    inputs:
        The network's input.
    labels:
        For each picture what the task predicts (the index of its class, -1 for none; a value, NaN for none); ``None`` if the trainer must not
        know them.
    train, validation:
        Labeled pictures to learn from, and labeled ones held out. If labels are unknown, all are for training.
    scored:
        For the target: the pictures that results are computed on.
    seen:
        Pictures that training may use without their labels: all but the validation pictures and their copies.
    """

    pack: Pack
    inputs: Inputs
    labels: NDArray[np.int64] | NDArray[np.float64] | None
    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    scored: NDArray[np.int64]
    seen: NDArray[np.int64]

    def labels_of(self, indices: NDArray[np.int64]) -> NDArray[np.int64] | NDArray[np.float64]:
        """Labels of the given pictures, for a domain whose labels the trainer may know."""
        assert self.labels is not None
        return self.labels[indices]

    @property
    def size(self) -> int:
        """Number of pictures in the dataset, including those not used in training."""
        return len(self.labels) if self.labels is not None else len(self.seen)


@dataclass(frozen=True)
class RunData:
    """Both domains of a run and its task.

    Attributes
    ----------
    matching:
        How source pictures are matched to the target's class shares if these are known to differ.
    teaching:
        (pictures of the target, k): predictions that the run was given to learn.
    """

    task: Task
    source: Domain | None
    target: Domain | None
    matching: Matching | None = None
    teaching: NDArray[np.float32] | None = None


def epoch_order(seed: int, epoch: int, indices: NDArray[np.int64]) -> NDArray[np.int64]:
    """``indices`` shuffled for one epoch: a function of (seed, epoch) only, so that a resumed run continues in the same order."""
    return np.random.default_rng([seed, epoch]).permutation(indices)


def epoch_draw(seed: int, epoch: int, indices: NDArray[np.int64], shares: NDArray[np.float64]) -> NDArray[np.int64]:
    """Like :func:`epoch_order`, but drawn from ``indices`` with replacement, with probabilities proportional to ``shares``."""
    return np.random.default_rng([seed, epoch]).choice(indices, len(indices), p=shares)


class Endless:
    """Endless batches of a domain, epoch after epoch; an incomplete last batch is dropped.

    Parameters
    ----------
    seed:
        The run's seed; ``stream`` makes the source's order independent of the target's.
    weights:
        (n,), one per picture: they are then drawn with replacement, in proportion to the weights.
    """

    def __init__(
        self, indices: NDArray[np.int64], batch_size: int, seed: int, stream: int, weights: NDArray[np.float64] | None = None
    ) -> None:
        self.indices = indices
        self.shares = None if weights is None else weights / weights.sum()
        self.batch_size = min(batch_size, len(indices))
        self.seed = seed * 2 + stream
        self.per_epoch = max(1, len(indices) // self.batch_size)
        self._epoch = -1
        self._order = indices

    def batch(self, step: int) -> tuple[NDArray[np.int64], int]:
        """Indices of a step's pictures (steps count from 0) and their epoch."""
        epoch, place = divmod(step, self.per_epoch)
        if epoch != self._epoch:
            self._epoch, self._order = epoch, self._of_epoch(epoch)
        return self._order[place * self.batch_size : (place + 1) * self.batch_size], epoch

    def _of_epoch(self, epoch: int) -> NDArray[np.int64]:
        if self.shares is None:
            return epoch_order(self.seed, epoch, self.indices)
        return epoch_draw(self.seed, epoch, self.indices, self.shares)
