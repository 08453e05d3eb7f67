"""Side by side and on the stage, runs say what they were told of the target's classes, and in which round of a search they were matched."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from starlette.testclient import TestClient

from tests.command_line import Call, call
from tests.ui.made import MadeRun
from tlgui.api.runs import find_run
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, SearchStore
from tlgui.home import Home
from tlgui.runs import remarks
from tlgui.runs.remarks import Remarks
from tlgui.runs.run import Run
from tlgui.specification.run_spec import Teacher
from tlgui.specification.target_shares import TargetShares

__all__ = ["call"]
NOTHING = TargetShares()
TOLD = TargetShares(known_from="told", shares={"circle": 0.5, "bar": 0.5})
FIRST = TargetShares(known_from="estimated", shares={"circle": 0.4, "bar": 0.4, "cross": 0.2})
SECOND = TargetShares(known_from="estimated", shares={"circle": 0.45, "bar": 0.45, "cross": 0.1})


class Runs(NamedTuple):
    """Of a search those of two rounds and the distilled one; beside it one that was told the shares, and one that was not."""

    first: Run
    second: Run
    distilled: Run
    told: Run
    plain: Run


@pytest.fixture(scope="module")
def runs(home: Home, made_run: MadeRun) -> Runs:
    def trained(shares: TargetShares = NOTHING, strategy: str = "cdan", teachers: tuple[Teacher, ...] = ()) -> Run:
        packs = (made_run.source, made_run.target)
        run = MadeRun(home, *packs, strategy=strategy, target_shares=shares, distilled_from=teachers).right_on(0.86)
        if shares == SECOND:  # its normalization alone is another network
            run.events_path.write_text(run.events_path.read_text().replace("1" * 32, "2" * 32))
        return run

    first, second = trained(FIRST), trained(SECOND)
    teachers = tuple(
        Teacher(strategy="cdan", matched=number, run=each.id, weight=0.5) for number, each in enumerate((first, second), 1)
    )
    found = Runs(first, second, trained(SECOND, "distilled", teachers), trained(TOLD), trained())
    members = [Member(each.id, each.spec.strategy, number, True) for each, number in zip(found[:3], (1, 2, 1), strict=True)]
    search = SearchStore(home).create("c" * 32, Plan("nothing", NOTHING), members[0], settings={}, confirmed=())
    for each in members[1:]:
        search.add(each)
    for each in found[:3]:
        remarks.write(each.folder, Remarks(tags=(search.tag,)))
    return found


@pytest.fixture(scope="module")
def other(home: Home, made_run: MadeRun) -> Run:
    """As the run of all tests here."""
    return MadeRun(home, made_run.source, made_run.target).right_on(0.86)


def compared(client: TestClient, one: Run, other: Run, language: str = "en") -> dict:
    return client.get(f"/api/runs/{one.id}/compare/{other.id}", headers={"cookie": f"tlgui_language={language}"}).json()


def settings(told: dict) -> dict[str, list[str]]:
    return {row["name"]: row["values"] for row in told["settings"]}


@pytest.mark.slow
def test_side_by_side_a_run_says_that_it_was_told_what_the_target_contains(client: TestClient, runs: Runs) -> None:
    told = compared(client, runs.plain, runs.told)
    assert told["titles"] == ["CDAN", "CDAN with matched classes"]
    assert told["knows"] == [[], ["told the class shares"]]
    assert settings(told) == {"Class shares of the target": ["taken to be the source's", "told: circle 50 %, bar 50 %"]}
    told = compared(client, runs.first, runs.told, "zh")
    assert told["titles"] == ["CDAN（类别比例已匹配）"] * 2
    assert told["knows"] == [["类别比例为估计值"], ["给定了类别比例"]]
    (values,) = settings(told).values()
    assert [each.split("：")[0] for each in values] == ["估计", "给定"]


def test_side_by_side_two_rounds_and_what_was_distilled_from_them_are_told_apart(client: TestClient, runs: Runs) -> None:
    told = compared(client, runs.first, runs.second)
    assert told["titles"] == ["CDAN with matched classes", "CDAN with matched classes, round 2"]
    assert settings(told)["Class shares of the target"][1] == "estimated: circle 45 %, bar 45 %, cross 10 %"
    told = compared(client, runs.plain, runs.distilled)
    assert told["titles"][1] == "Distilled network with matched classes"
    learned = settings(told)["Learned what these say on average"]
    assert learned == ["–", "CDAN with matched classes (50 %), CDAN with matched classes, round 2 (50 %)"]


def test_two_of_one_name_that_know_the_same_say_a_part_of_their_ids(client: TestClient, run: Run, other: Run) -> None:
    assert compared(client, run, other)["titles"] == [f"DANN ({each.id[:8]})" for each in (run, other)]


def test_each_says_by_which_normalization_alone_it_is_measured(client: TestClient, runs: Runs) -> None:
    (row,) = (each for each in compared(client, runs.plain, runs.distilled)["results"] if each["key"] == "over_normalisation")
    assert row["name"] == "Over normalization alone"
    assert all(each.startswith("+") for each in row["values"])
    assert row["by"] == ["", "normalization alone with matched classes, round 2"]


@pytest.mark.parametrize("name", ["second", "distilled"])
def test_the_page_of_a_run_says_which_round_of_normalization_alone_it_is_measured_by(
    client: TestClient, home: Home, runs: Runs, name: str
) -> None:
    run = getattr(runs, name)
    told = client.get(f"/api/runs/{run.id}/live").json()
    assert told["result"]["second"].endswith("over normalization alone with matched classes, round 2")
    assert "normalization alone with matched classes, round 2" in {line["name"] for line in told["curves"]["accuracy"]}
    assert ("round 2" in told["about"]["strategy"]) == (name == "second")
    assert "over normalization alone with matched classes, round 2" in find_run(run.id, home.root).told()
    first = client.get(f"/api/runs/{runs.first.id}/live").json()
    assert first["result"]["second"].endswith("over normalization alone with matched classes")
    assert "round 2" not in str(first["curves"]) + str(first["about"])


def test_the_stage_is_told_what_a_run_knows_of_its_target(client: TestClient, runs: Runs) -> None:
    about = {name: client.get(f"/api/runs/{run.id}/live").json()["about"] for name, run in runs._asdict().items()}
    assert (about["told"]["strategy"], about["told"]["knows"]) == ("CDAN with matched classes", ["told the class shares"])
    assert about["first"]["knows"] == about["plain"]["knows"] == []  # nobody told them


def test_the_command_line_compares_in_the_same_words(call: Call, runs: Runs) -> None:
    lines = call("compare", runs.plain.id, runs.told.id).stdout
    assert "told: circle 50 %, bar 50 %" in lines
    assert "CDAN with matched classes" in lines


def test_results_say_by_which_round_of_normalization_alone_a_network_is_measured(client: TestClient, runs: Runs) -> None:
    rows = {row["run"]: row for board in client.get("/api/leaderboard").json()["boards"] for row in board["rows"]}
    against = {name: rows[run.id]["told"]["over_normalisation"].get("against") for name, run in runs._asdict().items()}
    assert against == {"first": None, "second": "that of round 2", "distilled": "that of round 2", "told": None, "plain": None}
