"""Lessons over the routes that the page asks: the list, the step, the bar, and everybody's own progress."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from starlette.testclient import TestClient

from tests.lessons.conftest import content, question, step, words
from tests.ui.made import MadeRun
from tlgui.data.demo_catalogue import DEMOS
from tlgui.home import Home
from tlgui.lessons import progress
from tlgui.lessons.lesson import Page
from tlgui.lessons.library import SHIPPED
from tlgui.lessons.progress import ProgressStore
from tlgui.ui.pages.adapt.words import demos_html

CHECK = {"that": "run_finished", "source": "photos", "strategy": "dann"}
STEPS = (
    step(
        "First",
        press=[
            {"page": "adapt", "source": "photos", "target": "none such", "strategy": "mcc"},
            {"page": "shift", "demo": "icons"},
        ],
    ),
    step("Second", question=question()),
    step("Third", check=CHECK, after=words("Look at it."), wait=True),
)


@pytest.fixture(autouse=True)
def _lesson(home: Home) -> Iterator[None]:
    home.lessons.mkdir(exist_ok=True)
    (home.lessons / "mine.json").write_text(json.dumps(content(*STEPS)), encoding="utf-8")
    yield
    for file in (*home.lessons.iterdir(), *home.lesson_progress.glob("*")):
        file.unlink()


def told(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    return answer.json()


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["problems"][0]["code"]


def test_the_list_has_the_lessons_of_the_home_behind_the_programs_own_and_says_where_one_is(client: TestClient) -> None:
    found = told(client.get("/api/lessons"))
    assert (found["lessons"][-1]["id"], found["lessons"][-1]["own"], found["lessons"][0]["own"]) == ("mine", True, False)
    assert found["lessons"][-1]["words"] == "3 steps"
    client.post("/api/lessons/mine/step", json={"step": 1})
    assert told(client.get("/api/lessons"))["lessons"][-1]["words"] == "at step 2 of 3"
    client.post("/api/lessons/mine/step", json={"step": 3})
    assert told(client.get("/api/lessons"))["lessons"][-1]["words"] == "done ✓"


def test_a_broken_file_is_told_of_in_the_readers_language(client: TestClient, home: Home) -> None:
    (home.lessons / "broken.json").write_text(json.dumps({**content(), "minutes": 0}), encoding="utf-8")
    assert told(client.get("/api/lessons"))["problems"] == ["broken.json: minutes must be at least 1."]
    chinese = told(client.get("/api/lessons", headers={"accept-language": "zh-CN"}))
    assert chinese["problems"] == ["broken.json：minutes 不能小于 1。"]
    assert code(client.get("/api/lessons/broken")) == (400, "lesson_too_small")


def test_a_step_has_its_words_and_buttons_and_names_a_dataset_that_is_not_there(client: TestClient, made_run: MadeRun) -> None:
    first = told(client.post("/api/lessons/mine/open"))
    assert (first["words"], first["step_title"], first["paragraphs"]) == ("Step 1 of 3", "First", ["Read this.", "And `that`."])
    own, demo = first["press"]
    assert own["query"] == {"source": made_run.source.info.id, "strategy": "mcc"}
    assert own["missing"] == ["There is no dataset called “none such” yet: bring it on the Data page."]
    assert (demo["page"], demo["demo"], demo["words"]) == ("shift", "icons", "Open Shift · 3D icons → Ink drawings")


def test_the_right_answer_is_told_only_to_who_has_answered(client: TestClient) -> None:
    asked = told(client.post("/api/lessons/mine/step", json={"step": 1}))["question"]
    assert (asked["given"], asked["explanation"]) == (None, [])
    assert {each["right"] for each in asked["answers"]} == {None}
    answered = told(client.post("/api/lessons/mine/answer", json={"step": 1, "answer": 2}))["question"]
    assert (answered["given"], answered["explanation"]) == (2, ["Because."])
    assert [each["right"] for each in answered["answers"]] == [False, True, False]
    assert code(client.post("/api/lessons/mine/answer", json={"step": 0, "answer": 0})) == (400, "lesson_no_answer")


def test_a_check_is_told_with_the_persons_own_numbers_and_stays_done(client: TestClient, made_run: MadeRun, home: Home) -> None:
    third = told(client.post("/api/lessons/mine/step", json={"step": 2}))
    assert third["check"]["done"]
    assert third["check"]["words"] == "You have a finished run: photos · DANN"
    [sentence] = third["check"]["told"]
    assert sentence.startswith("DANN: ")
    assert "on the target, source-only" in sentence
    assert third["after"] == ["Look at it."]
    (home.lessons / "mine.json").write_text(
        json.dumps(content(*STEPS[:2], step(check={**CHECK, "strategy": "mcc"}))), encoding="utf-8"
    )
    again = told(client.get("/api/lessons/mine"))["check"]
    assert (again["done"], again["found"]) == (True, False)


def test_30_what_a_step_still_needs_does_not_read_as_if_it_were_there(client: TestClient, home: Home) -> None:
    (home.lessons / "mine.json").write_text(
        json.dumps(content(*STEPS[:2], step(check={**CHECK, "strategy": "mcc"}))), encoding="utf-8"
    )
    client.post("/api/lessons/mine/step", json={"step": 2})
    for language, wanted in (("en", "Needs a finished run: photos · MCC"), ("zh-CN", "需要一次已完成的运行：photos · MCC")):
        check = told(client.get("/api/lessons/mine", headers={"accept-language": language}))["check"]
        assert not check["done"]
        assert check["words"].startswith(wanted)


def test_the_bar_follows_the_lesson_that_is_taken_until_it_is_left(client: TestClient) -> None:
    assert told(client.get("/api/lesson")) == {"lesson": None}
    client.post("/api/lessons/mine/step", json={"step": 1})
    bar = told(client.get("/api/lesson"))["lesson"]
    assert (bar["id"], bar["words"], bar["step_title"], bar["check"]) == ("mine", "Step 2 of 3", "Second", None)
    told(client.delete("/api/lesson"))
    assert told(client.get("/api/lesson")) == {"lesson": None}
    assert told(client.get("/api/lessons/mine"))["step"] == 1


def test_a_step_that_waits_goes_on_when_the_room_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "may_go_on", lambda *asked: False)
    assert told(client.post("/api/lessons/mine/step", json={"step": 2}))["goes_on"] is False
    assert code(client.post("/api/lessons/mine/step", json={"step": 3})) == (400, "lesson_waits")
    monkeypatch.undo()
    assert told(client.post("/api/lessons/mine/step", json={"step": 3}))["over"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", [file.stem for file in SHIPPED.glob("*.json")])
def test_every_step_of_the_lessons_that_come_along_is_shown(name: str, language: str, client: TestClient) -> None:
    headers = {"cookie": f"tlgui_language={language}"}
    steps = told(client.get(f"/api/lessons/{name}", headers=headers))["steps"]
    for number in range(steps + 1):
        shown = told(client.post(f"/api/lessons/{name}/step", json={"step": number}, headers=headers))
        assert (shown["step"], shown["over"]) == (number, number == steps)
        assert shown["paragraphs"]
        assert all(each["words"] and not each["missing"] for each in shown["press"])


def test_a_button_can_lead_to_every_page_that_a_lesson_may_name(client: TestClient, home: Home) -> None:
    (home.lessons / "mine.json").write_text(
        json.dumps(content(*(step(press=[{"page": page}]) for page in get_args(Page)))), encoding="utf-8"
    )
    for number, page in enumerate(get_args(Page)):
        [button] = told(client.post("/api/lessons/mine/step", json={"step": number}))["press"]
        assert client.get(f"/{'' if page == 'adapt' else page}").status_code == 200
        assert button["page"] == ("./" if page == "adapt" else page)


@pytest.mark.parametrize("name", ["none-such", "..%2fmine", "MINE", "mine.json"])
def test_G5_a_name_that_is_no_lesson_is_not_found(name: str, client: TestClient) -> None:
    assert client.get(f"/api/lessons/{name}").status_code == 404


def test_G3_progress_belongs_to_its_owner(client: TestClient, home: Home) -> None:
    client.post("/api/lessons/mine/step", json={"step": 1})
    assert [file.name for file in home.lesson_progress.iterdir()] == ["local.json"]
    assert ProgressStore(home, "ada").read().open is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_and_the_list_are_there_in_both_languages(language: str, client: TestClient) -> None:
    headers = {"cookie": f"tlgui_language={language}"}
    assert "lesson-next" in client.get("/lesson", headers=headers).text
    assert "title-lessons" in client.get("/learn", headers=headers).text


def test_demos_that_only_lessons_need_are_in_lessons_and_not_offered_to_newcomers() -> None:
    offered = re.findall(r'data-demo="([^"]+)"', demos_html("en"))
    assert offered == ["icons", "icons-flat", "digits"]
    in_lessons = "".join(file.read_text(encoding="utf-8") for file in SHIPPED.glob("*.json"))
    assert {name for name in DEMOS if f'"demo": "{name}"' in in_lessons} >= DEMOS.keys() - {*offered}
