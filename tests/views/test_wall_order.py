"""The order on a wall's board."""

from __future__ import annotations

from tlgui.runs.pick import RANKED
from tlgui.texts import say
from tlgui.views.wall_order import Placed, Watched, ordered


def placed(source: float, score: float, validated_on: int | None) -> Placed:
    metrics = {"accuracy": {"source": source, "target": None, "baseline": None}}
    scores = dict.fromkeys(RANKED, score)
    return Placed({"task": "classification", "metrics": metrics, "validated_on": validated_on}, Watched([], source, scores, None))


def test_one_that_is_not_over_yet_is_taken_to_have_as_few_validation_pictures_as_the_others() -> None:
    few = [placed(1.0, 0.1, 2), placed(0.0, 0.3, 2), placed(0.0, 0.2, None)]
    ordered(few)
    assert [each.place for each in few] == [3, 1, 2]
    many = [placed(1.0, 0.1, 80), placed(0.0, 0.3, 80), placed(0.0, 0.2, None)]
    ordered(many)
    assert [each.place for each in many] == [1, None, None]


def test_a_tie_counts_half_among_those_that_one_beats() -> None:
    three = [placed(1.0, 0.5, 80), placed(1.0, 0.5, 80), placed(1.0, 0.1, 80)]
    ordered(three)
    assert [each.points for each in three] == [75, 75, 0]
    assert "a tie counts half" in say("wall.score.key", "en")
