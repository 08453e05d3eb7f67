"""A packed dataset as tensors for a network."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol
from weakref import WeakValueDictionary

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from tlgui.data.augment import light, strong, uniform
from tlgui.data.pack import Pack

MEMORY_BYTES = 512 * 2**20
"""A domain whose resized pictures fit in here is kept in memory; a larger one is read from the disk batch by batch."""


_KEPT: WeakValueDictionary[tuple[bytes, int], Tensor] = WeakValueDictionary()
"""Pictures in memory, by what they are, in their order, and their size: a run and its references are trained in one process and share them."""


class Inputs(Protocol):
    """The inputs of a network: the pictures themselves, or their features from a frozen prefix."""

    def batch(self, indices: NDArray[np.int64], epoch: int | None) -> Tensor:
        """Float32 inputs (n, ...) on the CPU; ``epoch`` chooses the augmented view, ``None`` means the clean one."""

    def strong(self, indices: NDArray[np.int64], epoch: int, draw: int) -> Tensor:
        """A strongly augmented view; another ``draw`` (0 or 1) is another view of the same pictures in the same epoch."""


class Pictures:
    """Pictures of a dataset as normalized tensors (n, 3, size, size).

    Each is cut to its central square, resized to ``size`` and scaled as (value / 255 − mean) / std.

    Parameters
    ----------
    augmentation:
        ``none``, ``light`` or ``mirror`` (pictures are their mirror images in odd epochs), for calls with an epoch.
    keep:
        Keep all resized pictures in memory if they fit: for training, which asks for each of them many times.
    """

    def __init__(
        self,
        pack: Pack,
        size: int,
        mean: tuple[float, ...],
        std: tuple[float, ...],
        *,
        augmentation: str = "none",
        seed: int = 0,
        keep: bool = True,
    ) -> None:
        self.pack = pack
        self.size = size
        self.augmentation = augmentation
        self.seed = seed
        self._mean = torch.tensor(mean).view(1, 3, 1, 1) * 255
        self._std = torch.tensor(std).view(1, 3, 1, 1) * 255
        self._in_memory = keep and len(pack) * size * size * 3 <= MEMORY_BYTES

    @cached_property
    def _kept(self) -> Tensor:
        """All pictures, resized, uint8 (n, 3, size, size)."""
        key = (hashlib.sha256(self.pack.hash_bytes.tobytes()).digest(), self.size)
        kept = _KEPT.get(key)
        if kept is not None:
            return kept
        kept = torch.empty((len(self.pack), 3, self.size, self.size), dtype=torch.uint8)
        for index in range(len(self.pack)):
            kept[index] = square(self.pack.picture(index), self.size)
        _KEPT[key] = kept
        return kept

    def batch(self, indices: NDArray[np.int64], epoch: int | None) -> Tensor:
        pictures = self._raw(indices).sub_(self._mean).div_(self._std)
        if epoch is not None and self.augmentation == "light":
            pictures = light(pictures, self.seed, epoch, indices)
        return pictures.flip(3) if self._mirrored(epoch) else pictures

    def strong(self, indices: NDArray[np.int64], epoch: int, draw: int) -> Tensor:
        pictures = self._raw(indices)
        pictures = pictures.flip(3) if self._mirrored(epoch) else pictures
        return (strong(pictures, self.seed, 2 * epoch + draw, indices) - self._mean) / self._std

    def _mirrored(self, epoch: int | None) -> bool:
        # All pictures of an epoch alike: one cached view then holds every mirror image.
        return self.augmentation == "mirror" and epoch is not None and epoch % 2 == 1

    def _raw(self, indices: NDArray[np.int64]) -> Tensor:
        if self._in_memory:
            return self._kept[torch.from_numpy(indices)].float()
        return squares([self.pack.picture(int(index)) for index in indices], self.size).float()


def squares(pictures: Sequence[NDArray[np.uint8]], size: int) -> Tensor:
    """The central squares of pictures (h, w, 3), resized: uint8 (n, 3, size, size)."""
    cut = [_central(picture) for picture in pictures]
    if len({each.shape for each in cut}) == 1:  # together in half of the time, and the same bits
        return _resized(torch.from_numpy(np.stack(cut)), size).contiguous()
    return torch.cat([_resized(torch.from_numpy(each.copy())[None], size) for each in cut])


def square(picture: NDArray[np.uint8], size: int) -> Tensor:
    """The central square of a picture (h, w, 3), resized: uint8 (3, size, size)."""
    return squares([picture], size)[0]


def _central(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    return picture[top : top + side, left : left + side]


def _resized(pictures: Tensor, size: int) -> Tensor:
    """From (n, side, side, 3) to (n, 3, size, size)."""
    placed = pictures.permute(0, 3, 1, 2)
    if pictures.shape[1] == size:
        return placed
    return functional.interpolate(placed, size=(size, size), mode="bilinear", antialias=True, align_corners=False)


class Cached:
    """Each picture's features from a frozen prefix, read from the feature cache.

    Parameters
    ----------
    views:
        One array (n, ...) for the clean view and, with augmentation, one for each further view. An epoch sees view
        1 + f(seed, epoch, index) of each picture.
    strong_views:
        One array for each strongly augmented view; two or more where a strategy asks for them.
    """

    def __init__(self, views: list[NDArray[np.float32]], seed: int = 0, strong_views: Sequence[NDArray[np.float32]] = ()) -> None:
        self.views = views
        self.seed = seed
        self.strong_views = strong_views

    def batch(self, indices: NDArray[np.int64], epoch: int | None) -> Tensor:
        if epoch is None or len(self.views) == 1:
            return torch.from_numpy(np.ascontiguousarray(self.views[0][indices]))
        chosen = 1 + (uniform(self.seed, epoch, indices, 1)[:, 0] * (len(self.views) - 1)).astype(int)
        return torch.from_numpy(np.stack([self.views[view][index] for view, index in zip(chosen, indices, strict=True)]))

    def strong(self, indices: NDArray[np.int64], epoch: int, draw: int) -> Tensor:
        count = len(self.strong_views)
        chosen = ((uniform(self.seed, epoch, indices, 2)[:, 1] * count).astype(int) + draw) % count
        return torch.from_numpy(np.stack([self.strong_views[view][index] for view, index in zip(chosen, indices, strict=True)]))
