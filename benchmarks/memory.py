"""Peak memory of a process and its children: what they hold themselves, without pages of files that the system may drop at any time."""

from __future__ import annotations

import subprocess
import time

import psutil


def peak_of(process: subprocess.Popen) -> int:
    """Bytes. Waits until the process has ended and raises when it failed; looks twenty times a second."""
    peak = 0
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        try:
            peak = max(peak, sum(map(anonymous, [watched, *watched.children(recursive=True)])))
        except psutil.Error:
            pass
        time.sleep(0.05)
    if process.returncode:
        raise RuntimeError(f"ended with {process.returncode}")
    return peak


def anonymous(process: psutil.Process) -> int:
    """Resident bytes of a process that belong to no file (0 when it is gone)."""
    try:
        with open(f"/proc/{process.pid}/status") as status:
            return next((int(line.split()[1]) * 1024 for line in status if line.startswith("RssAnon")), 0)
    except OSError:
        return 0
