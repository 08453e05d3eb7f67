"""The one place for signals, process groups and process identity.

A process id alone says nothing: after a reboot, or once ids wrap around, it belongs to a stranger. A process is therefore known
by three things: its id, when it was created (in clock ticks since boot, so that no clock change matters) and the boot it lives in.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import psutil

import tlgui

KILL_SECONDS = 2.0
"""How long a killed process may take to be gone: the system has to give back its memory."""


@dataclass(frozen=True)
class Identity:
    """Which process, on which boot of this machine."""

    pid: int
    created: int
    boot: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def identity_of(pid: int) -> Identity | None:
    """The identity of a process that is alive, or ``None`` (also for a zombie, and for a number that is no process id)."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return Identity(pid, _created(process), boot_id())
    except (psutil.Error, OSError, ValueError, OverflowError):
        return None


def own_identity() -> Identity:
    """The identity of this process."""
    found = identity_of(os.getpid())
    assert found is not None
    return found


def alive(identity: Identity) -> bool:
    """Whether exactly this process still runs. Another process with the same id does not count."""
    return identity_of(identity.pid) == identity


def _created(process: psutil.Process) -> int:
    stat = Path(f"/proc/{process.pid}/stat")
    if stat.exists():  # Linux: ticks since boot, which a changed clock does not move
        return int(stat.read_bytes().rpartition(b")")[2].split()[19])  # bytes: a process may call itself anything
    return int(process.create_time() * 1000)


def boot_id() -> str:
    """An id of this boot of the machine."""
    linux = Path("/proc/sys/kernel/random/boot_id")
    if linux.exists():
        return linux.read_text().strip()
    return str(int(psutil.boot_time()))


SHARES_CORES = {"GOMP_SPINCOUNT": "1000"}
"""Environment of spawned processes. OpenMP's threads spin while they wait for each other, for milliseconds by default. Alone on a machine that
saves a tenth; beside another busy process (a map, a second run) each spins on the core that the other waits for, and both take five times as
long (``benchmarks/sharing_cores.py``). Whoever sets the variable has their way."""


NICENESS = 5
"""How far a worker steps back behind the server, which has little to do and must do it at once: a third of the time where both want a core."""


def give_way() -> None:
    """Let other processes come first, and what this one starts; alone on its cores it is as fast as before."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with suppress(OSError):  # Linux weighs sessions against each other, and processes only within theirs
        Path("/proc/self/autogroup").write_text(str(NICENESS))


def spawn(module: str, arguments: list[str], log: BinaryIO) -> subprocess.Popen[bytes]:
    """Start ``python -m module`` detached: it lives on when this process dies, and its children share its own process group.

    Its input is empty and both outputs go to ``log``, so that nobody who waits for this process's output waits for it too. Python looks
    for modules in the current folder first, so that is the folder that holds the package, not one with the user's files.
    """
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        cwd=Path(tlgui.__file__).parent.parent,
        env={**SHARES_CORES, **os.environ},
        start_new_session=True,
    )


def terminate(identity: Identity, patience: float = 2.0) -> None:
    """Ask a process to end (SIGTERM); after ``patience`` seconds end it with its whole group (SIGKILL). It is gone when this returns.

    A process that is not exactly ``identity`` is never signalled.
    """
    if not alive(identity):
        return
    _signal(identity.pid, signal.SIGTERM)
    if not _ends_within(identity, patience):
        _kill_group(identity.pid)
        _ends_within(identity, KILL_SECONDS)


def _ends_within(identity: Identity, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while alive(identity):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except OSError:
        pass  # it ended by itself a moment ago


def _kill_group(pid: int) -> None:
    if os.name == "posix":
        try:
            if os.getpgid(pid) == pid:  # only a group that the process leads is its own
                os.killpg(pid, signal.SIGKILL)
                return
        except OSError:
            pass
        _signal(pid, signal.SIGKILL)
    else:
        for child in psutil.Process(pid).children(recursive=True):
            child.kill()
        psutil.Process(pid).kill()
