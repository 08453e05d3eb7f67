"""Every sentence exists in both languages, says what it is given, and is used; names of strangers are harmless in all of them."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple, get_args

import pytest
import typer

from tests.source import assets, called, modules, strings
from tlgui.cli import app
from tlgui.errors import Problem, UserError
from tlgui.lessons.checks import CHECKS
from tlgui.runs.results import STAGES
from tlgui.service.limits import Limits
from tlgui.settings import settings_of
from tlgui.shipped import ASSETS_FOLDER
from tlgui.specification.run_spec import RunSettings
from tlgui.strategies import STRATEGIES
from tlgui.strategies.base import Words
from tlgui.strategies.registry import texts_of
from tlgui.texts import CATALOGUE, LANGUAGES, Text, add_texts, parts, printable, say
from tlgui.texts.typed import CONFIRMED
from tlgui.ui.routes.runs import Resume, Start

CHINESE = re.compile("[\u4e00-\u9fff]")
CODE = modules(without="tlgui.texts")
FAMILIES = {key.partition(".")[0] for key in CATALOGUE}
STATES = ("queued", "running", "stopping", "not_responding", "finished", "stopped", "paused", "failed", "interrupted")
OF_STRATEGIES = {key: text for strategy in STRATEGIES.values() for key, text in texts_of(strategy).items()}
"""The sentences that stand in a strategy's file."""


def placeholders(sentence: str) -> dict[str, set[str]]:
    """The names in a sentence with the forms that each is said in."""
    found: dict[str, set[str]] = {}
    for _, name, form, _ in string.Formatter().parse(sentence):
        if name:
            found.setdefault(name, set()).add(form or "")
    return found


# -- the catalogue ---------------------------------------------------------------------------------------------------------------


def lacks(key: str, text: Text) -> list[str]:
    """What is wrong with a text."""
    found = []
    if not all(text) or any(sentence != sentence.strip() for sentence in text if not key.startswith("curve.")):
        found.append("empty, or with spaces around it")
    if set(placeholders(text.en)) != set(placeholders(text.zh)):
        found.append("other values in the other language")
    words = re.sub(r"\{[^}]*\}", "", text.zh)
    if not CHINESE.search(words) and (key.startswith(("error.", "note.")) or re.search("[a-z]{3}", words)):
        found.append("not translated")
    if CHINESE.search(text.en) and key != "page.language":
        found.append("Chinese in English")
    return found


def test_each_text_is_whole_in_both_languages() -> None:
    assert {key: found for key, text in CATALOGUE.items() if (found := lacks(key, text))} == {}


def test_each_placeholder_has_a_name_that_say_can_take_and_a_form_that_exists() -> None:
    wrong = []
    for key, text in CATALOGUE.items():
        for name, form in {(name, form) for sentence in text for name, forms in placeholders(sentence).items() for form in forms}:
            try:
                said = Text("{x:" + form + "}", "").say("en", x=["a"] if form == "list" else 1)
            except ValueError:
                said = ""
            if not said or not name.isidentifier() or name in ("key", "language", "self"):
                wrong.append((key, name, form))
    assert wrong == []


IN_CHINESE = {
    "who reads is 您, everywhere": "你",
    "labels are 锁定": "封存",
    "the domains are 源域 and 目标域": "(?<![来根资])源(?![域码自代头于])|目标(?!域|是$|标签)",
    "things in a row stand with 、 or ，": "[\u4e00-\u9fff][”》）]?, ?|, ?[“《（]?[\u4e00-\u9fff]",
    "a sentence has signs of full width": "[\u4e00-\u9fff][”》）]?[:;!?](?!/)",
}
"""How the Chinese texts say what could be said in several ways, and what does not stand in them therefore."""

MEANT = {
    "strings of names that are split at a comma": {"wall.colors", "wall.animals"},
    "HOST:PORT as it is typed": {"error.allow_host_bad"},
    "an aim, and no domain": {"page.map.means.islands", "page.map.means.no_islands"},
}
"""Texts in which it stands all the same."""


def every_chinese_text() -> dict[str, str]:
    """Those of the catalogue, of settings, of strategies and of lessons, by their key or place."""
    texts = {key: text.zh for key, text in CATALOGUE.items()}
    for name, kind in CHECKS.items():
        texts[f"check.{name}"] = kind.about.zh
    for owner in (RunSettings, *(strategy.Settings for strategy in STRATEGIES.values()), Limits):
        for item in settings_of(owner):
            of = (item.label, item.help, item.unit, *(item.choices or {}).values())
            texts |= {f"{owner.__qualname__}.{item.name}.{place}": each.zh for place, each in enumerate(of) if each is not None}
    for path in sorted((ASSETS_FOLDER / "lessons").glob("*.json")):
        texts |= {
            f"{path.name}:{place}": each for place, each in enumerate(re.findall(r'"zh": "([^"]*)"', path.read_text("utf-8")))
        }
    return texts


@pytest.mark.parametrize("claim", IN_CHINESE)
def test_25_the_chinese_texts_say_one_thing_in_one_way(claim: str) -> None:
    meant, texts = set().union(*MEANT.values()), every_chinese_text()
    assert len(texts) > 2500
    found = {key: text for key, text in texts.items() if key not in meant and re.search(IN_CHINESE[claim], text)}
    assert found == {}


def test_25_normalization_is_spelt_one_way_where_it_is_no_key() -> None:
    found = {}
    for key, text in (CATALOGUE | OF_STRATEGIES).items():
        words = re.sub(r"\{[^}]*\}|[(][a-z_]+[)]|normalisation=\w+", "", text.en)
        if "ormalis" in words and not key.startswith("cli."):
            found[key] = text.en
    assert found == {}


def test_25_a_setting_is_called_by_its_name_in_chinese_sentences_and_its_key_stands_behind_it_in_brackets() -> None:
    keys = {item.name for owner in (RunSettings, *(each.Settings for each in STRATEGIES.values())) for item in settings_of(owner)}
    written = re.compile(rf"(?<![\w（.-])({'|'.join(sorted(keys, key=len, reverse=True))})(?![\w=）-])")
    found = {}
    for key, text in CATALOGUE.items():
        if not key.startswith(OF_THE_TERMINAL) and written.search(re.sub(r"\{[^}]*\}", "", text.zh)):
            found[key] = text.zh
    assert found == {}


def test_no_key_is_in_two_files() -> None:
    assert sum(map(len, parts())) + len(OF_STRATEGIES) == len(CATALOGUE)
    with pytest.raises(ValueError, match=r"error\.no_gpu"):
        add_texts({"error.no_gpu": Text("a", "b")})


@pytest.mark.parametrize(
    "key",
    [
        *(f"status.{state}" for state in STATES),
        *(f"result.{state}" for state in STATES),
        *(f"stage.{name}" for name in STAGES),
        *(f"score.{name}" for name in re.findall(r'^        "(\w+)": ', ast.unparse(CODE["tlgui.insight.scores"]), re.M)),
    ],
)
def test_what_is_put_together_from_a_state_or_a_stage_exists(key: str) -> None:
    assert key in CATALOGUE


def test_each_score_has_a_name() -> None:
    scores = {key.value for key in _dict_keys("tlgui.insight.scores", ast.Return)}
    assert scores == {key.partition(".")[2] for key in CATALOGUE if key.startswith("score.")}


@pytest.mark.parametrize("key", STRATEGIES)
def test_what_a_strategy_declares_is_whole_in_both_languages(key: str) -> None:
    strategy = STRATEGIES[key]
    texts = {f"{each.key}.name": each.name for each in (*strategy.parts, *strategy.health)}
    texts |= {f"{each.key}.reads_as": each.reads_as for each in strategy.health}
    texts |= {name: Text(en, zh) for name, en, zh in zip(Words._fields, strategy.texts.en, strategy.texts.zh, strict=True)}
    symbols = ("mmd.name", "coral.name", "lambda.name")  # the same in every language
    assert {name: found for name, text in texts.items() if (found := lacks(name, text)) and name not in symbols} == {}
    assert all(CHINESE.search(text.zh) for name, text in texts.items() if name not in symbols)


def _dict_keys(module: str, inside: type[ast.AST]) -> Iterator[ast.Constant]:
    for node in ast.walk(CODE[module]):
        if isinstance(node, inside):
            yield from _keys(node.value)  # type: ignore[attr-defined]


def _keys(node: ast.AST | None) -> list[ast.Constant]:
    return [key for key in node.keys if isinstance(key, ast.Constant)] if isinstance(node, ast.Dict) else []


# -- what the code says ------------------------------------------------------------------------------------------------------------


class Said(NamedTuple):
    """A place in the code that makes a problem or says a text."""

    place: str
    key: str
    values: frozenset[str] | None
    """The names it gives, ``None`` when they are not written out."""


def _literals(node: ast.AST) -> Iterator[str]:
    """The strings that an argument can be: one written out, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _keywords(node: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in node.keywords]
    return None if None in names else frozenset(name for name in names if name)


def _problem_values(node: ast.Call) -> frozenset[str] | None:
    given = node.args[1] if len(node.args) > 1 else next((each.value for each in node.keywords if each.arg == "values"), None)
    if given is None:
        return frozenset()
    if not isinstance(given, ast.Dict) or len(_keys(given)) < len(given.keys):
        return None
    return frozenset(key.value for key in _keys(given))


@cache
def raised() -> list[Said]:
    """Every code in a ``UserError(…)`` or ``Problem(…)``."""
    found = []
    for name, tree in CODE.items():
        for node in ast.walk(tree):
            kind = called(node)
            if kind in ("UserError", "Problem") and isinstance(node, ast.Call) and node.args:
                values = _keywords(node) if kind == "UserError" else _problem_values(node)
                found += [Said(f"{name}:{node.lineno}", code, values) for code in _codes(node.args[0], tree)]
    return found


def _codes(argument: ast.AST, tree: ast.Module) -> Iterator[str]:
    """What a code can be: written out, or what its variable is given somewhere in the file."""
    yield from _literals(argument)
    if isinstance(argument, ast.Name):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and any(
                isinstance(each, ast.Name) and each.id == argument.id for each in node.targets
            ):
                yield from _literals(node.value)


def said() -> list[Said]:
    """Every key in a ``say(…)`` or ``tell(…)`` of the catalogue."""
    found = []
    for name, tree in CODE.items():
        for node in ast.walk(tree):
            if called(node) in ("say", "tell") and isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                found += [Said(f"{name}:{node.lineno}", key, _keywords(node)) for key in _literals(node.args[0])]
    return found


def test_the_places_are_found() -> None:
    assert {"home_not_writable", "needs_source", "setting_not_whole", "archive_overlap"} <= {each.key for each in raised()}
    assert {"cli.run", "result.failed", "page.start"} <= {each.key for each in said()}


def test_each_error_that_is_raised_has_a_sentence() -> None:
    missing = [each for each in raised() if f"error.{each.key}" not in CATALOGUE and f"note.{each.key}" not in CATALOGUE]
    assert missing == []


def test_each_text_that_is_said_exists() -> None:
    assert [each for each in said() if each.key not in CATALOGUE] == []


def test_each_sentence_is_given_all_that_it_says() -> None:
    """A value that is missing would make the error message itself fail."""
    lacking = []
    keys = [(each, f"{kind}.{each.key}") for each in raised() for kind in ("error", "note")] + [
        (each, each.key) for each in said()
    ]
    for each, key in keys:
        if key in CATALOGUE and each.values is not None:
            needed = set(placeholders(CATALOGUE[key].en)) - each.values
            if needed:
                lacking.append((each.place, key, needed))
    assert lacking == []


def _patterns() -> set[str]:
    """Keys that are put together, such as ``f"stage.{name}"``, as patterns. Errors and notes must be written out."""
    found = set()
    for tree in CODE.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = [re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z0-9_]+" for part in node.values]
                found.add("".join(parts))
    for text in assets(".js").values():
        found |= {
            re.sub(r"\\\$\\\{[^}]*\\\}", "[a-z_]+", re.escape(key))
            for key in re.findall(r"`([a-z]+\.[\w.]*\$\{[^}]*\}[\w.]*)`", text)
        }
    return {each for each in found if (family := re.match(r"(\w+)\\\.", each)) and family[1] in FAMILIES - {"error", "note"}}


def test_each_text_is_used() -> None:
    written = {node.value for tree in CODE.values() for node in strings(tree)}
    for text in assets(".js").values():
        written |= set(re.findall(r'"([a-z]+\.[\w.]+)"', text))
    patterns = [re.compile(each) for each in _patterns()]
    assert any(each.fullmatch("stage.train") for each in patterns)
    unused = [
        key
        for key in CATALOGUE
        if key not in written
        and not (key.startswith(("error.", "note.")) and key.partition(".")[2] in written)
        and key not in OF_STRATEGIES
        and not (key.startswith("cli.type.") and key.removeprefix("cli.type.") in CATALOGUE)
        and not any(each.fullmatch(key) for each in patterns)
    ]
    assert unused == []


def test_each_refusal_that_a_strategy_declares_is_made_somewhere() -> None:
    codes = {each.key for each in raised()}
    assert [code for strategy in STRATEGIES.values() for code in strategy.refusals if code not in codes] == []


@pytest.mark.parametrize("script", assets(".js"))
def test_each_text_that_a_script_says_exists(script: str) -> None:
    keys = {
        key
        for key in re.findall(r'"(\w+\.[\w.]+)"', assets(".js")[script])
        if key.partition(".")[0] in FAMILIES - {"error", "note"}
    }
    assert keys <= set(CATALOGUE)


SENTENCE = re.compile(r"(?:^|[>\s])[A-Z][a-z]+(?: [a-z’']+){2,}")
OUTSIDE = [
    name
    for name in CODE
    if name.startswith(("tlgui.ui", "tlgui.cli"))
    or name in ("tlgui.service.launch", "tlgui.service.questions", "tlgui.runs.results")
]
NOT_SHOWN = ("help", "about")
"""Keyword arguments whose text is the command line's ``--help``, which is English."""


@pytest.mark.parametrize("module", OUTSIDE)
def test_no_sentence_stands_outside_the_catalogue(module: str) -> None:
    tree = CODE[module]
    aside = {
        id(part) for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg in NOT_SHOWN for part in ast.walk(node)
    }
    aside |= {id(part) for node in ast.walk(tree) if _is_log(node) for part in ast.walk(node)}
    found = [node.value for node in strings(tree) if id(node) not in aside and SENTENCE.search(node.value)]
    assert found == []
    chinese = [node.value for node in strings(tree) if CHINESE.search(node.value)]
    assert [each for each in chinese if "<b>中文</b>" not in each] == []  # the name of the other language


def _is_log(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) in ("log", "logging")
    )


# -- what to type and what to press ---------------------------------------------------------------------------------------------------

TYPED = re.compile(rf"(?<!\w)--[a-z]|\btlgui ({'|'.join(sorted(typer.main.get_command(app).commands))}|--help)\b")  # type: ignore[attr-defined]
OF_THE_TERMINAL = ("cli.", "script.")
"""Families of texts that no page shows."""

ON_PURPOSE = {
    "page.command.empty": "the command of a run, which the page shows",
    "page.classes.more": "the page has no room for so many classes",
    **dict.fromkeys(
        ("error.host_unknown", "error.origin_foreign", "error.paths_not_offered"), "how the server is started decides it"
    ),
    "error.origin_missing": "who asks is a program, not the page",
    "error.launcher_not_installed": "how the server is started decides it",
    **dict.fromkeys(
        ("error.port_taken", "error.allow_host_bad", "error.proxy_bad", "error.user_header_bad", "error.user_header_unheard"),
        "there is no page before the server starts",
    ),
}
"""Texts with something to type that a page shows, or that stand where one cannot tell, each with the reason."""


def _of_commands_alone() -> set[str]:
    """Errors that only the command line raises."""
    places: dict[str, set[bool]] = {}
    for each in raised():
        places.setdefault(f"error.{each.key}", set()).add(each.place.startswith("tlgui.cli"))
    return {key for key, found in places.items() if found == {True}}


def test_the_page_says_what_to_press_and_only_the_command_line_what_to_type() -> None:
    texts = dict(CATALOGUE)
    for strategy in STRATEGIES.values():
        texts |= {f"{strategy.key}.{number}": Text(*each) for number, each in enumerate(zip(*strategy.texts, strict=True))}
        texts |= {f"{strategy.key}.{item.name}": item.help for item in settings_of(strategy.Settings)}
    texts |= {f"setting.{item.name}": item.help for item in settings_of(RunSettings)}
    aside = _of_commands_alone() | ON_PURPOSE.keys()
    found = {
        key: text.en
        for key, text in texts.items()
        if not key.startswith(OF_THE_TERMINAL) and key not in aside and (TYPED.search(text.en) or TYPED.search(text.zh))
    }
    assert found == {}


def test_what_to_type_is_told_in_a_terminal_behind_the_sentence_that_it_belongs_to() -> None:
    for key in CATALOGUE:
        if key.startswith("cli.type."):
            told = key.removeprefix("cli.type.")
            given = [each.values for each in raised() if f"error.{each.key}" == told]
            said_before = placeholders(CATALOGUE[told].en).keys()
            assert all(
                placeholders(CATALOGUE[key].en).keys() <= (said_before if values is None else values) for values in given
            ), key
    error = UserError("delete_running", run="3f2a")
    assert error.sentences() == ["Run 3f2a is still active: stop it first, then delete it."]
    assert error.sentences(terminal=True) == [f"{error.sentences()[0]} `tlgui stop 3f2a` stops it."]
    assert error.sentences("zh", terminal=True) == ["运行 3f2a 尚未结束：请先停止，再删除。`tlgui stop 3f2a` 可停止它。"]
    assert str(error) == error.sentences(terminal=True)[0]


def test_each_question_can_be_answered_on_the_command_line() -> None:
    asked = {*get_args(get_args(Start.model_fields["confirmed"].annotation)[0])}
    asked |= {*get_args(get_args(Resume.model_fields["confirmed"].annotation)[0])}
    assert asked == set(CONFIRMED)


# -- errors --------------------------------------------------------------------------------------------------------------------------


def test_an_error_says_all_its_problems_in_the_readers_language() -> None:
    error = UserError.of([Problem("no_gpu"), Problem("run_unknown", {"run": "a1"})])
    assert error.sentences("zh")[1] == "没有运行 a1。"
    assert str(error).startswith("No GPU was found on this machine: set device to cpu or auto. There is no run a1. ")
    assert [problem.as_json() for problem in error.problems] == [
        {"code": "no_gpu", "values": {}},
        {"code": "run_unknown", "values": {"run": "a1"}},
    ]


def test_a_value_may_be_called_code() -> None:
    assert UserError("run_unknown", code=1, run="a").problems == (Problem("run_unknown", {"code": 1, "run": "a"}),)


# -- names of strangers ----------------------------------------------------------------------------------------------------------------

HOSTILE = {
    "caf\udce9": "caf\\xe9",  # A11: bytes that are not UTF-8
    "\udc80\udcff": "\\x80\\xff",
    "\ud800": "\\ud800",  # a lone surrogate of no byte
    "a\u202egnp": "a\\u202egnp",  # A12
    "\u200f\u2066\u2069\u200e\u202a": "\\u200f\\u2066\\u2069\\u200e\\u202a",
    "تفاح": "تفاح",
    "🐈": "🐈",
    "👩\u200d👧": "👩\u200d👧",
    "a\nb\r\tc": "a\\nb\\r\\tc",  # A13
    "\x1b[31mr": "\\x1b[31mr",
    "\x00\x7f\x85\x9b": "\\x00\\x7f\\x85\\x9b",
    "a\u2028b\u2029": "a\\u2028b\\u2029",
    "a\"b'": "a\"b'",
    "<img src=x onerror=alert(1)>": "<img src=x onerror=alert(1)>",  # text here; the page escapes it
    "$\\frac$": "$\\frac$",
    "=1+1": "=1+1",
    "{run} {0} %s": "{run} {0} %s",
    "a" * 255: "a" * 255,  # A14
}


@pytest.mark.parametrize(("name", "shown"), HOSTILE.items(), ids=[ascii(name)[:30] for name in HOSTILE])
def test_A11_to_A14_a_strangers_name_is_shown_harmless(name: str, shown: str) -> None:
    assert printable(name) == shown
    shown.encode()
    assert shown.isprintable() or "\u200d" in shown
    for language, comma in zip(LANGUAGES, (", ", "、"), strict=True):
        assert shown in say("error.run_unknown", language, run=name)
        assert f"{shown}{comma}{shown}" in say("error.setting_unknown", language, name="x", known=[name, name])


def test_printable_takes_anything() -> None:
    assert [printable(each) for each in (None, 3, ["a\n"])] == ["None", "3", "['a\\n']"]


# -- numbers -----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("percent", 0.914, "91 %"),
        ("percent", 1.0, "100 %"),
        ("percent", None, "–"),
        ("percent1", 0.914, "91.4 %"),
        ("points", 0.164, "+16.4"),
        ("points", -0.07, "−7.0"),
        ("points", 0.0, "+0.0"),
        ("count", 12000, "12,000"),
        ("count", 0, "0"),
        ("count", None, "–"),
        ("seconds", 0.04, "0.0 s"),
        ("seconds", 8.24, "8.2 s"),
        ("seconds", 42.4, "42 s"),
        ("seconds", 130, "2 min 10 s"),
        ("seconds", 3599.7, "1 h 0 min"),
        ("seconds", 7384, "2 h 3 min"),
        ("bytes", 0, "0 bytes"),
        ("bytes", 999, "999 bytes"),
        ("bytes", 1000, "1.0 KB"),
        ("bytes", 3.1e9, "3.1 GB"),
        ("bytes", 2.5e15, "2500.0 TB"),
        ("picture|pictures", 1, "picture"),
        ("picture|pictures", 0, "pictures"),
        ("picture|pictures", 2, "pictures"),
        ("list", ["a", 2], "a, 2"),
        ("list", [], ""),
        (".2f", 0.126, "0.13"),
        (".2g", 0.00123, "0.0012"),
        ("", "x", "x"),
    ],
)
def test_numbers_look_the_same_everywhere(form: str, value: Any, shown: str) -> None:
    assert Text("{x:" + form + "}", "").say("en", x=value) == shown


def test_a_text_without_values_is_said_as_it_stands() -> None:
    assert Text("{x} {{y}}", "").say("en") == "{x} {{y}}"
