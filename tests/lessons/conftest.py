from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tlgui.home import Home
from tlgui.lessons.lesson import Lesson
from tlgui.lessons.library import lesson_called

WriteLesson = Callable[..., Lesson]


def words(text: str) -> dict[str, str]:
    return {"en": text, "zh": f"中文：{text}"}


def step(title: str = "A step", **more: Any) -> dict[str, Any]:
    """A step as it stands in a file."""
    return {"title": words(title), "text": words("Read this.\n\nAnd `that`."), **more}


def question(right: int = 1) -> dict[str, Any]:
    """A question with three answers, of which that with this number, counted from 0, is right."""
    answers = [{**words(f"Answer {number}"), **({"right": True} if number == right else {})} for number in range(3)]
    return {"text": words("Why?"), "answers": answers, "explanation": words("Because.")}


def content(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A lesson as it stands in a file."""
    return {"title": words("A lesson"), "minutes": 10, "learn": words("Something"), "steps": list(steps or (step(),)), **more}


@pytest.fixture
def write_lesson(home: Home) -> WriteLesson:
    """Puts a lesson of these steps into the home folder."""

    def write(*steps: dict[str, Any], name: str = "mine") -> Lesson:
        home.lessons.mkdir(exist_ok=True)
        (home.lessons / f"{name}.json").write_text(json.dumps(content(*steps)), encoding="utf-8")
        return lesson_called(home, name)

    return write
