"""A folder that is uploaded again: which dataset has its owner's labels and runs is said."""

from __future__ import annotations

from typing import Any

from starlette.testclient import TestClient

from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui.data import seals
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.labeling.given import Answer, Drawing, LabelBook
from tlgui.views.same_pictures import same_pictures


def label(home: Home, pack: Pack, count: int, **more: str) -> None:
    book = LabelBook(home, pack.info.id, len(pack), **more)
    named = {number: Answer("class", SHAPES[0]) for number in range(count - 1)}
    # As Label twenty and Results count them: what is of none of the classes is a label, what nobody knows is none.
    book.take_in({**named, count: Answer("other"), count + 1: Answer("unknown")}, Drawing(0))


def told(home: Home, pack: Pack, owner: str = "local") -> dict[str, Any] | None:
    return same_pictures(home, pack, DatasetStore(home).packs(owner), owner, "en")


def test_of_pictures_uploaded_again_it_is_said_which_dataset_has_the_labels_and_the_runs(client: TestClient, home: Home) -> None:
    source, before, again = (
        dataset(home, "photos", each=12),
        dataset(home, "art", sketch=True),
        dataset(home, "art again", sketch=True),
    )
    for pack in (before, again):
        seals.seal(home, pack.info, "ingest")
    assert told(home, again) is None  # nothing is lost
    label(home, before, 3)
    words = "The same pictures are here already as “art”, with 3 labels that you gave"
    found = {"id": before.info.id, "created": before.info.created}
    assert told(home, again) == {**found, "words": f"{words}."}
    MadeRun(home, source, before, sealed=True).whole()
    found["words"] = f"{words} and 1 run."
    assert told(home, again) == found
    assert told(home, before) is told(home, source) is None
    assert client.get(f"/api/datasets/{again.info.id}").json()["same"] == found
    listed = {each["id"]: each["same"] for each in client.get("/api/datasets").json()["datasets"]}
    assert [listed[each.info.id] for each in (again, before, source)] == [found, None, None]
    MadeRun(home, source, again, sealed=True)
    assert told(home, again) is None  # it was meant


def test_other_pictures_other_labels_and_those_of_others_are_not_the_same(home: Home) -> None:
    before = dataset(home, "art")
    label(home, before, 3)
    renamed = dataset(home, "other classes", ["a", "b", "c", "d"])
    assert told(home, renamed) is None
    fewer, theirs = dataset(home, "fewer", each=29), dataset(home, "theirs", owner="ada")
    assert told(home, fewer) is told(home, theirs, "ada") is None
    assert told(home, dataset(home, "without labels", labelled=False)) is not None
    seals.seal(home, renamed.info, "ingest")  # whether its labels are the same is not given away
    assert told(home, renamed) is not None


def test_on_its_card_a_dataset_has_the_labels_that_its_reader_gave_and_no_others(client: TestClient, home: Home) -> None:
    flat, sealed, none = (
        dataset(home, "flat", each=15, labelled=False),
        dataset(home, "kept", each=16, sketch=True),
        dataset(home, "not labeled", each=17),
    )
    seals.seal(home, sealed.info, "ingest")
    label(home, flat, 20)
    label(home, sealed, 3)
    label(home, none, 5, owner="ada")

    def said(language: str) -> list[str]:
        cards = client.get("/api/datasets", headers={"accept-language": language}).json()["datasets"]
        given = {each["id"]: each["given"] for each in cards}
        return [given[each.info.id] for each in (flat, sealed, none)]

    assert said("en") == [f"20 of {len(flat)} labeled by you", f"3 of {len(sealed)} labeled by you", ""]
    assert said("zh") == [f"您已标注 {len(flat)} 张中的 20 张", f"您已标注 {len(sealed)} 张中的 3 张", ""]
