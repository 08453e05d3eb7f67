"""Which engine a home has. Its library is imported by the agent alone, when it is asked for the first time."""

from __future__ import annotations

from tlgui.home import Home
from tlgui.jobs.away.engine import Engine
from tlgui.jobs.launchers.chosen import chosen_for


def engine_of(home: Home) -> Engine:
    """The engine of a home whose launcher is not this machine."""
    chosen = chosen_for(home)
    if chosen.launcher == "slurm":
        from tlgui.jobs.away.slurm_engine import SlurmEngine

        return SlurmEngine(home)
    from tlgui.jobs.away.ray_engine import RayEngine

    return RayEngine(chosen.address, str(home.root))
