"""The demos' datasets."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sklearn.datasets import load_digits

from tests.source import ROOT
from tlgui.data import demo, demo_digits, demo_icons
from tlgui.data.demo import make_demo
from tlgui.data.demo_catalogue import DEMOS, FEW, credit_of, demo_of
from tlgui.data.pack import Pack
from tlgui.data.seals import is_sealed
from tlgui.data.shift import ShiftSettings, make_shift
from tlgui.home import Home

from .samples import refusal

KINDS = ("animals", "buildings", "clothing", "devices", "faces", "food", "vehicles")
COUNTS = (49, 13, 16, 16, 44, 42, 23)
PROGRESS: list[tuple[int, int]] = []


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Pack, Pack]:
    home = Home.open(tmp_path_factory.mktemp("digits"))
    return (home, *make_demo(home, "digits", progress=lambda *given: PROGRESS.append(given)))


@pytest.fixture(scope="module")
def icons(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pack]:
    """By their style."""
    home = Home.open(tmp_path_factory.mktemp("icons"))
    source, ink = make_demo(home)
    again, flat = make_demo(home, "icons-flat")
    assert again.info.id == source.info.id
    return {"3d": source, "ink": ink, "flat": flat}


def names_by_class(pack: Pack) -> set[tuple[str, str]]:
    return {(pack.info.classes[label], pack.name(index)) for index, label in enumerate(pack.labels().tolist())}


# -- all of them -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DEMOS)
def test_a_demo_is_what_its_entry_says(name: str, tmp_path: Path) -> None:
    home = Home.open(tmp_path)
    packs = make_demo(home, name)
    for pack, said in zip(packs, (DEMOS[name].source, DEMOS[name].target), strict=True):
        assert (len(pack), pack.info.classes, pack.info.name) == (said.size, said.classes, said.name)
        assert pack.info.labels_open is not said.sealed
        assert is_sealed(home, pack.info) is said.sealed
        assert pack.info.labels == "all"
    assert demo_of(*(pack.info.origin for pack in packs)) == name


@pytest.mark.slow
def test_each_owner_gets_the_same_demo_in_datasets_of_their_own(digits: tuple[Home, Pack, Pack]) -> None:
    home, *mine = digits
    for first, second in zip(mine, make_demo(home, "digits", "b"), strict=True):
        assert first.info.content == second.info.content
        assert first.info.id != second.info.id


def test_a_demo_is_found_again_without_making_it(digits: tuple[Home, Pack, Pack], monkeypatch: pytest.MonkeyPatch) -> None:
    home, source, target = digits
    for name in ("printed", "handwritten"):
        monkeypatch.setitem(demo._PICTURES, name, lambda: pytest.fail("its pictures are made again"))
    assert [pack.info.id for pack in make_demo(home, "digits")] == [source.info.id, target.info.id]


@pytest.mark.usefixtures("digits")
def test_progress_ends_at_the_total() -> None:
    assert PROGRESS[0] == (1, 2797)
    assert PROGRESS[-1] == (2797, 2797)


def test_the_demo_with_few_classes_has_those_pictures_of_the_flat_drawings_and_no_other(
    icons: dict[str, Pack], tmp_path: Path
) -> None:
    source, few = make_demo(Home.open(tmp_path), "icons-few")
    assert names_by_class(few) == {each for each in names_by_class(icons["flat"]) if each[0] in FEW}
    assert source.info.content == icons["3d"].info.content


def test_an_unknown_demo_gets_a_sentence_that_names_those_there_are(tmp_path: Path) -> None:
    assert "icons, icons-flat, digits" in refusal("demo_unknown", lambda: make_demo(Home.open(tmp_path), "letters"))


@pytest.mark.parametrize(("name", "module"), [("icons", demo_icons), ("digits", demo_digits)])
def test_an_installation_without_its_pictures_is_named(
    name: str, module: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home.open(tmp_path / "home")
    monkeypatch.setattr(module, "ASSETS_FOLDER", tmp_path)
    assert "tlgui is installed without" in refusal("demo_data_missing", lambda: make_demo(home, name))
    (tmp_path / "demo").mkdir()
    for file in ("icons-3d.zip", "digits-printed.png"):
        (tmp_path / "demo" / file).write_bytes(b"half a fi")
    refusal("demo_data_missing", lambda: make_demo(home, name))
    assert list(home.datasets.iterdir()) == []


def test_a_package_without_its_data_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_digits, "_data_folder", lambda *given: tmp_path)
    assert "Reinstall scikit-learn" in refusal("demo_data_missing", lambda: list(demo_digits.handwritten()))
    monkeypatch.undo()
    monkeypatch.setattr(demo_digits.importlib.util, "find_spec", lambda name: None)
    refusal("demo_data_missing", lambda: list(demo_digits.handwritten()))


def test_datasets_of_different_demos_are_no_demo_together(icons: dict[str, Pack], digits: tuple[Home, Pack, Pack]) -> None:
    assert demo_of(icons["3d"].info.origin, digits[2].info.origin) is None
    assert demo_of(icons["ink"].info.origin, icons["3d"].info.origin) is None
    assert demo_of({"kind": "folder", "path": "x", "fingerprint": "folder:icons_solid:1"}, icons["ink"].info.origin) is None


def test_it_is_said_whose_pictures_they_are_of_a_shifted_copy_too(
    icons: dict[str, Pack], digits: tuple[Home, Pack, Pack]
) -> None:
    home, printed, handwritten = digits
    for pack in icons.values():
        assert credit_of(pack.info.origin, "en") == "Fluent Emoji © Microsoft, MIT License"
        assert "Microsoft" in credit_of(pack.info.origin, "zh")
    assert "UCI" in credit_of(handwritten.info.origin, "en")
    copy = make_shift(printed, ShiftSettings(kind="noise"), home)
    assert credit_of(copy.info.origin, "en") == credit_of(printed.info.origin, "en") != ""
    assert credit_of({"kind": "folder", "path": "x", "fingerprint": "y"}, "en") == ""


# -- icons -------------------------------------------------------------------------------------------------------------------


def test_icons_are_of_seven_kinds_and_as_many_in_each_style(icons: dict[str, Pack]) -> None:
    for style, name in (("3d", "3D icons"), ("ink", "Ink drawings"), ("flat", "Flat drawings")):
        pack = icons[style]
        assert (pack.info.name, pack.info.classes, pack.info.counts) == (name, KINDS, COUNTS)
        assert set(map(tuple, pack.sizes.tolist())) == {(128, 128)}


def test_no_emoji_is_in_both_domains_of_a_pair(icons: dict[str, Pack]) -> None:
    source, ink, flat = (names_by_class(icons[style]) for style in ("3d", "ink", "flat"))
    assert len(source) == len(ink) == 203
    assert not {name for _, name in source} & {name for _, name in ink}
    assert ink == flat


def test_no_icon_is_there_twice(icons: dict[str, Pack]) -> None:
    for pack in icons.values():
        assert len(set(pack.hashes)) == len(pack)


def test_ink_is_black_on_white_and_the_others_have_colours(icons: dict[str, Pack]) -> None:
    for style, pack in icons.items():
        pictures = np.stack([pack.picture(index) for index in range(len(pack))]).astype(np.int16)
        coloured = np.ptp(pictures, axis=-1).max(axis=(1, 2)) > 40
        assert (coloured.mean() > 0.8) == (style != "ink")
        assert coloured.any() == (style != "ink")
        assert np.median(pictures[:, 0, 0]) == 255


def test_icons_are_small_enough_to_come_with_the_program() -> None:
    files = [ROOT / "assets" / "demo" / f"icons-{style}.zip" for style in ("3d", "ink", "flat")]
    assert max(file.stat().st_size for file in files) < 500_000
    for file in files:
        with zipfile.ZipFile(file) as archive:
            assert archive.testzip() is None
            assert all(re.fullmatch(r"[a-z]+/[a-z0-9-]+\.webp", name) for name in archive.namelist())


def test_the_licence_of_the_icons_lies_beside_them_with_where_they_come_from() -> None:
    licence = (ROOT / "assets" / "demo" / "LICENSE-fluent-emoji.txt").read_text(encoding="utf-8")
    assert licence.startswith("MIT License\n\nCopyright (c) Microsoft Corporation.")
    origin = (ROOT / "assets" / "demo" / "README.md").read_text(encoding="utf-8")
    for said in ("github.com/microsoft/fluentui-emoji", "@lobehub/fluent-emoji-3d` 1.1.0", "fluent-emoji-high-contrast` 1.2.6"):
        assert said in origin


# -- digits ------------------------------------------------------------------------------------------------------------------


def test_printed_and_handwritten_digits_are_made(digits: tuple[Home, Pack, Pack]) -> None:
    _, source, target = digits
    assert (source.info.name, len(source), source.info.counts) == ("Printed digits", 1000, (100,) * 10)
    assert (target.info.name, len(target), sum(target.info.counts)) == ("Handwritten digits", 1797, 1797)
    for pack in (source, target):
        assert pack.info.classes == tuple("0123456789")
        assert set(map(tuple, pack.sizes.tolist())) == {(32, 32)}


def test_digits_are_white_on_black_and_inside_the_frame(digits: tuple[Home, Pack, Pack]) -> None:
    _, source, target = digits
    for pack in (source, target):
        mean = np.mean([pack.picture(index) for index in range(len(pack))], axis=(0, 3))
        assert mean[:, [0, -1]].max() < mean[8:24, 12:20].mean() / 4
    assert max(source.picture(index).max() for index in range(10)) > 200


def test_the_handwritten_pictures_are_scikit_learns(digits: tuple[Home, Pack, Pack]) -> None:
    theirs, target = load_digits(), digits[2]
    places = {target.name(index): index for index in range(len(target))}
    for number in range(0, 1797, 13):
        index = places[f"digit {number:04d}"]
        small = Image.fromarray((theirs.images[number] * 255 / 16).astype(np.uint8))
        assert np.array_equal(target.picture(index)[:, :, 0], np.asarray(small.resize((32, 32), Image.Resampling.BICUBIC)))
        assert target.labels()[index] == theirs.target[number]


def test_the_printed_digits_are_still_the_same(digits: tuple[Home, Pack, Pack]) -> None:
    """Numbers that were published with them hold. Whoever draws them anew raises the dataset's version."""
    _, source, _ = digits
    assert names_by_class(source) == {
        (digit, f"{font} {index:04d}") for index in range(1000) for digit, font in [demo_digits.digit_and_font(index)]
    }
    assert hashlib.sha256("".join(sorted(source.hashes)).encode()).hexdigest()[:16] == "3c9d6b9eacf58a93"
