"""X4: the index of runs says what the folders say, whoever changed them, whatever was killed, and however many there are."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.runs.conftest import beat, log_of, started
from tests.runs.test_bin import over
from tlgui import durable
from tlgui.home import Home
from tlgui.jobs import touched
from tlgui.jobs.processes import identity_of
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.roster import Worker
from tlgui.runs import index as runs_index
from tlgui.runs import remarks
from tlgui.runs.bin import RunBin
from tlgui.runs.index import RunIndex
from tlgui.runs.index import file as index_file
from tlgui.runs.index.disk import compared_with, taken_in_all
from tlgui.runs.index.file import IndexFile
from tlgui.runs.index.listing import Cursor, as_summary, counted, facts_of_runs, in_bin, newest
from tlgui.runs.index.standings import listed
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec

LONG_AGO = 100.0


def aged(home: Home) -> None:
    """Make everything look as if it had been written long ago: a look at what was written this very moment is never believed."""
    for parent in (home.runs, home.bin):
        for place, folders, files in os.walk(parent):
            for name in (*folders, *files):
                facts = os.stat(Path(place, name))
                os.utime(Path(place, name), (facts.st_atime, min(facts.st_mtime, time.time() - LONG_AGO)))


def content(index: RunIndex) -> dict[str, Any]:
    """All that an index holds, but for the numbers of changes and what folders looked like."""

    def question(database: sqlite3.Connection) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for table in ("runs", "facts", "words", "compared", "boards"):
            names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            kept = [name for name in names if name not in ("changed", "seen")]
            found[table] = sorted(map(repr, database.execute(f"SELECT {', '.join(kept)} FROM {table}")))
        found["boards"] = [each for each in found["boards"] if ", 0, 0.0, ''" not in each]  # those without runs are remembered
        return found

    return index.ask(question)


def anew(home: Home, tmp_path: Path) -> dict[str, Any]:
    """What an index holds that is made from the folders as they are."""
    index = RunIndex(home)
    index._file = IndexFile(tmp_path / "nowhere")  # where no file can be it is kept in memory, and nothing is known already
    index.catch_up()
    return content(index)


def look(index: RunIndex) -> None:
    """A look that takes its time: on a busy machine a tenth of a second is soon over."""
    index.look(30)


@pytest.fixture
def index(home: Home) -> RunIndex:
    return RunIndex(home)


def listed_ids(index: RunIndex, owner: str = "local", **asked: Any) -> list[str]:
    look(index)
    return [each["run"] for each in newest(index, owner, **asked)]


# -- it says what the folders say ---------------------------------------------------------------------------------------------------


def finish(home: Home, run: Run) -> None:
    log_of(run, {"event": "finished", "time": 2.0})
    touched.note(run.folder)  # as the worker does when its job is over


CHANGES: dict[str, Callable[[Home, Run], object]] = {
    "a new run": lambda home, run: over(home, "another"),
    "a reference": lambda home, run: over(home, reference="baseline"),
    "a name": lambda home, run: RunStore(home).describe(run, name="mine", tags=["paper"]),
    "a reveal": lambda home, run: run.reveal([0, 1], "page"),
    "it goes on": lambda home, run: (run.ask_to_go_on(), JobQueue(home).submit("train", {"run": run.id}, run=run.id)),
    "it ended again": lambda home, run: finish(home, run),
    "deleted": lambda home, run: RunBin(home).put(run),
    "deleted and back": lambda home, run: RunBin(home).restore(RunBin(home).put(run)),
    "deleted for good": lambda home, run: (RunBin(home).put(run), RunBin(home).empty(RunBin(home).all())),
    "copied in by hand": lambda home, run: copied(home, run),
    "taken away by hand": lambda home, run: shutil.rmtree(run.folder),
}


def copied(home: Home, run: Run) -> None:
    folder = home.runs / ("c" * 32)
    shutil.copytree(run.folder, folder)
    durable.write_json(folder / "spec.json", {**durable.read_json(folder / "spec.json"), "created": 5.0})


@pytest.mark.parametrize("change", CHANGES)
def test_X4_what_anybody_does_is_in_the_index_with_the_next_look(
    home: Home, index: RunIndex, tmp_path: Path, change: str
) -> None:
    runs = [over(home, name) for name in (None, "other")]
    aged(home)
    look(index)
    CHANGES[change](home, runs[0])
    look(index)
    assert content(index) == anew(home, tmp_path)


def damage(run: Run) -> None:
    (run.folder / "spec.json").write_text("{")


def change_by_hand(run: Run) -> None:
    (run.folder / "meta" / "remarks.json").write_text(json.dumps({"name": "by hand", "notes": "", "tags": []}))


def add_a_file(run: Run) -> None:
    (run.folder / "exports").mkdir()
    (run.folder / "exports" / "model.zip").write_bytes(bytes(5000))


@pytest.mark.parametrize("change", [damage, change_by_hand, add_a_file])
def test_X4_what_was_changed_without_a_word_is_found_when_all_had_their_turn(
    home: Home, index: RunIndex, tmp_path: Path, change: Callable[[Run], None]
) -> None:
    run = over(home, "mine")
    RunStore(home).describe(run, name="before")
    aged(home)
    look(index)
    change(run)
    look(index)
    before = content(index)
    while index.go_round(1):
        pass
    assert content(index) == anew(home, tmp_path) != before


def test_X4_who_wants_all_of_it_gets_it_however_much_changed(
    home: Home, index: RunIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = [over(home, f"run {number}") for number in range(4)]
    aged(home)
    index.catch_up()
    monkeypatch.setattr(runs_index, "AT_ONCE_SECONDS", -1.0)
    for run in runs:
        change_by_hand(run)
    index.catch_up()
    assert content(index) == anew(home, tmp_path)


def test_X4_a_run_says_the_same_in_the_index_as_by_itself(home: Home, index: RunIndex) -> None:
    run = over(home, "mine")
    log_of(
        run,
        started(),
        {"event": "settings", "settings": {"epochs": 3}, "classes": ["a", "b"], "baseline_kind": "source_only"},
        *(
            {"event": "step", "step": step, "parts": {"source": 1.0 if step < 9 else 500.0}, "health": {}}
            for step in range(1, 30)
        ),
        {"event": "evaluation", "step": 3, "source": {"accuracy": 0.5}, "scores": {"largest_class_share": 0.99}},
        {"event": "stopped", "time": 3.0},
    )
    look(index)
    (facts,) = newest(index, "local")
    told = as_summary(index, facts)
    assert told == json.loads(durable.to_json(summary(run, JobQueue(home))))
    assert {each["code"] for each in told["findings"]} >= {"diverged", "collapsed"}  # they stand in the points of its curves


def test_X4_a_run_that_is_not_over_is_read_anew_at_each_look(home: Home, index: RunIndex) -> None:
    run = RunStore(home).create(RunSpec(), {})
    JobQueue(home).submit("train", {"run": run.id}, run=run.id)

    def state() -> str:
        look(index)
        return newest(index, "local")[0]["status"]

    queue = JobQueue(home)
    assert state() == "queued"
    trainer = subprocess.Popen(["sleep", "60"])
    identity = identity_of(trainer.pid)
    assert identity is not None
    queue.roster.add(Worker("w", "train", identity.as_json(), 1e12, lease=1e12))
    job = queue.take("train", "w")
    assert job is not None
    log_of(run, started(identity))
    beat(run)
    assert state() == "running"
    run.stop_flag.touch()
    assert state() == "stopping"
    run.stop_flag.unlink()
    beat(run, age=60)
    assert state() == "not_responding"
    trainer.kill()  # and no file says so
    trainer.wait()
    assert state() == "interrupted"
    queue.fail(job, [{"code": "job_failed_often", "values": {"times": 3}}])
    assert state() == "failed"


def test_X4_a_run_that_everybody_gave_up_is_looked_at_when_the_queue_has_it_again(home: Home, index: RunIndex) -> None:
    run = RunStore(home).create(RunSpec(), {})
    look(index)
    assert newest(index, "local")[0]["status"] == "interrupted"
    aged(home)
    look(index)
    JobQueue(home).submit("train", {"run": run.id}, run=run.id)  # a queue that was lost is filled again
    look(index)
    assert newest(index, "local")[0]["status"] == "queued"


def test_X4_one_folder_that_cannot_be_listed_hides_no_other(home: Home, index: RunIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    odd, good = over(home), over(home)
    read = runs_index.read_facts
    monkeypatch.setattr(runs_index, "read_facts", lambda run, queue: read(run, queue) if run.id == good.id else 1 / 0)
    assert listed_ids(index) == [good.id]
    assert (index.left(), index.known()) == (0, 2)
    assert RunStore(home).get(odd.id)


# -- kills and damage ----------------------------------------------------------------------------------------------------------------


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do something in a process that is killed before its ``step``-th write, of files or of the index. Whether it was."""
    child = os.fork()
    if child == 0:
        left = step

        def counting(call: Callable[..., Any]) -> Callable[..., Any]:
            def wrapped(*arguments: Any, **named: Any) -> Any:
                nonlocal left
                if left == 0:
                    os._exit(9)
                left -= 1
                return call(*arguments, **named)

            return wrapped

        for name in ("rename", "replace", "write", "utime", "unlink"):
            setattr(os, name, counting(getattr(os, name)))

        class Counting(sqlite3.Connection):
            execute = counting(sqlite3.Connection.execute)

        connect = sqlite3.connect
        sqlite3.connect = lambda *arguments, **named: connect(*arguments, factory=Counting, **named)  # type: ignore[assignment]
        try:
            act()
        finally:
            os._exit(0)
    return os.waitpid(child, 0)[1] != 0


WRITERS: dict[str, Callable[[Home, Run], object]] = {
    "who names it": lambda home, run: RunStore(home).describe(run, name="later"),
    "who reveals": lambda home, run: run.reveal([0, 1], "page"),
    "who deletes and restores": lambda home, run: RunBin(home).restore(RunBin(home).put(run)),
    "who looks": lambda home, run: RunIndex(home).look(),
    "who reads all": lambda home, run: RunIndex(home).catch_up(),
}


@pytest.mark.slow
@pytest.mark.parametrize("writer", WRITERS)
def test_X4_no_change_is_lost_by_a_kill_at_any_point(home: Home, tmp_path: Path, writer: str) -> None:
    run = over(home, "first", source="a" * 32)
    keeper = RunIndex(home)  # another process, which has seen all that was before
    step, moments = 0, 0
    while True:
        aged(home)
        keeper.catch_up()
        if writer in ("who looks", "who reads all"):
            remarks.write(run.folder, remarks.Remarks(f"named {step}"))
            shutil.rmtree(home.runs / ("c" * 32), ignore_errors=True)
            copied(home, run)
        if not killed_at(step, lambda: WRITERS[writer](home, run)):
            break
        moments += 1
        keeper.catch_up()
        assert content(keeper) == anew(home, tmp_path), f"killed before write {step}"
        if not run.folder.exists():
            RunBin(home).restore(RunBin(home).get(run.id))
        step += max(1, step // 2)
    assert moments > (1 if writer == "who reveals" else 5)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "lost": lambda path: path.unlink(),
    "empty": lambda path: path.write_bytes(b""),
    "no database": lambda path: path.write_bytes(b"x" * 5000),
    "half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "torn in the middle": lambda path: path.write_bytes(path.read_bytes()[:8192] + b"\xff" * 4096 + path.read_bytes()[12288:]),
}


@pytest.mark.parametrize("harm", DAMAGE)
@pytest.mark.parametrize("same_process", [True, False])
def test_X4_a_lost_or_damaged_index_is_made_again(home: Home, tmp_path: Path, harm: str, same_process: bool) -> None:
    for number in range(3):
        over(home, f"run {number}")
    index = RunIndex(home)
    look(index)
    before = index.mark()
    DAMAGE[harm](index._file.path)
    if not same_process:
        index = RunIndex(home)
        if harm == "torn in the middle":  # the start of the machine is when a file may have been torn
            with sqlite3.connect(index._file.path) as database:
                try:
                    database.execute("UPDATE about SET value = 'another' WHERE name = 'boot'")
                except sqlite3.DatabaseError:
                    pass
    for _ in range(2):
        index.catch_up()
    assert content(index) == anew(home, tmp_path)
    assert index.mark()[0] != before[0]  # whoever has a mark of the old one is told to begin anew


def test_X4_another_version_of_the_program_has_an_index_of_its_own(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    over(home)
    ours = RunIndex(home)
    look(ours)
    monkeypatch.setattr(index_file, "made_by", lambda: "another")
    theirs = RunIndex(home)
    look(theirs)
    assert ours._file.path != theirs._file.path
    assert ours._file.path.exists()
    for file in (ours._file.path, home.jobs / "queue.sqlite"):
        os.utime(file, (1, 1))
    look(RunIndex(home))
    assert not ours._file.path.exists()  # nobody has used it for a week
    assert (home.jobs / "queue.sqlite").exists()


@pytest.mark.parametrize("error", ["database or disk is full", "attempt to write a readonly database", "database is locked"])
def test_X4_where_no_index_can_be_written_it_is_kept_in_memory(
    home: Home, index: RunIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    first, second = over(home), over(home)
    look(index)
    ahead = [0.0]
    clock = time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: clock() + ahead[0])

    def refuse(*arguments: object) -> None:
        raise sqlite3.OperationalError(error)

    with monkeypatch.context() as patch:
        patch.setattr(index._file, "_in_file", refuse)
        RunBin(home).put(first)  # that is how one gets space
        third = over(home)
        assert listed_ids(index) == [third.id, second.id]
        assert [each.id for each in in_bin(index, "local", limit=5)] == [first.id]
    ahead[0] = index_file.AGAIN_SECONDS + 1
    fourth = over(home)
    assert listed_ids(index) == [fourth.id, third.id, second.id]
    assert content(RunIndex(home)) == content(index) == anew(home, tmp_path)


# -- little work, however many there are -----------------------------------------------------------------------------------------


def folders_looked_into(monkeypatch: pytest.MonkeyPatch, home: Home, act: Callable[[], object]) -> set[str]:
    """The runs whose folders or files something opens or asks about."""
    seen: set[str] = set()

    def noting(call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(path: Any, *arguments: Any, **named: Any) -> Any:
            text = os.fspath(path) if isinstance(path, (str, os.PathLike)) else ""
            if text.startswith(f"{home.runs}/"):
                seen.add(text.removeprefix(f"{home.runs}/").split("/")[0])
            return call(path, *arguments, **named)

        return wrapped

    with monkeypatch.context() as patch:
        for name in ("stat", "scandir", "open", "listdir"):
            patch.setattr(os, name, noting(getattr(os, name)))
        patch.setattr("builtins.open", noting(open))
        patch.setattr("io.open", noting(open))
        act()
    return seen


def test_X4_a_look_opens_no_folder_that_did_not_change(home: Home, index: RunIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    runs = [over(home, f"run {number}") for number in range(8)]
    aged(home)
    look(index)
    assert folders_looked_into(monkeypatch, home, lambda: look(index)) == set()
    RunStore(home).describe(runs[3], name="later")
    assert folders_looked_into(monkeypatch, home, lambda: look(index)) == {runs[3].id}
    store = RunStore(home)
    for ask in (
        lambda: store.name_taken("run 5"),
        lambda: store.free_name("run 5"),
        lambda: store.create(RunSpec(), {}, said=remarks.Remarks("a new one")),
        lambda: newest(index, "local", search="run 5"),
    ):
        assert not folders_looked_into(monkeypatch, home, ask) & {run.id for run in runs if run != runs[3]}
    found = folders_looked_into(monkeypatch, home, lambda: store.find("run 5"))
    assert found & {run.id for run in runs if run != runs[3]} == {runs[5].id}


def test_E15_what_a_clock_that_is_ahead_has_written_is_read_once(
    home: Home, index: RunIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = over(home)
    for place in (run.folder, *run.folder.rglob("*"), home.runs):
        os.utime(place, (time.time() + 1e6,) * 2)
    look(index)
    assert folders_looked_into(monkeypatch, home, lambda: look(index)) == set()
    RunStore(home).describe(run, name="afterwards")
    look(index)
    assert newest(index, "local")[0]["name"] == "afterwards"


def test_X4_hundreds_of_waiting_runs_cost_one_question_to_the_queue(
    home: Home, index: RunIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue, connect = JobQueue(home), sqlite3.connect
    opened: list[str] = []

    def noting(path: Any, *rest: Any, **named: Any) -> sqlite3.Connection:
        opened.append(Path(path).name)
        return connect(path, *rest, **named)

    for _ in range(12):
        run = RunStore(home).create(RunSpec(), {})
        queue.submit("train", {"run": run.id}, run=run.id)
    look(index)
    monkeypatch.setattr(sqlite3, "connect", noting)
    look(index)
    assert opened.count("queue.sqlite") == 1
    assert len(opened) < 10


def test_X4_many_new_folders_are_left_for_the_background(home: Home, index: RunIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs_index, "AT_ONCE", 3)
    for number in range(5):
        over(home, f"run {number}")
    look(index)
    assert counted(index, "local") == (0, 0, 5)
    assert RunStore(home).name_taken("run 0") is not None  # names are known all the same
    asked = RunStore(home).find("run 2").id
    index.look_at({asked, "0" * 32})
    assert list(facts_of_runs(index, "local", [asked])) == [asked]  # whoever asks for one by its id does not wait for the others
    assert counted(index, "local") == (1, 1, 4)
    while index.read_some(0):
        pass
    assert counted(index, "local") == (5, 5, 0)


def test_X4_a_page_ends_at_a_run_and_not_at_a_number(home: Home, index: RunIndex) -> None:
    made = [over(home) for _ in range(5)]
    look(index)
    first = newest(index, "local", limit=2)
    over(home)  # one more, in front
    look(index)
    end = Cursor(first[-1]["created"], first[-1]["run"])
    rest = newest(index, "local", before=Cursor.read(str(end)))
    assert [each["run"] for each in (*first, *rest)] == [run.id for run in reversed(made)]
    assert Cursor.read("x:y") is None


def test_G3_the_index_tells_nothing_of_somebody_elses_runs(home: Home, index: RunIndex) -> None:
    theirs, deleted, mine = over(home, "theirs", "b"), over(home, "gone", "b"), over(home, "mine", "a")
    RunBin(home).put(deleted)
    assert listed_ids(index, "a") == listed_ids(index, "a", search="") == [mine.id]
    assert listed_ids(index, "a", search="theirs") == []
    assert [each.name for each in index.named("a")] == ["mine"]
    assert in_bin(index, "a", limit=5) == []
    assert [each.newest.id for each in listed(index, "a")] == [mine.id]
    assert counted(index, "a").runs == 1
    assert [run.id for run in index.unsettled("a")] in ([], [mine.id])
    assert [each.id for each in in_bin(index, "b", limit=5)] == [deleted.id]
    assert listed_ids(index, "b") == [theirs.id]


def test_the_references_of_runs_here_and_in_the_bin_are_known(home: Home, index: RunIndex) -> None:
    references = [over(home, reference="baseline") for _ in range(2)]
    for number, reference in enumerate(references):
        run = over(home)
        log_of(run, {"event": "reference", "kind": "baseline", "run": reference.id, "step": 1, "source": {}, "scores": {}})
        if number:
            RunBin(home).put(run)
    look(index)
    assert compared_with(index) == {each.id for each in references}
    assert taken_in_all(index) == sum(
        file.stat().st_size for place in (home.runs, home.bin) for file in place.rglob("*") if file.is_file()
    )


def test_a_search_of_many_words_is_answered(home: Home, index: RunIndex) -> None:
    run = over(home, "a b c")
    assert listed_ids(index, search="a " * 500) == [run.id]
    assert listed_ids(index, search="'; DROP TABLE runs; --") == []
    assert listed_ids(index, search="%") == listed_ids(index, search="_") == []


# -- word of what changed -------------------------------------------------------------------------------------------------------------


def test_word_of_many_writers_is_read_once_and_in_whole_lines(home: Home) -> None:
    runs = [over(home) for _ in range(2)]
    ids, position = touched.read_on(home, touched.Position())
    for run in runs:
        touched.note(run.folder)
    with open(home.jobs / touched.FILE, "ab") as file:
        file.write(b"\nabc")  # the disk was full
    ids, position = touched.read_on(home, position)
    assert ids == {run.id for run in runs}
    assert touched.read_on(home, position)[0] == set()
    touched.note(runs[0].folder)
    assert touched.read_on(home, position)[0] == {runs[0].id}


def test_a_long_list_of_word_begins_anew_once_it_was_read(home: Home, index: RunIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    run = over(home)
    monkeypatch.setattr(touched, "MOST_BYTES", 100)
    look(index)
    for _ in range(10):
        touched.note(run.folder)
    look(index)
    assert not (home.jobs / touched.FILE).exists()
    aged(home)
    look(index)
    RunStore(home).describe(run, name="afterwards")
    look(index)
    assert newest(index, "local")[0]["name"] == "afterwards"


def test_a_word_where_nothing_can_be_written_is_no_error(tmp_path: Path) -> None:
    touched.note(tmp_path / "nowhere" / "runs" / "x")
    assert not (tmp_path / "nowhere").exists()
