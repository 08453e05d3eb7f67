"""Datasets that are renamed, deleted and brought back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.samples import class_folders, refusal, snapshot
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.events import EventWriter
from tlgui.runs.remarks import Remarks
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.service.datasets import DatasetBin, rename
from tlgui.specification.run_spec import RunSpec

pytestmark = pytest.mark.usefixtures("decoding_here")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def pack(tmp_path: Path, home: Home) -> Pack:
    return ingest(str(class_folders(tmp_path / "photo", {"a": 2, "b": 2})), home)


def test_a_renamed_dataset_keeps_everything_but_its_name(home: Home, pack: Pack) -> None:
    renamed = rename(home, pack.info.id, "  my \n photos ")
    assert renamed.info.name == "my photos"
    assert {**renamed.info.as_json(), "name": pack.info.name} == pack.info.as_json()
    assert "needs a name" in refusal("dataset_name_missing", lambda: rename(home, pack.info.id, " "))
    assert "80 at most" in refusal("dataset_name_long", lambda: rename(home, pack.info.id, "x" * 81))
    refusal("dataset_unknown", lambda: rename(home, pack.info.id, "x", "somebody else"))


def test_a_deleted_dataset_comes_back_as_it_was(home: Home, pack: Pack) -> None:
    before = snapshot(pack.folder)
    found = DatasetBin(home)
    found.put(pack.info.id)
    assert DatasetStore(home).all() == []
    assert [each.pack.info.id for each in found.all()] == [pack.info.id]
    assert found.all("somebody else") == []
    refusal("dataset_unknown", lambda: found.restore(pack.info.id, "somebody else"))
    assert snapshot(found.restore(pack.info.id).folder) == before
    assert found.all() == []


def test_a_dataset_that_a_run_needs_stays_and_the_run_is_named(home: Home, pack: Pack) -> None:
    run = RunStore(home).create(RunSpec(target=pack.info.id), {"target": pack.info.name})
    JobQueue(home).submit("train", {"run": run.id}, run=run.id)
    said = refusal("dataset_needed", lambda: DatasetBin(home).put(pack.info.id))
    assert f"{run.id[:8]} reads it" in said
    assert [info.id for info in DatasetStore(home).all()] == [pack.info.id]


def test_a_dataset_of_a_paused_run_stays_and_that_of_a_finished_one_may_go(home: Home, pack: Pack) -> None:
    run = RunStore(home).create(RunSpec(source=pack.info.id), {"source": pack.info.name}, said=Remarks("mine"))
    log = EventWriter(run.events_path)
    log.write("stopped", time=1.0, paused=True)
    assert status_of(run, JobQueue(home)).state == "paused"
    assert "mine reads it" in refusal("dataset_needed", lambda: DatasetBin(home).put(pack.info.id))
    log.write("finished", time=2.0)
    DatasetBin(home).put(pack.info.id)


def test_emptying_removes_for_good_what_its_owner_deleted(home: Home, pack: Pack) -> None:
    found = DatasetBin(home)
    found.put(pack.info.id)
    assert f"“{pack.info.name}” is in the trash" in refusal("dataset_in_bin", lambda: DatasetStore(home).get(pack.info.id))
    refusal("dataset_unknown", lambda: DatasetStore(home).get(pack.info.id, "somebody else"))
    assert found.empty("somebody else") == 0
    assert found.empty() == 1
    assert found.all() == []
    refusal("dataset_unknown", lambda: DatasetStore(home).get(pack.info.id))
