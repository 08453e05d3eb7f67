"""Label twenty on its way to the page."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from tests.finding.raced import without_workers
from tests.ui.made import SHAPES, MadeRun, dataset, kinds
from tlgui import texts
from tlgui.data import seals
from tlgui.data.pack import Pack
from tlgui.finding.searches import SearchStore
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.labeling.table import OTHER
from tlgui.shipped import ASSETS_FOLDER
from tlgui.specification.target_shares import read_shares
from tlgui.ui import access

CLASSES = sorted(SHAPES[:4])


@pytest.fixture(scope="module")
def target(home: Home) -> Pack:
    """A sealed target with one finished run."""
    source = dataset(home, "photos", CLASSES, each=8)
    target = dataset(home, "sealed-sketches", CLASSES, each=10, sketch=True, names=[f"seekrit-{n}.png" for n in range(40)])
    MadeRun(home, source, target, sealed=True).whole()
    return target


@pytest.fixture(autouse=True)
def no_labels(home: Home) -> Iterator[None]:
    """Each test begins without labels."""
    yield
    for path in home.labels.glob("*/*"):
        path.unlink()


def read(client: TestClient, pack: Pack, language: str = "en", **query: str) -> Any:
    return client.get(f"/api/labels/{pack.info.id}", params=query, headers={"accept-language": language}).json()


def say(client: TestClient, pack: Pack, picture: int, **said: Any) -> Any:
    return client.post(f"/api/labels/{pack.info.id}", json={"picture": picture, **said})


def label(client: TestClient, pack: Pack, count: int) -> Any:
    found = read(client, pack)
    for _ in range(count):
        picture = found["coming"][0]
        found = say(client, pack, picture, said="class", name=CLASSES[kinds(pack)[picture]]).json()
    return found


def table(client: TestClient, pack: Pack) -> list[dict[str, str]]:
    answer = client.get(f"/api/labels/{pack.info.id}/labels.csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def take_in(client: TestClient, pack: Pack, text: str) -> Any:
    return client.post(f"/api/labels/{pack.info.id}/import", content=text.encode())


def codes(answer: Any) -> list[str]:
    assert 400 <= answer.status_code < 500
    return [each["code"] for each in answer.json()["problems"]]


def test_the_page_is_there(client: TestClient, target: Pack) -> None:
    assert 'id=\\"label-picture\\"' in client.get("/label", params={"target": target.info.id}).text


def test_after_each_label_the_networks_stand_with_their_ranges(client: TestClient, target: Pack) -> None:
    before = read(client, target)
    assert (before["labels"], before["progress"], before["undoable"]) == (0, "0 of 20", False)
    assert before["classes"] == CLASSES
    assert before["own_labels"]
    assert [each["range"] for each in before["networks"]] == ["no label yet"] * 3
    after = label(client, target, 7)
    assert after["progress"] == "7 of 20"
    names = {each["name"] for each in after["networks"]}
    assert {"source-only", "normalization alone"} < names
    for each in after["networks"]:
        assert each["low"] <= each["value"] <= each["high"]
    assert after["verdict"]
    assert label(client, target, 14)["progress"] == "21 labels"


def test_what_the_page_says_is_in_the_readers_language(client: TestClient, target: Pack) -> None:
    label(client, target, 12)
    english, chinese = (read(client, target, language) for language in ("en", "zh"))
    for sentence, theirs in zip(english["verdict"], chinese["verdict"], strict=True):
        assert sentence.isascii()
        assert not theirs.isascii()
    assert chinese["progress"] == "12 / 20"


def test_undo_takes_back_one_label_at_a_time(client: TestClient, target: Pack) -> None:
    first = read(client, target)["coming"][:2]
    label(client, target, 2)
    undo = f"/api/labels/{target.info.id}/undo"
    assert client.post(undo).json()["coming"][0] == first[1]
    assert client.post(undo).json()["coming"][0] == first[0]
    assert codes(client.post(undo)) == ["label_nothing_to_undo"]


def test_a_window_takes_back_its_own_answer_and_says_when_none_is_left(client: TestClient, target: Pack) -> None:
    coming = read(client, target)["coming"]
    address = f"/api/labels/{target.info.id}"
    for window, picture in (("mine", coming[0]), ("theirs", coming[1])):
        client.post(f"{address}?window={window}", json={"picture": picture, "said": "unknown"})
    assert [read(client, target, window=each)["undoable"] for each in ("mine", "theirs", "a third")] == [True, True, False]
    after = client.post(f"{address}/undo?window=mine").json()
    assert (after["coming"][0], after["kept"], after["undoable"]) == (coming[0], 1, False)
    answer = client.post(f"{address}/undo?window=mine")
    assert codes(answer) == ["label_nothing_of_window"]
    assert answer.json()["problems"][0]["message"].startswith(
        "There is nothing to undo: nothing that was answered in this window"
    )
    assert read(client, target, window="theirs")["undoable"]


def test_a_window_that_is_behind_does_not_label_a_picture_again(client: TestClient, target: Pack) -> None:
    behind = read(client, target)["coming"][0]
    label(client, target, 3)
    before = table(client, target)
    answer = say(client, target, behind, said="other").json()
    assert answer["elsewhere"]
    assert table(client, target) == before
    after = say(client, target, answer["coming"][0], said="unknown").json()
    assert (after["elsewhere"], after["kept"]) == (False, 4)
    for _ in range(4):
        client.post(f"/api/labels/{target.info.id}/undo")
    assert not say(client, target, behind, said="other").json()["elsewhere"]  # what was taken back is asked for again


def test_answers_are_shown_the_newest_first_and_one_is_changed(client: TestClient, target: Pack) -> None:
    coming = read(client, target)["coming"]
    for picture, words in zip(
        coming, ({"said": "class", "name": CLASSES[0]}, {"said": "other"}, {"said": "unknown"}), strict=False
    ):
        say(client, target, picture, **words)
    shown = [["Don’t know", "None of these", CLASSES[0]], ["不确定", "都不是", CLASSES[0]]]
    for language, words in zip(("en", "zh"), shown, strict=True):
        answered = read(client, target, language)["answered"]
        assert [(each["picture"], each["said"]) for each in answered] == list(zip(coming[2::-1], words, strict=True))
    after = say(client, target, coming[0], said="class", name=CLASSES[1], again=True).json()
    assert not after["elsewhere"] and after["kept"] == 3 and after["coming"][0] == coming[3]
    assert after["answered"][0] == {"picture": coming[0], "said": CLASSES[1]}
    named = [name for row in table(client, target) for name in row.values()]
    assert CLASSES[1] in named and CLASSES[0] not in named
    assert client.post(f"/api/labels/{target.info.id}/undo").json()["answered"][-1]["said"] == CLASSES[0]


def test_of_many_answers_the_newest_are_shown(client: TestClient, target: Pack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlgui.views.labeling.ANSWERED", 2)
    coming = read(client, target)["coming"]
    label(client, target, 3)
    now = read(client, target)
    assert ([each["picture"] for each in now["answered"]], now["kept"]) == ([coming[2], coming[1]], 3)


def test_what_an_import_named_is_not_among_the_pictures_to_come(client: TestClient, target: Pack) -> None:
    coming = read(client, target)["coming"]
    hashes = target.hashes
    rows = "".join(f"{hashes[picture]},{CLASSES[kinds(target)[picture]]}\n" for picture in (coming[1], coming[2]))
    assert take_in(client, target, f"hash,label\n{rows}").json()["coming"][:3] == [coming[0], coming[3], coming[4]]
    after = say(client, target, coming[0], said="unknown").json()
    assert (after["coming"][0], len(after["coming"])) == (coming[3], len(coming))


def test_a_picture_is_shown_as_large_as_it_is_kept(client: TestClient, target: Pack) -> None:
    answer = client.get(f"/api/labels/{target.info.id}/picture/3")
    assert answer.headers["content-type"] == "image/webp"
    assert Image.open(io.BytesIO(answer.content)).size == (96, 96)
    for number in (40, -1):
        assert codes(client.get(f"/api/labels/{target.info.id}/picture/{number}")) == ["picture_unknown"]


def test_D_what_is_no_label_is_refused_in_words(client: TestClient, target: Pack) -> None:
    assert codes(say(client, target, 0, said="class", name="horse")) == ["label_class_unknown"]
    assert codes(say(client, target, 0, said="class")) == ["label_class_unknown"]
    assert codes(say(client, target, 0, said="value", value=2)) == ["label_kind"]
    assert codes(say(client, target, 0, said="value")) == ["label_kind"]
    assert codes(say(client, target, 40, said="unknown")) == ["picture_unknown"]
    assert say(client, target, 0, said="perhaps").status_code in (400, 422)
    assert read(client, target)["kept"] == 0


def test_what_was_labeled_goes_out_as_a_table_and_comes_in_elsewhere(client: TestClient, target: Pack) -> None:
    found = label(client, target, 5)
    say(client, target, found["coming"][0], said="unknown")
    say(client, target, found["coming"][1], said="other")
    rows = table(client, target)
    assert [row["label"] for row in rows][5:] == ["?", OTHER]
    assert {row["asked"] for row in rows} == {"yes"}
    assert all(float(row["stands_for"]) >= 1 for row in rows if row["label"] != "?")
    text = client.get(f"/api/labels/{target.info.id}/labels.csv").text
    before = read(client, target)
    client.post(f"/api/labels/{target.info.id}/undo")
    assert read(client, target) != before
    answer = take_in(client, target, text)
    assert answer.json()["imported"] == "7 labels taken in."
    assert {**read(client, target), "networks": 0} == {**before, "networks": 0}
    assert table(client, target) == rows


def test_every_row_that_cannot_be_used_is_said_at_once_and_nothing_is_kept(client: TestClient, target: Pack) -> None:
    good = target.hash(0)
    text = f"hash,label\n{good},{CLASSES[0]}\n{good},horse\nffff,{CLASSES[0]}\n"
    assert codes(take_in(client, target, text)) == ["label_row_class", "label_row_picture"]
    assert codes(take_in(client, target, "hash,label\n")) == ["label_table_empty"]
    assert codes(take_in(client, target, "a,b,c\n1,2,3\n")) == ["table_columns"]
    assert codes(take_in(client, target, "hash,label\n" + "x" * 950_000)) == ["label_table_too_large"]
    assert read(client, target)["kept"] == 0


def test_a_table_that_contradicts_itself_is_refused_with_all_contradictions(client: TestClient, target: Pack) -> None:
    one, other = target.hash(0), target.hash(1)
    rows = [
        f"{one},{CLASSES[0]}",
        f"{one},{CLASSES[0]}",
        f"{other},{CLASSES[1]}",
        f"{one},{CLASSES[1]}",
        f"{other},?",
        f"{one},{CLASSES[2]}",
    ]
    answer = take_in(client, target, "\n".join(["hash,label", *rows]))
    assert codes(answer) == ["label_row_contradicts"] * 3
    told = [
        f"Row 5: “{one}” has the label “{CLASSES[1]}”, but “{CLASSES[0]}” in row 2. Keep one of the two rows.",
        f"Row 6: “{other}” has the label “?”, but “{CLASSES[1]}” in row 4. Keep one of the two rows.",
        f"Row 7: “{one}” has the label “{CLASSES[2]}”, but “{CLASSES[0]}” in row 2. Keep one of the two rows.",
    ]
    assert [each["message"] for each in answer.json()["problems"]] == told
    assert read(client, target)["kept"] == 0


def test_what_a_table_changes_is_told_and_one_undo_takes_it_back(client: TestClient, target: Pack) -> None:
    label(client, target, 3)
    before = {row["hash"]: row["label"] for row in table(client, target)}
    first, second, third = before
    other = {name: next(each for each in CLASSES if each != before[name]) for name in before}
    answer = take_in(client, target, f"hash,label\n{first},{other[first]}\n{second},{before[second]}\n{third},?\n").json()
    assert answer["imported"] == (
        "3 labels taken in. 2 labels that you had given before are changed: "
        f"{first[:12]} from “{before[first]}” to “{other[first]}”, {third[:12]} from “{before[third]}” to Don’t know. "
        "“Undo” above takes the whole table back."
    )
    client.post(f"/api/labels/{target.info.id}/undo")
    assert {row["hash"]: row["label"] for row in table(client, target)} == before


def test_labels_that_came_before_their_turn_are_said_to_wait(client: TestClient, target: Pack) -> None:
    coming = read(client, target)["coming"]
    assert read(client, target)["waiting"] == ""
    found = take_in(client, target, f"hash,label\n{target.hash(coming[1])},{CLASSES[0]}\n").json()
    assert (found["labels"], found["kept"]) == (0, 1)
    assert found["waiting"].startswith("1 more label is kept.")
    assert say(client, target, coming[0], said="class", name=CLASSES[0]).json()["waiting"] == ""


def test_a_table_is_called_by_the_name_of_its_file(client: TestClient, target: Pack) -> None:
    answer = client.post(f"/api/labels/{target.info.id}/import?name=fr", content=b"a,b,c\n1,2,3\n")
    assert answer.json()["problems"][0]["message"].startswith("Columns not found in fr:")


def test_X1_while_the_labels_are_sealed_no_byte_of_one_and_no_name_is_told(
    client: TestClient, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sealed(pack: Pack) -> None:
        raise AssertionError("the dataset's own labels were read")

    monkeypatch.setattr(Pack, "labels", sealed)
    monkeypatch.setattr(Pack, "_labels", sealed)
    for _ in range(12):
        say(client, target, read(client, target)["coming"][0], said="class", name=CLASSES[0])
    told = [
        client.get(f"/api/labels/{target.info.id}").content,
        client.get(f"/api/labels/{target.info.id}/labels.csv").content,
        client.post(f"/api/labels/{target.info.id}/undo").content,
    ]
    assert not any(b"seekrit" in each for each in told)
    guess = take_in(client, target, f"file,label\nseekrit-3.png,{CLASSES[0]}\n")
    assert codes(guess) == ["label_table_hashes"]


def test_X1_a_sealed_dataset_is_no_source_of_classes(client: TestClient, home: Home, target: Pack) -> None:
    fresh = dataset(home, "fresh", CLASSES, each=3, sketch=True, labelled=False)
    found = read(client, fresh)
    assert (found["classes"], found["networks"]) == ([], [])
    offered = {each["name"] for each in found["sources"]}
    assert "photos" in offered
    assert "sealed-sketches" not in offered
    assert codes(client.get(f"/api/labels/{fresh.info.id}", params={"source": target.info.id})) == ["sealed_source"]


def test_S13_what_was_only_read_as_a_target_is_no_source_of_classes_and_neither_is_the_target(
    client: TestClient, home: Home
) -> None:
    packs = [dataset(home, name, CLASSES, each=3, sketch=True) for name in ("read", "read-too")]
    for pack in packs:
        seals.seal(home, pack.info, "ingest")
    found = read(client, packs[0])
    assert not {"read", "read-too"} & {each["name"] for each in found["sources"]}
    for pack in packs:
        answer = client.get(f"/api/labels/{packs[0].info.id}", params={"source": pack.info.id})
        assert codes(answer) == ["label_source_sealed"]
        assert not any(name in answer.text for name in CLASSES)
    seals.reveal(home, packs[1].info, "page")
    assert "read-too" in {each["name"] for each in read(client, packs[0])["sources"]}
    assert read(client, packs[0], source=packs[1].info.id)["classes"] == CLASSES


def test_labels_are_kept_before_there_is_a_network(client: TestClient, home: Home) -> None:
    fresh = dataset(home, "early", CLASSES, each=3, sketch=True, labelled=False)
    source = next(each["id"] for each in read(client, fresh)["sources"] if each["name"] == "photos")
    address = f"/api/labels/{fresh.info.id}?source={source}"
    found = client.get(address).json()
    assert found["classes"] == CLASSES
    answer = client.post(address, json={"picture": found["coming"][0], "said": "class", "name": CLASSES[1]})
    assert answer.json()["labels"] == 1
    assert "No network" in answer.json()["verdict"][0]
    assert read(client, fresh)["classes"] == CLASSES  # they are known from now on


def test_where_names_may_be_told_they_stand_in_the_table_and_come_in_by_them(client: TestClient, home: Home) -> None:
    source = dataset(home, "photos", CLASSES, each=3)
    open_target = dataset(home, "open", CLASSES, each=3, sketch=True, names=[f"n{n}.png" for n in range(11)] + ["n0.png"])
    seals.reveal(home, open_target.info, by="test")
    address = f"/api/labels/{open_target.info.id}"
    text = f"file,label\nn1.png,{CLASSES[2]}\nn0.png,{CLASSES[2]}\n".encode()
    assert codes(client.post(f"{address}/import?source={source.info.id}", content=text)) == ["label_row_twice"]
    text = f"file,label\nn1.png,{CLASSES[2]}\n".encode()
    assert client.post(f"{address}/import?source={source.info.id}", content=text).json()["imported"] == "1 label taken in."
    (row,) = table(client, open_target)
    assert (row["file"], row["label"]) == ("n1.png", CLASSES[2])


def test_nobody_labels_what_is_anothers(client: TestClient, home: Home, target: Pack, app: Any) -> None:
    label(client, target, 2)
    overrides = app.app.app.dependency_overrides if hasattr(app.app, "app") else app.app.dependency_overrides
    overrides[access.current_owner] = lambda: "ada"
    try:
        address = f"/api/labels/{target.info.id}"
        for answer in (
            client.get(address),
            client.post(address, json={"picture": 0, "said": "unknown"}),
            client.post(f"{address}/undo"),
            client.post(f"{address}/import", content=b"hash,label\n"),
            client.get(f"{address}/labels.csv"),
            client.get(f"{address}/picture/0"),
        ):
            assert answer.status_code == 404
            assert codes(answer) == ["dataset_unknown"]
    finally:
        overrides.clear()
    assert read(client, target)["labels"] == 2


def test_15_one_press_searches_with_the_shares_that_the_labels_give(
    client: TestClient, home: Home, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_workers(monkeypatch)
    press = {"once": "one press of it"}
    assert codes(client.post(f"/api/labels/{target.info.id}/search", json=press)) == ["given_labels_too_few"]
    found = read(client, target)
    for _ in range(12):
        found = say(client, target, found["coming"][0], said="class", name=CLASSES[0]).json()
    assert found["shares"]["text"].startswith("12 labels: ")
    answers = [client.post(f"/api/labels/{target.info.id}/search", json=press).json() for _ in range(2)]
    assert answers[0] == answers[1]  # the same press sent twice
    search = SearchStore(home).get(answers[0]["search"])
    assert search.plan.knows == "shares"
    assert not search.plan.learns  # one class alone cannot be learned
    assert search.plan.told == read_shares(found["shares"]["text"])[0]
    assert (search.plan.told.known_from, search.plan.told.labels) == ("labels", 12)
    assert search.spec.target == target.info.id
    assert search.spec.sealed
    assert search.spec.target_shares == search.plan.told
    search.control.stop_flag.touch()
    JobQueue(home).cancel(JobQueue(home).in_line("train")[0].id)


def test_15_one_press_searches_with_the_labels_which_it_learns(
    client: TestClient, home: Home, target: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_workers(monkeypatch)
    found = read(client, target)
    for name in CLASSES[:2] * 6:
        found = say(client, target, found["coming"][0], said="class", name=name).json()
    assert found["shares"]["learnable"]
    assert found["shares"]["begins"]
    answer = client.post(f"/api/labels/{target.info.id}/search", json={"once": "another press of it"}).json()
    search = SearchStore(home).get(answer["search"])
    assert search.plan.learns
    running = read(client, target)  # none is offered beside it
    assert (running["next"]["words"], running["next"]["search"]) == ("A search with your labels is running.", False)
    assert (running["next"]["href"], running["shares"]["begins"]) == (f"search?id={search.id}", False)
    search.control.stop_flag.touch()
    stopped = read(client, target)
    assert (stopped["next"]["running"], stopped["shares"]["begins"]) == ("", True)
    JobQueue(home).cancel(JobQueue(home).in_line("train")[0].id)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_what_the_page_says_of_classes_it_says_otherwise_of_values(language: str) -> None:
    """A mean error is no accuracy, its interval is not Clopper and Pearson's, and a value has no mix of classes."""
    script = (ASSETS_FOLDER / "label_pictures.js").read_text()
    pairs = re.findall(r'\["[^"]+", "([^"]+)", "([^"]+\.values)"\]', script)
    assert len(pairs) == 6
    for of_classes, of_values in pairs:
        assert of_values == f"{of_classes}.values"
        assert not re.search("class|Clopper|类别", texts.say(of_values, language))
