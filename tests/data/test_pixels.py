"""The preparation that travels with exported models: bit for bit what the trainer's own pictures go through, without tlgui."""

from __future__ import annotations

import ast
import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, UnidentifiedImageError

from tests.source import modules
from tlgui.data import pixels
from tlgui.data.dataset import square
from tlgui.data.images import decode

from .samples import encoded, noise

SIDEWAYS = Image.Exif()
SIDEWAYS[pixels.ORIENTATION] = 6
FILES = {
    ".jpg": encoded(noise(1, 700, 540), "JPEG", exif=SIDEWAYS),
    ".png": encoded(noise(2, 40, 61, "RGBA")),
    ".gif": encoded(noise(3, 90, 80, "P"), "GIF"),
    ".tif": encoded(noise(4, 300, 301, "CMYK"), "TIFF"),
    ".bmp": encoded(noise(5, 33, 1100), "BMP"),
    ".webp": encoded(noise(6, 260, 600), "WEBP"),
}
HEIC = Path(__file__).parent.parent / "fixtures" / "pictures"


@pytest.mark.parametrize("ending", FILES)
@pytest.mark.parametrize("size", [32, 224, 300])
def test_a_prepared_file_is_what_the_trainer_sees(ending: str, size: int) -> None:
    picture = decode(io.BytesIO(FILES[ending]), ending)
    stored = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
    ours = pixels.prepared(io.BytesIO(FILES[ending]), size)
    assert np.array_equal(ours, square(stored, size).permute(1, 2, 0).numpy())


@pytest.mark.parametrize("name", ["upright", "turned", "clear", "two"])
def test_a_phones_heic_is_prepared_as_the_trainer_sees_it(name: str) -> None:
    data = (HEIC / f"{name}.heic").read_bytes()
    picture = decode(io.BytesIO(data), ".heic")
    stored = np.frombuffer(picture.pixels, np.uint8).reshape(picture.height, picture.width, 3)
    assert np.array_equal(pixels.prepared(io.BytesIO(data), 32), square(stored, 32).permute(1, 2, 0).numpy())


def test_what_reads_heic_is_named_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(UnidentifiedImageError, match="install pi-heif"):
        pixels.prepared(io.BytesIO(b"no picture"), 32)


def test_sixteen_bits_and_grey_too() -> None:
    for image in (Image.new("I;16", (64, 70), 30000), noise(7, 50, 40, "L"), noise(8, 50, 40, "LA")):
        data = encoded(image)
        stored = decode(io.BytesIO(data), ".png")
        assert pixels.stored(Image.open(io.BytesIO(data))).tobytes() == stored.pixels


def test_the_file_stands_by_itself() -> None:
    """It is copied beside models: nobody who uses one has tlgui."""
    tree = modules()["tlgui.data.pixels"]
    named = {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    named |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert named == {"__future__", "typing", "PIL", "numpy", "pi_heif"}
