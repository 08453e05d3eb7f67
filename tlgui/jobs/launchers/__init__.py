"""What carries jobs out, behind one seam (:class:`Launcher`): this machine (``local``). What a home uses is chosen here, and nowhere else."""

from __future__ import annotations

from tlgui.home import Home
from tlgui.jobs.launchers.base import PATIENCE_SECONDS, Capacity, Handle, Launcher
from tlgui.jobs.launchers.local import LocalLauncher

__all__ = ["PATIENCE_SECONDS", "Capacity", "Handle", "Launcher", "launcher_of"]


def launcher_of(home: Home) -> Launcher:
    """What carries out the jobs of a home."""
    return LocalLauncher(home)
