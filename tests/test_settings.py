"""A setting is declared once; what is out of its range is refused with the range, all problems at once (D rows)."""

from __future__ import annotations

import ast
import json
import math
from typing import Any, Literal

import pytest
from pydantic import ValidationError

from tests.source import modules, strings
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.settings import Setting, Settings, read_settings, setting, settings_of
from tlgui.specification.run_spec import RunSettings
from tlgui.strategies import STRATEGIES
from tlgui.texts import LANGUAGES, Text

GROUPS = {"run": RunSettings, **{key: strategy.Settings for key, strategy in STRATEGIES.items()}}
NUMBERS = [
    pytest.param(group, item, id=f"{name}.{item.name}")
    for name, group in GROUPS.items()
    for item in settings_of(group)
    if item.kind in ("integer", "number")
]
DECLARED = [pytest.param(group, item, id=f"{name}.{item.name}") for name, group in GROUPS.items() for item in settings_of(group)]


def refusal(values: dict[str, Any], group: type[Settings] = RunSettings, place: str = "") -> list[str]:
    """The English sentences of a refusal; that they are said in Chinese and are JSON is checked too."""
    made, problems = read_settings(group, values, place)
    assert made is None
    error = UserError.of(problems)
    assert all(error.sentences("zh"))
    assert json.loads(to_json([problem.as_json() for problem in problems]))
    return error.sentences("en")


@pytest.mark.slow
def test_every_setting_is_read_somewhere() -> None:
    """A setting that nobody reads would be asked for, checked, documented, and change nothing."""

    def read(tree: ast.Module) -> set[str]:
        return {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} | {each.value for each in strings(tree)}

    of_all = {name: read(tree) for name, tree in modules().items()}
    shared = of_all["tlgui.strategies.start"]  # start_from, which two strategies have
    idle = [item.name for item in settings_of(RunSettings) if not any(item.name in names for names in of_all.values())]
    for key, strategy in STRATEGIES.items():
        own = of_all[strategy.__module__] | shared
        idle += [f"{key}.{item.name}" for item in settings_of(strategy.Settings) if item.name not in own]
    assert idle == []


# -- ranges ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", [0, -1, math.nan, math.inf, -math.inf, 1e6, "0", "-1", "nan", "inf", "1e6", "1e400"])
def test_D1_learning_rate(given: Any) -> None:
    assert refusal({"learning_rate": given}) == [f"learning_rate is {given}: use 0.000001 to 1."]


@pytest.mark.parametrize("given", [0, -1, 2.5, 1e9, math.nan, math.inf, "0", "-1", "2.5", "1000000000", "nan", "1e9", "many", ""])
def test_D2_epochs(given: Any) -> None:
    [sentence] = refusal({"epochs": given})
    assert sentence == f"epochs is {given}: use a whole number from 1 to 1000."


@pytest.mark.parametrize("given", [0, 1, "1", 1025, 3.5])
def test_D3_batch_size(given: Any) -> None:
    assert refusal({"batch_size": given}) == [f"batch_size is {given}: use a whole number from 2 to 1024."]


@pytest.mark.parametrize("given", [0, 8, 31, 10_000])
def test_D5_image_size(given: int) -> None:
    assert refusal({"image_size": given}) == [f"image_size is {given}: use a whole number from 32 to 1024."]


@pytest.mark.parametrize("given", [-1, 11, math.nan, math.inf, "nan"])
def test_D6_loss_weight(given: Any) -> None:
    assert refusal({"weight": given}, STRATEGIES["dann"].Settings, "dann.") == [f"dann.weight is {given}: use 0 to 10."]


@pytest.mark.parametrize("given", [-1, 2**32, 2**64, "abc", "-1", 0.5, "9" * 50])
def test_D12_seed(given: Any) -> None:
    assert refusal({"seed": given}) == [f"seed is {given}: use a whole number from 0 to 4294967295."]


def test_D12_every_seed_in_the_range_is_taken() -> None:
    for given in (0, 2**32 - 1, "4294967295"):
        assert read_settings(RunSettings, {"seed": given})[1] == []


@pytest.mark.parametrize("given", ["cuda:7", "banana", "", 1, None])
def test_D13_device(given: Any) -> None:
    assert refusal({"device": given}) == [f"device is {given}: use one of auto, cpu, cuda."]


@pytest.mark.parametrize("given", [0, 1, -0.1, math.nan, 0.51])
def test_D16_validation_share(given: float) -> None:
    assert refusal({"validation_share": given}) == [f"validation_share is {given}: use 0.05 to 0.5."]


@pytest.mark.parametrize(("group", "item"), NUMBERS)
def test_each_number_has_both_bounds_and_takes_exactly_what_lies_between(group: type[Settings], item: Setting) -> None:
    assert item.low is not None
    assert item.high is not None
    for inside in (item.low, item.high):
        assert read_settings(group, {item.name: inside})[1] == []
    step = 1 if item.kind == "integer" else (item.high - item.low) * 1e-9
    for outside in (item.low - step, item.high + step, math.nan, math.inf, "x", [], {}):
        [problem] = read_settings(group, {item.name: outside})[1]
        assert problem.code in ("setting_out_of_range", "setting_not_whole")
        assert (problem.values["low"], problem.values["high"]) == (item.low, item.high)


# -- names, choices, types -------------------------------------------------------------------------------------------------------


def test_D7_an_unknown_name_is_told_with_the_nearest() -> None:
    assert refusal({"epoch": 3}) == ["There is no setting epoch: did you mean epochs?"]
    assert refusal({"wieght": 1}, STRATEGIES["mmd"].Settings, "mmd.") == [
        "There is no setting mmd.wieght: did you mean mmd.weight?"
    ]


def test_D7_one_that_is_near_to_none_is_told_with_all() -> None:
    assert refusal({"zzz": 1}, STRATEGIES["mmd"].Settings, "mmd.") == ["There is no setting mmd.zzz. Available: mmd.weight."]


def test_all_problems_are_told_at_once_in_the_order_given() -> None:
    sentences = refusal({"epochs": 0, "learning_rate": math.nan, "device": "x", "epoch": 1, "seed": -1})
    assert [sentence.split(" is ")[0] for sentence in sentences[:4]] == ["epochs", "learning_rate", "seed", "device"]
    assert sentences[4:] == ["There is no setting epoch: did you mean epochs?"]


def test_A13_what_was_given_is_shown_harmless() -> None:
    assert refusal({"epochs": "\x1b[31m\n\u202e"}) == ["epochs is \\x1b[31m\\n\\u202e: use a whole number from 1 to 1000."]
    assert refusal({"device": "caf\udce9"}) == ["device is caf\\xe9: use one of auto, cpu, cuda."]
    assert refusal({"\x1b[31m": 1})[0].startswith("There is no setting \\x1b[31m")


def test_texts_from_the_command_line_become_values() -> None:
    given = {"epochs": "10", "learning_rate": "1e-3", "frozen": "all", "device": "cpu", "normalisation": "shared", "seed": " 7 "}
    made, problems = read_settings(RunSettings, given)
    assert problems == []
    assert isinstance(made, RunSettings)
    assert (made.epochs, made.learning_rate, made.frozen, made.device, made.normalisation, made.seed) == (
        10, 0.001, "all", "cpu", "shared", 7,
    )  # fmt: skip


def test_defaults_are_allowed_values() -> None:
    for group in GROUPS.values():
        values = {item.name: item.default for item in settings_of(group)}
        made, problems = read_settings(group, values)
        assert problems == []
        assert made == group()


def test_nothing_changes_after_creation() -> None:
    with pytest.raises(ValidationError):
        RunSettings().epochs = 3  # type: ignore[misc]


# -- the declaration ---------------------------------------------------------------------------------------------------------------


class Example(Settings):
    """Every kind there is."""

    whole: int = setting(3, ge=1, le=5, label=Text("a", "一"), help=Text("b", "二"), unit=Text("c", "三"), step=2)
    share: float | None = setting(None, ge=0.0, le=1.0, label=Text("d", "四"), help=Text("e", "五"), advanced=True)
    flag: bool = setting(True, label=Text("f", "六"), help=Text("g", "七"), shown_when=("whole", (3, 5)))
    name: str = setting("x", label=Text("h", "八"), help=Text("i", "九"))
    choice: Literal["p", "q"] = setting(
        "p", choices={"p": Text("P", "P"), "q": Text("Q", "Q")}, label=Text("j", "十"), help=Text("k", "百")
    )
    hidden: int = 1


def test_one_declaration_tells_all() -> None:
    items = settings_of(Example)
    assert [(item.name, item.kind, item.optional, item.default) for item in items] == [
        ("whole", "integer", False, 3),
        ("share", "number", True, None),
        ("flag", "boolean", False, True),
        ("name", "text", False, "x"),
        ("choice", "choice", False, "p"),
    ]
    assert [(item.low, item.high, item.step, item.advanced) for item in items[:2]] == [(1, 5, 2, False), (0.0, 1.0, None, True)]
    assert items[2].shown_when == ("whole", (3, 5))


def test_a_declaration_is_plain_data_in_one_language() -> None:
    whole, *_, choice = [item.as_json("zh") for item in settings_of(Example)]
    assert (whole["label"], whole["help"], whole["unit"]) == ("一", "二", "三")
    assert (choice["choices"], choice["unit"]) == (["p", "q"], None)
    assert json.loads(to_json(whole)) == whole


class Loose(Settings):
    """A number without bounds."""

    share: float = setting(1.0, label=Text("a", "一"), help=Text("b", "二"))


@pytest.mark.parametrize("given", [math.nan, math.inf, "nan", "-inf", "1e400"])
def test_what_is_not_finite_is_refused_also_without_bounds(given: Any) -> None:
    assert refusal({"share": given}, Loose) == [f"share is {given}, which is not a number."]


def test_a_value_of_another_type_is_told_with_the_kind() -> None:
    assert refusal({"flag": "perhaps"}, Example) == ["flag is perhaps, which is not a boolean."]
    assert refusal({"name": 3}, Example) == ["name is 3, which is not a text."]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("group", "item"), DECLARED)
def test_each_setting_is_explained_in_both_languages(group: type[Settings], item: Setting, language: str) -> None:
    texts = [item.label, item.help, *([item.unit] if item.unit else []), *(item.choices or {}).values()]
    assert all(text.say(language).strip() for text in texts)
    assert not any("{" in text.say(language) for text in texts)
    assert item.help.en != item.label.en
    if language == "zh":
        assert any("\u4e00" <= character <= "\u9fff" for character in item.help.zh)


@pytest.mark.parametrize(("group", "item"), DECLARED)
def test_choices_are_exactly_those_of_the_type_and_what_it_depends_on_exists(group: type[Settings], item: Setting) -> None:
    if item.kind == "choice":
        assert item.choices
        for choice in item.choices:
            assert read_settings(group, {item.name: choice})[1] == []
        assert read_settings(group, {item.name: "no such choice"})[1]
    if item.shown_when:
        name, values = item.shown_when
        assert all(read_settings(group, {name: value})[1] == [] for value in values)
        assert item.shown_for({name: values[-1]})
        assert not item.shown_for({name: object()})


def test_every_field_of_a_group_is_declared() -> None:
    """One without :func:`setting` has no control, no range and no documentation; a bad value of it could not be told."""
    for group in GROUPS.values():
        assert [item.name for item in settings_of(group)] == list(group.model_fields)


def test_D1_full_width_digits_are_numbers() -> None:
    class Group(Settings):
        epochs: int | None = setting(None, ge=1, le=100, label=Text("a", "一"), help=Text("b", "二"))
        rate: float = setting(0.5, ge=0, le=10, label=Text("c", "三"), help=Text("d", "四"))

    read, problems = read_settings(Group, {"epochs": "５", "rate": "０．２５"})
    assert problems == []
    assert (read.epochs, read.rate) == (5, 0.25)
    assert read_settings(Group, {"epochs": "5²"})[0] is None
