"""Labels that are numbers: the mean error of each network, with its interval."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest

from tests.ui.made import dataset
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.labeling import labeling
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.networks import Network
from tlgui.labeling.table import as_table, read_labels
from tlgui.runs.index import index_of
from tlgui.views.labeling import labeling_view

TRUTH = np.linspace(0, 40, 40)


@pytest.fixture
def target(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pack]:
    """A target with two networks: one is off by up to 1, the other by about 6."""
    pack = dataset(home, "ages", each=10, sketch=True, labelled=False)
    random = np.random.default_rng(0)
    predicted = {"fine": TRUTH + random.uniform(-1, 1, 40), "coarse": TRUTH + 6 + random.uniform(-1, 1, 40)}
    networks = [
        Network(name, None, "regression", "mmd", "photos", None, name, np.arange(40), (), values)
        for name, values in predicted.items()
    ]
    monkeypatch.setattr(labeling, "networks_on", lambda *_: networks)
    yield pack
    for path in home.labels.glob("*/*"):
        path.unlink()


def now(home: Home, target: Pack) -> Labeling:
    return Labeling(home, index_of(home), target)


def label(home: Home, target: Pack, count: int) -> Labeling:
    for _ in range(count):
        found = now(home, target)
        assert found.next is not None
        found.say(found.next, Answer("value", value=float(TRUTH[found.next])))
    return now(home, target)


def test_the_mean_error_of_each_network_stands_with_its_range(home: Home, target: Pack) -> None:
    few = label(home, target, 5).judged.standings
    assert [each.network.name for each in few] == ["fine", "coarse"]
    assert all(math.isinf(each.estimate.high) for each in few)
    found = label(home, target, 15)
    for each in found.judged.standings:
        true = float(np.abs(each.network.predicted - TRUTH).mean())
        assert each.estimate.low <= true <= each.estimate.high
    lead = found.judged.lead
    assert lead is not None
    assert [each.name for each in lead.best] == ["fine"]
    assert [each.name for each in lead.worse] == ["coarse"]
    assert found.shares() is None
    view = labeling_view(home, found, "local", "en")
    assert view["values"]
    assert view["networks"][0]["range"].startswith("0.")


def test_a_class_is_no_answer_to_a_value_and_a_table_holds_numbers(home: Home, target: Pack) -> None:
    with pytest.raises(UserError):
        now(home, target).say(0, Answer("class", "cat"))
    found = label(home, target, 3)
    text = as_table(home, found)
    assert text.decode("utf-8-sig").splitlines()[0].startswith("hash,")
    assert ",value," in text.decode("utf-8-sig").splitlines()[0]
    assert read_labels(home, found, text, "labels.csv") == (dict(found.given.answers), [])
    with pytest.raises(UserError) as caught:
        read_labels(home, found, f"hash,value\n{target.hash(0)},many\n".encode(), "labels.csv")
    assert caught.value.problems[0].code == "table_not_a_number"
