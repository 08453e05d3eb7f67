"""Where a network looked is seen on every picture."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tlgui.analysis.heat import heat_map

SIDE = 64
ATTENTION = np.zeros((8, 8), np.float32)
ATTENTION[:4, :4] = 1


def picture(low: int, high: int) -> NDArray[np.uint8]:
    """A disk on paper of another gray, some noise in both."""
    across, down = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    disk = (across - 32) ** 2 + (down - 32) ** 2 < 20**2
    noise = np.random.default_rng(0).normal(0, 2, (SIDE, SIDE))
    gray = np.clip(np.where(disk, low, high) + noise, 0, 255).astype(np.uint8)
    return np.repeat(gray[:, :, None], 3, 2)


def luminance(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """As WCAG 2 has it, in [0, 1]."""
    linear = (pixels / 255.0) ** 2.2
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize(("low", "high"), [(0, 12), (5, 60), (40, 215), (200, 250), (250, 255), (128, 128)])
def test_what_was_looked_at_stands_out_and_the_rest_is_not_black(low: int, high: int) -> None:
    shown = heat_map(picture(low, high), ATTENTION)
    inside, outside = shown[4:26, 4:26], shown[40:60, 40:60]
    yellow = inside[..., 0].astype(int) - inside[..., 2]
    gray = np.abs(outside[..., 0].astype(int) - outside[..., 2])
    assert yellow.min() > 90
    assert gray.max() <= 2
    assert luminance(inside).mean() > 1.3 * luminance(outside).mean()
    assert outside.min() >= 45
    assert outside.max() <= 170


def test_the_lines_of_the_picture_are_seen_below_and_beside_what_was_looked_at() -> None:
    shown = luminance(heat_map(picture(10, 60), ATTENTION)).astype(float)
    disk, paper = shown[20:28, 20:28].mean(), shown[2:8, 2:8].mean()
    assert paper > 1.3 * disk
    assert shown[58:62, 58:62].mean() > 1.5 * shown[40:44, 40:44].mean()


def test_a_picture_of_one_color_gains_no_noise() -> None:
    shown = heat_map(picture(128, 128), np.zeros((8, 8), np.float32))
    assert shown.std() < 20
