"""Where people are in their lessons: kept for each owner, whatever happens to the page, the server or the lesson's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lessons.conftest import WriteLesson, question, step
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.lessons import progress
from tlgui.lessons.lesson import Lesson
from tlgui.lessons.progress import Progress, ProgressStore, Where, progress_of


def at(home: Home, owner: str) -> tuple[str, int, int, bool] | None:
    """Where somebody is, without the time."""
    where = progress_of(home, [owner])[owner]
    return None if where is None else where[:4]


def test_where_somebody_is_outlives_the_store_and_is_their_own(home: Home, write_lesson: WriteLesson) -> None:
    lesson = write_lesson(step(), step(question=question()), step())
    ada = ProgressStore(home, "ada")
    ada.open(lesson)
    ada.go_to(lesson, 1)
    ada.answer(lesson, 1, 2)
    again = ProgressStore(home, "ada").read()
    assert (again.open, again.place(lesson).step, again.place(lesson).answers) == ("mine", 1, {1: 2})
    assert ProgressStore(home, "bo").read() == Progress()
    assert set(progress_of(home, ["ada", "bo"])) == {"ada", "bo"}
    assert (at(home, "ada"), at(home, "bo")) == (("mine", 1, 3, True), None)


def test_a_step_is_done_once_its_check_and_its_question_are(home: Home, write_lesson: WriteLesson) -> None:
    lesson = write_lesson(step(check={"that": "run_started"}, question=question()))
    store = ProgressStore(home)
    store.open(lesson)
    assert at(home, "local") == ("mine", 0, 1, False)
    store.did(lesson, 0)
    assert at(home, "local") == ("mine", 0, 1, False)
    store.answer(lesson, 0, 0)
    assert at(home, "local") == ("mine", 0, 1, True)
    store.go_to(lesson, 1)
    assert at(home, "local") == ("mine", 1, 1, True)


def test_the_first_answer_stays(home: Home, write_lesson: WriteLesson) -> None:
    lesson = write_lesson(step(question=question()))
    store = ProgressStore(home)
    store.answer(lesson, 0, 2)
    assert store.answer(lesson, 0, 1).answers == {0: 2}


def test_what_a_lesson_does_not_have_is_refused(home: Home, write_lesson: WriteLesson) -> None:
    lesson = write_lesson(step(), step(question=question()))
    store = ProgressStore(home)
    for act in (lambda: store.go_to(lesson, 3), lambda: store.go_to(lesson, -1)):
        with pytest.raises(UserError, match="The lesson has 2 steps"):
            act()
    for number, given in ((0, 0), (1, 3), (1, -1), (2, 0), (-1, 0)):
        with pytest.raises(UserError, match="no such answer"):
            store.answer(lesson, number, given)
    assert store.read() == Progress()


def test_leaving_keeps_the_place_and_coming_back_goes_on_there(home: Home, write_lesson: WriteLesson) -> None:
    lesson = write_lesson(step(), step(), step())
    store = ProgressStore(home)
    store.go_to(lesson, 2)
    store.close()
    assert progress_of(home, ["local"]) == {"local": None}
    assert store.open(lesson).step == 2


def test_a_lesson_that_lost_steps_or_its_file_leaves_nobody_beyond_it(home: Home, write_lesson: WriteLesson) -> None:
    store = ProgressStore(home)
    store.go_to(write_lesson(step(), step(), step()), 2)
    shorter = write_lesson(step())
    assert store.read().place(shorter).step == 1
    assert at(home, "local") == ("mine", 1, 1, True)
    (home.lessons / "mine.json").unlink()
    assert at(home, "local") is None


@pytest.mark.parametrize(
    "damaged", ["", "{", "[]", '{"lessons": []}', '{"open": 3, "lessons": {"mine": {"step": "x", "done": 1, "answers": []}}}']
)
def test_a_damaged_file_begins_anew(damaged: str, home: Home, write_lesson: WriteLesson) -> None:
    lesson = write_lesson(step(), step())
    store = ProgressStore(home)
    store.go_to(lesson, 1)
    Path(home.lesson_progress / "local.json").write_text(damaged, encoding="utf-8")
    assert store.read().place(lesson).step == 0
    assert store.go_to(lesson, 1).step == 1


def test_nobody_waits_where_nobody_leads_a_room(home: Home, write_lesson: WriteLesson) -> None:
    lesson = write_lesson(step(wait=True), step())
    assert ProgressStore(home).go_to(lesson, 1).step == 1


def test_a_step_that_waits_lets_nobody_past_before_the_host_says_so(
    home: Home, write_lesson: WriteLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = write_lesson(step(), step(wait=True), step())
    asked: list[tuple[str, str, int]] = []

    def closed(home: Home, owner: str, lesson: Lesson, step: int) -> bool:
        asked.append((owner, lesson.id, step))
        return False

    store = ProgressStore(home)
    monkeypatch.setattr(progress, "may_go_on", closed)
    assert store.go_to(lesson, 1).step == 1
    with pytest.raises(UserError, match="Step 2 waits for everybody"):
        store.go_to(lesson, 2)
    assert store.read().place(lesson).step == 1
    assert asked == [("local", "mine", 1)]
    monkeypatch.undo()
    assert store.go_to(lesson, 2).step == 2
    monkeypatch.setattr(progress, "may_go_on", closed)
    assert [store.go_to(lesson, step).step for step in (0, 2)] == [0, 2]  # back, and where one has been


def test_who_is_where_is_a_plain_tuple_that_a_host_can_sort(home: Home, write_lesson: WriteLesson) -> None:
    ProgressStore(home, "ada").open(write_lesson(step()))
    where = progress_of(home, ["ada"])["ada"]
    assert isinstance(where, Where)
    assert where.changed > 0
