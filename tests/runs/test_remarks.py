"""Names, notes and tags of runs: what is refused, what is kept, and that nothing of it becomes a path."""

from __future__ import annotations

import os
import threading

import pytest

from tlgui.errors import UserError
from tlgui.home import Home, is_id
from tlgui.runs.index import index_of
from tlgui.runs.index.listing import newest
from tlgui.runs.remarks import NAME_LENGTH, NOTES_LENGTH, TAGS, Remarks, free_name, made_of
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec

NAMES = {"source": "photo", "target": "art painting"}


def codes(call) -> list[str]:
    with pytest.raises(UserError) as raised:
        call()
    assert all(raised.value.sentences(language) for language in ("en", "zh"))
    return [problem.code for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("../x", "name_bad"),
        ("", "name_empty"),
        ("  ", "name_empty"),
        ("…—", "name_empty"),
        ("..", "name_empty"),
        (".hidden", "name_bad"),
        ("a" * 300, "name_too_long"),
        ("a/b", "name_bad"),
        ("a\\b", "name_bad"),
        ("C:\x00", "name_bad"),
        ("<img src=x onerror=alert(1)>", "name_bad"),
        ("a\u202egnp", "name_bad"),
        ("\x1b[31mr", "name_bad"),
        ("caf\udce9", "name_bad"),
        ("=1+1|x", "name_bad"),
    ],
)
def test_D17_a_name_that_could_be_anything_else_is_refused(store: RunStore, run: Run, name: str, code: str) -> None:
    assert codes(lambda: store.describe(run, name=name)) == [code]
    assert codes(lambda: store.describe(run, name=name, tags=["a b"])) == [code, "tag_bad"]
    assert run.remarks == Remarks()


def test_D17_a_name_in_use_is_refused_and_the_folder_has_an_id_of_its_own(store: RunStore, run: Run) -> None:
    other = store.create(RunSpec(), NAMES, said=Remarks("First try"))
    assert codes(lambda: store.describe(run, name="first  TRY")) == ["name_in_use"]
    assert codes(lambda: store.create(RunSpec(), NAMES, said=Remarks("FIRST TRY"))) == ["name_in_use"]
    store.describe(other, name="First Try")  # its own name, written in another way
    store.describe(other, name=None)
    assert store.describe(run, name="first try").name == "first try"
    theirs = store.create(RunSpec(), NAMES, "b", said=Remarks("first try"))
    assert theirs.remarks.name == "first try"
    assert all(map(is_id, os.listdir(store.home.runs)))


def test_D17_two_who_ask_for_a_name_at_once_do_not_both_get_it(home: Home) -> None:
    got: list[str] = []
    ready = threading.Barrier(6)

    def ask() -> None:
        ready.wait()
        try:
            got.append(RunStore(home).create(RunSpec(), NAMES, said=Remarks("sweep")).id)
        except UserError as error:
            got.append(error.problems[0].code)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(is_id, got)) == [False] * 5 + [True]


@pytest.mark.parametrize("name", ["First try", "联合策略 2", "تجربة", "λ = 0.5, lr 1e-3 (mcc+shot)", "é", "0", "a" * NAME_LENGTH])
def test_a_name_in_any_script_is_kept_and_found(store: RunStore, run: Run, name: str) -> None:
    assert store.describe(run, name=f" {name} ").name == name
    assert RunStore(store.home).get(run.id).remarks.name == name
    assert store.find(name.upper()).id == run.id
    assert store.find(run.id[:6]).id == run.id


def test_tags_and_notes_are_tidied_and_limited(store: RunStore, run: Run) -> None:
    said = store.describe(run, tags=["#paper", "Paper", "图 2".replace(" ", "-")], notes="a\r\nb \ud800")
    assert said == Remarks(None, "a\nb ?", ("paper", "图-2"))
    assert store.describe(run, name="x").tags == said.tags  # what is not given stays
    too_many = [f"t{number}" for number in range(TAGS + 1)]
    asked = {"notes": "x" * (NOTES_LENGTH + 1), "tags": [*too_many, "a/b", ""]}
    assert codes(lambda: store.describe(run, **asked)) == ["tag_bad", "tag_bad", "tags_too_many", "notes_too_long"]
    assert run.remarks.notes == said.notes


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, '{"name": "../x", "notes": "", "tags": []}', '{"name": 3}', "[]"])
def test_a_damaged_file_of_remarks_hides_no_run(store: RunStore, run: Run, text: str) -> None:
    (run.folder / "meta" / "remarks.json").write_text(text)
    assert run.remarks == Remarks()
    assert [each.id for each in store.all()] == [run.id]


def test_a_run_that_comes_back_gets_a_number_when_its_name_is_in_use() -> None:
    others = [Remarks("try"), Remarks("try (2)")]
    assert free_name("Try", others) == "Try (3)"
    assert free_name("new", others) == "new"
    assert free_name(None, others) is None
    long = free_name("a" * NAME_LENGTH, [Remarks("a" * NAME_LENGTH)])
    assert made_of(long)[1] == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("first", True),
        ("FIRST lite", True),
        ("first dann", True),
        ("first cdan", False),
        ("#paper", True),
        ("tag:paper", True),
        ("tag：paper", True),
        ("#pap", True),
        ("#first", False),
        ("strategy:dann+mmd", True),
        ("strategy:photo", False),
        ('data:"art painting"', True),
        ('"painting art"', False),
        ("status:interr", True),
        ("giraffe", True),
        ("notes:giraffe status:failed", False),
        ("odd:giraffe", False),
        ("ｆｉｒｓｔ", True),
        ('"first', True),
        ("status:", False),
        ("(*[", False),
    ],
)
def test_runs_are_found_by_what_people_remember_of_them(home: Home, store: RunStore, query: str, found: bool) -> None:
    run = store.create(RunSpec(strategy="dann+mmd"), NAMES, said=Remarks("First try, Lite0", "The giraffe's neck", ("paper",)))
    index = index_of(home)
    index.look()
    assert [each["run"] for each in newest(index, run.owner, search=query)] == [run.id] * found
    assert newest(index, run.owner, search=f"run:{run.id[:5]} {run.id[:8]}")
