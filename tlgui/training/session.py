"""A run being trained: what every part of its training has at hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tlgui.home import Home
from tlgui.runs.store import Run
from tlgui.training.log import RunLog


@dataclass(frozen=True)
class Session:
    """A run being trained: where, for whom, its log, who may stop it, and which differences from an earlier trainer are meant.

    ``got_further`` is told when its state is kept; ``attempt`` counts the trainers, this one included, since it was kept last.
    ``draw_maps`` asks for maps of the run. ``trains_reference`` is told which reference is trained on its behalf, ``None`` when that is over.
    """

    home: Home
    owner: str
    run: Run
    log: RunLog
    stop: Callable[[], bool]
    draw_maps: Callable[[], object]
    confirmed: tuple[str, ...] = ()
    got_further: Callable[[], object] = lambda: None
    attempt: int = 1
    trains_reference: Callable[[str | None], object] = lambda run: None
