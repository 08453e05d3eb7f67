"""Events become points."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import combinations

import pytest

from tlgui.charts.curves import CHARTS, SCORES, curves, layout
from tlgui.charts.numbers import HealthLine, PartLine, RunNumbers, gauges

NUMBERS = RunNumbers(
    parts={"source": PartLine("source labels", "source"), "domain": PartLine("domain", "domains"), "mcc": PartLine("confusion")},
    health={
        "domain_accuracy": HealthLine("told apart", "50 %: not at all", "accuracy", share=True, band=(0.5, 0.6)),
        "lambda": HealthLine("λ", "it grows", "scores", share=False),
        "settled": HealthLine("settled", "0 %: all", "gauge", share=True, band=(0.0, 0.05)),
        "distance": HealthLine("distance", "it falls", "gauge", share=False),
        "constant": HealthLine("constant", "as it is", "light", share=True),
    },
)
"""What the strategies of a run declare."""

EVENTS = [
    {"event": "started"},
    {"event": "reference_step", "kind": "baseline", "step": 1, "parts": {"source": 2.0}, "health": {}},
    {"event": "reference_step", "kind": "normalisation_alone", "step": 1, "parts": {"source": 2.0}, "health": {}},
    {"event": "reference_evaluation", "kind": "baseline", "step": 1, "source": {"accuracy": 0.5}, "scores": {}},
    {"event": "phase", "index": 0, "step": 0, "steps": 2},
    {
        "event": "step",
        "step": 1,
        "parts": {"source": 2.123456789, "domain": 0.7},
        "health": {
            "domain_accuracy": 0.9,
            "lambda": 0.1,
            "settled": 0.3,
            "distance": 2.0,
            "constant": 0.5,
            "from the future": 1.0,
        },
    },
    {"event": "step", "step": 2, "parts": {"source": None, "novel": 0.2}, "health": {}},
    {"event": "evaluation", "step": 2, "source": {"accuracy": 0.75}, "scores": {}},
    {"event": "phase", "index": 1, "step": 2, "steps": 2},
    {"event": "picked", "step": None, "kept": 2},
    {"event": "from the future", "step": 9},
]


def words(key: str) -> str:
    return key


def drawn(events: list = EVENTS, target=None, metric: str = "accuracy", *, share: bool = True):
    return curves(events, words, target or known, metric, NUMBERS, share=share)


def known(step: int, kind: str | None) -> float | None:
    return {None: 0.6, "baseline": 0.4}.get(kind)


def test_each_part_of_the_loss_is_a_line() -> None:
    made = drawn()
    assert {uid: (line["x"], line["y"]) for uid, line in made.losses.items()} == {
        "loss-baseline": ([1], [2.0]),
        "loss-source": ([1], [2.12346]),
        "loss-domain": ([1], [0.7]),
        "loss-novel": ([2], [0.2]),
    }


def test_the_accuracies_stand_beside_each_other() -> None:
    made = drawn()
    assert {uid: line["y"] for uid, line in made.accuracy.items()} == {
        "baseline-target": [0.4],
        "health-domain_accuracy": [0.9],
        "source": [0.75],
        "target": [0.6],
        "target-kept": [0.6],
    }


def test_14_the_numbers_of_the_result_are_ringed_where_each_was_kept() -> None:
    """The reference's best step is not the run's: read at the kept line, its curve says another number than the result."""
    numbers = {(2, None): 0.8, (1, "baseline"): 0.4, (2, "baseline"): 0.5}
    events = [
        {"event": "reference_evaluation", "kind": "baseline", "step": 1, "source": {}, "scores": {}},
        {"event": "reference_evaluation", "kind": "baseline", "step": 2, "source": {}, "scores": {}},
        {"event": "reference", "kind": "baseline", "step": 1},
        {"event": "picked", "step": 2, "kept": 2},
    ]
    made = drawn(events, target=lambda step, kind: numbers.get((step, kind)))
    rings = {uid: (line["x"], line["y"], line["mode"]) for uid, line in made.accuracy.items() if uid.endswith("-kept")}
    assert rings == {"baseline-kept": ([1], [0.4], "markers"), "target-kept": ([2], [0.8], "markers")}
    assert not any(line["showlegend"] for uid, line in made.accuracy.items() if uid in rings)
    assert not any(uid.endswith("-kept") for uid in drawn(events, target=lambda step, kind: None).accuracy)


def test_lines_of_evaluations_differ_by_shape_too() -> None:
    scores = dict.fromkeys(SCORES, 0.5)
    made = curves([{"event": "evaluation", "step": 1, "source": {"accuracy": 0.7}, "scores": scores}], words, known)
    shapes = [line["marker"]["symbol"] for line in (*made.accuracy.values(), *made.scores.values())]
    assert shapes[:2] == ["circle", "diamond"]
    assert len(set(shapes)) == len(shapes) == 2 + len(SCORES)


def test_a_sealed_target_has_no_line() -> None:
    made = drawn(target=lambda step, kind: None)
    assert set(made.accuracy) == {"health-domain_accuracy", "source", "baseline-source"}


def test_the_baseline_is_grey_and_dotted_and_the_domain_accuracy_dashed() -> None:
    made = drawn()
    assert made.accuracy["baseline-target"]["line"] == {"color": "#8a8f98", "dash": "dot", "width": 2}
    assert made.accuracy["health-domain_accuracy"]["line"]["dash"] == "dash"


def test_phases_the_band_and_the_kept_step_are_marked() -> None:
    marks = {mark["uid"]: mark for mark in drawn().marks}
    assert set(marks) == {"band-domain_accuracy", "phase-1", "kept"}
    shape = marks["band-domain_accuracy"]["shape"]
    assert (shape["y0"], shape["y1"]) == (0.5, 0.6)
    assert marks["band-domain_accuracy"]["charts"] == ["accuracy"]
    assert marks["phase-1"]["shape"]["x0"] == 2
    assert marks["kept"]["annotation"]["text"] == "curve.kept"


def test_a_stage_that_joins_is_marked_with_its_name_along_the_line() -> None:
    events = [{"event": "joined", "step": 40, "stage": "blocks.6"}, {"event": "joined", "step": 60, "stage": "blocks.5"}]
    marks = curves(events, lambda key: key + " {stage}", known).marks
    assert [(mark["uid"], mark["shape"]["x0"]) for mark in marks] == [("joined-blocks.6", 40), ("joined-blocks.5", 60)]
    assert marks[0]["annotation"]["text"] == "curve.joined blocks.6"
    assert marks[0]["annotation"]["textangle"] == -90
    assert marks[0]["charts"] == ["losses"]


def test_stretches_of_the_log_add_up_to_the_whole() -> None:
    whole = drawn()
    for cut in range(len(EVENTS) + 1):
        first, second = drawn(EVENTS[:cut]), drawn(EVENTS[cut:])
        for chart in (*CHARTS, "gauges"):
            for uid, line in getattr(whole, chart).items():
                parts = [getattr(part, chart).get(uid, {"x": [], "y": []}) for part in (first, second)]
                assert parts[0]["x"] + parts[1]["x"] == line["x"]
                assert parts[0]["y"] + parts[1]["y"] == line["y"]


def test_every_uid_can_be_part_of_a_css_selector() -> None:
    """Plotly looks for ``.cb<uid>`` when a line goes away."""
    made = drawn()
    hidden = drawn(target=lambda step, kind: None)
    for uid in [*made.losses, *made.accuracy, *made.scores, *made.gauges, *hidden.accuracy]:
        assert uid.replace("-", "").replace("_", "").isalnum(), uid


def test_what_a_number_is_drawn_on_is_declared_and_what_nobody_declares_is_left_out() -> None:
    made = drawn()
    assert {uid: (line["name"], line["y"]) for uid, line in made.gauges.items()} == {
        "health-settled": ("settled", [0.3]),
        "health-distance": ("distance", [2.0]),
    }
    assert made.scores["health-lambda"]["y"] == [0.1]
    everywhere = {*made.losses, *made.accuracy, *made.scores, *made.gauges}
    assert not everywhere & {"health-constant", "health-from the future"}


def test_a_gauge_says_how_to_read_it_and_where_it_should_end() -> None:
    settled, distance = gauges(NUMBERS)
    assert (settled["uid"], settled["name"], settled["reads_as"]) == ("health-settled", "settled", "0 %: all")
    assert [(each["y0"], each["y1"]) for each in settled["layout"]["shapes"]] == [(0.0, 0.05)]
    assert distance["layout"]["shapes"] == []
    assert "%" in settled["layout"]["yaxis"]["tickformat"]
    assert "%" not in distance["layout"]["yaxis"]["tickformat"]


def test_parts_that_are_drawn_together_can_be_told_apart_by_colour() -> None:
    parts = {"source": PartLine("", "source"), "domain": PartLine("", "domains"), **{name: PartLine("") for name in "abcd"}}
    numbers = RunNumbers(parts)
    channels = [[int(numbers.colour(part)[place : place + 2], 16) for place in (1, 3, 5)] for part in parts]
    apart = [sum(abs(a - b) for a, b in zip(one, other, strict=True)) for one, other in combinations(channels, 2)]
    assert min(apart) >= 85


def test_a_line_keeps_its_colour_whatever_came_before() -> None:
    for name in ("loss-novel", "loss-domain", "loss-source"):
        alone = [drawn([event]).losses.get(name) for event in EVENTS]
        assert [each["line"] for each in alone if each is not None] == [drawn().losses[name]["line"]]


@pytest.mark.parametrize("chart", CHARTS)
def test_layouts_are_plain_data_with_units_on_their_axes(chart: str) -> None:
    made = json.loads(json.dumps(layout(chart, words)))
    assert made["xaxis"]["title"]["text"] == "curve.axis"
    assert made["hovermode"] == "x unified"
    assert ("tickformat" in made["yaxis"]) == (chart == "accuracy")


def test_plotly_accepts_what_is_made() -> None:
    """In a process of its own: nothing else here needs plotly's Python side."""
    code = (
        "import sys, json, plotly.graph_objects as go\n"
        "for traces, marks, layout in json.load(sys.stdin):\n"
        "    notes = [each['annotation'] for each in marks if each['annotation']]\n"
        "    shapes = [each['shape'] for each in marks]\n"
        "    go.Figure(traces, {'shapes': shapes, 'annotations': notes, **layout})"
    )
    made = drawn()
    given = [(list(getattr(made, chart).values()), made.marks, layout(chart, words, numbers=NUMBERS)) for chart in CHARTS]
    given += [([made.gauges[each["uid"]]], [], each["layout"]) for each in gauges(NUMBERS)]
    done = subprocess.run([sys.executable, "-c", code], input=json.dumps(given), text=True, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_an_error_has_its_own_axis_and_the_discriminator_another() -> None:
    events = [
        {"event": "step", "step": 1, "parts": {"source": 1.0}, "health": {"domain_accuracy": 0.7}, "learning_rate": 0.1},
        {"event": "evaluation", "step": 2, "source": {"mae": 1234.5678, "r2": 0.5}, "scores": {}},
    ]
    made = drawn(events, lambda step, kind: 0.00012345678, "mae", share=False)
    assert made.accuracy["source"]["y"] == [1234.57]
    assert made.accuracy["target"]["y"] == [0.000123457]
    assert made.accuracy["health-domain_accuracy"]["yaxis"] == "y2"
    assert [mark["shape"]["yref"] for mark in made.marks] == ["y2"]
    found = layout("accuracy", words, "mae", NUMBERS, share=False)
    assert found["yaxis"]["title"]["text"] == "curve.mae.axis"
    assert "tickformat" not in found["yaxis"]
    assert (found["yaxis2"]["overlaying"], found["yaxis2"]["range"]) == ("y", [0, 1.02])
    assert found["yaxis2"]["title"]["text"] == "told apart"
    assert "yaxis2" not in layout("accuracy", words, "mae", share=False)  # a strategy without a discriminator
    assert "yaxis2" not in layout("accuracy", words, "accuracy", NUMBERS)
