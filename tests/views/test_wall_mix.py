"""Where a wall says that scores mislead, and that no label has a part in it."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tlgui import durable
from tlgui.analysis.kept import VERSION, xray_path
from tlgui.home import Home
from tlgui.runs.index.rows import Facts
from tlgui.specification.run_spec import ClassMap
from tlgui.views.wall_mix import doubt_of, found_by_searches

SHOWN = {"version": VERSION, "domain": {}, "label_shift": None, "seeming_shift": None}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


def run(shares_from: str | None = "estimated", target: str = "t") -> Facts:
    classes = ClassMap().model_dump(mode="json")
    return {"datasets": {"source": "s", "target": target}, "class_map": classes, "target_shares_from": shares_from}


def verdicts(*whys: str) -> list[Any]:
    spec = SimpleNamespace(source="s", target="t", class_map=ClassMap())
    return [(SimpleNamespace(spec=spec), SimpleNamespace(why=why)) for why in whys]


@pytest.mark.parametrize(
    ("whys", "says"),
    [
        ((), "may"),
        (("differ",), "seems"),
        (("differ_late", "equal"), "seems"),
        (("unclear",), "may"),
        (("equal", "differ"), None),
        (("alike_equal",), None),
        (("labels_equal", "differ"), "seems"),  # what labels said is their owner's
        (("labels_differ", "told", "told_labels", "said_equal"), "may"),
    ],
)
def test_a_matched_run_casts_the_doubt_that_its_search_has_without_labels(
    home: Home, whys: tuple[str, ...], says: str | None
) -> None:
    assert doubt_of(home, [(run(), found_by_searches(verdicts(*whys)))]) == says


def suspecting() -> Facts:
    return {**run(None), "findings": [{"code": "class_shares", "values": {"shift": 0.37, "share": 0.2}}]}


def test_what_a_run_suspects_is_a_doubt_that_its_search_or_an_xray_takes_away(home: Home) -> None:
    assert doubt_of(home, [(run(None), {}), (suspecting(), {})]) == "may"
    assert doubt_of(home, [(suspecting(), found_by_searches(verdicts("equal")))]) is None
    assert doubt_of(home, [(suspecting(), found_by_searches(verdicts("differ")))]) == "seems"
    path = xray_path(home, "s", "t")
    path.parent.mkdir(parents=True)
    durable.write_json(path, SHOWN | {"seeming_shift": 0.1})
    assert doubt_of(home, [(suspecting(), {})]) is None


def test_what_somebody_told_or_labels_say_casts_none_and_a_search_of_another_pair_settles_nothing(home: Home) -> None:
    assert doubt_of(home, [(run(told), {}) for told in (None, "told", "labels")]) is None
    assert doubt_of(home, [(run(target="another"), found_by_searches(verdicts("equal")))]) == "may"


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ({"seeming_shift": 0.4}, "seems"),
        ({"seeming_shift": 0.1}, None),
        ({"label_shift": 0.6}, None),
        ({"label_shift": 0.0, "seeming_shift": 0.4}, "seems"),
        ({"domain": None, "seeming_shift": 0.4}, None),
    ],
)
def test_of_an_xray_only_what_it_estimates_without_labels_counts(home: Home, report: dict[str, Any], says: str | None) -> None:
    path = xray_path(home, "s", "t")
    path.parent.mkdir(parents=True)
    durable.write_json(path, SHOWN | report)
    assert doubt_of(home, [(run(None), {})]) == says
