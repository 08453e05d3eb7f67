"""Augmentation as a function of (seed, epoch, picture): the same run sees the same pictures, even after a resume.

Any change of a number here raises ``augmentation`` in :mod:`tlgui.versions`.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

TURN_DEGREES = 10.0
SHIFT = 0.06
SCALE = 0.2
SHEAR = 0.15

COLOUR = 0.5
"""Brightness, contrast and saturation are multiplied by a factor between e^−0.5 and e^0.5, each color channel by half as much."""

GREY = 0.2
"""Share of strongly augmented pictures that lose their colors."""

COVERED = 0.35
"""Side of the square that is covered, as a share of the picture's."""


def uniform(seed: int, epoch: int, indices: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """``count`` numbers in [0, 1) for each picture, shape (n, count): a hash of (seed, epoch, index, place), no state anywhere.

    The hash is the finaliser of SplitMix64 (Steele et al. 2014).
    """
    place = np.arange(count, dtype=np.uint64)
    with np.errstate(over="ignore"):
        start = _mix(np.uint64(seed) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(epoch))
        key = _mix(start + indices.astype(np.uint64) * np.uint64(0xD1B54A32D192ED03))
        bits = _mix(key[:, None] + place * np.uint64(0x8CB92BA72F3D8DD7))
    return (bits >> np.uint64(11)).astype(np.float64) / 2.0**53


def _mix(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def light(pictures: Tensor, seed: int, epoch: int, indices: NDArray[np.int64]) -> Tensor:
    """A random affine change of each picture; the border is continued outwards.

    Turned by up to ±10°, shifted by up to ±6 % of the side, each side scaled by a factor between e^−0.2 and e^0.2, sheared by up to ±0.15: a
    picture that fills its frame stays in it. (Half as much again cost MCC seven points on the digits.)

    Parameters
    ----------
    pictures:
        (n, 3, h, w), any floating type.
    indices:
        (n,): which pictures of the dataset these are.
    """
    numbers = torch.from_numpy(uniform(seed, epoch, indices, 6)).to(pictures.device, torch.float32) * 2 - 1
    angle = numbers[:, 0] * np.deg2rad(TURN_DEGREES)
    wide, high = torch.exp(numbers[:, 1] * SCALE), torch.exp(numbers[:, 2] * SCALE)
    shear, right, down = numbers[:, 3] * SHEAR, numbers[:, 4] * 2 * SHIFT, numbers[:, 5] * 2 * SHIFT
    cosine, sine = torch.cos(angle), torch.sin(angle)
    rows = torch.stack([cosine / wide, (shear - sine) / wide, right, sine / high, cosine / high, down], dim=1)
    grid = functional.affine_grid(rows.view(-1, 2, 3), list(pictures.shape), align_corners=False)
    return functional.grid_sample(pictures, grid.to(pictures.dtype), padding_mode="border", align_corners=False)


def strong(pictures: Tensor, seed: int, epoch: int, indices: NDArray[np.int64]) -> Tensor:
    """A view in another style: the affine change of :func:`light`, other colors, sometimes none, and a covered square.

    Never mirrored by itself: a mirrored digit or letter is another one. After Cubuk et al., "RandAugment", 2019, arXiv:1909.13719, and
    DeVries and Taylor, "Cutout", 2017, arXiv:1708.04552, with fixed strengths.

    Parameters
    ----------
    pictures:
        (n, 3, h, w), values 0 to 255 in any floating type.
    indices:
        (n,): which pictures of the dataset these are.
    """
    numbers = torch.from_numpy(uniform(seed, epoch, indices, 15)).to(pictures.device, torch.float32)[:, 6:]
    factors = torch.exp((numbers[:, :6] * 2 - 1) * COLOUR)[:, :, None, None]
    made = light(pictures, seed, epoch, indices)
    mean = made.mean((1, 2, 3), keepdim=True)
    made = (made - mean) * factors[:, 0:1] + mean * factors[:, 1:2]
    grey = made.mean(1, keepdim=True)
    colour = torch.where(numbers[:, 6, None, None, None] < GREY, torch.zeros_like(factors[:, 2:3]), factors[:, 2:3])
    made = (grey + (made - grey) * colour) * factors[:, 3:6].sqrt()
    height, width = made.shape[2:]
    tall, wide = round(COVERED * height), round(COVERED * width)
    top = (numbers[:, 7] * (height - tall + 1)).long()[:, None, None]
    left = (numbers[:, 8] * (width - wide + 1)).long()[:, None, None]
    rows, columns = torch.arange(height, device=made.device)[None, :, None], torch.arange(width, device=made.device)[None, None]
    covered = (rows >= top) & (rows < top + tall) & (columns >= left) & (columns < left + wide)
    return torch.where(covered[:, None], mean, made).clamp(0, 255)
