"""Preprocessing of a picture for a network: upright, RGB on white, short side of 256, central square, the network's size.

It needs Pillow, numpy for the last step, pi-heif for HEIC, and nothing else from tlgui: this file is included with each exported model as
``pictures.py``, so that users of the model prepare pictures exactly as the trainer did.
"""

from __future__ import annotations

from typing import Any

from PIL import Image, UnidentifiedImageError

STORE_SIDE = 256
"""Pixels of the short side of a stored picture. Smaller pictures stay as they are."""

REDUCING_GAP = 2
"""A picture is averaged down to at least this many times its final size before the sharper, slower filter takes over."""

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the number that its camera wrote."""


def prepared(file: Any, size: int) -> Any:
    """An image file (path or open file) as a network's input: uint8 (size, size, 3), RGB. A batch is ``numpy.stack`` of some."""
    import numpy as np

    return square(np.asarray(stored(_opened(file))), size)


def _opened(file: Any) -> Image.Image:
    """An image file of any format that Pillow reads, or of HEIC where pi-heif is installed."""
    try:
        return Image.open(file)
    except UnidentifiedImageError:
        try:
            import pi_heif
        except ImportError:
            raise UnidentifiedImageError(f"{file} is no picture that Pillow reads; if it is HEIC, install pi-heif") from None
        pi_heif.register_heif_opener()
        return Image.open(file)


def stored(image: Image.Image) -> Image.Image:
    """An image that was just opened as tlgui keeps it: RGB, its short side no longer than 256."""
    ask_for_less(image)
    image.load()
    turned = orientation(image)
    image = shrunk(with_channels(image))
    return on_white(image.transpose(UPRIGHT[turned]) if turned in UPRIGHT else image)


def ask_for_less(image: Image.Image) -> None:
    """Have a JPEG decoded no larger than needed."""
    width, height = image.size
    wanted = REDUCING_GAP * STORE_SIDE / min(width, height)
    image.draft(None, (int(width * wanted), int(height * wanted)))


def orientation(image: Image.Image) -> int:
    """How the camera was held: 1 is upright. Only known once the image is loaded."""
    try:
        return image.getexif().get(ORIENTATION, 1)
    except Exception:  # broken EXIF says nothing about the picture; it raises anything from SyntaxError to OverflowError
        return 1


def with_channels(image: Image.Image) -> Image.Image:
    """The picture in a mode whose neighboring pixels can be averaged: L, RGB, RGBA, CMYK or 16-bit gray."""
    if image.mode.startswith("I"):
        return image
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode in ("L", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("L" if image.mode == "1" else "RGB")


def shrunk(image: Image.Image) -> Image.Image:
    """The picture with its short side reduced to ``STORE_SIDE``; never enlarged. Alpha is weighed in by Pillow itself."""
    if image.mode.startswith("I"):
        return _eight_bit(_resized(image))
    factor = min(image.size) // (REDUCING_GAP * STORE_SIDE)
    if factor > 1:
        image = image.reduce(factor)
    return _resized(image)


def _resized(image: Image.Image) -> Image.Image:
    width, height = image.size
    scale = STORE_SIDE / min(width, height)
    if scale >= 1:
        return image
    size = (max(STORE_SIDE, round(width * scale)), max(STORE_SIDE, round(height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _eight_bit(image: Image.Image) -> Image.Image:
    """16-bit gray as 8-bit gray: 65,535 becomes 255. Pillow's own conversion would clip instead of scale."""
    whole = image.convert("I")
    return whole.point(lambda value: value * (1 / 257) + 0.5).convert("L")


def on_white(image: Image.Image) -> Image.Image:
    """RGB, with white where the picture was transparent."""
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image)
        return white
    return image.convert("RGB")


def square(picture: Any, size: int) -> Any:
    """The central square of a picture, uint8 (h, w, 3), resized to (size, size, 3) with antialiased bilinear weights.

    In whole numbers as PyTorch does it (``interpolate`` on bytes), bit for bit: Pillow's own filter rounds elsewhere, by one of 255.
    """
    import numpy as np

    height, width = picture.shape[:2]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    cut = np.asarray(picture)[top : top + side, left : left + side]
    if side == size:
        return np.array(cut)
    scale = side / size
    reach = max(scale, 1.0)
    centres = scale * (np.arange(size) + 0.5)
    places = np.arange(side)
    first, last = np.maximum((centres - reach + 0.5).astype(int), 0), np.minimum((centres + reach + 0.5).astype(int), side)
    weights = np.clip(1 - np.abs((places + 0.5)[None] - centres[:, None]) / reach, 0, None)
    weights[(places[None] < first[:, None]) | (places[None] >= last[:, None])] = 0
    weights /= weights.sum(1, keepdims=True)
    digits = next(each for each in range(22) if int(0.5 + weights.max() * 2 ** (each + 1)) >= 2**15)
    whole = np.floor(weights * 2**digits + 0.5)  # whole numbers, far below 2^53: sums of doubles are exact
    across = np.floor(np.tensordot(cut, whole, (1, 1)) / 2**digits + 0.5).clip(0, 255)
    down = np.floor(np.tensordot(across, whole, (0, 1)) / 2**digits + 0.5).clip(0, 255)
    return np.ascontiguousarray(down.transpose(2, 1, 0).astype(np.uint8))
