"""How far the order by scores and the order by labels agree, in words that follow from the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tlgui.rooms.people import Person
from tlgui.views.wall_order import Entry, Watched, agreement


def entry(rank: float, metric: float, strategy: str = "mcc", who: str = "Ada") -> Entry:
    facts = {"run": f"{who}{rank}", "task": "classification", "strategy": strategy, "backbone": "small-cnn"}
    watched = Watched([], 0.9, {"bnm": rank}, None)
    person = Person(id=who, name=who, role="participant", pin="", joined=1.0)
    return Entry(facts, watched, person, "board", "target", (), metric=metric, rank=rank)


def said(entries: Sequence[Entry], language: str = "en") -> dict[str, Any]:
    found = agreement(entries, language)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("metrics", "words"),
    [
        ([1, 2, 3, 4, 5, 6], "agree well"),
        ([1, 2, 3, 4], "agree well, which so few runs may do by chance"),
        ([1, 4, 2, 3], "agree in part, which so few runs may do by chance"),
        ([6, 5, 4, 3, 2, 1], "the order is turned round"),
        ([4, 3, 2, 1], "no agreement that chance would not make too"),
        ([5, 2, 6, 4, 1, 3], "no agreement that chance would not make too"),
        ([*range(50, 0, -1), *range(51, 71)], "hardly agree"),
        ([*range(11, 21), *range(1, 11)], "the order is partly turned round"),
    ],
)
def test_the_orders_agree_as_far_as_their_correlation_and_the_number_of_runs_say(metrics: list[int], words: str) -> None:
    assert said([entry(rank, metric / 100) for rank, metric in enumerate(metrics)])["words"].endswith(words)


def test_runs_that_came_to_the_same_network_count_once() -> None:
    three = [entry(3, 0.7), entry(2, 0.8), entry(1, 0.9)]
    found = said([*three, entry(3, 0.7, who="Bob"), entry(3, 0.7, strategy="dann")])
    assert found["number"] == "Spearman −1.00, 4 different runs"
    assert agreement([entry(3, 0.7), entry(3, 0.7, who="Bob")], "en") is None
