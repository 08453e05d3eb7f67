"""A search on its way to the page."""

from __future__ import annotations

import json

import pytest
from starlette.testclient import TestClient

from tests.finding.raced import asked, pair, raced, train, without_workers
from tlgui.data.pack import Pack
from tlgui.finding import plan, race
from tlgui.finding.searches import Search
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.ui.form import Form, form_of
from tlgui.ui.pages.adapt.answers import search_pressed
from tlgui.ui.pages.place import PageContext
from tlgui.ui.uploads import UploadLimits
from tlgui.views import search as search_view


@pytest.fixture(autouse=True)
def _without_workers(monkeypatch: pytest.MonkeyPatch, home: Home) -> None:
    without_workers(monkeypatch)
    monkeypatch.setattr(search_view, "SHARED_SECONDS", 0.0)  # each question is answered anew
    for job in JobQueue(home).in_line("train"):  # of the test before
        JobQueue(home).cancel(job.id)


@pytest.fixture(scope="module")
def packs(home: Home) -> tuple[Pack, Pack]:
    return pair(home)


def live(client: TestClient, search: Search, **more: str) -> dict:
    return client.get(f"/api/searches/{search.id}/live", params=more).json()


def states(told: dict) -> dict[str, str]:
    return {row["key"]: row["state"] for row in told["rows"]}


def test_the_race_is_told_row_by_row_and_ends_in_one_verdict(client: TestClient, home: Home, packs: tuple[Pack, Pack]) -> None:
    search = race.begin(home, asked(*packs))
    told = live(client, search)
    assert (told["state"], told["title"], told["pausable"]) == ("queued", "photos → sketches", True)
    assert list(states(told).values()) == ["queued"] * 3 + ["foreseen"] * (len(plan.EQUAL_SHARES) + 1)
    assert [row["run"] is None for row in told["rows"]][:3] == [True, True, False]  # nobody opens a reference
    assert told["verdict"] is None
    # What has not changed is not sent again.
    assert live(client, search, version=told["version"]) == {"version": told["version"], "same": True}

    train(home, packs)
    race.advance(home, search)
    told = live(client, search)
    assert list(states(told).values()) == ["finished"] * 3 + ["queued"] * len(plan.EQUAL_SHARES) + ["foreseen"]
    assert all(len(row["curve"]) > 10 and row["scores"]["bnm"] for row in told["rows"][:3])
    assert all(row["accuracy"] for row in told["rows"][:3])  # its labels are open

    raced(home, search, packs)
    told = live(client, search)
    assert (told["state"], told["over"], told["done"]) == ("finished", True, 3 + len(plan.EQUAL_SHARES))
    assert [row["key"] for row in told["rows"] if row["weight"] is None] == ["source-only"]  # it does not count
    assert sum(row["weight"] or 0 for row in told["rows"]) == pytest.approx(1)
    [nearest] = [row for row in told["rows"] if row["nearest"]]
    assert told["verdict"]["run"] == nearest["run"]
    assert told["verdict"]["headline"] == f"Take {nearest['name']}"
    [line] = [each for each in client.get("/api/searches").json()["searches"] if each["search"] == search.id]
    assert line["words"] == told["verdict"]["headline"]


def test_15_the_network_that_learned_the_answer_is_taken_where_it_is_closer_and_what_failed_is_named(
    client: TestClient, home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "CLOSE", 1.1)
    search = race.begin(home, asked(*packs))
    train(home, packs)
    race.advance(home, search)
    train(home, packs, fails=True)
    while JobQueue(home).in_line("train"):
        train(home, packs, level=0.7)
    race.advance(home, search)
    raced(home, search, packs)
    told = live(client, search)
    lost = told["rows"][3]
    assert (lost["state"], lost["weight"]) == ("failed", None)
    assert told["verdict"]["left_out"] == f"Left out because their training failed: {lost['name']}."
    distilled = told["rows"][-1]
    assert (distilled["name"], distilled["weight"]) == ("Distilled network", None)
    closer = told["verdict"]["headline"] == "Take the distilled network"
    assert closer == distilled["nearest"] == (told["verdict"]["run"] == distilled["run"])


def test_of_a_sealed_target_no_accuracy_is_told_anywhere(client: TestClient, home: Home) -> None:
    packs = pair(home)
    search = race.begin(home, asked(*packs, sealed=True))
    raced(home, search, packs)
    told = live(client, search)
    assert {row["accuracy"] for row in told["rows"]} == {None}
    assert json.loads((search.folder / "verdict.json").read_text())["target_accuracy"] is None
    assert "labeled" not in json.dumps(told["verdict"])


def test_it_is_stopped_paused_and_resumed(client: TestClient, home: Home, packs: tuple[Pack, Pack]) -> None:
    search = race.begin(home, asked(*packs))
    for how, state in (("pause", "paused"), ("stop", "stopped")):
        assert client.post(f"/api/searches/{search.id}/{how}").json() == {"stopping": True}
        told = live(client, search)
        assert (told["state"], told["resumable"], told["pausable"]) == (state, True, False)
        assert client.post(f"/api/searches/{search.id}/resume", json={}).json() == {"search": search.id}
        assert live(client, search)["state"] == "queued"


def test_somebody_elses_search_is_not_there(client: TestClient, home: Home) -> None:
    search = race.begin(home, asked(*pair(home, owner="somebody")), "somebody")
    asked_for = [client.get(f"/api/searches/{search.id}/live")]
    asked_for += [client.post(f"/api/searches/{search.id}/{how}") for how in ("stop", "pause")]
    asked_for.append(client.post(f"/api/searches/{search.id}/resume", json={}))
    assert {answer.status_code for answer in asked_for} == {404}
    assert search.id not in client.get("/api/searches").text
    assert not search.control.stopping


def place_of(home: Home) -> PageContext:
    return PageContext(home, "en", "", (), UploadLimits())


def test_the_button_searches_on_what_the_form_says_whatever_its_strategy(home: Home, packs: tuple[Pack, Pack]) -> None:
    form = Form.of(form_of(asked(*packs).model_copy(update={"strategy": "fine-tuning"})))
    problems, found = search_pressed(place_of(home), "one press", "", form)
    assert problems == ""
    assert search_pressed(place_of(home), "one press", "", form) == ("", found)  # sent twice
    search = Search(found, home.searches / found)
    assert (search.spec.settings.epochs, search.spec.backbone, search.plan.knows) == (8, "small-cnn", "nothing")
    assert search.spec.sealed  # labels that nobody needs stay locked away
    same = Form.of(form_of(asked(*packs)))
    for typed, knows in (("same", "same"), ("bar=0.4,circle=0.3,cross=0.2,ring=0.1", "shares")):
        _, found = search_pressed(place_of(home), f"with {knows}", "", Form(**{**vars(same), "target_shares": typed}))
        assert Search(found, home.searches / found).plan.knows == knows


def test_what_may_be_meant_is_asked_with_a_button_that_presses_it_again(home: Home) -> None:
    source, _ = pair(home)
    form = Form.of(form_of(asked(source, source)))
    problems, _ = search_pressed(place_of(home), "the same twice", "", form)
    assert 'data-again="find-best"' in problems
