"""The health report on its way to the page."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.ui.made import SHAPES, dataset
from tlgui.data.pack import Pack
from tlgui.health.report import health
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.texts import CATALOGUE


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    bad = {"name": "<b>x</b>.png", "code": "picture_empty", "values": {}}
    return dataset(home, "photos", SHAPES[:3], each=8, refused=[bad], labels_open=True)


@pytest.fixture(scope="module")
def sealed(home: Home) -> Pack:
    return dataset(home, "sketches", SHAPES[1:4], each=6, sketch=True)


def asked(client: TestClient, source: Pack | None, target: Pack | None, language: str = "en") -> dict:
    ids = {role: pack.info.id for role, pack in (("source", source), ("target", target)) if pack is not None}
    return client.get("/api/health", params=ids, headers={"accept-language": language}).json()


def test_a_report_that_was_not_made_is_asked_for_as_a_job(client: TestClient, home: Home, source: Pack, sealed: Pack) -> None:
    assert asked(client, sealed, source) == {"report": None}
    ids = {"source": sealed.info.id, "target": source.info.id}
    job = client.post("/api/health", json=ids).json()["job"]
    found = JobQueue(home).get(job)
    assert found is not None
    assert (found.kind, found.payload) == ("health", ids)


def test_a_report_speaks_the_readers_language(client: TestClient, home: Home, source: Pack, sealed: Pack) -> None:
    health(home, source, sealed)
    english, chinese = (asked(client, source, sealed, language)["report"] for language in ("en", "zh"))
    assert english["names"] == {"source": "photos", "target": "sketches"}
    assert english["verdict"]["words"].isascii()
    assert not chinese["verdict"]["words"].isascii()
    assert [each["level"] for each in english["findings"]] == sorted(
        (each["level"] for each in english["findings"]), key=["blocks", "warning", "note"].index
    )
    (bad,) = english["domains"]["source"]["refused"]["files"]
    assert bad["name"] == "<b>x</b>.png"
    assert bad["reason"].startswith("Empty file")


def test_sealed_labels_show_nothing_of_single_classes(client: TestClient, home: Home, source: Pack, sealed: Pack) -> None:
    health(home, source, sealed)
    report = asked(client, source, sealed)["report"]
    assert [row["name"] for row in report["classes"]["rows"]] == sorted(SHAPES[:3])
    assert all(row["target"] is None for row in report["classes"]["rows"])
    assert report["classes"]["sealed"]
    assert all(not row["target"] for row in report["samples"]["rows"])
    assert report["samples"]["loose"]["target"]


def test_pictures_that_are_shown_have_their_names(client: TestClient, home: Home) -> None:
    twice = dataset(home, "twice", SHAPES[:2], each=4)
    health(home, twice, twice)
    report = asked(client, twice, twice)["report"]
    pairs = report["across"]["exact"]["pairs"]
    assert pairs
    assert all(ours["name"] == twice.name(ours["picture"]) for ours, _ in pairs)
    assert all(theirs["name"] == f"picture {theirs['picture']} · {twice.hash(theirs['picture'])[:10]}…" for _, theirs in pairs)


def test_the_table_of_problems_is_a_download(client: TestClient, home: Home, source: Pack, sealed: Pack) -> None:
    health(home, source, sealed)
    ids = {"source": source.info.id, "target": sealed.info.id}
    answer = client.get("/api/health/problems.csv", params=ids)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "<b>x</b>.png" in answer.text
    assert client.get("/api/health/problems.csv", params={"source": sealed.info.id}).status_code == 404


def test_nobody_and_nothing_are_told_apart(client: TestClient, sealed: Pack) -> None:
    assert client.get("/api/health").json()["problems"][0]["code"] == "health_needs_data"
    assert client.get("/api/health", params={"source": "0" * 32}).status_code == 404
    assert client.get(f"/api/health/refused/{sealed.info.id}/0").status_code == 404
    assert client.post("/api/health", json={"source": "../x"}).status_code == 404


def test_each_flag_and_statistic_has_its_words(client: TestClient, home: Home, source: Pack) -> None:
    report = health(home, source, None)
    named = [*report["domains"]["source"]["statistics"]], [*report["domains"]["source"]["flags"]]
    for words in [f"page.health.{name}" for name in named[0]] + [f"page.health.flag.{name}" for name in named[1]]:
        assert words in CATALOGUE
