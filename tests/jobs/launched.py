"""What tests put in the place of the workers that this machine's launcher starts. Here it is named, and nowhere else but where it is tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, BinaryIO

from tlgui.jobs import processes
from tlgui.jobs.launchers import local

if TYPE_CHECKING:
    import pytest

Spawn = Callable[[str, list[str], BinaryIO], Any]
"""As :func:`tlgui.jobs.processes.spawn`."""


def fake_worker(module: str, arguments: list[str], log: BinaryIO) -> Any:
    """Starts :mod:`tests.jobs.fake_worker`."""
    assert module == "tlgui.jobs.worker"
    return processes.spawn("tests.jobs.fake_worker", arguments, log)


def start_instead(spawn: Spawn = fake_worker, patch: pytest.MonkeyPatch | None = None) -> None:
    """From now on workers are started so; without ``patch`` for the rest of this process."""
    if patch is None:
        local.spawn = spawn
    else:
        patch.setattr(local, "spawn", spawn)
