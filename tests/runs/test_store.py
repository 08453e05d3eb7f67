"""Runs as folders: whose they are, how they are found, and that one broken folder hides no other."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import Home, is_id
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import SPEC_VERSION, ClassMap, RunSettings, RunSpec

SPEC = RunSpec(
    source="a" * 32,
    target="b" * 32,
    class_map=ClassMap(rename={"chat": "cat"}, leave_out=("owl",)),
    strategy="dann+mmd",
    settings=RunSettings(epochs=3, learning_rate=0.1),
    strategy_settings={"dann": {"weight": 0.5}},
    sealed=True,
)
NAMES = {"source": "photo", "target": "caf\\xe9 \u202e"}


def refused(code: str, call) -> UserError:
    with pytest.raises(UserError) as raised:
        call()
    assert [problem.code for problem in raised.value.problems] == [code]
    assert all(raised.value.sentences(language) for language in ("en", "zh"))
    return raised.value


def test_a_run_comes_back_as_it_was_asked_for(home: Home, store: RunStore) -> None:
    before = time.time()
    made = store.create(SPEC, NAMES, "b", seconds_to_ingest=1.5)
    found = RunStore(home).get(made.id, "b")
    assert (found.spec, found.names, found.owner, found.seconds_to_ingest) == (SPEC, NAMES, "b", 1.5)
    assert before <= found.created <= time.time()
    assert is_id(found.id)
    assert found.events() == []


def test_the_folder_is_whole_on_another_machine(store: RunStore, tmp_path: Path) -> None:
    made = store.create(SPEC, NAMES)
    other = Home.open(tmp_path / "other")
    shutil.copytree(made.folder, other.runs / made.id)
    assert RunStore(other).get(made.id).spec == SPEC
    assert str(store.home.root) not in (made.folder / "spec.json").read_text()


def test_no_name_of_a_user_becomes_a_path(store: RunStore) -> None:
    made = store.create(SPEC, {"source": "../../x", "target": "a" * 255})
    assert os.listdir(store.home.runs) == [made.id]


def test_a_run_of_somebody_else_does_not_exist(store: RunStore) -> None:
    mine, theirs = store.create(SPEC, NAMES, "a"), store.create(SPEC, NAMES, "b")
    assert [run.id for run in store.all("a")] == [mine.id]
    refused("run_unknown", lambda: store.get(theirs.id, "a"))
    refused("run_unknown", lambda: store.find(theirs.id, "a"))
    refused("run_unknown", lambda: store.get(mine.id))


@pytest.mark.parametrize("name", ["", ".", "..", "../runs", "x" * 32, "A" * 32, "a\0b", "/etc/passwd", "caf\udce9"])
def test_an_id_from_outside_never_becomes_a_path(store: RunStore, name: str) -> None:
    store.create(SPEC, NAMES)
    refused("run_unknown", lambda: store.get(name))


def test_a_long_id_is_cut_in_the_message(store: RunStore) -> None:
    assert len(str(refused("run_unknown", lambda: store.get("x" * 10_000)))) < 200
    assert len(str(refused("run_unknown", lambda: store.find("x" * 10_000)))) < 200


def test_runs_are_listed_newest_first(store: RunStore) -> None:
    made = [store.create(SPEC, NAMES) for _ in range(3)]
    assert [run.id for run in store.all()] == [run.id for run in reversed(made)]


def test_references_are_listed_only_when_asked_for(store: RunStore) -> None:
    own = store.create(SPEC, NAMES)
    reference = store.create(SPEC.model_copy(update={"reference": "baseline"}), NAMES)
    assert [run.id for run in store.all()] == [own.id]
    assert {run.id for run in store.all(references=True)} == {own.id, reference.id}
    assert store.find(reference.id).id == reference.id


DAMAGE = {
    "half a spec": lambda path: path.write_bytes(path.read_bytes()[:50]),
    "no spec": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "a list": lambda path: path.write_text("[]"),
    "null": lambda path: path.write_text("null"),
    "no owner": lambda path: path.write_text(json.dumps({**json.loads(path.read_text()), "owner": None})),
    "no date": lambda path: path.write_text(
        json.dumps({key: each for key, each in json.loads(path.read_text()).items() if key != "created"})
    ),
    "newer": lambda path: changed(path, version=SPEC_VERSION + 1),
    "unknown field": lambda path: changed(path, colour="red"),
    "bad setting": lambda path: changed(path, settings={"epochs": -1}),
    "other task": lambda path: changed(path, task="poetry"),
}


def changed(path: Path, **fields: object) -> None:
    whole = durable.read_json(path)
    whole["spec"].update(fields)
    durable.write_json(path, whole)


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_or_newer_run_hides_no_other(store: RunStore, damage: str) -> None:
    good, bad = store.create(SPEC, NAMES), store.create(SPEC, NAMES)
    DAMAGE[damage](bad.folder / "spec.json")
    assert [run.id for run in store.all()] == [good.id]
    told = {"bad setting": "setting_not_whole", "newer": "run_newer"}
    refused(told.get(damage, "run_unknown"), lambda: store.get(bad.id))
    refused("run_unknown", lambda: store.find(bad.id))


def test_what_else_lies_among_the_runs_is_passed_over(store: RunStore) -> None:
    made = store.create(SPEC, NAMES)
    (store.home.runs / ".123-abcd.tmp").mkdir()
    (store.home.runs / "notes.txt").write_text("")
    (store.home.runs / ("c" * 32)).write_text("a file with the name of a run")
    assert [run.id for run in store.all()] == [made.id]


def test_the_first_characters_of_an_id_will_do(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = iter(["abc1" + "0" * 28, "abc2" + "0" * 28])
    monkeypatch.setattr("tlgui.runs.store.new_id", lambda: next(ids))
    made = [store.create(SPEC, NAMES) for _ in range(2)]
    assert store.find("abc1").id == made[0].id
    assert store.find(made[1].id).id == made[1].id
    assert "2 runs begin with abc" in str(refused("run_ambiguous", lambda: store.find("abc")))
    refused("run_unknown", lambda: store.find(""))
    refused("run_unknown", lambda: store.find("abd"))


# -- stop and reveal -----------------------------------------------------------------------------------------------------------


def test_asking_twice_to_stop_is_the_same_as_once(run: Run) -> None:
    assert not run.stop_flag.exists()
    for _ in range(2):
        run.ask_to_stop()
    assert os.listdir(run.folder / "control") == ["stop"]


def test_a_reveal_is_kept_with_its_time_and_who_asked(run: Run) -> None:
    assert run.revealed() is None
    before = time.time()
    run.reveal([0, 1, -1], "command line")
    found = run.revealed()
    assert found is not None
    assert (found["labels"], found["by"]) == ([0, 1, -1], "command line")
    assert before <= found["when"] <= time.time()


def test_the_first_reveal_stays(run: Run) -> None:
    run.reveal([0], "a")
    run.reveal([1], "b")
    assert (run.revealed() or {})["by"] == "a"


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff"])
def test_a_damaged_reveal_counts_as_none_and_can_be_made_again(run: Run, damage: bytes) -> None:
    run.reveal_path.write_bytes(damage)
    assert run.revealed() is None
    run.reveal([1], "b")
    assert (run.revealed() or {})["labels"] == [1]


def test_half_made_folders_of_dead_processes_are_swept_and_those_of_living_ones_stay(store: RunStore, home: Home) -> None:
    import os
    import subprocess
    import sys

    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    dead, living = home.runs / f".{gone.pid}-0011aabb.tmp", home.runs / f".{os.getpid()}-0011aabb.tmp"
    for folder in (dead, living):
        (folder / "predictions").mkdir(parents=True)
    store.create(RunSpec(), {})
    assert (dead.exists(), living.exists()) == (False, True)
