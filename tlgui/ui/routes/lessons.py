"""Routes of lessons: which there are, the one that is being taken, its step, going on, and answering."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from tlgui.errors import UserError
from tlgui.lessons.checks import Mine
from tlgui.lessons.lesson import Lesson
from tlgui.lessons.library import lesson_called, library
from tlgui.lessons.progress import Place, ProgressStore
from tlgui.ui.access import Language, Owner, TheHome, TheIndex
from tlgui.views import lessons as views

router = APIRouter(prefix="/api")


class Step(BaseModel):
    """A step, counted from 0; as many as there are: the end."""

    model_config = ConfigDict(extra="forbid")

    step: int = Field(ge=0, le=1000)


class Answered(Step):
    """An answer to its question, counted from 0."""

    answer: int = Field(ge=0, le=1000)


@router.get("/lessons")
def all_of_them(home: TheHome, owner: Owner, language: Language) -> dict[str, Any]:
    """The lessons with where one is in each, and what is wrong with files that should be lessons."""
    return views.listed(library(home), ProgressStore(home, owner).read(), language)


@router.get("/lesson")
def taken(home: TheHome, owner: Owner, language: Language, index: TheIndex) -> dict[str, Any]:
    """The lesson that is being taken, for the bar on every page; ``null`` when none is."""
    progress = ProgressStore(home, owner).read()
    try:
        lesson = lesson_called(home, progress.open) if progress.open is not None else None
    except UserError:  # its file is gone, or being written
        lesson = None
    if lesson is None:
        return {"lesson": None}
    return {"lesson": _kept(lesson, progress.place(lesson), views.bar, Mine(home, index, owner), language)}


@router.delete("/lesson")
def leave(home: TheHome, owner: Owner) -> dict[str, None]:
    """Take no lesson any more; one's place in it stays."""
    ProgressStore(home, owner).close()
    return {"lesson": None}


@router.get("/lessons/{lesson_id}")
def read(lesson_id: str, home: TheHome, owner: Owner, language: Language, index: TheIndex) -> dict[str, Any]:
    """The step at which one is."""
    lesson = lesson_called(home, lesson_id)
    place = ProgressStore(home, owner).read().place(lesson)
    return _kept(lesson, place, views.shown, Mine(home, index, owner), language)


@router.post("/lessons/{lesson_id}/open")
def take(lesson_id: str, home: TheHome, owner: Owner, language: Language, index: TheIndex) -> dict[str, Any]:
    """Take a lesson, where one was; the answer is that of reading it."""
    lesson = lesson_called(home, lesson_id)
    place = ProgressStore(home, owner).open(lesson)
    return _kept(lesson, place, views.shown, Mine(home, index, owner), language)


@router.post("/lessons/{lesson_id}/step")
def go_to(asked: Step, lesson_id: str, home: TheHome, owner: Owner, language: Language, index: TheIndex) -> dict[str, Any]:
    """Go to a step."""
    lesson = lesson_called(home, lesson_id)
    place = ProgressStore(home, owner).go_to(lesson, asked.step)
    return _kept(lesson, place, views.shown, Mine(home, index, owner), language)


@router.post("/lessons/{lesson_id}/answer")
def answer(asked: Answered, lesson_id: str, home: TheHome, owner: Owner, language: Language, index: TheIndex) -> dict[str, Any]:
    """Answer the question of a step. The first answer is kept."""
    lesson = lesson_called(home, lesson_id)
    place = ProgressStore(home, owner).answer(lesson, asked.step, asked.answer)
    return _kept(lesson, place, views.shown, Mine(home, index, owner), language)


def _kept(lesson: Lesson, place: Place, view: Any, mine: Mine, language: str) -> dict[str, Any]:
    """What is shown of a lesson; a check that has just found what it looks for is kept as done."""
    told: dict[str, Any] = view(lesson, place, mine, language)
    if told["check"] and told["check"]["found"] and place.step not in place.done:
        with suppress(OSError):  # a full disk: it is found again by the next look
            ProgressStore(mine.home, mine.owner).did(lesson, place.step)
    return told
