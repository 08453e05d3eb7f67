"""A shifted target made of one dataset."""

from __future__ import annotations

import io
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from tests.health.pictures import scene, scenes, values_dataset
from tlgui.data import shift as module
from tlgui.data.pack import Pack
from tlgui.data.shift import SEVERITIES, Kind, ShiftSettings, make_shift, preview, shifted
from tlgui.data.store import DatasetStore
from tlgui.health.measures import NUMBERS, measure_picture
from tlgui.home import Home
from tlgui.settings import read_settings, settings_of
from tlgui.texts import LANGUAGES

from .samples import number_of, refusal

KINDS = get_args(Kind)


def pixels(image: Image.Image) -> np.ndarray:
    return np.asarray(image, np.float64)


def measured(image: Image.Image, name: str) -> float:
    return float(measure_picture(np.asarray(image))[0][NUMBERS.index(name)])


def at(kind: str, severity: int, index: int = 0, seed: int = 0, picture: Image.Image | None = None) -> Image.Image:
    return shifted(np.asarray(picture or scene(1)), ShiftSettings(kind=kind, severity=severity, seed=seed), index)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", KINDS)
def test_each_severity_is_further_from_the_picture(kind: str) -> None:
    before = pixels(scene(1))
    distances = [np.abs(pixels(at(kind, severity)) - before).mean() for severity in range(1, SEVERITIES + 1)]
    assert distances[0] > 0
    assert distances == sorted(distances)
    assert len(set(distances)) == SEVERITIES


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(160, 120), (32, 32), (8, 300)])
def test_size_and_mode_stay(kind: str, size: tuple[int, int]) -> None:
    for severity in (1, SEVERITIES):
        image = at(kind, severity, picture=scene(1, 320, 320).resize(size))
        assert (image.mode, image.size) == ("RGB", size)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_settings_give_the_same_pixels(kind: str) -> None:
    np.testing.assert_array_equal(pixels(at(kind, 3)), pixels(at(kind, 3)))


def test_noise_differs_from_picture_to_picture_and_a_cast_does_not() -> None:
    assert not np.array_equal(pixels(at("noise", 3, index=0)), pixels(at("noise", 3, index=1)))
    np.testing.assert_array_equal(pixels(at("colour", 3, index=0)), pixels(at("colour", 3, index=1)))


@pytest.mark.parametrize("kind", ["noise", "colour"])
def test_another_seed_gives_another_shift(kind: str) -> None:
    assert not np.array_equal(pixels(at(kind, 3, seed=0)), pixels(at(kind, 3, seed=1)))


def test_each_kind_does_what_it_says() -> None:
    plain = scene(1)
    assert measured(at("blur", 5), "sharpness") < measured(plain, "sharpness") - 0.2
    assert measured(at("resolution", 5), "sharpness") < measured(plain, "sharpness") - 0.2
    assert measured(at("noise", 5), "sharpness") > measured(plain, "sharpness")
    assert measured(at("contrast", 5), "contrast") == pytest.approx(0.12 * measured(plain, "contrast"), abs=0.02)
    assert measured(at("contrast", 5), "brightness") == pytest.approx(measured(plain, "brightness"), abs=0.01)
    assert measured(at("sketch", 1), "colour") == 0
    np.testing.assert_array_equal(pixels(at("inversion", 5)), 255 - pixels(plain))
    grey = Image.new("RGB", (64, 64), (128, 128, 128))
    cast = [measured(at("colour", severity, picture=grey), "colour") for severity in range(1, 6)]
    assert cast == sorted(cast)
    assert cast[0] > 0.05


def test_a_flat_picture_survives_every_shift() -> None:
    for level in (0, 255):
        for kind in KINDS:
            image = at(kind, SEVERITIES, picture=Image.new("RGB", (32, 32), (level,) * 3))
            assert image.size == (32, 32)


# -- as a dataset ----------------------------------------------------------------------------------------------------------------


def test_a_shift_is_a_dataset_with_names_classes_and_labels_of_its_parent(home: Home) -> None:
    parent = scenes(home, range(12), labels_open=True)
    settings = ShiftSettings(kind="noise", severity=2, seed=7)
    made = make_shift(parent, settings, home)
    info = DatasetStore(home).get(made.info.id).info
    assert (info.name, info.size, info.classes, info.counts) == ("photo · noise 2", 12, parent.info.classes, parent.info.counts)
    assert (info.labels, info.labels_open) == ("all", True)
    assert {name: info.origin[name] for name in ("kind", "path", "parent", "shift", "severity", "seed")} == {
        "kind": "shift",
        "path": "",
        "parent": parent.info.id,
        "shift": "noise",
        "severity": "2",
        "seed": "7",
    }
    for index in range(12):
        picture = shifted(parent.picture(index), settings, index)
        number = number_of(made, picture)
        np.testing.assert_array_equal(made.picture(number), np.asarray(picture))
        assert (made.labels()[number], made.name(number)) == (parent.labels()[index], parent.name(index))
        assert made.originals()[number] == parent.originals()[index]


def test_labels_stay_sealed_and_missing_ones_missing(home: Home) -> None:
    assert not make_shift(scenes(home, range(3)), ShiftSettings(), home).info.labels_open
    assert make_shift(scenes(home, range(3), ()), ShiftSettings(), home).info.labels == "none"


def test_the_same_shift_is_found_and_another_is_made(home: Home) -> None:
    parent = scenes(home, range(3))
    first = make_shift(parent, ShiftSettings(kind="blur"), home)
    assert make_shift(parent, ShiftSettings(kind="blur"), home).info.id == first.info.id
    others = {
        make_shift(parent, ShiftSettings(**each), home).info.id
        for each in ({"kind": "jpeg"}, {"kind": "blur", "severity": 4}, {"kind": "blur", "seed": 1})
    }
    assert len(others | {first.info.id}) == 4


def test_two_runs_of_a_shift_have_the_same_content(home: Home, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = scenes(home, range(40))
    contents = []
    for workers in (1, 7):
        monkeypatch.setattr("tlgui.data.in_order.cores", lambda count=workers: count)
        monkeypatch.setattr(module, "_VERSION", workers)
        contents.append(make_shift(parent, ShiftSettings(kind="noise"), home).info.content)
    assert contents[0] == contents[1]


def test_a_stop_leaves_nothing(home: Home) -> None:
    parent = scenes(home, range(30))
    done: list[int] = []
    text = refusal(
        "ingest_stopped",
        lambda: make_shift(
            parent, ShiftSettings(), home, progress=lambda at, total: done.append(at), stop=lambda: len(done) == 5
        ),
    )
    assert "5 of 30" in text
    assert [each.name for each in home.datasets.iterdir()] == [parent.info.id]


def test_a_preview_is_small_webp_files_of_what_would_be_made(home: Home) -> None:
    parent = scenes(home, range(4))
    settings = ShiftSettings(kind="inversion", severity=5)
    files = [Image.open(io.BytesIO(data)) for data in preview(parent, settings, [2, 0], side=80)]
    assert [(each.format, max(each.size)) for each in files] == [("WEBP", 80)] * 2
    whole = np.asarray(shifted(parent.picture(2), settings, 2).resize(files[0].size), np.float64)
    assert np.abs(np.asarray(files[0].convert("RGB"), np.float64) - whole).mean() < 12


# -- its settings ----------------------------------------------------------------------------------------------------------------


def test_the_settings_are_declared_with_every_kind_in_both_languages() -> None:
    kind, severity, seed = settings_of(ShiftSettings)
    assert kind.choices is not None
    assert tuple(kind.choices) == KINDS
    for language in LANGUAGES:
        assert all(text.say(language) for text in kind.choices.values())
    assert (severity.low, severity.high, severity.default) == (1, SEVERITIES, 3)
    assert seed.high == 2**32 - 1


@pytest.mark.parametrize(
    ("name", "value"), [("kind", "sepia"), ("severity", 0), ("severity", 6), ("severity", 2.5), ("seed", -1)]
)
def test_wrong_settings_are_refused_in_words(name: str, value: object) -> None:
    settings, problems = read_settings(ShiftSettings, {name: value})
    assert settings is None
    assert [each.values["name"] for each in problems] == [name]


def test_a_shift_of_a_shift_names_its_own_parent(home: Home) -> None:
    first: Pack = make_shift(scenes(home, range(3)), ShiftSettings(), home)
    second = make_shift(first, ShiftSettings(kind="jpeg"), home)
    assert second.info.origin["parent"] == first.info.id


def test_values_stay_with_their_pictures(home: Home) -> None:
    parent = values_dataset(home, [0.5, float("nan"), -2.0])
    made = make_shift(parent, ShiftSettings(), home)
    places = [number_of(made, shifted(parent.picture(index), ShiftSettings(), index)) for index in range(3)]
    np.testing.assert_array_equal(made.labels()[places], parent.labels())
    assert (made.info.task, made.info.value_name, made.info.labels) == ("regression", "weight", "some")
