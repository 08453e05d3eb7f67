"""The table of labels: what goes out comes in again, whatever the classes are called."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.ui.made import dataset
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.labeling import labeling
from tlgui.labeling.given import Answer
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.networks import Network
from tlgui.labeling.table import as_table, read_labels
from tlgui.runs.index import index_of

NAMES = (
    *("dog", "?", '"?"', "'?", "(none of these)", "((none of these))", " ?", "? ", "hund ", "hund", "\u3000", "a\nb", "a\\nb"),
    *("=1+1", "'=1+1", '"=1+1"', " =1+1", "-", "x;=y", "a,b", 'say "a"', '"', "'", "\u202ecba", "\udce9", "\\", "猫", "null"),
)
"""Classes of strangers: what also means "don't know", what a spreadsheet would calculate, what a table drops or changes."""


@pytest.fixture
def strange(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pack]:
    """Pictures of classes that are called so."""
    pack = dataset(home, "strange", each=10, sketch=True, labelled=False)
    network = Network("a" * 32, None, "classification", "mcc", "photos", None, None, np.arange(40), NAMES, np.zeros(40, np.int64))
    monkeypatch.setattr(labeling, "networks_on", lambda *_: [network])
    yield pack
    for path in home.labels.glob("*/*"):
        path.unlink()


def now(home: Home, pack: Pack) -> Labeling:
    return Labeling(home, index_of(home), pack)


def test_labels_come_in_as_they_went_out_whatever_classes_are_called(home: Home, strange: Pack) -> None:
    said = [*(Answer("class", name) for name in NAMES), Answer("unknown"), Answer("other")]
    assert len(NAMES) == len(set(NAMES))
    for picture, answer in enumerate(said):
        now(home, strange).say(picture, answer)
    out = as_table(home, now(home, strange))
    assert read_labels(home, now(home, strange), out, "labels.csv") == (dict(enumerate(said)), [])


@pytest.mark.parametrize(
    ("written", "answer"),
    [
        ("?", Answer("unknown")),
        ("(none of these)", Answer("class", "(none of these)")),  # of a class that is called so, as ever
        ("'=1+1", Answer("class", "=1+1")),
        ("dog", Answer("class", "dog")),
        ("hund", Answer("class", "hund")),
        ("a\\nb", Answer("class", "a\\nb")),
        ('""?""', Answer("class", "?")),
    ],
)
def test_tables_of_before_and_of_people_are_read_as_they_were(home: Home, strange: Pack, written: str, answer: Answer) -> None:
    table = f'hash,label\n{strange.hash(0)},"{written}"\n'.encode()
    assert read_labels(home, now(home, strange), table, "labels.csv").answers == {0: answer}
