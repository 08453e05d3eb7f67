"""Two languages, one mechanism."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from tlgui.data.demo_catalogue import DEMOS
from tlgui.texts import CATALOGUE
from tlgui.ui.asset_files import ASSETS
from tlgui.ui.components.base import as_template
from tlgui.ui.language import language_of
from tlgui.views.words import dataset_name


@pytest.mark.parametrize(
    ("headers", "language"),
    [
        ({}, "en"),
        ({"accept-language": "zh-CN,zh;q=0.9,en;q=0.8"}, "zh"),
        ({"accept-language": "en-US,en;q=0.9,zh;q=0.8"}, "en"),
        ({"accept-language": "de-DE,zh-TW;q=0.5,en;q=0.4"}, "zh"),
        ({"accept-language": "fr"}, "en"),
        ({"accept-language": "zh-CN", "cookie": "a=b; tlgui_language=en"}, "en"),
        ({"accept-language": "en", "cookie": "tlgui_language=zh"}, "zh"),
        ({"cookie": "tlgui_language=<script>"}, "en"),
        ({"cookie": 'tlgui_language="zh', "accept-language": ";q=x,,zh;q=nan"}, "zh"),
    ],
)
def test_the_readers_choice_comes_first_then_the_browsers(headers: dict[str, str], language: str) -> None:
    assert language_of(headers) == language


@pytest.mark.parametrize("path", ["/", "/data", "/health", "/results", "/learn"])
def test_every_page_comes_in_both_languages(client: TestClient, path: str) -> None:
    english = client.get(path, headers={"accept-language": "en"}).text
    chinese = client.get(path, headers={"cookie": "tlgui_language=zh"}).text
    assert 'lang="en"' in english
    assert 'lang="zh-CN"' in chinese
    assert "\\u81ea\\u9002\\u5e94" in chinese or "自适应" in chinese
    assert "Adapt" in english


def test_a_page_goes_on_working_when_the_reader_changes_the_language_in_a_second_tab(client: TestClient) -> None:
    """Its calls then reach the pages of the other language: the same functions under the same numbers."""
    configs = {language: client.get("/config", headers={"accept-language": language}).json() for language in ("en", "zh")}
    shapes = [
        [(each["id"], len(each["targets"]), len(each["inputs"]), len(each["outputs"])) for each in config["dependencies"]]
        for config in configs.values()
    ]
    assert shapes[0] == shapes[1]
    change = configs["en"]["dependencies"][0]
    values = {each["id"]: each["props"].get("value") for each in configs["en"]["components"]}
    call = {
        "data": [values[each] for each in change["inputs"]],
        "fn_index": change["id"],
        "trigger_id": change["targets"][0][0],
        "event_data": None,
        "session_hash": "abc",
    }
    answers = [
        client.post("/gradio_api/run/predict", json=call, headers={"accept-language": each}).json()["data"] for each in configs
    ]
    assert len(answers[0]) == len(answers[1]) == len(change["outputs"])
    assert "Choose a source and a target" in str(answers[0])
    assert "请在上面选择源域和目标域" in str(answers[1])


def test_no_answer_names_an_outside_address(client: TestClient) -> None:
    for path in ("/", "/data", "/health", "/results", "/learn"):
        head = client.get(path).text.partition("window.gradio_config")[0]
        assert not re.findall(r'(?:src|href|content)="https?://[^"]*"', head)


def test_every_text_that_a_script_says_is_handed_to_it(client: TestClient) -> None:
    """A script that says a text which its part of the page does not hold would fail in the browser only."""
    handed: dict[str, set[str]] = {}
    for component in client.get("/config").json()["components"]:
        load = (component["props"].get("js_on_load") or "") if component["type"] == "html" else ""
        script = re.search(r"/([a-z_]+)\.js'", load)
        if script:
            handed.setdefault(script[1], set()).update(component["props"]["props"].get("texts", {}))
    assert len(handed) >= 9
    shared = {
        **dict.fromkeys(("shift_maker", "dataset_keeping"), "dataset_list"),
        **dict.fromkeys(("map_hover", "map_gallery", "map_changes", "map_words", "map_full_screen"), "map_explorer"),
    }
    shared |= {"lesson_bar": "header", "to_stage": "header", "lesson_list": "learn"}
    shared |= {
        "curve_help": "curves",
        "stage_run": "stage",
        "stage_two": "stage",
        "stage_drawing": "stage",
        "stage_words": "stage",
    }
    shared |= {"tour_words": "tour"}
    shared |= dict.fromkeys(("run_menu", "run_comparison", "run_board", "run_row", "run_cells", "run_seeds"), "run_list")
    handed["dataset_reveal"] = handed["dataset_list"] & handed["health_report"] & handed["shift_xray"]  # all of these show it
    handed["deleted"] = handed["run_bin"] & handed["dataset_list"]
    for name, data in ASSETS.files.items():
        said = set(re.findall(r'"(page\.[a-z_.]+)"', data.decode()))
        part = name.removesuffix(".js")
        assert said <= handed.get(shared.get(part, part), set()), name
        assert said <= CATALOGUE.keys()


def test_markup_comes_out_of_gradios_template_as_it_went_in() -> None:
    assert as_template(r"a`b${c}{{d}}\e") == r"a\`b\${c}\{{d}}\\e"


def test_the_demos_names_are_in_the_readers_language_and_all_others_as_given() -> None:
    assert dataset_name(DEMOS["digits"].source.name, "zh") == "印刷数字"
    for demo in DEMOS.values():
        for each in (demo.source, demo.target):
            assert dataset_name(each.name, "en") == each.name
            assert dataset_name(each.name, "zh") != each.name
    assert dataset_name("我的照片", "en") == "我的照片"
