"""Every code that the data package raises or notes has its sentence, in both languages, with the same numbers in it."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import tlgui.data
from tlgui.texts import CATALOGUE, Text, data

SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in Path(tlgui.data.__file__).parent.glob("*.py"))
RAISED = set(re.findall(r'UserError\(\s*"([a-z_0-9]+)"', SOURCES))
PROBLEMS = set(re.findall(r'Problem\(\s*"([a-z_0-9]+)"', SOURCES))


def test_codes_are_found_in_the_source() -> None:
    assert {"archive_overlap", "picture_too_large"} <= RAISED
    assert {"class_empty", "no_images"} <= PROBLEMS


@pytest.mark.parametrize("code", sorted(RAISED))
def test_each_error_has_a_sentence(code: str) -> None:
    assert f"error.{code}" in CATALOGUE


@pytest.mark.parametrize("code", sorted(PROBLEMS))
def test_each_problem_or_note_has_a_sentence(code: str) -> None:
    assert f"error.{code}" in CATALOGUE or f"note.{code}" in CATALOGUE


def test_each_sentence_is_used() -> None:
    unused = [key for key in data.TEXTS if f'"{key.partition(".")[2]}"' not in SOURCES]
    assert unused == []


@pytest.mark.parametrize(("key", "text"), data.TEXTS.items(), ids=list(data.TEXTS))
def test_both_languages_name_the_same_values(key: str, text: Text) -> None:
    def fields(sentence: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}

    assert fields(text.zh) <= fields(text.en)
    assert fields(text.en) - fields(text.zh) <= {"reason"}
    assert re.search("[\u4e00-\u9fff]", text.zh)
