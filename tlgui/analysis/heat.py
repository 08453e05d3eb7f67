"""Where a network looked, over the picture it looked at: readable on a black picture, on a white one, and whatever its own colors are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

LOOKED = (255, 205, 0)
"""Yellow: no domain and no line of a chart uses it, and it differs from gray for color-blind readers too."""

DARKEST, LIGHTEST = 50.0, 165.0
"""The grays of the picture underneath: never too dark to see, never as light as what was looked at."""

MOST = 0.8
"""How much of the yellow lies where it looked most; the rest is the picture."""

SHADED = 0.25
"""How much darker the yellow is where the picture is black, so that its lines are still seen."""

FLAT = 40.0
"""Levels that a picture is stretched from at least: one of a single color gains no noise."""


def heat_map(picture: NDArray[np.uint8], attention: NDArray[np.float32]) -> NDArray[np.uint8]:
    """The picture in gray, stretched to middle tones, and more yellow where a place counted more.

    Parameters
    ----------
    picture:
        (side, side, 3), RGB.
    attention:
        (h, w) in [0, 1], of any size.

    Returns
    -------
    uint8 (side, side, 3).
    """
    side = picture.shape[0]
    small = Image.fromarray((255 * attention).round().astype(np.uint8))
    share = MOST * np.asarray(small.resize((side, side), Image.Resampling.BICUBIC), np.float32)[:, :, None] / 255
    gray = np.asarray(Image.fromarray(picture).convert("L"), np.float32)
    low, high = np.percentile(gray, (1, 99))
    light = (np.clip((gray - low) / max(high - low, FLAT), 0, 1))[:, :, None]
    below = DARKEST + (LIGHTEST - DARKEST) * light
    above = np.array(LOOKED, np.float32) * (1 - SHADED * (1 - light))
    return ((1 - share) * below + share * above).round().astype(np.uint8)
