"""Jumps of the wall clock, by an hour either way, under real workers (libfaketime): leases and jobs go by a clock that nobody can set."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.conftest import missing
from tests.jobs.conftest import wait_for, wait_until
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import ensure_workers

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


@pytest.mark.slow
@pytest.mark.usefixtures("fake_workers")
@pytest.mark.parametrize("jumps", [("+3600", "-3600"), ("-3600", "+3600")], ids=["forward, then back", "back, then forward"])
def test_a_worker_whose_clock_jumps_keeps_its_lease_and_its_job(
    home: Home, queue: JobQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jumps: tuple[str, str]
) -> None:
    if not LIBRARIES:
        missing("libfaketime is not here (apt-get install faketime)")
    clock, seen = tmp_path / "clock", tmp_path / "seen"
    clock.write_text("+0\n")
    monkeypatch.setenv("LD_PRELOAD", str(LIBRARIES[0]))
    for name, value in {"FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1"}.items():
        monkeypatch.setenv(name, value)
    job = queue.submit("ingest", {"do": "clock", "seen": str(seen)})
    ensure_workers(home, {"data"})
    monkeypatch.delenv("LD_PRELOAD")
    [worker] = queue.roster.workers()
    for jump in jumps:
        clock.with_suffix(".new").write_text(f"{jump}\n")
        clock.with_suffix(".new").replace(clock)  # libfaketime ends a process that finds the file empty
        wait_until(lambda jump=jump: seen.exists() and abs(float(seen.read_text() or 0) - time.time() - int(jump)) < 60)
        queue.sweep()
        [left] = queue.roster.workers()
        assert left.id == worker.id
        assert not left.silent
    clock.with_name("seen.end").touch()
    done = wait_for(queue, job)
    assert (done.state, done.attempt) == ("done", 1)
