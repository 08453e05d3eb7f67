"""Each diagnosis is made when it should be and not otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.runs.diagnosis import Finding, Health, class_lost, diagnose, few_pictures, light_of, lost_classes, overturned_share
from tlgui.texts import LANGUAGES, say


def health(**numbers: list[float]) -> Health:
    made = Health()
    for values in zip(*numbers.values(), strict=True):
        made.add({"event": "step", "parts": {}, "health": dict(zip(numbers, values, strict=True))})
    return made


def losses(*values: float, before: tuple[float, ...] = ()) -> Health:
    made = Health()
    for phase in (before, values):
        made.add({"event": "phase"})
        for value in phase:
            made.add({"event": "step", "parts": {"source": value / 2, "domain": value / 2, "broken": None}, "health": {}})
    return made


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (losses(*[1.6] * 20), []),
        (losses(*[1.6] * 10, 200.0, 300.0, 400.0), ["diverged"]),
        (losses(*[1.6] * 10, 200.0, 300.0, 1.6), []),  # a batch or two
        (losses(*[1.6] * 10, 100.0, 100.0, 100.0), []),
        (losses(*[0.0] * 10, 2.0, 2.0, 2.0), []),  # a weight that rises from nothing
        (losses(*[0.0] * 10, 20.0, 20.0, 20.0), ["diverged"]),
        (losses(*[200.0] * 10, before=(1.6,) * 10), []),  # another phase has another loss
        (losses(300.0, 300.0), []),
    ],
)
def test_E2_a_loss_that_leaves_all_bounds_is_said(made: Health, expected: list[str]) -> None:
    assert codes(diagnose(made, {}, None)) == expected


def test_E2_divergence_is_shown_at_once_however_early() -> None:
    rising = [
        {"event": "step", "step": step, "parts": {"source": 1.5 * 10.0 ** max(0, step - 6)}, "health": {}}
        for step in range(1, 13)
    ]
    light = light_of([{"event": "phase", "index": 0, "step": 0, "steps": 1000}, *rising])
    assert light is not None
    assert (light.level, codes(list(light.findings))) == ("problem", ["diverged"])


def codes(findings: list[Finding]) -> list[str]:
    for each in findings:
        assert all(say(each.key, language, **each.values) for language in LANGUAGES)
    return [each.key.partition(".")[2] for each in findings]


@pytest.mark.parametrize(("source", "target", "few"), [(3, 200, True), (200, 5, True), (9, 9, True), (10, 10, False)])
def test_A8_fewer_than_ten_pictures_of_a_domain_are_said(source: int, target: int, few: bool) -> None:
    found = few_pictures(source, target)
    assert codes([found] if found else []) == (["few_pictures"] if few else [])


RISING = list(np.linspace(0, 1, 50))


@pytest.mark.parametrize(
    ("numbers", "scores", "changed", "expected"),
    [
        ({}, {"largest_class_share": 0.3}, 0.2, []),
        ({}, {"largest_class_share": 0.98}, None, ["collapsed"]),
        ({}, {"largest_class_share": 0.98, "classes_in_use": 0.1}, None, ["collapsed"]),
        ({}, {"largest_class_share": 0.5, "classes_in_use": 2 / 30}, None, ["few_classes"]),
        ({}, {"largest_class_share": 0.3, "classes_in_use": 4 / 7}, None, []),
        ({"domain_accuracy": [0.99] * 50, "lambda": RISING}, {}, None, ["discriminator_won"]),
        ({"domain_accuracy": [0.99] * 50, "lambda": [0.1] * 50}, {}, None, []),
        ({"domain_accuracy": [0.9] * 20 + [0.55] * 30, "lambda": RISING}, {}, None, []),
        ({"domain_accuracy": [0.5] * 50, "lambda": RISING}, {}, None, ["discriminator_idle"]),
        ({"effective_share": [0.03]}, {}, None, ["few_weights"]),
        ({"effective_share": [0.5]}, {}, None, []),
        ({"confident_share": [0.0] * 10}, {}, None, ["none_confident"]),
        ({"confident_share": [0.0] * 5 + [0.9] * 5}, {}, None, []),
        ({}, {}, 0.0, ["no_effect"]),
        ({"effective_share": [0.03]}, {"largest_class_share": 1.0}, 0.0, ["collapsed", "few_weights", "no_effect"]),
    ],
)
def test_E3_E4_E5_what_is_off_is_said_and_nothing_else(
    numbers: dict[str, list[float]], scores: dict[str, float], changed: float | None, expected: list[str]
) -> None:
    assert codes(diagnose(health(**numbers), scores, changed)) == expected


@pytest.mark.parametrize(
    ("overturned", "shift", "expected"),
    [(0.2, 0.4, ["class_shares"]), (0.2, 0.2, []), (0.05, 0.4, []), (0.2, None, []), (None, 0.4, [])],
)
def test_other_class_shares_are_suspected_only_where_sure_predictions_were_overturned(
    overturned: float | None, shift: float | None, expected: list[str]
) -> None:
    assert codes(diagnose(Health(), {}, 0.3, overturned, shift)) == expected


def test_only_the_half_that_source_only_was_surest_of_counts() -> None:
    sure, unsure = np.tile([0.9, 0.1], (30, 1)), np.tile([0.55, 0.45], (30, 1))
    before = np.concatenate([unsure, sure])
    assert overturned_share(before, np.concatenate([unsure[:, ::-1], sure])) == 0
    assert overturned_share(before, np.concatenate([unsure, sure[:3, ::-1], sure[3:]])) == pytest.approx(0.1)
    assert overturned_share(before[:39], before[:39, ::-1]) is None  # too few to say anything


def put(*counts: int) -> np.ndarray:
    """Predictions that put so many pictures into each class."""
    return np.eye(len(counts))[np.repeat(np.arange(len(counts)), counts)]


@pytest.mark.parametrize(
    ("before", "after", "told", "lost"),
    [
        ((11, 5, 45, 49, 4), (15, 5, 45, 49, 0), None, {4: 4}),  # paintings to photos: all persons became dogs
        ((11, 5, 45, 49, 4), (15, 5, 45, 48, 1), None, {}),
        ((11, 5, 45, 51, 2), (13, 5, 45, 51, 0), None, {}),
        ((500, 496, 4), (500, 500, 0), None, {}),  # of many pictures some are always put into a class that is not there
        ((20, 4, 6), (30, 0, 0), None, {2: 6, 1: 4}),
        ((20, 4, 6), (30, 0, 0), (0.8, 0.2, 0.0), {1: 4}),
        ((20, 4, 6), (30, 0, 0), (0.95, 0.05, 0.0), {}),
    ],
)
def test_a_class_is_lost_that_source_only_predicts_and_the_run_does_not(
    before: tuple[int, ...], after: tuple[int, ...], told: tuple[float, ...] | None, lost: dict[int, int]
) -> None:
    found = lost_classes(put(*before), put(*after), None if told is None else np.array(told))
    assert list(found.items()) == list(lost.items())


def test_lost_classes_are_named_unless_the_predictions_collapsed() -> None:
    [found] = diagnose(Health(), {"largest_class_share": 0.4}, 0.3, lost=class_lost({4: 4}, "abcde", 114))
    assert (found.code, found.values) == ("class_lost", {"classes": ["e"], "lost": 1, "before": 4, "pictures": 114})
    assert codes(diagnose(Health(), {"largest_class_share": 0.95}, 0.3, lost=found)) == ["collapsed"]
    many = class_lost(dict.fromkeys(range(7), 3), "abcdefgh", 99)
    assert many is not None
    assert many.values["classes"] == [*"abcde", "…"]
    assert class_lost({}, "abc", 99) is None


def log(accuracy: float, steps: int, of: int = 100, *more: dict) -> list[dict]:
    """A log of an adversarial run at ``steps`` of ``of``."""
    phase = {"event": "phase", "index": 0, "step": 0, "steps": of}
    made = [
        {"event": "step", "step": step, "parts": {"source": 1.0}, "health": {"domain_accuracy": accuracy, "lambda": step / of}}
        for step in range(1, steps + 1)
    ]
    return [phase, *made, *more]


RESULT = {"event": "result", "scores": {"largest_class_share": 0.3}}
WON = {"event": "health", "code": "discriminator_won", "values": {"accuracy": 0.97, "strength": 0.9}}


@pytest.mark.parametrize(
    ("events", "level", "found"),
    [
        (log(0.99, 10), "early", []),
        (log(0.5, 10), "early", []),
        (log(0.62, 60), "ok", []),
        (log(0.99, 80), "problem", ["discriminator_won"]),
        (log(0.5, 60), "watch", ["discriminator_idle"]),
        (log(0.62, 100, 100, RESULT), "ok", []),
        (log(0.62, 100, 100, WON, RESULT), "problem", ["discriminator_won"]),
    ],
)
def test_the_light_follows_the_log_and_ends_with_what_the_trainer_wrote(events: list[dict], level: str, found: list[str]) -> None:
    light = light_of(events)
    assert light is not None
    assert (light.level, codes(list(light.findings))) == (level, found)
    assert light.over == (RESULT in events)
    assert light.numbers["lambda"] == pytest.approx(len([each for each in events if each["event"] == "step"]) / 100)


def test_the_light_has_the_numbers_without_a_chart_and_the_gauges_what_they_say_now() -> None:
    health = {"effective_share": 0.4, "largest_weight": 9.0, "confusion": 0.2, "largest_class_share": 0.5, "from the future": 1.0}
    events = [
        {"event": "phase", "index": 0, "step": 0, "steps": 10},
        *({"event": "step", "step": step, "parts": {"source": 1.0}, "health": {**health, "mmd": None}} for step in range(1, 11)),
        {"event": "evaluation", "step": 10, "scores": {"largest_class_share": 0.3, "confident_share": 0.8}},
    ]
    light = light_of(events)
    assert light is not None
    assert light.numbers == {
        **{"effective_share": pytest.approx(0.4), "largest_weight": 9.0},
        **{"confident_share": 0.8, "largest_class_share": 0.3},
    }
    assert light.gauges == {"confusion": pytest.approx(0.2), "largest_class_share": 0.5}


def test_there_is_no_light_before_the_first_step() -> None:
    assert light_of([{"event": "stage", "name": "features"}]) is None


def test_X8_a_score_that_is_no_number_is_not_judged() -> None:
    assert diagnose(Health(), {"classes_in_use": None, "largest_class_share": None}, None) == []
