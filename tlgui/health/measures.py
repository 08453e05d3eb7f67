"""A few numbers and a small signature of each picture, computed once from the packed pixels.

Memory: about 300 bytes a picture, plus the pictures in hand. Decoding nothing, two cores do about 500 pictures a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tlgui import durable
from tlgui.data.in_order import in_order
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.health import VERSION

NUMBERS = ("brightness", "contrast", "colour", "sharpness", "red", "green", "blue", "lightest", "darkest")
"""What is measured of each picture, all in [0, 1].

brightness, contrast
    Mean and twice the standard deviation of the luma.
color
    Mean difference of the largest and the smallest channel: 0 for gray.
sharpness
    1 − the blur of Crete et al. (2007, The blur effect, SPIE 6492): how much of the differences between neighbors a further blur would
    take away. It depends little on what the picture shows.
red, green, blue
    Means of the channels.
lightest, darkest
    99th and 5th percentile of the luma.
"""

SIGNATURE_SIDE = 16
_BLUR_SPAN = 11
_CHUNK = 32


@dataclass(frozen=True)
class Measures:
    """The numbers of all pictures of a dataset.

    Attributes
    ----------
    numbers:
        float32 (n, 9): see :data:`NUMBERS`.
    hashes:
        uint8 (n, 8): the perceptual hash of each picture.
    signatures:
        uint8 (n, 16, 16): the picture's luma, reduced.
    """

    numbers: NDArray[np.float32]
    hashes: NDArray[np.uint8]
    signatures: NDArray[np.uint8]

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        return self.numbers[:, NUMBERS.index(name)]

    def take(self, pictures: NDArray[np.int64]) -> Measures:
        """The measures of some pictures."""
        return Measures(self.numbers[pictures], self.hashes[pictures], self.signatures[pictures])


def measured(
    pack: Pack, file: Path, progress: Callable[[int], object] = lambda done: None, stop: Callable[[], bool] = lambda: False
) -> Measures:
    """The measures of a dataset: from ``file``, or computed and kept there.

    Parameters
    ----------
    progress:
        Called now and then with the number of pictures done.
    stop:
        Asked now and then; once it says yes, nothing is kept and ``health_stopped`` is raised.
    """
    found = _read(file, len(pack))
    if found is None:
        found = measure(pack, progress, stop)
        file.parent.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = {"version": np.array(VERSION), **vars(found)}
        durable.write_file(file, lambda opened: np.savez(opened, **arrays))
    progress(len(pack))
    return found


def _read(file: Path, size: int) -> Measures | None:
    try:
        with np.load(file, allow_pickle=False) as kept:
            if int(kept["version"]) == VERSION and len(kept["numbers"]) == size:
                return Measures(kept["numbers"], kept["hashes"], kept["signatures"])
    except Exception:  # a file that was damaged raises any error of zip, zlib and numpy: it is made again
        pass
    return None


def measure(
    pack: Pack, progress: Callable[[int], object] = lambda done: None, stop: Callable[[], bool] = lambda: False
) -> Measures:
    """Measure every picture, on all cores."""
    numbers = np.empty((len(pack), len(NUMBERS)), np.float32)
    hashes = np.empty((len(pack), 8), np.uint8)
    signatures = np.empty((len(pack), SIGNATURE_SIDE, SIGNATURE_SIDE), np.uint8)

    def work(indices: range) -> int:
        for index in indices:
            numbers[index], hashes[index], signatures[index] = measure_picture(pack.picture(index))
        return indices.stop

    for done in in_order(work, (range(start, min(start + _CHUNK, len(pack))) for start in range(0, len(pack), _CHUNK))):
        progress(done)
        if stop():
            raise UserError("health_stopped")
    return Measures(numbers, hashes, signatures)


def measure_picture(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.uint8], NDArray[np.uint8]]:
    """Numbers (9,), hash (8,) and signature (16, 16) of an RGB picture (h, w, 3)."""
    import imagehash

    image = Image.fromarray(pixels)
    luma = image.convert("L")
    histogram = np.asarray(luma.histogram(), np.float64)
    shares = histogram / histogram.sum()
    levels = np.arange(256) / 255
    mean = float(shares @ levels)
    spread = float(np.sqrt(max(shares @ levels**2 - mean**2, 0)))
    below = np.cumsum(shares)
    small = np.asarray(_reduced(image), np.float32) / 255
    red, green, blue = small.mean((0, 1))
    numbers = (
        mean,
        min(2 * spread, 1),
        float((small.max(2) - small.min(2)).mean()),
        1 - blur(np.asarray(luma, np.float32)),
        *(red, green, blue),
        levels[int(np.searchsorted(below, 0.99 - 1e-9))],
        levels[int(np.searchsorted(below, 0.05 - 1e-9))],
    )
    hashed = np.packbits(imagehash.phash(luma).hash.reshape(-1))
    signature = np.asarray(luma.resize((SIGNATURE_SIDE, SIGNATURE_SIDE), Image.Resampling.BILINEAR))
    return np.asarray(numbers, np.float32), hashed, signature


def _reduced(image: Image.Image) -> Image.Image:
    factor = max(min(image.size) // 64, 1)
    return image.reduce(factor) if factor > 1 else image


def blur(luma: NDArray[np.float32]) -> float:
    """How blurred a picture is, from 0 to 1 (Crete et al. 2007, eq. 1–9, with the larger of both directions). A flat one is 1.

    Parameters
    ----------
    luma:
        (h, w), any scale.
    """
    from scipy import ndimage

    worst = 0.0
    for axis in (0, 1):
        again = ndimage.uniform_filter1d(luma, _BLUR_SPAN, axis=axis, mode="nearest")
        before, after = np.abs(np.diff(luma, axis=axis)), np.abs(np.diff(again, axis=axis))
        total = float(before.sum())
        lost = float(np.maximum(before - after, 0).sum())
        worst = max(worst, (total - lost) / total if total > 0 else 1.0)
    return min(worst, 1.0)
