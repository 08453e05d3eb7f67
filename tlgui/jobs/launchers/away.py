"""An engine on other machines: runs are trained there, and each has a carrier here (:mod:`tlgui.jobs.away`). The other lanes stay here."""

from __future__ import annotations

import time

from tlgui.home import Home
from tlgui.jobs.away.engine import EngineState
from tlgui.jobs.away.needs import cores_of_a_run
from tlgui.jobs.away.post import Needs
from tlgui.jobs.launchers.base import Capacity
from tlgui.jobs.launchers.local import LocalLauncher

MOST_RUNS = 32
"""Each run has a carrier on this machine, a process of some 40 MB."""


class AwayLauncher(LocalLauncher):
    """Carriers, and workers of the other lanes, as processes of this machine."""

    def __init__(self, home: Home, name: str) -> None:
        super().__init__(home)
        self.name = name

    def module(self, lane: str) -> str:
        """Runs are carried away; datasets, maps and reports are made here."""
        return "tlgui.jobs.away.carrier" if lane == "train" else super().module(lane)

    def capacity(self) -> Capacity:
        """As many runs as the engine's nodes have room for when nothing else is there; one while it is not known."""
        state = EngineState.read(self._home)
        if state.reachable is False:
            since = time.strftime("%H:%M", time.localtime(state.since))
            wait = max(1.0, state.next_try - time.time())
            return Capacity(1, f"queue.{self.name}.unreachable", values={"since": since, "wait": wait, "why": state.why})
        if not state.nodes:
            return Capacity(1, f"queue.{self.name}.unknown")
        gpus = state.share if state.gpus else 0.0
        runs = max(1, min(MOST_RUNS, state.places(Needs(cores_of_a_run(state), gpus))))
        values = {
            "nodes": len(state.nodes),
            "free": state.free.cpus,
            "cores": state.cpus,
            "gpus": state.gpus,
            "free_gpus": state.free.gpus,
        }
        return Capacity(runs, f"queue.{self.name}.gpus" if state.gpus else f"queue.{self.name}", values=values)
