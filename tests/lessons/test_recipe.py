"""``docs/adding-a-lesson.md`` followed to the letter: its files are saved where it says, and do what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.source import ROOT
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.lessons.library import library

PAGE = (ROOT / "docs" / "adding-a-lesson.md").read_text(encoding="utf-8")
FILES = re.findall(r"`(lessons/[\w-]+\.json)`.*?```json\n(.*?)^```", PAGE, re.S | re.M)
SENTENCES = re.findall(r"^```text\n(.*?)^```", PAGE, re.S | re.M)


@pytest.fixture
def followed(home: Home) -> Home:
    """A home in which the page was followed."""
    home.lessons.mkdir()
    for name, text in FILES:
        Path(home.root, name).write_text(text, encoding="utf-8")
    return home


def test_its_lesson_is_offered_behind_those_that_come_along(followed: Home) -> None:
    last = library(followed).lessons[-1]
    assert (last.id, last.own, len(last.content.steps)) == ("two-seeds", True, 2)
    assert last.content.steps[1].wait


def test_what_is_wrong_with_its_broken_lesson_is_said_as_the_page_says(followed: Home) -> None:
    [told] = SENTENCES
    assert UserError.of(library(followed).problems).sentences("en") == told.splitlines()
    assert [name for name, _ in FILES] == ["lessons/two-seeds.json", "lessons/broken.json"]


def test_once_its_form_is_right_the_check_that_there_is_not_is_named(followed: Home) -> None:
    file = followed.lessons / "broken.json"
    mended = (
        file.read_text(encoding="utf-8").replace('"minutes": 0', '"minutes": 5').replace('"A step"', '"A step", "zh": "一步"')
    )
    file.write_text(mended, encoding="utf-8")
    [sentence] = UserError.of(library(followed).problems).sentences("en")
    assert sentence.startswith("broken.json: steps 1 › check › that is “run_won”, which there is not. There are: run_started, ")
