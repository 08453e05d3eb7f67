"""Runs as folders. The folder is the product: on another machine, a copy is enough to draw every picture again.

========================= ============================================================ ==================
part                      what it holds                                                who writes it
========================= ============================================================ ==================
``spec.json``             what was asked for, when, by whom                            launcher, once
``events.jsonl``          the log                                                      trainer
``heartbeat``             monotonic time of the trainer's last sign of life            trainer
``log.txt``               tracebacks and warnings                                      trainer
``predictions/STEP.npz``  probabilities of both domains at an evaluation               trainer
``predictions/teachers/`` what a distilled run is to learn (:mod:`tlgui.runs.teaching`)  launcher, once
``predictions/given/``    labels that a person gave, where it or its teachers learn     launcher, once
``snapshots/STEP.npz``    bottleneck features of the fixed sample                      trainer
``sample/``               names (not a sealed target's), source labels, thumbnails     trainer
``checkpoints/``          trained weights                                              trainer
``state/``                what it takes to go on with an unfinished training           trainer
``alike.npz``             which pictures of the target look alike, for a search        trainer
``maps/``                 2-D maps of the snapshots                                    map job
``control/stop``          present: please stop; ``pause`` in it: for a while           server, command line
``control/resume``        present: please go on; the queue has a job for it            server, command line
``meta/reveal.json``      target labels, when and by whom they were revealed           server, command line
``meta/remarks.json``     name, notes, tags                                            server, command line
========================= ============================================================ ==================
"""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tlgui import durable
from tlgui.jobs import touched
from tlgui.runs import events, remarks
from tlgui.runs.asked import Asked
from tlgui.runs.forms import are_names, is_count, is_moment, is_number, is_reveal
from tlgui.specification.run_spec import SPEC_VERSION

Place = Literal["runs", "bin"]
"""Where a run is: among the others, or among the deleted ones."""


@dataclass(frozen=True)
class Run(Asked):
    """One run. ``control``: what was said to its trainer."""

    file = "spec.json"

    @property
    def imported(self) -> bool:
        """Whether it was imported from another machine."""
        return self._envelope.get("imported") is not None

    @property
    def seconds_to_ingest(self) -> float | None:
        """How long reading the two folders took, when that was part of making this run."""
        seconds = self._envelope.get("seconds_to_ingest")
        return seconds if is_number(seconds) else None

    @property
    def overlap(self) -> int | None:
        """How many of the target's pictures are in the source too; ``None`` where that was not counted."""
        count = self._envelope.get("overlap")
        return count if is_count(count) else None

    @property
    def events_path(self) -> Path:
        return self.folder / "events.jsonl"

    def events(self) -> list[dict[str, Any]]:
        """Every event so far."""
        return events.read_known(self.events_path)[0]

    @property
    def stop_flag(self) -> Path:
        return self.control.stop_flag

    @property
    def stopping(self) -> bool:
        """Whether somebody asked it to stop."""
        return self.control.stopping

    def ask_to_stop(self, *, pause: bool = False) -> None:
        """Ask its trainer to stop, after its current step. ``pause``: whoever asks means to resume it."""
        self.control.ask_to_stop(pause=pause)

    def asked_to_pause(self) -> bool:
        """Whether the run was asked to pause, that is, to be resumed later."""
        return self.control.asked_to_pause()

    @property
    def resume_flag(self) -> Path:
        return self.control.resume_flag

    @property
    def resuming(self) -> bool:
        """Whether it waits to be resumed."""
        return self.control.resuming

    def ask_to_go_on(self) -> None:
        """Say that it waits to be resumed; its trainer takes that away."""
        self.control.ask_to_go_on()

    @property
    def state_folder(self) -> Path:
        return self.folder / "state"

    def states(self) -> list[Path]:
        """What it takes to go on with the run, the newest first: a folder for each step at which it was kept, named by its number."""
        kept = (each for each in self.state_folder.glob("*") if each.name.isdigit())
        return sorted(kept, key=lambda each: int(each.name), reverse=True)

    @property
    def belonging_path(self) -> Path:
        return self.state_folder / "belongs.json"

    @property
    def reserve_path(self) -> Path:
        return self.state_folder / "reserve"

    @property
    def reveal_path(self) -> Path:
        return self.folder / "meta" / "reveal.json"

    @property
    def opened(self) -> bool:
        """Whether the target's labels lie in its folder."""
        return os.path.exists(self.reveal_path)

    def revealed(self) -> dict[str, Any] | None:
        """The target's labels once they are open (``when``, ``by``, ``labels``), else ``None``.

        ``labels`` has for each picture its class's index, -1 for none; or its value, ``None`` for none. ``others``, where there are such
        classes: for each that the run does not have its name and its pictures.
        """
        try:
            reveal = durable.read_json(self.reveal_path)
        except (OSError, ValueError, RecursionError):
            return None
        return reveal if is_reveal(reveal) else None

    def reveal(self, labels: list[int] | list[float | None], by: str, others: dict[str, list[int]] | None = None) -> None:
        """Keep the target's labels in the run's folder, with the time and the name of who asked. The first reveal stays.

        ``others``: the pictures of each class that the run does not have, by its name.
        """
        if self.revealed() is None:
            kept = {"when": time.time(), "by": by, "labels": labels} | ({"others": others} if others else {})
            durable.write_json(self.reveal_path, kept)
            touched.note(self.folder)

    @property
    def remarks(self) -> remarks.Remarks:
        """Name, notes and tags as they are now."""
        return remarks.read(self.folder)

    def prediction_path(self, step: int) -> Path:
        return self.folder / "predictions" / f"{step:06d}.npz"

    def snapshot_path(self, step: int) -> Path:
        return self.folder / "snapshots" / f"{step:06d}.npz"

    def checkpoint_path(self, step: int) -> Path:
        return self.folder / "checkpoints" / f"{step:06d}"

    def kept_step(self) -> int | None:
        """The step whose weights were kept in the end; ``None`` before that."""
        return next((event["kept"] for event in reversed(self.events()) if event["event"] == "picked"), None)


def read_run(folder: Path) -> Run | None:
    """The run in a folder; ``None`` when there is none that this version can read."""
    run = Run(folder.name, folder)
    try:
        readable = (
            run.spec.version <= SPEC_VERSION and isinstance(run.owner, str) and is_moment(run.created) and are_names(run.names)
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return run if readable else None
