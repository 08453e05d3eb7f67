"""Which strategy Adapt preselects for what its address brings."""

from __future__ import annotations

import gradio as gr
import pytest

from tests.ui.made import SHAPES, dataset
from tests.ui.test_xray import report
from tlgui import durable
from tlgui.analysis.kept import xray_path
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.ui.pages.adapt.answers import restored
from tlgui.ui.pages.adapt.view import STRATEGY, TARGET_SHARES, layout
from tlgui.ui.pages.place import PageContext
from tlgui.ui.uploads import UploadLimits


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    return dataset(home, "photos", SHAPES[:3], each=8)


@pytest.fixture
def target(home: Home) -> Pack:
    return dataset(home, "paintings", SHAPES[:3], each=6, sketch=True, labelled=False)


def preselected(home: Home, source: Pack, target: Pack, **more: str) -> tuple[str, str]:
    """The strategy and the target shares."""
    place = PageContext(home, "en", "4", (), UploadLimits())
    with gr.Blocks():
        view = layout(place)
    _, *values = restored(view, place, {"source": source.info.id, "target": target.info.id, **more})
    shares = values[TARGET_SHARES]
    return values[STRATEGY], shares if isinstance(shares, str) else ""


def test_where_shares_come_with_the_address_it_is_the_strategy_that_makes_the_most_of_them(
    home: Home, source: Pack, target: Pack
) -> None:
    assert preselected(home, source, target) == ("mcc", "")
    shares = f"40 labels: {SHAPES[0]}=0.8,{SHAPES[1]}=0.1,{SHAPES[2]}=0.1"
    assert preselected(home, source, target, shares=shares) == ("cdan", shares)
    assert preselected(home, source, target, shares=shares, strategy="dann") == ("dann", shares)


def test_where_there_is_an_xray_it_is_what_the_adviser_says_by_it(home: Home, source: Pack, target: Pack) -> None:
    path = xray_path(home, source.info.id, target.info.id)
    path.parent.mkdir(exist_ok=True)
    durable.write_json(path, {**report(source, target), "seeming_shift": 0.1})
    assert preselected(home, source, target) == ("cdan", "")
    durable.write_json(path, report(source, target))
    assert preselected(home, source, target) == ("afn", "")
    assert preselected(home, source, target, strategy="mcc") == ("mcc", "")
    path.unlink()
