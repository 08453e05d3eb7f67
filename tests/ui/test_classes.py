"""The classes of two datasets side by side."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from tests.ui.made import SHAPES, dataset
from tlgui.data import seals
from tlgui.data.store import DatasetStore
from tlgui.home import Home


@pytest.fixture(scope="module")
def ids(home: Home) -> dict[str, str]:
    made = {
        "four": dataset(home, "four", SHAPES[:4], labels_open=True),
        "shifted": dataset(home, "shifted", SHAPES[2:5], labels_open=True),
        "sealed": dataset(home, "sealed", SHAPES[2:5]),
        "flat": dataset(home, "flat", labelled=False),
    }
    return {name: pack.info.id for name, pack in made.items()}


def asked(client: TestClient, source: str, target: str, language: str = "en") -> dict:
    return client.get("/api/classes", params={"source": source, "target": target}, headers={"accept-language": language}).json()


def test_A24_classes_that_only_one_domain_has_are_said(client: TestClient, ids: dict[str, str]) -> None:
    found = asked(client, ids["four"], ids["shifted"])
    assert found["summary"] == "Classes: 2 in both, 2 only in the source, 1 only in the target"
    assert found["tone"] == "warning"
    assert [(row["source"], row["target"]) for row in found["rows"]] == [(True, True)] * 2 + [(True, False)] * 2 + [(False, True)]
    assert {row["name"] for row in found["rows"][:2]} == set(SHAPES[2:4])
    assert asked(client, ids["four"], ids["shifted"], "zh")["summary"] == "类别：两边共有 2 个，仅源域 2 个，仅目标域 1 个"


def test_equal_classes_are_no_warning(client: TestClient, ids: dict[str, str]) -> None:
    found = asked(client, ids["four"], ids["four"])
    assert (found["summary"], found["tone"]) == ("Classes: 4, the same in both", "")


def test_X1_classes_of_a_target_are_not_told_and_of_a_sealed_dataset_in_no_role(
    client: TestClient, home: Home, ids: dict[str, str]
) -> None:
    found = asked(client, ids["four"], ids["sealed"])
    assert (found["summary"], found["tone"], found["whole"]) == ("Classes: 4; sealed ones are not shown", "", False)
    assert {row["name"] for row in found["rows"]} == set(SHAPES[:4])
    assert not any(row["target"] for row in found["rows"])
    assert len(asked(client, ids["sealed"], "")["rows"]) == 3  # it was never given as a target
    info = DatasetStore(home).get(ids["sealed"]).info
    seals.seal(home, info, by="test")
    assert asked(client, ids["sealed"], "")["rows"] == []
    seals.reveal(home, info, by="test")
    assert (
        asked(client, ids["four"], ids["sealed"])["summary"] == "Classes: 2 in both, 2 only in the source, 1 only in the target"
    )


def test_of_each_class_it_is_told_how_many_pictures_the_source_has_and_what_somebody_knows_of_the_target(
    client: TestClient, ids: dict[str, str]
) -> None:
    pair = {"source": ids["four"], "target": ids["shifted"]}
    found = client.get("/api/classes", params={**pair, "shares": '20 labels: dog=0.2,"a,b=80%"'}).json()
    assert [row["pictures"] for row in found["rows"]] == [30, 30, 30, 30, 0]
    assert found["told"] == {"shares": {"dog": 0.2, "a,b": 0.8}, "labels": 20}
    for unreadable in ("", "dog", "dog=much", "same", "estimated: dog=1"):
        assert client.get("/api/classes", params={**pair, "shares": unreadable}).json()["told"] is None


def test_what_is_wrong_with_shares_is_said_where_they_are_typed(client: TestClient, ids: dict[str, str]) -> None:
    for shares, words in {"dog": "dog", "dog=much": "much", "dog=0.5": "50 %", "dog=-1,cat=2": "-1"}.items():
        said = client.get("/api/classes", params={"source": ids["four"], "shares": shares}).json()["wrong"]
        assert words in " ".join(said)
    for right in ("", "same", "dog=0.5,owl=50%", "dog=40,owl=160"):
        assert client.get("/api/classes", params={"source": ids["four"], "shares": right}).json()["wrong"] == []


def test_for_a_share_of_no_class_the_nearest_class_is_told(client: TestClient, ids: dict[str, str]) -> None:
    typed = f"{SHAPES[0][:-1]}=0.5,{SHAPES[1]}=0.3,zzz=0.2"
    found = client.get("/api/classes", params={"source": ids["four"], "shares": typed}).json()
    assert (found["near"], found["wrong"]) == ({SHAPES[0][:-1]: SHAPES[0]}, [])
    for nothing in ("", "same", "dog=much"):
        assert client.get("/api/classes", params={"source": ids["four"], "shares": nothing}).json()["near"] == {}


def test_a_target_without_labels_takes_nothing_away(client: TestClient, ids: dict[str, str]) -> None:
    found = asked(client, ids["four"], ids["flat"])
    assert (found["summary"], found["tone"], len(found["rows"])) == ("Classes: 4", "", 4)
    assert asked(client, "", "")["rows"] == []


def test_A10_two_unicode_forms_of_a_name_are_one_class(client: TestClient, home: Home) -> None:
    composed, decomposed = "caf\u00e9", "cafe\u0301"
    first = dataset(home, "mac", (decomposed, "tea")).info.id
    second = dataset(home, "linux", (composed, "tea"), labels_open=True).info.id
    found = asked(client, first, second)
    assert found["summary"] == "Classes: 2, the same in both"


def test_a_dataset_that_is_gone_is_passed_over(client: TestClient, ids: dict[str, str]) -> None:
    for gone in ("0" * 32, "../x"):
        assert asked(client, ids["four"], gone)["summary"] == "Classes: 4"


def test_names_that_differ_only_in_writing_are_suggested(client: TestClient, home: Home) -> None:
    source = dataset(home, "singular", ("dog", "horse", "cat"), labels_open=True).info.id
    target = dataset(home, "plural", ("Dog", "horses", "cat"), labels_open=True).info.id
    found = asked(client, source, target)
    assert found["alike"] == {"Dog": "dog", "horses": "horse"}
    assert "“Dog” in the target and “dog” in the source may be one class." in found["alike_words"]
    written = [dataset(home, name, (name, "cat"), labels_open=True).info.id for name in ("birds and bugs", "Birds & Bugs")]
    assert asked(client, *written)["alike"] == {"Birds & Bugs": "birds and bugs"}


def test_X1_names_of_a_sealed_target_are_not_suggested(client: TestClient, home: Home) -> None:
    source = dataset(home, "singular", ("dog", "horse"), labels_open=True).info.id
    assert asked(client, source, dataset(home, "sealed plural", ("Dog", "horses")).info.id)["alike"] == {}
