"""Draws the printed digits of the demo, assets/demo/digits-printed.png, in the fonts that matplotlib brings.

    pip install matplotlib==3.11.2
    python docs/make_demo_digits.py

White on black, one of 18 fonts (DejaVu, STIX, Computer Modern), 20 to 28 pixels high, a little out of the middle. The same Pillow and fonts
give the same pixels. Only this script needs matplotlib, and of it only its files.
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tlgui.data.demo_digits import ACROSS, DRAWN, PRINTED, digit_and_font

SHEET = Path(__file__).parent.parent / "assets" / "demo" / "digits-printed.png"
SEED = 0


def sheet(fonts: Path) -> Image.Image:
    """All printed digits side by side, drawn in the fonts that lie in a folder."""
    numbers = np.random.default_rng(SEED)
    whole = Image.new("L", (ACROSS * DRAWN, -(-PRINTED // ACROSS) * DRAWN), 0)
    for index in range(PRINTED):
        digit, font_name = digit_and_font(index)
        size = int(numbers.integers(20, 29))
        # The basic layout is in every Pillow; the other one (raqm) places digits differently where it is there.
        font = ImageFont.truetype(str(fonts / f"{font_name}.ttf"), size, layout_engine=ImageFont.Layout.BASIC)
        image = Image.new("L", (DRAWN, DRAWN), 0)
        pen = ImageDraw.Draw(image)
        left, top, right, bottom = pen.textbbox((0, 0), digit, font=font)
        across, down = numbers.integers(-1, 2), numbers.integers(-1, 2)
        place = ((DRAWN - (right - left)) / 2 - left + across, (DRAWN - (bottom - top)) / 2 - top + down)
        pen.text(place, digit, fill=255, font=font)
        whole.paste(image, (index % ACROSS * DRAWN, index // ACROSS * DRAWN))
    return whole


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--into", type=Path, default=SHEET)
    given = ask.parse_args()
    found = importlib.util.find_spec("matplotlib")
    assert found is not None and found.origin is not None, "pip install matplotlib"
    sheet(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf").save(given.into, optimize=True)
    print(f"{given.into.name}: {PRINTED} digits, {given.into.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
