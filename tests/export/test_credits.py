"""Whose pictures go along is said: in the report, in the model's card, and by the name where the dataset stayed behind."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest

from tests.training.conftest import Train
from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui.data.demo import make_demo
from tlgui.export import model as exporting
from tlgui.export.credits import credits_of
from tlgui.export.report import write_report
from tlgui.home import Home

FLUENT_EMOJI = "Fluent Emoji © Microsoft, MIT License"


def test_a_run_on_the_demo_credits_its_pictures_once_in_its_report_too(home: Home) -> None:
    run = MadeRun(home, *make_demo(home)).whole()
    assert credits_of(home, run, "en") == [FLUENT_EMOJI]
    assert Path(write_report(home, run)["file"]).read_text(encoding="utf-8").count(FLUENT_EMOJI) == 1
    for name in home.datasets.iterdir():
        shutil.rmtree(name)
    assert credits_of(home, run, "en") == [FLUENT_EMOJI]


def test_a_dataset_of_ones_own_credits_nobody_whatever_its_name(home: Home) -> None:
    own = dataset(home, "Ink drawings", SHAPES[:3], each=4, sketch=True)
    run = MadeRun(home, dataset(home, "3D icons", SHAPES[:3], each=4), own).whole()
    assert credits_of(home, run, "en") == []


def test_the_models_card_says_it_as_text(train: Train, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    run, _ = train("source-only", epochs=1)
    monkeypatch.setattr(exporting, "credits_of", lambda *given: ["<b>Somebody</b>"])
    exporting.export_model(home, run, ("safetensors",))
    with zipfile.ZipFile(run.folder / "exports" / "model.zip") as archive:
        assert r"\<b\>Somebody\<\/b\>" in archive.read("README.md").decode()
