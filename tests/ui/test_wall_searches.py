"""Searches on the wall: of each one network stands for all that it has trained."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.ui.roommates import id_of
from tests.ui.test_wall import Class, at, trained  # noqa: F401
from tlgui.data.pack import Pack
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, Search, SearchStore
from tlgui.finding.verdict import Contender, Verdict
from tlgui.home import new_id
from tlgui.runs import remarks
from tlgui.runs.remarks import Remarks
from tlgui.runs.run import Run
from tlgui.specification.run_spec import Teacher
from tlgui.specification.target_shares import TargetShares
from tlgui.texts import say

FOUND = {"dann": (0.7, 0.9), "mcc": (0.9, 0.6), "cdan": (0.8, 0.8)}
"""What a search trains, as :data:`tests.ui.test_wall.LEVELS`."""


@pytest.fixture
def searched(trained: Class) -> tuple[Class, Search, list[Run]]:  # noqa: F811
    """The same, and Ada has a search that has trained three networks."""
    owner = id_of(trained.room, "Ada")
    pair = trained.pair(owner)
    first = _member(trained, pair, "dann")
    member = Member(first.id, "dann", 0, True)
    search = SearchStore(trained.home).create(
        new_id(), Plan("nothing", TargetShares()), member, settings={}, confirmed=(), owner=owner
    )
    runs = [first, *(_member(trained, pair, strategy) for strategy in ("mcc", "cdan"))]
    for run in runs[1:]:
        search.add(Member(run.id, run.spec.strategy, 0, False))
    for run in runs:
        remarks.write(run.folder, Remarks(tags=(search.tag,)))
    return trained, search, runs


def _member(at: Class, pair: tuple[Pack, Pack], strategy: str) -> Run:  # noqa: F811
    looks, right = FOUND[strategy]
    return at.train("Ada", looks, right, pair, strategy=strategy)


def _verdict(runs: list[Run], taken: str, **more: Any) -> Verdict:
    networks = tuple(Contender(run.spec.strategy, run.id, False, 0, {}, None) for run in runs)
    chosen = next(each for each in networks if each.strategy == taken)
    told = {"changed": 0.3, **more}
    return Verdict(
        networks, "equal", None, None, {taken: 1.0}, chosen, 0.9, 0.2, 0.7, target_accuracy=None, scored_on=0, seconds=1.0, **told
    )


def _of_search(wall: dict[str, Any]) -> list[str]:
    return [each["strategy"] for each in wall["tiles"] if "Find the best" in each["strategy"]]


@pytest.mark.slow
def test_a_search_that_goes_on_is_one_tile_with_its_best_network_so_far(searched: tuple[Class, Search, list[Run]]) -> None:
    at, _, _ = searched  # noqa: F811
    wall = at.wall()
    assert [each["strategy"] for each in wall["tiles"]] == ["DANN", "DANN", "DANN", "MCC · Find the best · 5 networks so far"]
    assert wall["tiles"][-1]["strategy_short"] == "MCC · search of 5"  # both references are among them, as on its page
    assert wall["words"] == "3 runs and 1 search of 3 people"
    assert sorted(each["place"] for each in wall["tiles"] + wall["references"]) == [1, 1, 3, 4, 5]  # among these alone
    assert at.wall(language="zh")["words"] == "3 人的 3 个运行和 1 次搜索"


@pytest.mark.slow
def test_a_search_that_is_over_is_shown_with_the_network_that_it_took_and_the_reveal_opens_all(
    searched: tuple[Class, Search, list[Run]],
) -> None:
    at, search, runs = searched  # noqa: F811
    search.conclude(_verdict(runs, "cdan"))
    assert _of_search(at.wall()) == ["CDAN · Find the best · 3 networks"]
    assert at.wall()["host"]["sealed"] == 6
    rows = {each["who"]: each["starts"] for each in at.host.get("/api/room/host/attempts").json()["rows"]}
    assert rows == {"Ada": 4, "Bob": 1, "Cyd": 1}
    assert at.reveal().json() == {"opened": 6, "left": 0}
    wall = at.wall()
    assert [each["true_place"] for each in wall["tiles"]] == [4, 2, 1, 3]
    assert "4 different runs" in wall["verdict"]["number"]


@pytest.mark.slow
def test_S1_the_tile_of_a_search_has_the_curves_of_its_networks_and_says_that_its_answer_is_found(
    searched: tuple[Class, Search, list[Run]],
) -> None:
    at, search, runs = searched  # noqa: F811
    tile = at.wall()["tiles"][-1]
    assert (len(tile["others"]), tile["said"]) == (2, "")
    owner = id_of(at.room, "Ada")
    teacher = Teacher(strategy="mcc", matched=0, run=runs[1].id, weight=1.0)
    answer = at.train("Ada", 0.9, 0.9, at.pair(owner), strategy="distilled", distilled_from=(teacher,))
    remarks.write(answer.folder, Remarks(tags=(search.tag,)))
    search.add(Member(answer.id, "distilled", 0, False))
    verdict = _verdict([*runs, answer], "distilled")
    search.conclude(replace(verdict, distilled=verdict.nearest, distilled_agreement=1.0))
    tile = at.wall()["tiles"][-1]
    assert tile["strategy"] == "Distilled network · Find the best · 4 networks"
    assert (tile["said"], tile["curve"], len(tile["others"])) == ("answer found", [], 3)
    assert tile["note"] == "no points"
    assert at.wall(language="zh")["tiles"][-1]["said"] == "已有结论"


@pytest.mark.slow
def test_where_a_search_says_to_leave_it_its_nearest_network_is_shown(searched: tuple[Class, Search, list[Run]]) -> None:
    at, search, runs = searched  # noqa: F811
    distilled = Contender("mcc", runs[1].id, False, 0, {}, None)
    verdict = _verdict(runs, "cdan", distilled=distilled, distilled_agreement=0.99)
    search.conclude(verdict)
    assert _of_search(at.wall()) == ["MCC · Find the best · 3 networks"]
    search.conclude(replace(verdict, changed=0.0))
    assert verdict.leave is None and search.verdict().leave == "little"  # type: ignore[union-attr]
    assert _of_search(at.wall()) == ["CDAN · Find the best · 3 networks"]


def test_a_tag_that_somebody_wrote_makes_no_search(trained: Class) -> None:  # noqa: F811
    at = trained  # noqa: F811
    pair = at.pair(id_of(at.room, "Ada"))
    for strategy in ("mcc", "cdan"):
        remarks.write(_member(at, pair, strategy).folder, Remarks(tags=("search-0000000",)))
    assert len(at.wall()["tiles"]) == 5
    assert at.wall()["words"] == "5 runs of 3 people"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_distilled_network_has_no_points_by_scores_that_it_was_not_made_for_and_its_place_once_the_truth_is_known(
    trained: Class,  # noqa: F811
    language: str,
) -> None:
    """The page of its search says that its scores cannot be compared; so the wall compares them with nobody's."""
    at = trained  # noqa: F811
    before = {each["key"]: (each["place"], each["points"]) for each in at.wall()["tiles"] + at.wall()["references"]}
    teacher = Teacher(strategy="mcc", matched=0, run="1" * 32, weight=1.0)
    pair = at.pair(id_of(at.room, "Ada"))
    at.train("Ada", 0.99, 0.99, pair, strategy="distilled", distilled_from=(teacher,))
    wall = at.wall(language=language)
    distilled = wall["tiles"][-1]
    assert (distilled["place"], distilled["points"], distilled["curve"]) == (None, None, [])
    assert distilled["note"] == say("wall.distilled", language)
    assert wall["apart"] == say("wall.distilled.key", language)
    others = {each["key"]: (each["place"], each["points"]) for each in wall["tiles"][:-1] + wall["references"]}
    assert others == before
    at.reveal()
    wall = at.wall(language=language)
    assert (wall["tiles"][-1]["true_place"], wall["tiles"][-1]["moved"], wall["apart"]) == (1, None, "")
    assert "3" in wall["verdict"]["number"]  # runs whose two orders are compared
