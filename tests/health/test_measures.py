from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageEnhance, ImageFilter

from tlgui.health.measures import NUMBERS, blur, measure, measure_picture, measured
from tlgui.home import Home

from ..data.samples import refusal
from .pictures import scene, scenes


def numbers(image: Image.Image) -> dict[str, float]:
    return dict(zip(NUMBERS, measure_picture(np.asarray(image))[0].tolist(), strict=True))


def naive_blur(luma: np.ndarray) -> float:
    """Crete et al. 2007 with plain loops over the picture, one direction after the other."""
    worst = 0.0
    for plane in (luma, luma.T):
        total = lost = 0.0
        for column in plane.T.astype(float):
            padded = np.pad(column, 5, mode="edge")
            again = np.array([padded[at : at + 11].mean() for at in range(len(column))])
            for at in range(1, len(column)):
                before, after = abs(column[at] - column[at - 1]), abs(again[at] - again[at - 1])
                total += before
                lost += max(before - after, 0)
        worst = max(worst, (total - lost) / total)
    return worst


def test_blur_is_that_of_the_paper() -> None:
    luma = np.asarray(scene(1, 40, 30).convert("L"), np.float32)
    assert blur(luma) == pytest.approx(naive_blur(luma), abs=1e-4)


def test_more_blur_is_less_sharp() -> None:
    sharpness = [numbers(scene(2).filter(ImageFilter.GaussianBlur(radius)))["sharpness"] for radius in (0, 1, 2, 4)]
    assert sharpness == sorted(sharpness, reverse=True)
    assert sharpness[0] > sharpness[-1] + 0.3


def test_one_colour_is_measured_exactly() -> None:
    found = numbers(Image.new("RGB", (20, 30), (255, 51, 0)))
    luma = round(0.299 * 255 + 0.587 * 51) / 255
    expected = {"brightness": luma, "contrast": 0, "colour": 1, "sharpness": 0, "red": 1, "green": 0.2, "blue": 0}
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=3e-3)
    assert found["lightest"] == found["darkest"] == pytest.approx(luma, abs=3e-3)


def test_half_black_half_white_has_full_contrast() -> None:
    image = Image.new("RGB", (20, 20))
    image.paste((255, 255, 255), (0, 0, 10, 20))
    found = numbers(image)
    assert (found["brightness"], found["contrast"], found["lightest"], found["darkest"]) == pytest.approx((0.5, 1, 1, 0))


def test_a_darker_picture_is_darker() -> None:
    assert numbers(ImageEnhance.Brightness(scene(3)).enhance(0.5))["brightness"] < 0.6 * numbers(scene(3))["brightness"]


def test_measures_are_kept_and_read_again(home: Home, tmp_path: Path) -> None:
    pack, file = scenes(home, range(5)), tmp_path / "deep" / "measures.npz"
    first = measured(pack, file)
    kept = file.stat().st_mtime_ns
    again = measured(pack, file)
    assert file.stat().st_mtime_ns == kept
    for name in ("numbers", "hashes", "signatures"):
        np.testing.assert_array_equal(getattr(first, name), getattr(again, name))


@pytest.mark.parametrize("damage", [b"", b"PK\x03\x04", None])
def test_damaged_or_foreign_measures_are_made_anew(home: Home, tmp_path: Path, damage: bytes | None) -> None:
    pack, file = scenes(home, range(3)), tmp_path / "measures.npz"
    expected = measured(pack, file).numbers
    if damage is None:
        measured(scenes(home, range(9)), file.with_name("other.npz"))
        file.write_bytes(file.with_name("other.npz").read_bytes())
    else:
        file.write_bytes(damage)
    np.testing.assert_array_equal(measured(pack, file).numbers, expected)


@pytest.mark.slow
def test_the_order_is_that_of_the_dataset_however_many_threads(home: Home) -> None:
    pack = scenes(home, range(100))
    alone = [measure_picture(pack.picture(index))[0] for index in range(100)]
    np.testing.assert_array_equal(measure(pack).numbers, alone)


def test_a_stop_keeps_nothing(home: Home, tmp_path: Path) -> None:
    pack, file = scenes(home, range(3)), tmp_path / "measures.npz"
    refusal("health_stopped", lambda: measured(pack, file, stop=lambda: True))
    assert not file.exists()
