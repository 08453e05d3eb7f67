"""What comes with an exported model in words: the card, and the examples before anybody reads them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.views.test_verdict import SEALED, result
from tlgui.data import pixels
from tlgui.export.card import card, literal
from tlgui.export.examples import example
from tlgui.texts import LANGUAGES
from tlgui.views.verdict import Given

ABOUT = {
    **{"strategy": "distilled", "source": "photos", "target": "sketches", "task": "classification", "image_size": 224},
    **{"mean": [0.5], "std": [0.2], "classes": ["cat", "dog"], "files": {}, "tlgui": "1", "run": "f" * 32, "backbone": "Lite0"},
    **{"credits": [], "statistics": "target", "head": "linear"},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_result_and_what_it_means_are_paragraphs_of_their_own(language: str) -> None:
    found = result(**SEALED, strategy_settings={}, given_labels_used={"by": "teachers", "labels": 20})
    lines = card(ABOUT, found, language).splitlines()
    assert lines[2].endswith(("without adapting)", "38 %）"))
    assert lines[3] == lines[5] == ""
    assert lines[4].startswith(("Sure means", "“有把握”指"))
    assert "20" in lines[6]


def test_what_given_labels_say_takes_the_place_of_that_nothing_is_known() -> None:
    found = result(**SEALED, strategy_settings={})
    given = Given("By 20 labels it is right on 85 %.", "About 85 % right")
    lines = card(ABOUT, found, "en", given).splitlines()
    assert "About 85 % right" in lines[2]
    assert lines[4].startswith(given.words)
    assert "how many" in card(ABOUT, found, "en")
    assert not any("how many" in each for each in lines)


@pytest.mark.parametrize("name", ["onnx", "torch", "safetensors"])
def test_an_example_without_a_picture_says_how_it_is_used(name: str, tmp_path: Path) -> None:
    for module in ("onnxruntime", "torch", "pictures", "numpy"):
        (tmp_path / f"{module}.py").write_text("prepared = None\n")  # what it needs is not what it is asked for
    (tmp_path / "tlgui.py").write_text("load_model = None\n")
    file = tmp_path / f"example_{name}.py"
    file.write_text(example(name), encoding="utf-8")
    done = subprocess.run([sys.executable, file], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Say what pictures show: python example_{name}.py PICTURE")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["onnx", "torch", "safetensors"])
@pytest.mark.parametrize("picture", ["nowhere.png", "notes.txt", "short.png"])
def test_an_example_says_in_a_sentence_which_file_is_no_picture(name: str, picture: str, tmp_path: Path) -> None:
    for module in ("onnxruntime", "torch"):
        (tmp_path / f"{module}.py").write_text("")  # the network is not reached
    shutil.copy(str(pixels.__file__), tmp_path / "pictures.py")
    (tmp_path / "tlgui.py").write_text(
        "import pictures, types\ndef load_model(file): return types.SimpleNamespace(predict=lambda name: pictures.prepared(name, 8))\n"
    )
    (tmp_path / "model.json").write_text('{"image_size": 8, "classes": null}')
    (tmp_path / "notes.txt").write_text("no picture")
    noise = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    Image.fromarray(noise).save(tmp_path / "whole.png")
    (tmp_path / "short.png").write_bytes((tmp_path / "whole.png").read_bytes()[:2000])
    file = tmp_path / f"example_{name}.py"
    file.write_text(example(name), encoding="utf-8")
    words = [sys.executable, file.name, *(["whole.png"] if name != "safetensors" else []), picture]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith(f"{picture} cannot be read: ")


@pytest.mark.parametrize(("teachers", "too_sure"), [([{"strategy": "mcc", "matched": 0, "weight": 1.0}], False), ([], True)])
def test_a_network_that_learned_an_average_is_not_called_too_sure(teachers: list[dict[str, Any]], too_sure: bool) -> None:
    told = card(ABOUT, result(**SEALED, strategy_settings={}, distilled_from=teachers), "en")
    assert ("too sure" in told) == too_sure
    assert ("an average of networks" in told) != too_sure


@pytest.mark.parametrize(
    ("language", "title"), [("en", "# Fine-tuning: photos-2 → sketches"), ("zh", "# 微调：photos-2 → sketches")]
)
def test_25_its_title_calls_the_strategy_by_its_name(language: str, title: str) -> None:
    found = result(**SEALED, strategy_settings={})
    assert card({**ABOUT, "strategy": "fine-tuning", "source": "photos-2"}, found, language).splitlines()[0] == title


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("photos-2", "photos-2"),
        ("- a list", "\\- a list"),
        ("---", "\\-\\-\\-"),
        ("![x](https://a.b/c-d.png)", "\\!\\[x\\]\\(https\\:\\/\\/a\\.b\\/c-d\\.png\\)"),
    ],
)
def test_25_a_name_is_text_in_markdown_and_a_hyphen_within_a_word_stays(name: str, stands: str) -> None:
    assert literal(name) == stands


@pytest.mark.parametrize(
    ("known_from", "matched", "title", "written"),
    [
        ("told", 1, "CDAN with matched classes \\(told the class shares\\): photos → sketches", "cat=0.25,dog=0.75"),
        ("labels", 1, "CDAN with matched classes \\(told the class shares\\): photos → sketches", "20 labels: cat=0.25,dog=0.75"),
        ("estimated", 2, "CDAN with matched classes\\, round 2: photos → sketches", "estimated: cat=0.25,dog=0.75"),
    ],
)
def test_what_a_run_knew_of_the_class_shares_stands_in_the_title_and_among_the_settings(
    known_from: str, matched: int, title: str, written: str
) -> None:
    shares = {"target_shares": {"cat": 0.25, "dog": 0.75}, "target_shares_from": known_from}
    labels = {"target_shares_labels": 20 if known_from == "labels" else None}
    found = result(**SEALED, strategy_settings={}, matched=matched, **shares, **labels)
    told = card({**ABOUT, "strategy": "cdan"}, found, "en")
    assert told.startswith(f"# {title}\n")
    assert f"- `target_shares`: {literal(written)}\n" in told
    assert card({**ABOUT, "strategy": "cdan"}, result(**SEALED, strategy_settings={}), "en").startswith("# CDAN: photos")


def test_a_strategys_own_settings_are_listed_also_those_that_nobody_changed() -> None:
    found = result(**SEALED, strategy="cdan,shot", strategy_settings={"cdan": {"weight": 0.5}})
    told = card({**ABOUT, "strategy": "cdan,shot"}, found, "en")
    assert "- `cdan.weight`: 0.5" in told
    assert "- `cdan.hidden`: 256" in told and "- `shot.refreshes`: 15" in told
    assert "- `gone." not in card(ABOUT, result(**SEALED, strategy="gone", strategy_settings={"gone": {"weight": 1}}), "en")
