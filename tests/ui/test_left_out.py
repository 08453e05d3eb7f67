"""What was left out of a dataset stands on its card, with the reason and what helps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.data.samples import class_folders
from tlgui.data import seals
from tlgui.data.ingest import ingest
from tlgui.data.told import reasons
from tlgui.home import LOCAL_OWNER, Home
from tlgui.ui.routes import datasets
from tlgui.views.left_out import left_out
from tlgui.views.words import by_reason

pytestmark = pytest.mark.usefixtures("decoding_here")


def test_a_class_that_nothing_can_be_read_of_is_told_first_with_the_reason_and_the_remedy(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    folder = class_folders(tmp_path / "data", {"a": 2, "b": 2, "c": 0, ".dog": 1})
    for number in range(3):
        (folder / "c" / f"{number}.jxl").write_bytes(b"x")
    (folder / "a" / "broken.png").write_bytes(b"hello")
    said = left_out(home, ingest(str(folder), home), "en")
    assert said[0].startswith("1 file (a/broken.png) could not be used. Not an image")
    assert said[1] == "c: 0 images, left out."
    assert any("3 JPEG XL files left out" in each and "Convert to JPEG or PNG" in each for each in said)
    assert any("hidden folder left out" in each for each in said)


def test_of_many_broken_files_the_first_are_named(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    folder = class_folders(tmp_path / "data", {"a": 2, "b": 2})
    for number in range(6):
        (folder / "b" / f"broken{number}.png").write_bytes(b"hello")
    pack = ingest(str(folder), home)
    names = "b/broken0.png, b/broken1.png, b/broken2.png"
    assert left_out(home, pack, "en")[0].startswith(f"6 files ({names}, 3 more) could not be used. ")
    assert "b/broken2.png，另有 3 个）" in left_out(home, pack, "zh")[0]
    seals.seal(home, pack.info, by="run")  # a file's folder is its class
    assert left_out(home, pack, "en")[0].startswith("6 files could not be used. ")


def test_of_pictures_that_are_too_large_the_size_of_the_largest_is_told() -> None:
    refused = [
        {"name": name, "code": "picture_too_large", "values": {"megapixels": size, "limit": 50}}
        for name, size in (("b/huge.jpg", 81), ("b/bomb.png", 900), ("a/wide.png", 90))
    ]
    [said] = by_reason(reasons(refused), "en")
    assert (said["name"], said["reason"]) == ("3 files", "Up to 900 megapixels; limit 50. Make them smaller.")
    [alone] = by_reason(reasons(refused[:1]), "en")
    assert alone["reason"].startswith("81 megapixels; limit 50.")


def test_a_sealed_dataset_tells_what_was_left_out_without_a_name(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    folder = class_folders(tmp_path / "data", {"a": 2, "b": 2, ".dog": 1})
    (folder / "c").mkdir()
    said = " ".join(left_out(home, ingest(str(folder), home, role="target"), "en"))
    assert "hidden folder left out" in said
    assert "dog" not in said
    assert "c: 0 images" not in said


def test_a_card_says_which_classes_of_a_source_are_small_unless_they_are_sealed(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    folder = class_folders(tmp_path / "data", {"a": 5, "b": 1})
    pack = ingest(str(folder), home, role="source")

    def said() -> list[str]:
        return datasets._card(home, pack, [pack], LOCAL_OWNER, "en")["small_classes"]

    assert said() == ["b: 1 image, used for training, no validation score."]
    seals.seal(home, pack.info, by="run")
    assert said() == []


def test_25_a_card_says_that_a_source_is_open_though_it_was_only_read_as_a_target(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    pack = ingest(str(class_folders(tmp_path / "data", {"a": 2, "b": 2})), home, role="target")

    def card() -> dict[str, Any]:
        return datasets._card(home, pack, [pack], LOCAL_OWNER, "en")

    assert (card()["about"], card()["about_source"]) == ("4 pictures", "4 pictures · 2 classes")
    assert card()["labels"] == {
        "alone": "labels known, locked away for the reveal",
        "source": "labeled",
        "target": "labels known, locked away for the reveal",
    }
    assert (card()["sealed"], "No run relies on that" in card()["lifted"]) == ({"alone": True, "target": True}, True)
    seals.seal(home, pack.info, by="run")
    assert (card()["about_source"], card()["labels"]["source"], card()["lifted"]) == ("4 pictures", card()["labels"]["alone"], "")


def test_nothing_is_said_where_nothing_was_left_out(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "home")
    assert left_out(home, ingest(str(class_folders(tmp_path / "data", {"a": 2, "b": 2})), home), "en") == []
