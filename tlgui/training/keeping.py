"""Where a run keeps the state of its training for resuming: the last two states, each complete and with its SHA-256, or absent.

``state/STEP/`` has the form of a checkpoint (``training.checkpoint``); ``state/belongs.json`` says what the run's numbers depend on.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Any, NamedTuple

import torch

from tlgui import __version__, durable
from tlgui.errors import UserError
from tlgui.runs import belonging
from tlgui.runs.belonging import Belonging
from tlgui.runs.run import Run
from tlgui.training.checkpoint import load_checkpoint, save_tensors
from tlgui.training.log import RunLog
from tlgui.training.preparation import Preparation
from tlgui.training.reference import learned_labels
from tlgui.training.state import State

SECONDS_APART = 5.0
"""Least seconds between two states: a killed run loses no more than this, or what :data:`SHARE` says."""

SHARE = 0.03
"""Largest share of the training time that writing states may take."""

KEPT = 2


class Found(NamedTuple):
    """The newest intact state, and the steps of newer ones that are damaged."""

    state: State | None
    damaged: list[int]


class Keeper:
    """Writes a run's state from time to time while it trains, and loads it again.

    Parameters
    ----------
    confirmed:
        Codes of problems that the user has seen and means: ``changed_program``, ``unnumbered_program``.
    kept:
        Called when a state is on the disk.
    """

    def __init__(
        self,
        run: Run,
        log: RunLog,
        prepared: Preparation,
        threads: int,
        confirmed: tuple[str, ...] = (),
        kept: Callable[[], object] = lambda: None,
    ) -> None:
        self._run = run
        self._log = log
        self._confirmed = confirmed
        self._kept = kept
        self._now = belonging_of(prepared, threads)
        self._before = 0.0
        self._began = self._not_before = float("inf")

    def training_begins(self) -> None:
        """Start measuring its time."""
        self._began = time.monotonic()
        self._not_before = self._began + SECONDS_APART

    @property
    def seconds(self) -> float:
        """How long the training took so far, earlier processes included."""
        return self._before + time.monotonic() - self._began

    def begin(self) -> State | None:
        """The state to resume from, ``None`` to start from the beginning; the log records which.

        Raises
        ------
        UserError
            When settings, data or program differ from those at the start: all differences.
        """
        state, damaged = newest(self._run)
        was = state.notes["belonging"] if state is not None else belonging.read(self._run)
        if was is None:
            belonging.write(self._run, self._now)
            return None
        problems = [each for each in belonging.problems(was, self._now) if each.code not in self._confirmed]
        if problems:
            raise UserError.of(problems)
        if state is not None:
            self._before = state.notes["seconds"]
        differs = belonging.differing_machine(was, self._now) if state is not None else {}
        step = 0 if state is None else state.place.step
        self._log.write("resumed", step=step, damaged=damaged, differs=differs, time=time.time())
        return state

    def keep(self, capture: Callable[[], State], must: bool) -> None:
        """Save the state if it is time, or if it ``must`` be because the training ends here. The log is flushed first."""
        began = time.monotonic()
        if not must and began < self._not_before:
            return
        state = capture()
        self._log.sync()  # a state whose curve points are lost in a power cut would leave a gap forever
        notes: dict[str, Any] = {**state.notes, "belonging": self._now, "seconds": self.seconds}
        save_tensors(self._run.state_folder / f"{state.place.step:06d}", state.tensors, notes)
        for old in self._run.states()[KEPT:]:
            durable.remove_folder(old)
        self._kept()
        over = time.monotonic()
        self._not_before = over + max(SECONDS_APART, (over - began) / SHARE)


def drop(run: Run) -> None:
    """A finished run is not resumed: remove its saved states."""
    shutil.rmtree(run.state_folder, ignore_errors=True)


def newest(run: Run) -> Found:
    """The newest intact state; damaged ones are removed, so that nothing uses them later."""
    damaged: list[int] = []
    for place in run.states():
        try:
            tensors, notes = load_checkpoint(place)
            return Found(State(tensors, notes), damaged)
        except UserError:
            damaged.append(int(place.name))
            durable.remove_folder(place)
    return Found(None, damaged)


def belonging_of(prepared: Preparation, threads: int) -> Belonging:
    """What the numbers of a run depend on, as of before its first step."""
    data = {role: domain.pack.content for role in ("source", "target") if (domain := getattr(prepared.data, role)) is not None}
    return {
        "spec": prepared.spec.model_dump(mode="json"),
        "settings": prepared.settings.model_dump(mode="json"),
        "data": {**data, "labels": learned_labels(prepared, prepared.spec)},
        "versions": belonging.versions_of(prepared.spec.strategy),
        "version": __version__,
        "machine": {
            "threads": threads,
            "engine": prepared.engine,
            "device": prepared.device.name,
            "torch": torch.__version__,
        },
    }
