"""The demo: printed digits as the source, handwritten digits as the target. Made from files that installed packages bring along.

Nothing is downloaded. Printed digits are drawn with matplotlib's fonts; handwritten ones are scikit-learn's test digits (Alpaydin and
Kaynak 1998, UCI repository), 8 × 8 pixels, enlarged to 32 × 32. Neither package is imported: only their data files are read.
"""

from __future__ import annotations

import gzip
import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tlgui.data import images
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home

SOURCE_NAME = "Printed digits"
TARGET_NAME = "Handwritten digits"
DIGITS = tuple("0123456789")
SIDE = 32
PRINTED = 1000
HANDWRITTEN = 1797

_VERSION = 2
"""Part of the fingerprint. Raise it with any change of a pixel: then the demo is made anew."""

_SEED = 0
_DRAWN = 23
"""Printed digits are drawn on so many pixels and enlarged to ``SIDE``: they then fill their picture and have soft edges as the handwritten ones
(enlarged from 8 pixels) do. What differs is to be the style, not the frame."""

_FONTS = (
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSans-BoldOblique"),
    *("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique"),
    *("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    *("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic", "STIXGeneralBolIta"),
    *("cmr10", "cmss10", "cmtt10", "cmb10"),
)

_Drawn = Iterator[tuple[str, int, Image.Image]]


def make_demo(home: Home, owner: str = LOCAL_OWNER, progress: Callable[[int, int], object] | None = None) -> tuple[Pack, Pack]:
    """The demo's source and target; made at the first call (about two seconds), found at the next.

    Parameters
    ----------
    progress:
        Called now and then with (done, total) pictures.

    Raises
    ------
    UserError
        ``demo_data_missing`` when an installed package lacks its data files.
    """
    total = PRINTED + HANDWRITTEN
    store = DatasetStore(home)

    def report(done: int) -> None:
        if progress is not None:
            progress(done, total)

    source = _made(store, owner, SOURCE_NAME, "printed", printed_digits, lambda done: report(done))
    target = _made(store, owner, TARGET_NAME, "handwritten", handwritten_digits, lambda done: report(PRINTED + done))
    report(total)
    return source, target


def _made(
    store: DatasetStore, owner: str, name: str, key: str, draw: Callable[[], _Drawn], report: Callable[[int], object]
) -> Pack:
    fingerprint = f"demo:{key}:{_VERSION}"
    found = store.find(fingerprint, owner)
    if found is not None:
        return found
    with store.create() as (dataset_id, writer):
        for done, (title, digit, image) in enumerate(draw(), start=1):
            writer.add(images.stored(image.convert("RGB")), title, digit)
            report(done)
        origin = {"kind": "demo", "path": "", "fingerprint": fingerprint}
        writer.finish(dataset_id, owner=owner, name=name, classes=DIGITS, origin=origin, labels_open=True)
    return store.get(dataset_id, owner)


def printed_digits() -> _Drawn:
    """Name, digit and picture of each printed digit: white on black, one of 18 fonts, 20 to 28 pixels high before it is enlarged."""
    folder = _data_folder("matplotlib", "mpl-data", "fonts", "ttf")
    numbers = np.random.default_rng(_SEED)
    for index in range(PRINTED):
        digit, font_name = index % 10, _FONTS[index // 10 % len(_FONTS)]
        # The basic layout is in every Pillow; the other one (raqm) places digits differently where it is there.
        file, size = folder / f"{font_name}.ttf", int(numbers.integers(20, 29))
        try:
            font = ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)
        except OSError as error:
            raise UserError("demo_data_missing", package="matplotlib", file=str(file)) from error
        image = Image.new("L", (_DRAWN, _DRAWN), 0)
        pen = ImageDraw.Draw(image)
        left, top, right, bottom = pen.textbbox((0, 0), str(digit), font=font)
        across, down = numbers.integers(-1, 2), numbers.integers(-1, 2)
        place = ((_DRAWN - (right - left)) / 2 - left + across, (_DRAWN - (bottom - top)) / 2 - top + down)
        pen.text(place, str(digit), fill=255, font=font)
        yield f"{font_name} {index:04d}", digit, image.resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def handwritten_digits() -> _Drawn:
    """Name, digit and picture of each handwritten digit. The file has 64 grey values from 0 to 16 a line, then the digit."""
    file = _data_folder("sklearn", "datasets", "data") / "digits.csv.gz"
    try:
        with gzip.open(file, "rt", encoding="ascii") as lines:
            table = np.loadtxt(lines, delimiter=",", dtype=np.int64)
    except OSError as error:
        raise UserError("demo_data_missing", package="scikit-learn", file=str(file)) from error
    grey = (table[:, :64] * 255 / 16).astype(np.uint8).reshape(-1, 8, 8)
    for index, (pixels, digit) in enumerate(zip(grey, table[:, 64].tolist(), strict=True)):
        yield f"digit {index:04d}", digit, Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BICUBIC)


def _data_folder(package: str, *parts: str) -> Path:
    """A folder inside an installed package, which is located but not imported."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise UserError("demo_data_missing", package=package, file="/".join(parts))
    return Path(found.origin).parent.joinpath(*parts)
