"""Printed and handwritten digits: small pictures, for training a network from scratch.

Printed ones come with the program on one sheet, drawn by ``docs/make_demo_digits.py`` in 18 fonts; handwritten ones are scikit-learn's test
digits (Alpaydin and Kaynak 1998, UCI repository), 8 × 8 pixels, of which only the data file is read. Both are enlarged to 32 × 32.
"""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from tlgui.errors import UserError
from tlgui.shipped import ASSETS_FOLDER

SIDE = 32
DRAWN = 23
"""Printed digits are drawn on so many pixels and enlarged to ``SIDE``: they then fill their picture and have soft edges as the handwritten ones
(enlarged from 8 pixels) do. What differs is to be the style, not the frame."""

PRINTED = 1000
ACROSS = 50
"""Digits in a row of the sheet."""

FONTS = (
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    *("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique"),
    *("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    *("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
    *("cmr10", "cmss10", "cmtt10", "cmb10"),
)


def digit_and_font(index: int) -> tuple[str, str]:
    """What the printed digit at a place of the sheet is, and in which font."""
    return str(index % 10), FONTS[index // 10 % len(FONTS)]


def printed() -> Iterator[tuple[str, str, Image.Image]]:
    """Name, digit and picture of each printed digit: white on black."""
    file = ASSETS_FOLDER / "demo" / "digits-printed.png"
    try:
        sheet = Image.open(file, formats=["PNG"]).convert("L")
    except OSError as error:
        raise UserError("demo_data_missing", package="tlgui", file=str(file)) from error
    for index in range(PRINTED):
        digit, font = digit_and_font(index)
        left, top = index % ACROSS * DRAWN, index // ACROSS * DRAWN
        yield f"{font} {index:04d}", digit, _enlarged(sheet.crop((left, top, left + DRAWN, top + DRAWN)))


def handwritten() -> Iterator[tuple[str, str, Image.Image]]:
    """Name, digit and picture of each handwritten digit. The file has 64 gray values from 0 to 16 a line, then the digit."""
    file = _data_folder("sklearn", "datasets", "data") / "digits.csv.gz"
    try:
        with gzip.open(file, "rt", encoding="ascii") as lines:
            table = np.loadtxt(lines, delimiter=",", dtype=np.int64)
    except OSError as error:
        raise UserError("demo_data_missing", package="scikit-learn", file=str(file)) from error
    grey = (table[:, :64] * 255 / 16).astype(np.uint8).reshape(-1, 8, 8)
    for index, (pixels, digit) in enumerate(zip(grey, table[:, 64].tolist(), strict=True)):
        yield f"digit {index:04d}", str(digit), _enlarged(Image.fromarray(pixels))


def _enlarged(image: Image.Image) -> Image.Image:
    return image.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _data_folder(package: str, *parts: str) -> Path:
    """A folder inside an installed package, which is located but not imported."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise UserError("demo_data_missing", package=package, file="/".join(parts))
    return Path(found.origin).parent.joinpath(*parts)
