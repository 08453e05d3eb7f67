"""What a lesson's file may say, and the sentence that its writer gets for each thing that is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.lessons.conftest import content, question, step, words
from tests.source import ROOT
from tlgui.data.demo_catalogue import DEMOS
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.lessons.checks import CHECKS
from tlgui.lessons.lesson import LIMIT_BYTES, TAKES, Check, Press, read_lesson
from tlgui.lessons.library import SHIPPED, lesson_called, library
from tlgui.strategies import OFFERED, STRATEGIES
from tlgui.ui.page_table import PAGES


def problems(plain: Any, file: str = "mine.json") -> list[str]:
    """The sentences that somebody gets for a file that is no lesson."""
    data = plain if isinstance(plain, bytes) else json.dumps(plain).encode()
    with pytest.raises(UserError) as refused:
        read_lesson(data, file)
    assert all(refused.value.sentences("zh"))
    return refused.value.sentences("en")


def test_a_lesson_is_read_with_its_words_in_both_languages() -> None:
    check = {"that": "run_finished", "demo": "icons", "strategy": "cdan+mcc", "setting": "seed", "value": 3, "count": 2}
    press = {"page": "adapt", "demo": "icons", "strategy": "mcc", "shares": "animals=54%,food=46%"}
    made = content(step(press=[press], question=question(), check=check, after=words("See?"), wait=True), step(), order=7)
    lesson = read_lesson(json.dumps(made).encode(), "mine.json", own=True)
    first, second = lesson.content.steps
    assert (lesson.id, lesson.own, lesson.content.minutes, lesson.content.order) == ("mine", True, 10, 7)
    assert [first.title.say(language) for language in ("en", "zh")] == ["A step", "中文：A step"]
    assert first.question is not None and [answer.right for answer in first.question.answers] == [False, True, False]
    assert (first.check, first.press) == (Check(**check), (Press(**press),))
    assert (first.wait, second.wait) == (True, False)


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"title": {"en": "A", "zh": ""}}, "title › zh is empty"),
        ({"title": "A"}, "title cannot be “A”"),
        ({"minutes": 0}, "minutes must be at least 1"),
        ({"minutes": "ten"}, "minutes cannot be “ten”"),
        ({"minutes": 1000}, "minutes must be at most 240"),
        ({"steps": []}, "steps needs at least 1"),
        ({"steps": [step()] * 61}, "steps holds at most 60"),
        ({"teacher": "me"}, "teacher is not known here"),
        ({"steps": [step(), {"title": words("B")}]}, "steps 2 › text is missing"),
        ({"steps": [step(text={"en": "x" * 4001, "zh": "中"})]}, "steps 1 › text › en is longer than 4,000 characters"),
        ({"steps": [step(press=[{"page": "shop"}])]}, "steps 1 › press 1 › page is “shop”, which is not a page. Pages: adapt"),
        ({"steps": [step(press=[{"page": "shift", "strategy": "mcc"}])]}, "press 1 › strategy does not go with shift"),
        ({"steps": [step(press=[{"page": "adapt", "strategy": "mcc+cdan"}])]}, "press 1 › strategy is “mcc+cdan”, which there is not"),
        ({"steps": [step(press=[{"page": "adapt", "demo": "fruit"}])]}, "press 1 › demo is “fruit”, which there is not. There are: icons"),
        ({"steps": [step(press=[{"page": "adapt", "demo": "icons", "target": "x"}])]}, "press 1 names a demo and datasets"),
        ({"steps": [step(press=[{"page": "adapt", "shares": "dog"}])]}, "press 1 › shares is “dog”, which is not read as class shares"),
        ({"steps": [step(question=question(9))]}, "steps 1 › question › answers has 0 answers with"),
        ({"steps": [step(question={**question(), "answers": [words("One")]})]}, "question › answers needs at least 2"),
        ({"steps": [step(question={**question(), "explanation": {"en": "Only"}})]}, "question › explanation › zh is missing"),
        ({"steps": [step(check={"that": "run_won"})]}, "check › that is “run_won”, which there is not. There are: run_started"),
        ({"steps": [step(check={"that": "xray_made", "count": 2})]}, "check › count does not go with xray_made. It takes: demo, source"),
        ({"steps": [step(check={"that": "run_finished", "strategy": "mc"})]}, "check › strategy is “mc”, which there is not"),
        ({"steps": [step(check={"that": "run_finished", "setting": "sead", "value": 1})]}, "check › setting is “sead”"),
        ({"steps": [step(check={"that": "run_finished", "setting": "seed"})]}, "check needs both a setting and its value"),
        ({"steps": [step(after=words("See?"))]}, "after is shown once a check is done"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_it_is_said_with_its_place(broken: dict[str, Any], said: str) -> None:
    [sentence] = problems({**content(), **broken})
    assert sentence.startswith("mine.json: ")
    assert said in sentence


def test_a_button_cannot_choose_what_only_a_search_trains_and_a_check_can_look_for_it() -> None:
    only_searched = next(iter(STRATEGIES.keys() - OFFERED.keys()))
    [sentence] = problems(content(step(press=[{"page": "adapt", "strategy": only_searched}])))
    said, known = sentence.split("There are: ")
    assert f"press 1 › strategy is “{only_searched}”, which there is not" in said
    assert only_searched not in known
    looked_for = content(step(check={"that": "run_finished", "strategy": only_searched}))
    assert read_lesson(json.dumps(looked_for).encode(), "mine.json").content.steps[0].check is not None


def test_all_that_is_wrong_is_said_at_once() -> None:
    broken = [step(check={"that": "run_won"}, question=question(9)), step(press=[{"page": "adapt", "demo": "fruit"}])]
    assert len(problems(content(*broken), "My Lesson.json")) == 4
    assert len(problems({"minutes": 0, "steps": [{}]})) == 5


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"title": {"en": "A",\n "zh" "B"}}', "mine.json, line 2, column 7: this is not JSON"),
        (b"\xff{}", "is not text in UTF-8"),
        (b"[" * 100_000, "is not text in UTF-8, or nested too deeply"),
        (b"[]", "cannot be “[]”"),
        (b" " * (LIMIT_BYTES + 1), "a lesson has at most 200.0 KB"),
    ],
)
def test_a_file_that_is_no_lesson_at_all_gets_a_sentence(data: bytes, said: str) -> None:
    [sentence] = problems(data)
    assert said in sentence


@pytest.mark.parametrize("name", ["../secret", "Mine", "a" * 61, "-", ""])
def test_a_name_that_is_no_address_is_refused_and_never_becomes_a_path(name: str, home: Home) -> None:
    assert "named with small letters" in problems(content(), f"{name}.json")[0]
    (home.root / "secret.json").write_text(json.dumps(content()), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        lesson_called(home, name)
    assert refused.value.problems[0].code == "lesson_unknown"


def test_the_pages_to_press_are_pages_of_the_program() -> None:
    assert set(TAKES) <= {page.name for page in PAGES}


# -- the library -----------------------------------------------------------------------------------------------------------------


def test_lessons_of_the_home_stand_behind_the_programs_own_and_a_new_state_of_a_file_is_read(home: Home) -> None:
    home.lessons.mkdir()
    file = home.lessons / "mine.json"
    file.write_text(json.dumps(content()), encoding="utf-8")
    ids = [lesson.id for lesson in library(home).lessons]
    assert ids[-1] == "mine"
    assert len(ids) == 1 + len(list(SHIPPED.glob("*.json")))
    file.write_text(json.dumps(content(step(), step())), encoding="utf-8")
    assert len(lesson_called(home, "mine").content.steps) == 2


def test_a_lesson_of_the_home_takes_the_place_of_the_programs_own(home: Home) -> None:
    home.lessons.mkdir()
    (home.lessons / "what-is-a-domain-shift.json").write_text(json.dumps(content()), encoding="utf-8")
    [found] = [lesson for lesson in library(home).lessons if lesson.id == "what-is-a-domain-shift"]
    assert found.own
    assert found == lesson_called(home, found.id)


def test_a_broken_file_hides_no_other_lesson_and_is_named(home: Home) -> None:
    home.lessons.mkdir()
    (home.lessons / "broken.json").write_text("{", encoding="utf-8")
    (home.lessons / "folder.json").mkdir()
    found = library(home)
    assert len(found.lessons) == len(list(SHIPPED.glob("*.json")))
    assert [problem.code for problem in found.problems] == ["lesson_not_json", "lesson_not_readable"]


# -- those that come along ---------------------------------------------------------------------------------------------------------


def test_four_lessons_come_along_each_of_ten_to_twenty_minutes(home: Home) -> None:
    found = library(home)
    assert found.problems == ()
    assert [lesson.id for lesson in found.lessons] == [
        "what-is-a-domain-shift",
        "normalize-before-you-adapt",
        "when-adaptation-hurts",
        "choosing-without-labels",
    ]
    for lesson in found.lessons:
        assert 10 <= lesson.content.minutes <= 20
        assert any(each.check for each in lesson.content.steps)
        assert any(each.question for each in lesson.content.steps)


def test_the_lessons_that_come_along_use_demos_alone_so_that_everybody_can_take_them(home: Home) -> None:
    for lesson in library(home).lessons:
        for each in (about for one in lesson.content.steps for about in (*one.press, one.check) if about is not None):
            assert (each.source, each.target) == (None, None)
            assert each.demo is None or each.demo in DEMOS


def test_the_page_for_teachers_tells_each_check_in_the_words_of_its_table() -> None:
    page = (ROOT / "docs" / "adding-a-lesson.md").read_text(encoding="utf-8")
    for name, kind in CHECKS.items():
        takes = ", ".join(f"`{each}`" for each in sorted(kind.takes))
        assert f"| `{name}` | {kind.about.en} | {takes} |" in page
    for name, taken in TAKES.items():
        assert f"| `{name}` | {', '.join(f'`{each}`' for each in sorted(taken))} |" in page
