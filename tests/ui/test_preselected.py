"""Which strategy Adapt preselects for what its address brings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import gradio as gr
import pytest

from tests.ui.made import SHAPES, MadeRun, dataset
from tests.ui.test_xray import report
from tlgui import durable
from tlgui.analysis.kept import xray_path
from tlgui.data.pack import Pack
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, SearchStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.runs.presets import PresetStore, preset_of
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.ui.form import FIRST_SETTING, Form, as_query, fields, form_of
from tlgui.ui.pages.adapt.answers import outputs_of, restored
from tlgui.ui.pages.adapt.view import STRATEGY, TARGET_SHARES, layout
from tlgui.ui.pages.place import PageContext
from tlgui.ui.uploads import UploadLimits


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    return dataset(home, "photos", SHAPES[:3], each=8)


@pytest.fixture
def target(home: Home) -> Pack:
    return dataset(home, "paintings", SHAPES[:3], each=6, sketch=True, labelled=False)


def brought(home: Home, **address: str) -> tuple[str, list[Any]]:
    """The run that is shown, and what the controls hold: of a control that stays as it is, its own value."""
    place = PageContext(home, "en", "4", (), UploadLimits())
    with gr.Blocks():
        view = layout(place)
    run, *values = restored(view, place, address)
    given = [each.get("value") if isinstance(each, dict) else each for each in values[: len(view.inputs)]]
    return run if isinstance(run, str) else "", [
        control.value if each is None else each for each, control in zip(given, view.inputs, strict=True)
    ]


def preselected(home: Home, source: Pack, target: Pack, **more: str) -> tuple[str, str]:
    """The strategy and the target shares."""
    _, values = brought(home, source=source.info.id, target=target.info.id, **more)
    return values[STRATEGY], values[TARGET_SHARES] or ""


@pytest.mark.slow
def test_where_shares_come_with_the_address_it_is_the_strategy_that_makes_the_most_of_them(
    home: Home, source: Pack, target: Pack
) -> None:
    assert preselected(home, source, target) == ("mcc", "")
    shares = f"40 labels: {SHAPES[0]}=0.8,{SHAPES[1]}=0.1,{SHAPES[2]}=0.1"
    assert preselected(home, source, target, shares=shares) == ("cdan", shares)
    assert preselected(home, source, target, shares=shares, strategy="dann") == ("dann", shares)
    near = f"{SHAPES[0]}=0.4,{SHAPES[1]}=0.3,{SHAPES[2]}=0.3"  # the source's, as good as
    assert preselected(home, source, target, shares=near) == ("mcc", near)


def test_a_preset_leaves_what_was_said_of_the_datasets(home: Home, source: Pack, target: Pack) -> None:
    preset = PresetStore(home).save(preset_of(RunSpec(strategy="dann", settings=RunSettings(epochs=7)), "seven"), LOCAL_OWNER)
    pair, shares = {"source": source.info.id, "target": target.info.id}, f"{SHAPES[0]}=40,{SHAPES[1]}=8"
    classes = ClassMap(leave_out=(SHAPES[2],)).model_dump_json()
    _, values = brought(home, preset=preset.id, **pair, shares=shares, classes=classes)
    assert values[:5] == [*pair.values(), classes, shares, "dann"]
    assert values[EPOCHS] == "7"


def test_where_there_is_an_xray_it_is_what_the_adviser_says_by_it(home: Home, source: Pack, target: Pack) -> None:
    path = xray_path(home, source.info.id, target.info.id)
    path.parent.mkdir(exist_ok=True)
    durable.write_json(path, {**report(source, target), "seeming_shift": 0.1})
    assert preselected(home, source, target) == ("cdan", "")
    durable.write_json(path, report(source, target))
    assert preselected(home, source, target) == ("afn", "")
    assert preselected(home, source, target, strategy="mcc") == ("mcc", "")
    path.unlink()


EPOCHS = FIRST_SETTING + next(place for place, field in enumerate(fields()) if field.key == ("", "epochs"))


def test_a_form_that_was_changed_is_brought_back_by_its_address_beside_a_run_too(home: Home, source: Pack, target: Pack) -> None:
    shares = f"{SHAPES[0]}=50,{SHAPES[1]}=50"
    run = MadeRun(home, source, target, strategy="dann").whole()
    of_run = form_of(run.spec)
    changed = form_of(run.spec.model_copy(update={"strategy": "mmd", "settings": RunSettings(epochs=7)}))
    changed[2:4] = [ClassMap(leave_out=(SHAPES[2],)).model_dump_json(), shares]
    query = as_query(Form.of(changed))
    assert query is not None
    left = dict(parse_qsl(query))
    pair = {"source": source.info.id, "target": target.info.id}
    assert brought(home, **pair, **left) == ("", changed)
    assert brought(home, run=run.id, **left) == (run.id, changed)
    assert brought(home, **pair, **left, strategy="cdan")[1] == [
        *changed[:4],
        "cdan",
        *changed[5:],
    ]  # what the adviser's button leads to
    assert brought(home, run=run.id, target=source.info.id, **left)[1][1] == source.info.id
    assert brought(home, run=run.id, shares=shares, settings="{}") == (run.id, of_run)  # nobody's form


@pytest.mark.parametrize(("strategy", "said"), [("distilled", True), ("dann", False)])
def test_beside_a_network_that_only_a_search_trains_it_is_said_what_the_command_does(
    home: Home, source: Pack, target: Pack, strategy: str, said: bool
) -> None:
    run = MadeRun(home, source, target, strategy=strategy).whole()
    place = PageContext(home, "en", "4", (), UploadLimits())
    with gr.Blocks():
        view = layout(place)
    _, *found = restored(view, place, {"run": run.id})
    command = found[len(view.inputs) + outputs_of(view).index(view.command)]
    note, _, trained = command.rpartition("\ntlgui train")
    assert note == (
        "# Only “Find the best” trains the network that is shown. This command trains what the form says." if said else ""
    )
    assert f"--strategy {'mcc' if said else 'dann'}" in (trained or command)


@pytest.mark.slow
def test_a_run_that_was_matched_to_estimated_shares_opens_the_form_with_nothing_told(
    home: Home, source: Pack, target: Pack
) -> None:
    for known, labels, told in (
        ("estimated", None, ""),
        ("labels", 20, f"20 labels: {SHAPES[0]}=1"),
        ("told", None, f"{SHAPES[0]}=1"),
    ):
        shares = TargetShares(known_from=known, shares={SHAPES[0]: 1.0}, labels=labels)  # type: ignore[arg-type]
        run = MadeRun(home, source, target, strategy="dann", target_shares=shares).whole()
        for name in ("run", "from"):
            assert brought(home, **{name: run.id})[1][TARGET_SHARES] == told


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('{"strategy": "dann", "backbone": "small-cnn", "settings": {"epochs": 7}}', ""),
        (
            '{"strategy": "dann", "backbone": "small-cnn", "settings": {"epochs": "abc"}}',
            "1 setting was set to its default: epochs.",
        ),
        ('{"strategy": "dann", "backbone": "small-cnn", "epochs<": 7}', "1 setting was set to its default: epochs&lt;."),
        ('{"strategy": "foo", "backbone": "small-cnn"}', "The settings in the address could not be used."),
        ('{"strategy"', "The settings in the address could not be used."),
    ],
)
def test_settings_of_an_address_that_cannot_be_used_are_said(
    home: Home, source: Pack, target: Pack, settings: str, said: str
) -> None:
    place = PageContext(home, "en", "4", (), UploadLimits())
    with gr.Blocks():
        view = layout(place)
    found = restored(view, place, {"source": source.info.id, "target": target.info.id, "settings": settings})
    problems = found[1 + len(view.inputs) + outputs_of(view).index(view.problems)]
    assert problems == (f'<p class="hint note">{said}</p>' if said else "")


def test_of_a_form_with_a_wrong_setting_nothing_new_is_kept(home: Home, source: Pack, target: Pack) -> None:
    values = form_of(MadeRun(home, source, target, strategy="dann").whole().spec)
    for place, wrong in ((EPOCHS, "-1"), (STRATEGY, "no such")):
        assert as_query(Form.of(values)) is not None
        assert as_query(Form.of([*values[:place], wrong, *values[place + 1 :]])) is None


def test_a_search_is_set_up_again_with_what_it_was_told_and_set_to(home: Home, source: Pack, target: Pack) -> None:
    told = TargetShares(known_from="told", shares={SHAPES[0]: 0.9, SHAPES[1]: 0.1})
    run = MadeRun(home, source, target, strategy="dann", target_shares=told).whole()
    for number, (knows, shares, strategy) in enumerate(
        [("shares", str(told), "cdan"), ("same", "same", "mcc"), ("nothing", "", "mcc")]
    ):
        plan = Plan(knows, told if knows == "shares" else TargetShares())  # type: ignore[arg-type]
        search = SearchStore(home).create(f"{number}" * 32, plan, Member(run.id, "dann", 1, True), settings={}, confirmed=())
        _, values = brought(home, search=search.id)
        assert values[:4] == [source.info.id, target.info.id, "", shares]
        assert values[STRATEGY] == strategy
        assert values[EPOCHS] == "8"
    assert brought(home, search="9" * 32)[1][:2] == ["", ""]  # of nobody
