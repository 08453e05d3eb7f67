"""A declared setting becomes its control."""

from __future__ import annotations

from typing import Literal

import gradio as gr
import pytest

from tlgui.settings import Settings, setting, settings_of
from tlgui.texts import Text
from tlgui.ui.controls import automatic_update, control, info, options
from tlgui.ui.form import AUTOMATIC, fields
from tlgui.views.settings import described_value, label

TEXT = Text("word", "词")


class Group(Settings):
    slider: float = setting(0.5, ge=0, le=1, step=0.1, label=TEXT, help=TEXT)
    whole: int = setting(32, ge=2, le=1024, step=1, unit=Text("pictures", "张"), label=TEXT, help=TEXT)
    seed: int = setting(0, ge=0, le=2**32 - 1, step=1, label=TEXT, help=TEXT)
    open_number: float = setting(1.0, ge=1e-4, le=1e4, label=TEXT, help=TEXT)
    left_open: int | None = setting(None, ge=1, le=9, step=1, label=TEXT, help=TEXT)
    choice: Literal["a", "b"] = setting("a", choices={"a": Text("A", "甲"), "b": Text("B", "乙")}, label=TEXT, help=TEXT)
    open_choice: Literal["a", "b"] | None = setting(
        None, choices={"a": Text("A", "甲"), "b": Text("B", "乙")}, label=TEXT, help=TEXT
    )
    ticked: bool = setting(True, label=TEXT, help=TEXT)
    text: str = setting("backbone", label=TEXT, help=TEXT)


GROUP = {item.name: item for item in settings_of(Group)}


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("slider", gr.Slider, 0.5),
        ("whole", gr.Slider, 32),
        ("seed", gr.Number, 0),
        ("open_number", gr.Number, 1.0),
        ("left_open", gr.Textbox, AUTOMATIC),
        ("choice", gr.Dropdown, "a"),
        ("open_choice", gr.Dropdown, AUTOMATIC),
        ("ticked", gr.Checkbox, True),
        ("text", gr.Textbox, "backbone"),
    ],
)
def test_each_kind_of_setting_has_its_control(name: str, kind: type, value: object) -> None:
    with gr.Blocks():
        made = control(GROUP[name], "en")
    assert type(made) is kind
    assert made.value == value


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_setting_of_the_program_has_a_control_in_both_languages(language: str) -> None:
    with gr.Blocks():
        for field in fields():
            made = control(field.setting, language)
            assert made.label
            assert made.info


def test_a_label_has_the_unit_and_the_help_has_the_range() -> None:
    assert label(GROUP["whole"], "en") == "word (pictures)"
    assert label(GROUP["whole"], "zh") == "词（张）"
    assert info(GROUP["whole"], "en") == "word 2 to 1,024."
    assert info(GROUP["open_number"], "en") == "word 0.0001 to 10,000."
    assert info(GROUP["choice"], "en") == "word"


def test_automatic_shows_what_would_be_chosen() -> None:
    assert options(GROUP["open_choice"], {"a": "A"}, "en", "A")[0] == ("automatic: A", AUTOMATIC)
    assert options(GROUP["choice"], {"a": "A"}, "en") == [("A", "a")]
    assert automatic_update(GROUP["left_open"], 4, "en")["placeholder"] == "automatic: 4"
    assert automatic_update(GROUP["left_open"], None, "zh")["placeholder"] == "自动"
    assert automatic_update(GROUP["open_choice"], "b", "zh")["choices"][0] == ("自动：乙", AUTOMATIC)
    assert automatic_update(GROUP["left_open"], "stem", "en", {"stem": "up to stem"})["choices"][0][0] == "automatic: up to stem"


def test_values_are_described_with_their_unit() -> None:
    assert described_value(GROUP["whole"], 1000, "en") == "1,000 pictures"
    assert described_value(GROUP["choice"], "b", "zh") == "乙"
    assert described_value(GROUP["ticked"], True, "en") == "yes"
    assert described_value(GROUP["slider"], 0.25, "en") == "0.25"
    assert described_value(GROUP["left_open"], None, "en") == "automatic"
