"""Numbers look the same wherever they are said: ``tlgui/texts`` and the page's ``assets/words.js`` are held to one file of cases."""

from __future__ import annotations

import json
import math
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.source import ROOT
from tlgui.texts import Text
from tlgui.texts.forms import FORMS, written

FOLDER = ROOT / "tests" / "page"
CASES = json.loads((FOLDER / "forms.json").read_text("utf-8"))
FORMS_OF_NUMBERS = (*FORMS, ".0f", ".2f")


def node(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """What node does; it comes with requirements-dev.txt."""
    program = shutil.which("node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    assert program is not None, "node is not here: pip install --requirement requirements-dev.txt"
    return subprocess.run(
        [program, *arguments], input=given, capture_output=True, encoding="utf-8", cwd=ROOT, check=False, timeout=60
    )


@pytest.mark.parametrize(("form", "value", "words"), [(form, *case) for form, cases in CASES["forms"].items() for case in cases])
def test_a_value_is_said_in_its_form(form: str, value: Any, words: str) -> None:
    assert Text("{x:" + form + "}", "").say("en", x=value) == words


@pytest.mark.parametrize("form", FORMS_OF_NUMBERS)
def test_what_is_not_finite_is_said_in_every_form(form: str) -> None:
    assert {name: written(form, float(name)) for name in CASES["not_finite"]} == CASES["not_finite"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_sentences_say_their_values_in_both_languages(language: str) -> None:
    for case in CASES["sentences"]:
        assert Text(case["en"], case["zh"]).say(language, **case["values"]) == case["says"][language]


def test_every_form_has_cases() -> None:
    assert set(FORMS_OF_NUMBERS) <= set(CASES["forms"])


def test_the_page_says_all_cases_as_the_file_has_them() -> None:
    the_tests_of_a_script_pass("forms")


def test_14_help_speaks_only_of_what_is_on_the_screen() -> None:
    the_tests_of_a_script_pass("curve_help")


def test_what_the_address_keeps_of_the_form() -> None:
    the_tests_of_a_script_pass("location")


def test_what_asks_the_server_tells_a_broken_connection_from_an_answer() -> None:
    the_tests_of_a_script_pass("api")


def test_sentences_one_after_the_other_and_where_their_lines_may_end() -> None:
    the_tests_of_a_script_pass("words")


def test_what_two_runs_on_the_stage_say_of_their_tables_and_numbers() -> None:
    the_tests_of_a_script_pass("stage_words")


def test_what_reads_alike_in_a_list_is_told_when_it_came() -> None:
    the_tests_of_a_script_pass("told_apart")


def the_tests_of_a_script_pass(name: str) -> None:
    ended = node("--test", f"tests/page/{name}.test.js")
    failed = [line for line in ended.stdout.splitlines() if line.startswith("not ok")]
    assert (failed, ended.returncode) == ([], 0), ended.stderr


def test_page_and_python_say_any_number_the_same() -> None:
    """Also those in the middle between two, which JavaScript's own functions round up."""
    draw = random.Random(8)
    numbers = [sign * draw.random() * 10 ** draw.randint(-7, 14) for sign in (1, -1) for _ in range(400)]
    middles = [sign * draw.randint(0, 10**6) / 2 ** draw.randint(1, 12) for sign in (1, -1) for _ in range(400)]
    whole = [draw.randint(0, 10**6) * 5 * 10 ** draw.randint(0, 6) for _ in range(200)]
    edges = [math.nextafter(edge, way) for edge in (9.95, 59.5, 999.5, 999.95e3, 1e7, 1e-4, 0.5) for way in (0, math.inf)]
    asked = [[form, value] for form in FORMS_OF_NUMBERS for value in (*numbers, *middles, *whole, *edges)]
    ended = node("tests/page/said.js", given=json.dumps(asked))
    assert ended.returncode == 0, ended.stderr
    differ = [
        (form, value, written(form, value), said)
        for (form, value), said in zip(asked, json.loads(ended.stdout), strict=True)
        if said != written(form, value)
    ]
    assert differ == []
