"""Deleting runs, bringing them back, and what must not be deleted."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeDataset
from tests.jobs.conftest import trained_by
from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.processes import own_identity
from tlgui.jobs.queue import JobQueue
from tlgui.runs.bin import RunBin
from tlgui.runs.events import EventWriter
from tlgui.runs.remarks import Remarks
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec


@pytest.fixture
def bin_(home: Home) -> RunBin:
    return RunBin(home)


def over(home: Home, name: str | None = None, owner: str = "local", **spec: object) -> Run:
    """A run that has ended."""
    run = RunStore(home).create(RunSpec(**spec), {"source": "photo"}, owner, said=Remarks(name))  # type: ignore[arg-type]
    EventWriter(run.events_path).write("finished", time=1.0)
    return run


def content(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def codes(raised: pytest.ExceptionInfo[UserError]) -> list[str]:
    return [problem.code for problem in raised.value.problems]


def test_a_deleted_run_comes_back_as_it_was(home: Home, bin_: RunBin) -> None:
    run, other = over(home, "mine"), over(home)
    was = content(run.folder)
    deleted = bin_.put(run)
    assert [each.id for each in RunStore(home).all()] == [other.id]
    assert not run.folder.exists()
    assert [each.run.id for each in bin_.all()] == [run.id]
    assert deleted.bytes == sum(file.stat().st_size for file in deleted.run.folder.rglob("*") if file.is_file()) > 0
    assert abs(deleted.when - os.stat(home.bin).st_mtime) < 5
    assert bin_.find("MINE").run.id == bin_.find(run.id[:6]).run.id == run.id
    assert bin_.restore(bin_.find("mine")).remarks.name == "mine"
    assert content(run.folder) == was
    assert bin_.all() == []


def test_who_asks_for_a_deleted_run_is_told_where_it_is(home: Home, bin_: RunBin) -> None:
    run, theirs = over(home, "mine"), over(home, "theirs", "somebody else")
    for each in (run, theirs):
        bin_.put(each)
    store = RunStore(home)
    for ask, typed in ((store.get, run.id), (store.find, "MINE"), (store.find, run.id[:8])):
        with pytest.raises(UserError, match=r"“mine” is in the trash.*tlgui restore") as raised:
            ask(typed)
        assert codes(raised) == ["run_in_bin"]
    for ask, typed in ((store.get, theirs.id), (store.find, "theirs")):  # G3: of somebody else's run nothing is told
        with pytest.raises(UserError) as raised:
            ask(typed)
        assert codes(raised) == ["run_unknown"]
    over(home, "mine again")
    with pytest.raises(UserError) as raised:
        store.find("nobody")
    assert codes(raised) == ["run_unknown"]


def test_what_was_deleted_is_gone_only_when_the_bin_is_emptied(home: Home, bin_: RunBin) -> None:
    first, second = over(home), over(home)
    for run in (first, second):
        bin_.put(run)
    size = bin_.get(first.id).bytes
    assert bin_.empty([bin_.get(first.id)]) == size
    assert [each.run.id for each in bin_.all()] == [second.id]
    assert bin_.empty(bin_.all()) > 0
    assert list(home.bin.iterdir()) == []
    with pytest.raises(UserError) as raised:
        bin_.find(first.id)
    assert codes(raised) == ["not_in_bin_unknown"]


def test_a_run_that_waits_or_trains_is_refused_and_stays(home: Home, bin_: RunBin) -> None:
    waiting = RunStore(home).create(RunSpec(), {})
    JobQueue(home).submit("train", {"run": waiting.id}, run=waiting.id)
    training = RunStore(home).create(RunSpec(), {})
    EventWriter(training.events_path).write("started", identity=own_identity().as_json(), time=0.0)
    trained_by(JobQueue(home), training)
    for run in (waiting, training):
        with pytest.raises(UserError, match="still active: stop it first") as raised:
            bin_.put(run)
        assert codes(raised) == ["delete_running"]
        assert RunStore(home).get(run.id).folder.is_dir()
    queue = JobQueue(home)
    job = queue.of_run(waiting.id, "train")
    assert job is not None
    assert not job.over


def test_a_run_of_which_something_is_being_made_is_refused_and_what_only_waits_is_cancelled(home: Home, bin_: RunBin) -> None:
    run, queue = over(home), JobQueue(home)
    queue.submit("export", {"run": run.id, "what": "report"})
    export = queue.take("map", "w")
    assert export is not None
    with pytest.raises(UserError) as raised:
        bin_.put(run)
    assert codes(raised) == ["delete_busy"]
    queue.finish(export, {})
    maps = queue.submit("map", {"run": run.id}, run=run.id)
    bin_.put(run)
    assert queue.get(maps.id).state == "cancelled"  # type: ignore[union-attr]
    bin_.restore(bin_.get(run.id))
    again = queue.of_run(run.id, "map")  # and is asked for again
    assert again is not None
    assert (again.state, again.payload) == ("queued", {"run": run.id})


def test_what_others_need_is_never_deleted(home: Home, bin_: RunBin, make_dataset: MakeDataset) -> None:
    pack = make_dataset()
    reference = over(home, reference="baseline")
    durable.write_json(home.references / "key.json", {"run": reference.id})
    first = over(home, source=pack.info.id)
    then = RunStore(home).create(
        RunSpec(strategy="fine-tuning", strategy_settings={"fine-tuning": {"start_from": first.id}}), {}, said=Remarks("then")
    )
    JobQueue(home).submit("train", {"run": then.id}, run=then.id)
    data = content(home.datasets)
    with pytest.raises(UserError) as raised:
        bin_.put(reference)
    assert codes(raised) == ["delete_reference"]
    with pytest.raises(UserError, match="then starts from its weights") as raised:
        bin_.put(first)
    assert codes(raised) == ["delete_needed"]
    EventWriter(then.events_path).write("finished", time=1.0)
    bin_.put(first)
    bin_.empty(bin_.all())
    assert content(home.datasets) == data
    assert RunStore(home).get(reference.id).folder.is_dir()
    assert durable.read_json(home.references / "key.json") == {"run": reference.id}


def test_a_name_that_another_run_got_meanwhile_gets_a_number(home: Home, bin_: RunBin) -> None:
    run = over(home, "mine")
    bin_.put(run)
    assert over(home, "Mine").remarks.name == "Mine"  # free again
    assert bin_.restore(bin_.get(run.id)).remarks.name == "mine (2)"


def test_a_run_that_is_here_again_is_not_overwritten_by_the_one_in_the_bin(home: Home, bin_: RunBin) -> None:
    run = over(home)
    bin_.put(run)
    run.folder.mkdir()
    (run.folder / "kept").write_text("x")
    with pytest.raises(UserError) as raised:
        bin_.restore(bin_.get(run.id))
    assert codes(raised) == ["restore_here_already"]
    assert (run.folder / "kept").read_text() == "x"
    assert bin_.get(run.id)


def test_G3_what_somebody_else_deleted_does_not_exist(home: Home, bin_: RunBin) -> None:
    run = over(home, "theirs", owner="b")
    bin_.put(run)
    assert bin_.all() == []
    for wrong in (run.id, "../runs", "theirs"):
        with pytest.raises(UserError):
            bin_.get(wrong)
        with pytest.raises(UserError):
            bin_.find(wrong)
    assert [each.run.id for each in bin_.all("b")] == [run.id]


@pytest.mark.parametrize("step", range(9))
def test_a_kill_at_any_step_of_deleting_restoring_or_emptying_leaves_the_run_whole_in_one_place_or_gone(
    home: Home, bin_: RunBin, step: int
) -> None:
    run = over(home, "mine")
    was = content(run.folder)
    code = f"""
import os, sys
from pathlib import Path
from tlgui.home import Home
from tlgui.runs.bin import RunBin
from tlgui.runs.store import RunStore
home = Home(Path({str(home.root)!r}))
left = {step}
def kill_at(call):
    def wrapped(*arguments, **named):
        global left
        if left == 0:
            os._exit(9)
        left -= 1
        return call(*arguments, **named)
    return wrapped
for name in ("rename", "replace", "rmdir", "utime"):
    setattr(os, name, kill_at(getattr(os, name)))
found = RunBin(home)
found.put(RunStore(home).get({run.id!r}))
found.restore(found.get({run.id!r}))
found.put(RunStore(home).get({run.id!r}))
found.empty(found.all())
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ended.returncode in (0, 9), ended.stderr
    places = [each for each in (run.folder, home.bin / run.id) if each.exists()]
    assert len(places) <= 1
    for place in places:
        assert content(place) == was
    bin_.empty(bin_.all())
    assert list(home.bin.iterdir()) == []
