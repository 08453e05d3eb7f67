"""Labels that are numbers: the mean error of each network, with its interval."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from tests.ui.made import dataset
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.labeling import labeling
from tlgui.labeling.given import Answer, LabelBook
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.networks import Network
from tlgui.labeling.table import as_table, read_labels
from tlgui.runs.index import index_of
from tlgui.runs.results import summary
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec
from tlgui.views.labeling import labeling_view
from tlgui.views.run_labels import by_labels, judgement_of, run_labels
from tlgui.views.verdict import NOTHING_GIVEN, verdict

UNKNOWN = {"status": "finished", "mixing": {"before": 0.0, "after": 0.5}, "baseline_kind": "source_only"}
"""Of a result that nobody has scored."""

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
    lead = label(home, target, 2).judged.lead  # however clear it is: seven labels are few
    assert lead is not None
    assert [each.name for each in lead.open] == ["coarse"]
    found = label(home, target, 8)
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


def test_a_runs_own_page_and_show_say_what_values_that_were_given_say_of_it(
    home: Home, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = RunStore(home).create(RunSpec(task="regression", target=target.info.id, strategy="mmd"), {})
    fine, coarse = labeling.networks_on(home, index_of(home), "local", target.info.id)
    networks = [replace(fine, run=run.id), replace(coarse, run=run.id, kind="baseline")]
    monkeypatch.setattr(labeling, "networks_on", lambda *_: networks)
    assert run_labels(home, index_of(home), run, "en").given == NOTHING_GIVEN
    label(home, target, 5)
    few = judgement_of(home, run, "en")
    assert few.words.endswith("; a range is told from 10 on.")
    label(home, target, 15)
    given = judgement_of(home, run, "en")
    number = r"\d+(\.\d+)?"
    said = rf"Off by about {number} on average \({number} to {number}\), by 20 values given by hand"
    assert re.fullmatch(said, given.headline)
    assert re.fullmatch(rf"Source-only: off by about {number} by the same values", given.baseline)
    assert (given.compared, given.better) == ("By these labels it is surely better than its source-only.", True)
    told = verdict({**summary(run, JobQueue(home)), **UNKNOWN}, "en", given)
    assert told["verdict"].startswith(f"{given.compared} {given.words} 50 % of a picture's nearest neighbors")
    assert "Sure means" not in told["verdict"]  # values have no probabilities
    assert verdict({**summary(run, JobQueue(home)), **UNKNOWN}, "en")["next"].endswith(
        "would tell how far off the predictions are."
    )
    assert by_labels(home, run) is None  # where accuracies stand side by side
    label(home, target, 20)
    assert re.match(
        rf"Off by {number} on average, by values given by hand to all 40 pictures", judgement_of(home, run, "en").headline
    )


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


def test_that_a_picture_has_no_value_is_no_answer(home: Home, target: Pack) -> None:
    label(home, target, 3)
    with pytest.raises(UserError) as caught:
        now(home, target).say(int(now(home, target).next or 0), Answer("other"))
    assert caught.value.problems[0].code == "label_kind"
    with pytest.raises(UserError) as caught:
        read_labels(home, now(home, target), f"hash,value\n{target.hash(0)},(none of these)\n".encode(), "labels.csv")
    assert caught.value.problems[0].code == "table_not_a_number"


def test_classes_that_were_given_before_say_nothing_of_networks_that_predict_values(home: Home, target: Pack) -> None:
    order = now(home, target).order.tolist()
    book = LabelBook(home, target.info.id, len(target))
    book.take_in({order[0]: Answer("class", "cat"), order[1]: Answer("other")}, now(home, target).drawing)
    found = label(home, target, 5)
    assert [each.labels for each in found.judged.standings] == [5, 5]
    assert found.judged.lead is not None
    assert labeling_view(home, found, "local", "en")["labels"] == 5


def test_once_every_picture_that_can_be_named_has_a_value_the_mean_error_is_exact(home: Home, target: Pack) -> None:
    found = now(home, target)
    found.say(int(found.next or 0), Answer("unknown"))
    for each in label(home, target, 39).judged.standings:
        assert each.estimate.low == each.estimate.value == each.estimate.high


def test_a_table_with_decimal_commas_is_read_as_a_spreadsheet_writes_it(home: Home, target: Pack) -> None:
    table = f"hash;value\n{target.hash(0)};3,5\n{target.hash(1)};12\n".encode()
    assert read_labels(home, now(home, target), table, "labels.csv").answers == {
        0: Answer("value", value=3.5),
        1: Answer("value", value=12.0),
    }
