"""What carries jobs out, behind one seam (:class:`Launcher`): this machine (``local``), or an engine on others (``ray``, ``slurm``; that
launcher is ``away``). What a home uses is chosen here, and nowhere else.
"""

from __future__ import annotations

from tlgui.home import Home
from tlgui.jobs.launchers.base import PATIENCE_SECONDS, Capacity, Handle, Launcher
from tlgui.jobs.launchers.chosen import Chosen, chosen_for
from tlgui.jobs.launchers.local import LocalLauncher

__all__ = ["PATIENCE_SECONDS", "Capacity", "Chosen", "Handle", "Launcher", "launcher_of"]


def launcher_of(home: Home) -> Launcher:
    """What carries out the jobs of a home."""
    name = chosen_for(home).launcher
    if name == "local":
        return LocalLauncher(home)
    from tlgui.jobs.launchers.away import AwayLauncher

    return AwayLauncher(home, name)
