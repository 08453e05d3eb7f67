"""Maps become plain data."""

from __future__ import annotations

import base64

import numpy as np
import pytest

from tlgui.charts import palette
from tlgui.charts.maps import explorer, moves, packed
from tlgui.charts.values import COLOURS, Steps


def test_packed_arrays_are_little_endian() -> None:
    assert np.frombuffer(base64.b64decode(packed(np.array([[1.5, -2.0]]), "f4")), "<f4").tolist() == [1.5, -2.0]
    assert np.frombuffer(base64.b64decode(packed(np.array([3, -1], dtype=">i8"), "i4")), "<i4").tolist() == [3, -1]


def test_the_largest_changes_of_predictions_come_first() -> None:
    before = {"target_predictions": np.array([0, 0, 0, 1, 2, 2])}
    after = {"target_predictions": np.array([1, 1, 0, 0, 2, 1])}
    found = moves({"before": before, "after": after}, 3)
    assert found is not None
    assert (found["changed"], found["of"]) == (4, 6)
    assert found["groups"][0] == {"before": 0, "after": 1, "pictures": [0, 1]}


def test_pictures_that_the_run_learned_do_not_count_as_changed() -> None:
    maps = {
        "before": {"target": np.zeros((4, 2)), "target_predictions": np.array([0, 0, 0, 1])},
        "after": {"target": np.zeros((4, 2)), "target_predictions": np.array([1, 1, 0, 0])},
    }
    record = {
        "bounds": [0, 1, 0, 1],
        "moved": True,
        "maps": {"before": {}, "after": {}},
        "unlike": [{"picture": 0}, {"picture": 2}],
    }
    found = explorer(maps, record, ["a", "b"], {"source": None, "target": None}, {"target": list("wxyz")}, learned=[0, 3])
    assert found["moves"] == {"changed": 1, "of": 2, "groups": [{"before": 0, "after": 1, "pictures": [1]}]}
    assert (found["learned"], found["unlike"]) == ([0, 3], [{"picture": 2}])


def test_without_both_predictions_nothing_is_said_to_have_changed() -> None:
    assert moves({"before": {}}, 2) is None
    assert moves({"before": {"target_predictions": np.zeros(2)}, "after": {"target_predictions": np.zeros(3)}}, 2) is None


def test_a_map_of_one_domain_is_a_map() -> None:
    record = {"bounds": [0, 1, 0, 1], "moved": None, "maps": {"before": {"mixing": None, "trustworthiness": 0.9}}}
    found = explorer(
        {"before": {"target": np.zeros((3, 2))}}, record, ["a", "b"], {"source": None, "target": None}, {"target": ["x"] * 3}
    )
    assert found["maps"]["before"]["target"]["count"] == 3
    assert "source" not in found["maps"]["before"]
    assert found["maps"]["before"]["trustworthiness"] == 0.9
    assert found["colours"] == list(palette.CLASSES[:2])


def test_values_are_cut_into_steps_with_colours_and_keep_their_numbers() -> None:
    record = {"bounds": [0, 1, 0, 1], "moved": False, "maps": {"before": {}, "after": {}}}
    points = {"source": np.zeros((3, 2)), "target": np.zeros((2, 2))}
    before = {**points, "target_values": np.array([1.0, 9.0]), "source_values": np.array([0.0, 5.0, 10.0])}
    after = {**points, "target_values": np.array([8.0, 9.0]), "source_values": np.array([0.0, 5.0, 10.0])}
    names = {"source": ["a", "b", "c"], "target": ["d", "e"]}
    found = explorer({"before": before, "after": after}, record, [], {"source": [0.0, np.nan, 10.0], "target": None}, names)
    assert len(found["classes"]) == len(found["colours"]) == 8
    assert found["labels"] == {"source": [0, -1, 7], "target": None}
    assert found["values"] == {"source": [0.0, None, 10.0], "target": None}
    values = found["maps"]["after"]["target"]["values"]
    assert np.frombuffer(base64.b64decode(values), "<f4").tolist() == [8.0, 9.0]
    assert found["moves"]["changed"] == 1


@pytest.mark.parametrize("values", [[], [3.0, 3.0], [np.nan], [1e12, -1e12, 0.0]])
def test_any_values_have_steps(values: list[float]) -> None:
    steps = Steps.of([np.array(values)])
    assert len(set(steps.names)) == len(COLOURS)
    assert all(-1 <= place < len(COLOURS) for place in steps.places(np.array(values)))


def test_up_to_twelve_classes_have_colours_of_their_own() -> None:
    assert len(set(palette.class_colours([1] * 12))) == 12


def test_of_more_classes_the_largest_twelve_have_a_colour_and_the_rest_is_grey() -> None:
    counts = [*range(100, 80, -1)]
    colours = palette.class_colours(counts)
    assert palette.REST not in colours[:12]
    assert set(colours[12:]) == {palette.REST}
    assert palette.class_colours(counts[::-1])[:8] == [palette.REST] * 8
