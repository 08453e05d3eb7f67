"""A search or a run on a target whose labels are revealed already says so, and opens them with one press."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from tests.command_line import Call, call
from tests.finding.raced import asked, pair, raced, without_workers
from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui.data import seals
from tlgui.data.pack import Pack
from tlgui.finding import asking
from tlgui.finding.searches import Search
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.target_shares import read_shares
from tlgui.texts import LANGUAGES, say
from tlgui.views import search as search_view
from tlgui.views.search_verdict import estimated_shares, told

__all__ = ["call"]


@pytest.fixture(autouse=True)
def _without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    without_workers(monkeypatch)
    monkeypatch.setattr(search_view, "SHARED_SECONDS", 0.0)  # each question is answered anew


def searched(home: Home, packs: tuple[Pack, Pack]) -> Search:
    search = asking.begin(home, asked(*packs, sealed=True))
    raced(home, search, packs)
    return search


def verdict_of(client: TestClient, search: Search, language: str = "en") -> dict:
    answer = client.get(f"/api/searches/{search.id}/live", headers={"accept-language": language})
    return dict(answer.json()["verdict"])


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_on_a_revealed_target_asks_for_no_label_and_opens_what_is_revealed(
    client: TestClient, home: Home, language: str
) -> None:
    packs = pair(home)
    seals.reveal(home, packs[1].info, "page")
    search = searched(home, packs)
    before = verdict_of(client, search, language)
    assert before["settle"] == say("page.search.settle.revealed", language)
    assert (before["label"], before["reveal"]) == ("", say("page.search.reveal", language))
    found = search.verdict()
    assert found is not None
    assert say("cli.best.revealed", language, run=found.taken.run[:8]) in told(home, search, found, language)
    opened = client.post(f"/api/searches/{search.id}/reveal").json()
    assert opened == {"runs": len(search.members()), "left": 0}
    after = verdict_of(client, search, language)
    assert after["reveal"] == ""
    begin, _, _ = say("page.search.settled.revealed_before", language, count=0, network="", accuracy=0, baseline=0).partition("0")
    assert after["settle"].startswith(begin)


def test_while_nothing_is_revealed_a_search_opens_nothing(client: TestClient, home: Home) -> None:
    search = searched(home, pair(home))
    verdict = verdict_of(client, search)
    assert (verdict["reveal"], verdict["say_so"]) == ("", "")
    answer = client.post(f"/api/searches/{search.id}/reveal")
    assert answer.json()["problems"][0]["code"] == "nothing_to_reveal"
    assert not any(RunStore(home).get(each.run).opened for each in search.members())


def test_what_open_labels_say_of_the_mix_fills_the_form(client: TestClient, home: Home) -> None:
    packs = dataset(home, "photos", SHAPES[:4], each=12), dataset(home, "few", SHAPES[:2], each=20, sketch=True)
    search = searched(home, packs)
    assert verdict_of(client, search)["say_so"] == ""  # the labels are sealed
    seals.reveal(home, packs[1].info, "page")
    client.post(f"/api/searches/{search.id}/reveal")
    asks = parse_qs(urlsplit(verdict_of(client, search)["say_so"]).query)
    assert (asks["search"], asks["target"]) == ([search.id], [packs[1].info.id])
    shares, problems = read_shares(asks["shares"][0])
    assert (shares.known_from, problems) == ("told", [])
    assert shares.shares == dict.fromkeys(packs[1].info.classes, 0.5)


def live(client: TestClient, run: Run, language: str = "en") -> dict:
    return dict(client.get(f"/api/runs/{run.id}/live", headers={"accept-language": language}).json())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_on_a_revealed_target_does_not_speak_of_choosing_blind(client: TestClient, home: Home, language: str) -> None:
    packs = pair(home)
    run = MadeRun(home, *packs, sealed=True).whole()
    sealed = live(client, run, language)
    assert (sealed["reveal"], sealed["revealed_elsewhere"]) == ("possible", False)
    assert sealed["result"]["next"] == say("verdict.next.sealed", language)
    seals.reveal(home, packs[1].info, "page")
    known = live(client, run, language)
    assert (known["reveal"], known["revealed_elsewhere"]) == ("possible", True)
    assert say("page.label.says.revealed", language) in known["result"]["verdict"]
    assert known["result"]["next"] == say("verdict.next.given", language)
    client.post(f"/api/runs/{run.id}/reveal")
    opened = live(client, run, language)
    assert (opened["reveal"], opened["revealed_elsewhere"]) == ("done", False)


def test_a_command_says_once_that_labels_are_open_which_a_run_keeps_sealed(call: Call, home: Home) -> None:
    packs = pair(home)
    run = MadeRun(home, *packs, sealed=True).whole()
    seals.reveal(home, packs[1].info, "page")
    shown = call("show", run.id[:8])
    assert shown.stdout.count("revealed already, but this run keeps its own sealed") == 1
    assert shown.stderr == f"`tlgui reveal {run.id[:8]}` opens them in this run.\n"


def test_a_search_says_which_class_shares_it_estimated(client: TestClient, home: Home) -> None:
    packs = dataset(home, "photos", SHAPES[:4], each=12), dataset(home, "few", SHAPES[:2], each=20, sketch=True)
    search = searched(home, packs)
    found = search.verdict()
    assert found is not None
    assert found.shares is not None
    largest = max(found.shares, key=found.shares.__getitem__)
    said = client.get(f"/api/searches/{search.id}/live").json()["estimated"]
    assert said.startswith(f"Estimated from what the networks predict: {largest} {100 * found.shares[largest]:.0f} %, ")
    assert said in told(home, search, found, "en")
    told_them = replace(found, why="told")
    assert estimated_shares(told_them, "en") == estimated_shares(None, "en") == ""
