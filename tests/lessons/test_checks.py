"""What each check finds among a person's own things, and what it does not take for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from tests.ui.listed import facts, put
from tlgui import durable
from tlgui.analysis import kept
from tlgui.data.demo import make_demo
from tlgui.health import VERSION as HEALTH_VERSION
from tlgui.health.kept import health_folder
from tlgui.home import LOCAL_OWNER, Home
from tlgui.labeling.given import Answer, Drawing, LabelBook
from tlgui.lessons.checks import CHECKS, Found, Mine
from tlgui.lessons.lesson import Check
from tlgui.runs.index import RunIndex

MORE = {"target_shares_from": "same"}
ELSEWHERE = "elsewhere"
"""The name of a run on other datasets."""


class Scene:
    """A home with the icons demo, and made runs."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.source, self.target = make_demo(home)
        self.index = RunIndex(home)

    def runs(self, *given: dict[str, Any], owner: str = LOCAL_OWNER) -> None:
        ids = {"source": self.source.info.id, "target": self.target.info.id}
        put(
            self.index,
            [{**MORE, **each, "datasets": each["datasets"] if each["run"] == ELSEWHERE else ids} for each in given],
            owner,
        )

    def look(self, that: str, **wanted: Any) -> Found | None:
        return CHECKS[that].look(Mine(self.home, self.index, LOCAL_OWNER), Check(that=that, **wanted))

    def found(self, that: str, **wanted: Any) -> list[str]:
        """The runs that a check finds."""
        found = self.look(that, **wanted)
        return [] if found is None else [each["run"] for each in found.runs]


@pytest.fixture(scope="module")
def one_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """With the demo's datasets, which take a second to make."""
    home = Home.open(tmp_path_factory.mktemp("home"))
    make_demo(home)
    return home


@pytest.fixture
def scene(one_home: Home) -> Iterator[Scene]:
    yield Scene(one_home)
    for file in one_home.jobs.glob("runs-*.sqlite*"):
        file.unlink()
    for folder in (one_home.cache, one_home.labels):
        shutil.rmtree(folder, ignore_errors=True)


def run(name: str, strategy: str = "mcc", target: float | None = None, seed: int = 0, **more: Any) -> dict[str, Any]:
    """A finished run with this accuracy on the target; source-only has 0.5, normalization alone 0.6."""
    metrics = {} if target is None else {"target": target, "baseline": 0.5, "normalisation_alone": 0.6}
    return facts(name, strategy=strategy, metrics=metrics, settings={"seed": seed, "normalisation": "per_domain"}, **more)


def test_a_finished_run_is_found_by_pair_strategy_and_setting(scene: Scene) -> None:
    scene.runs(run("a"), run("b", "dann", seed=1), run("c", "dann", status="running"), run(ELSEWHERE, "dann"))
    assert scene.found("run_finished", demo="icons") == ["a", "b"]
    assert scene.found("run_finished", demo="icons", strategy="dann") == ["b"]
    assert scene.found("run_finished", strategy="dann") == ["b", ELSEWHERE]
    assert scene.found("run_finished", setting="seed", value=1, demo="icons") == ["b"]
    assert scene.found("run_finished", demo="icons", count=2) == ["a", "b"]
    assert scene.look("run_finished", demo="icons", count=3) is None
    assert scene.look("run_finished", demo="digits") is None
    assert scene.found("run_started", demo="icons", strategy="dann") == ["b", "c"]


def test_datasets_of_ones_own_are_found_by_their_names(scene: Scene) -> None:
    scene.runs(run("a"))
    assert scene.found("run_finished", source="3D icons") == ["a"]
    assert scene.found("run_finished", source="3D icons", target="Ink drawings") == ["a"]
    assert scene.look("run_finished", target="Flat drawings") is None


def test_runs_of_somebody_else_count_for_nothing(scene: Scene) -> None:
    scene.runs(run("a", target=0.9), owner="ada")
    assert scene.look("run_finished") is None
    assert scene.look("above_source_only") is None


def test_better_and_worse_than_the_references_is_by_so_many_points(scene: Scene) -> None:
    scene.runs(run("good", target=0.7), run("fair", target=0.55), run("bad", target=0.4), run("sealed"))
    assert scene.found("above_source_only") == ["good", "fair"]
    assert scene.found("above_source_only", points=10) == ["good"]
    assert scene.found("below_source_only") == ["bad"]
    assert scene.look("below_source_only", points=20) is None
    assert scene.found("above_normalization") == ["good"]


def test_where_less_is_better_a_lower_error_is_above_source_only(scene: Scene) -> None:
    errors = {"source": 0.1, "target": 0.2, "baseline": 0.5, "normalisation_alone": 0.1}
    scene.runs(run("a", task="regression") | {"metrics": {"mae": errors}})
    assert scene.found("above_source_only") == ["a"]
    assert scene.look("above_normalization") is None


def test_strategies_and_seeds_are_counted_once_each(scene: Scene) -> None:
    scene.runs(run("a"), run("b"), run("c", "dann"), run("d", "dann", seed=1), run("e", "dann", seed=2))
    assert scene.found("strategies_compared", count=2) == ["a", "c"]
    assert scene.look("strategies_compared", count=3) is None
    assert scene.found("seeds_compared", count=3) == ["c", "d", "e"]
    assert scene.look("seeds_compared", count=2, strategy="mcc") is None


def test_told_shares_changed_classes_and_revealed_labels_are_seen_in_a_run(scene: Scene) -> None:
    scene.runs(
        run("told") | {"target_shares_from": "told"},
        run("estimated") | {"target_shares_from": "estimated"},
        run("left out") | {"class_map": {"rename": {}, "leave_out": ["food"]}},
        run("revealed", target=0.7),
        run("open", target=0.7) | {"sealed": False},
    )
    assert scene.found("shares_told") == ["told"]
    assert scene.found("classes_changed") == ["left out"]
    assert scene.found("labels_revealed") == ["revealed"]


def test_an_xray_and_a_health_report_count_once_they_are_kept(scene: Scene) -> None:
    assert scene.look("xray_made", demo="icons") is None
    assert scene.look("health_made", demo="icons") is None
    ids = scene.source.info.id, scene.target.info.id
    durable_path = kept.xray_path(scene.home, *ids)
    durable_path.parent.mkdir(parents=True)
    durable.write_json(durable_path, {"version": kept.VERSION})
    folder = health_folder(scene.home, *ids)
    folder.mkdir(parents=True)
    durable.write_json(folder / "health.json", {"version": HEALTH_VERSION})
    for that in ("xray_made", "health_made"):
        assert scene.look(that, demo="icons") == Found(count=1)
        assert scene.look(that) == Found(count=1)
        assert scene.look(that, demo="digits") is None


def test_labels_count_once_somebody_knows_what_a_picture_is(scene: Scene) -> None:
    book = LabelBook(scene.home, scene.target.info.id, len(scene.target))
    add = partial(book.add, drawing=Drawing(seed=0))
    for number in range(4):
        add(number, Answer("class", "food"))
    add(4, Answer("unknown"))
    assert scene.look("labels_given", demo="icons", count=4) == Found(count=4)
    assert scene.look("labels_given", demo="icons", count=5) is None
    assert scene.look("labels_given", demo="digits") is None


def test_every_check_answers_nothing_where_nothing_was_done(scene: Scene) -> None:
    assert {name: scene.look(name) for name in CHECKS} == dict.fromkeys(CHECKS)
