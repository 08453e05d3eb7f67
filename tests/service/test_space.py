"""What things take on the disk, and that cleaning takes only what can be computed again."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from tests.conftest import MakeDataset
from tests.runs.test_bin import content, over
from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs.bin import RunBin
from tlgui.runs.events import EventWriter
from tlgui.runs.folders import bytes_below
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service.datasets import DatasetBin
from tlgui.service.space import clean, disk_used
from tlgui.specification.run_spec import RunSpec


def write(path: Path, size: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))


def entry(home: Home, name: str, size: int) -> Path:
    write(home.cache / "features" / name / "features.npy", size)
    durable.write_json(home.cache / "features" / name / "manifest.json", {})
    return home.cache / "features" / name


def compared_with(run: Run, reference: Run) -> None:
    EventWriter(run.events_path).write("reference", kind="baseline", run=reference.id, step=1, source={}, scores={})


def test_each_part_is_counted_and_together_they_are_all_there_is(home: Home, make_dataset: MakeDataset) -> None:
    pack = make_dataset()
    run, gone = over(home), over(home)
    over(home, reference="baseline")
    before = bytes_below(run.folder)
    write(run.folder / "exports" / "model.zip", 5000)
    entry(home, "a", 7000)
    write(home.cache / "health" / "x.npz", 300)
    size_of_gone = bytes_below(gone.folder)
    RunBin(home).put(gone)
    found = disk_used(home)
    parts = found["parts"]
    assert parts["runs"] == {"bytes": before, "count": 1}
    assert parts["references"]["count"] == 1
    assert parts["exports"] == {"bytes": 5000, "count": 1}
    assert parts["datasets"] == {"bytes": bytes_below(pack.folder), "count": 1}
    assert parts["bin"] == {"bytes": size_of_gone, "count": 1}
    assert parts["features"]["count"] == 1
    assert parts["features"]["bytes"] > 7000
    assert parts["reports"] == {"bytes": 300, "count": None}
    assert sum(each["bytes"] for each in parts.values()) == found["total"] == bytes_below(home.root)
    assert found["free"] > 0


def test_the_trash_is_counted_with_deleted_datasets_for_the_host_and_in_a_room(home: Home, make_dataset: MakeDataset) -> None:
    for owner in (LOCAL_OWNER, f"{new_id()}-{new_id()}"):
        pack = make_dataset(owner=owner)
        size = bytes_below(pack.folder)
        DatasetBin(home).put(pack.info.id, owner)
        found = disk_used(home, owner)
        assert found["parts"]["bin"] == {"bytes": size, "count": 1}
        assert found["total"] >= size


def test_cleaning_gives_back_what_can_be_computed_again_and_touches_nothing_else(home: Home, make_dataset: MakeDataset) -> None:
    make_dataset()
    run, gone = over(home), over(home)
    RunBin(home).put(gone)
    kept = {name: content(getattr(home, name)) for name in ("runs", "datasets", "bin")}
    write(run.folder / "exports" / "model.zip", 5000)
    entry(home, "a", 7000)
    write(home.cache / "health" / "x.npz", 300)
    write(home.cache / "engines" / "one.json", 10)
    done = clean(home, ("features", "reports", "exports", "references"))
    assert done["freed"] == done["before"] - done["after"] > 12_300
    assert done["after"] == bytes_below(home.root)
    assert {name: content(getattr(home, name)) for name in kept} == kept
    assert (home.cache / "engines" / "one.json").exists()
    assert clean(home, ("features", "reports", "exports", "references"))["freed"] == 0


def test_what_is_in_use_stays(home: Home) -> None:
    busy, free = entry(home, "busy", 100), entry(home, "free", 100)
    run = over(home)
    write(run.folder / "exports" / "model.zip", 50)
    JobQueue(home).submit("export", {"run": run.id, "what": "report"})
    with FileLock(f"{busy}.lock"):
        clean(home, ("features", "exports"))
    assert (busy / "features.npy").exists()
    assert not free.exists()
    assert (run.folder / "exports" / "model.zip").exists()


def test_a_reference_goes_only_when_no_run_here_or_in_the_bin_needs_it(home: Home) -> None:
    of_run, of_deleted, of_nobody = (over(home, reference="baseline") for _ in range(3))
    for number, each in enumerate((of_run, of_deleted, of_nobody)):
        durable.write_json(home.references / f"{number}.json", {"run": each.id})
    compared_with(over(home), of_run)
    gone = over(home)
    compared_with(gone, of_deleted)
    RunBin(home).put(gone)
    training = RunStore(home).create(RunSpec(), {})
    JobQueue(home).submit("train", {"run": training.id}, run=training.id)
    clean(home, ("references",))
    assert of_nobody.folder.exists()  # the run that trains may be about to need it
    EventWriter(training.events_path).write("finished", time=1.0)
    clean(home, ("references",))
    assert of_run.folder.exists()
    assert of_deleted.folder.exists()
    assert not of_nobody.folder.exists()
    assert sorted(path.name for path in home.references.glob("*.json")) == ["0.json", "1.json"]


def test_a_part_that_cannot_be_computed_again_is_refused_before_anything_goes(home: Home) -> None:
    there = entry(home, "a", 10)
    with pytest.raises(UserError, match="“datasets” cannot be cleaned"):
        clean(home, ("features", "datasets"))
    assert there.exists()
