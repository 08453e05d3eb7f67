"""The queue's file: its journal, those who hold it up, and files of other versions."""

from __future__ import annotations

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tlgui.errors import UserError
from tlgui.home import Home, new_id
from tlgui.jobs import queue_file
from tlgui.jobs.presence import Presence, present
from tlgui.jobs.processes import Identity, alive, identity_of, own_identity
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.queue_file import VERSION

from .conftest import taken


def path_of(home: Home) -> Path:
    return home.jobs / "queue.sqlite"


def journal_mode(home: Home) -> str:
    with closing(sqlite3.connect(path_of(home))) as database:
        return database.execute("PRAGMA journal_mode").fetchone()[0]


def with_write_ahead_log(home: Home) -> sqlite3.Connection:
    """The file as earlier versions kept it, open in one of their processes."""
    database = sqlite3.connect(path_of(home), isolation_level=None)
    assert database.execute("PRAGMA journal_mode=WAL").fetchone()[0] == "wal"
    database.execute("PRAGMA user_version=0")
    return database


# -- the journal -------------------------------------------------------------------------------------------------------------


def test_X3_nothing_of_the_queue_is_mapped_into_memory(home: Home) -> None:
    queue = JobQueue(home)
    queue.submit("train", {})
    with queue._file.open() as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("UPDATE jobs SET run = 'r'")
        there = sorted(each.name for each in home.jobs.glob("queue.sqlite*"))
        maps = Path("/proc/self/maps")
        assert "queue.sqlite" not in (maps.read_text() if maps.exists() else "")
        database.execute("COMMIT")
    assert there == ["queue.sqlite", "queue.sqlite-journal"]


def test_X3_the_journal_keeps_its_room_on_the_disk(home: Home) -> None:
    """A full disk takes what is written over something else."""
    queue = JobQueue(home)
    job = queue.submit("train", {})
    journal = path_of(home).with_name("queue.sqlite-journal")
    size = journal.stat().st_size
    assert size > 4096
    assert queue.cancel(job.id)
    assert journal.stat().st_size >= size


def test_X3_a_write_ahead_log_of_an_earlier_version_is_left_with_all_that_was_in_it(home: Home) -> None:
    JobQueue(home)
    earlier = with_write_ahead_log(home)
    sent = JobQueue(home).submit("train", {"n": 1})  # both work on it: only the log stays what it was
    assert journal_mode(home) == "wal"
    assert earlier.execute("SELECT COUNT(*) FROM jobs").fetchone()[0] == 1
    earlier.close()
    queue = JobQueue(home)
    assert journal_mode(home) == "delete"  # of this connection; in the file stands only that there is no such log
    assert queue.get(sent.id) == sent
    assert sorted(each.name for each in home.jobs.glob("queue.sqlite-*")) == ["queue.sqlite-journal"]


def test_X3_an_earlier_version_that_turns_the_log_on_again_does_no_harm(home: Home) -> None:
    queue = JobQueue(home)
    first = queue.submit("train", {})
    with_write_ahead_log(home).close()
    second = queue.submit("train", {})
    assert [taken(queue).id, taken(queue).id] == [first.id, second.id]
    JobQueue(home)
    assert journal_mode(home) == "delete"


# -- who holds it up -----------------------------------------------------------------------------------------------------------

HOLDS = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
input()
"""


@pytest.fixture
def holder(home: Home) -> Iterator[subprocess.Popen[str]]:
    """A process that was stopped by the system in the middle of a write."""
    JobQueue(home)
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path_of(home))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    os.kill(process.pid, signal.SIGSTOP)
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize("lease", [-1.0, 60.0], ids=["silent", "a moment ago"])
def test_H2_X3_a_worker_that_was_stopped_while_it_held_the_file_is_ended_once_it_is_silent(
    home: Home, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch, lease: float
) -> None:
    monkeypatch.setattr(queue_file, "BUSY_SECONDS", 0.1)
    identity = identity_of(holder.pid)
    assert identity is not None
    Presence(home.jobs / "workers", new_id(), "data", identity.as_json()).has(None, time.monotonic() + lease)
    with pytest.raises(UserError) as raised:
        JobQueue(home)
    assert raised.value.problems[0].code == "queue_held_up"
    assert alive(identity) == (lease > 0)
    if lease < 0:
        assert JobQueue(home).roster.workers() == []


def test_H2_a_stranger_who_holds_the_file_is_not_signalled(
    home: Home, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_file, "BUSY_SECONDS", 0.1)
    folder = home.jobs / "workers"
    other = Identity(holder.pid, 1, own_identity().boot)  # the number of one that died is its now
    Presence(folder, new_id(), "data", other.as_json()).has(None, time.monotonic() - 1)
    with pytest.raises(UserError):
        JobQueue(home)
    assert identity_of(holder.pid) is not None
    assert list(folder.iterdir()) == []


def test_what_a_worker_has_in_its_hands_is_read_as_it_was_written(home: Home, queue: JobQueue) -> None:
    job = queue.submit("train", {"path": "caf\udce9"}, run="r", owner="b")
    mine = Presence(queue.presence, "w", "train", own_identity().as_json())
    mine.has(job.in_hand(), 5.0)
    mine.renew(7.5)
    [found] = present(queue.presence, queue.launcher)
    assert (found.worker, found.lane, found.handle, found.lease) == ("w", "train", own_identity().as_json(), 7.5)
    assert found.job == job.in_hand()
    mine.has(None, 9.0)
    assert [each.job for each in present(queue.presence, queue.launcher)] == [None]
    (queue.presence / "torn").write_bytes(b"  12")
    (queue.presence / "odd").write_bytes(b" " * 24 + b'{"worker": 1, "identity": {"pid": "x"}}')
    assert len(list(present(queue.presence, queue.launcher))) == 1
    mine.leave()
    assert list(present(queue.presence, queue.launcher)) == []


# -- other versions --------------------------------------------------------------------------------------------------------------


def test_a_queue_of_a_newer_version_is_said_and_left_as_it_is(home: Home) -> None:
    running = JobQueue(home)  # the server that was here first
    with closing(sqlite3.connect(path_of(home))) as database:
        database.execute(f"PRAGMA user_version={VERSION + 1}")
        database.execute("ALTER TABLE jobs RENAME COLUMN worker TO holder")
    before = path_of(home).read_bytes()

    def tried(act: Any) -> str:
        with pytest.raises(UserError) as raised:
            act()
        return raised.value.problems[0].code

    acts = (
        lambda: JobQueue(home),
        running.roster.workers,
        running.sweep,
        lambda: running.submit("train", {}),
        lambda: running.cancel("a"),
    )
    assert [tried(act) for act in acts] == ["queue_newer"] * len(acts)
    assert path_of(home).read_bytes() == before
    assert list(home.jobs.glob("damaged-*")) == []


def test_a_later_version_may_add_columns(home: Home) -> None:
    queue = JobQueue(home)
    with closing(sqlite3.connect(path_of(home))) as database:
        database.execute("ALTER TABLE jobs ADD COLUMN of_later TEXT NOT NULL DEFAULT 'x'")
    queue.submit("train", {})
    assert JobQueue(home).finish(taken(queue), {})


# -- the disk --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "number"),
    [
        ("database or disk is full", errno.ENOSPC),
        ("attempt to write a readonly database", errno.EROFS),
        ("disk I/O error", errno.EIO),
    ],
)
@pytest.mark.parametrize("probe", [None, errno.EDQUOT])
def test_X3_what_sqlite_says_of_the_disk_is_an_error_of_the_system(
    queue: JobQueue, monkeypatch: pytest.MonkeyPatch, says: str, number: int, probe: int | None
) -> None:
    """SQLite says of a quota that is used up no more than that a write failed: a small file tells."""
    monkeypatch.setattr(queue_file, "fault_in", lambda folder: probe and OSError(probe, os.strerror(probe)))
    with pytest.raises(OSError, match=os.strerror(probe or number)) as raised, queue._file.open():
        raise sqlite3.OperationalError(says)
    assert raised.value.errno == (probe or number)
