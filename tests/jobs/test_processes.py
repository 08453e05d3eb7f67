"""Identity, signals, groups."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from tests.conftest import missing
from tlgui.jobs import processes
from tlgui.jobs.processes import Identity, alive, boot_id, identity_of, own_identity, spawn, terminate

from .conftest import wait_until

DEAF = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""
LISTENS = "print(0, flush=True); import time; time.sleep(60)"


@pytest.fixture
def started() -> Iterator:
    made: list[subprocess.Popen] = []

    def start(code: str, session: bool = True) -> tuple[subprocess.Popen, Identity, int]:
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=session)
        made.append(process)
        assert process.stdout is not None
        child = int(process.stdout.readline())
        identity = identity_of(process.pid)
        assert identity is not None
        return process, identity, child

    yield start
    for process in made:
        if os.name == "posix":
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except OSError:
                pass
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def running(pid: int) -> bool:
    return identity_of(pid) is not None


def test_this_process_is_alive_and_known_by_three_things() -> None:
    own = own_identity()
    assert own == Identity(os.getpid(), own.created, boot_id())
    assert alive(own)
    assert Identity(**own.as_json()) == own


@pytest.mark.parametrize("change", [{"created": 1}, {"boot": "another"}, {"pid": 1}])
def test_E18_the_same_number_with_another_birth_or_boot_is_not_alive(change: dict) -> None:
    assert not alive(replace(own_identity(), **change))


@pytest.mark.parametrize("pid", [-1, 0, 2**22 + 1, 2**40, 2**70])
def test_a_number_that_is_no_process_is_not_alive(pid: int) -> None:
    assert not alive(Identity(pid, 1, boot_id()))


def test_E15_identity_does_not_depend_on_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    own = own_identity()
    for jump in (-3600, 3600, -time.time()):
        now = time.time() + jump
        monkeypatch.setattr(time, "time", lambda now=now: now)
        assert alive(own)


def test_a_zombie_is_dead() -> None:
    process = subprocess.Popen([sys.executable, "-c", "pass"])
    wait_until(lambda: psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE)
    assert identity_of(process.pid) is None
    process.wait()


def test_a_process_may_call_itself_anything(started) -> None:
    if not sys.platform.startswith("linux"):
        missing("prctl")
    name = b"\xff) R 1 \xe9"
    code = f"import ctypes; ctypes.CDLL(None).prctl(15, {name!r}, 0, 0, 0); {LISTENS}"
    _, identity, _ = started(code)
    assert Path(f"/proc/{identity.pid}/comm").read_bytes().startswith(name)
    assert alive(identity)


def test_terminate_asks_first(started, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_kill_group", lambda pid: pytest.fail("killed"))
    process, identity, _ = started(LISTENS)
    terminate(identity)
    assert process.wait(1) == -signal.SIGTERM


def test_E21_who_ignores_the_signal_is_killed_with_its_children(started) -> None:
    process, identity, child = started(DEAF)
    assert running(child)
    began = time.monotonic()
    terminate(identity, patience=0.3)
    assert not alive(identity)  # at once when it returns, so that whoever asks next is told the truth
    assert process.wait(1) == -signal.SIGKILL
    wait_until(lambda: not running(child), 2)
    assert 0.3 <= time.monotonic() - began < 3


def test_E21_a_stopped_process_is_killed(started) -> None:
    process, identity, _ = started(LISTENS)
    os.kill(process.pid, signal.SIGSTOP)
    wait_until(lambda: psutil.Process(process.pid).status() == psutil.STATUS_STOPPED)
    terminate(identity, patience=0.3)
    assert not alive(identity)
    assert process.wait(1) == -signal.SIGKILL


def test_a_group_that_the_process_does_not_lead_is_not_killed(started) -> None:
    process, identity, child = started(DEAF, session=False)
    assert os.getpgid(process.pid) == os.getpgid(0)
    terminate(identity, patience=0.2)  # would end pytest itself
    assert process.wait(1) == -signal.SIGKILL
    os.kill(child, signal.SIGKILL)


@pytest.mark.parametrize("change", [{"created": 1}, {"boot": "another"}])
def test_E18_a_stranger_with_the_same_number_is_never_signalled(started, monkeypatch: pytest.MonkeyPatch, change: dict) -> None:
    process, identity, _ = started(LISTENS)
    for name in ("kill", "killpg"):
        monkeypatch.setattr(os, name, lambda *given: pytest.fail("signalled"))
    terminate(replace(identity, **change), patience=0.1)
    monkeypatch.undo()
    assert process.poll() is None


def test_a_spawned_process_has_its_own_session_no_input_and_one_log(tmp_path: Path) -> None:
    with open(tmp_path / "log", "wb") as log:
        process = spawn("tests.jobs.told", [], log)
    assert process.wait(10) == 0
    told = (tmp_path / "log").read_text().splitlines()
    assert told[:2] == [f"session {process.pid}", "input ''"]
    assert "to standard error" in told


def test_modules_in_the_users_folder_are_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("json", "psutil", "tlgui"):
        (tmp_path / f"{name}.py").write_text("open('CANARY', 'w')\nraise SystemExit(1)\n")
    monkeypatch.chdir(tmp_path)
    with open(tmp_path / "log", "wb") as log:
        assert spawn("tests.jobs.told", [], log).wait(10) == 0
    assert not (tmp_path / "CANARY").exists()
