"""A run being trained: what every part of its training needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tlgui.home import Home
from tlgui.jobs.place import HERE, Place
from tlgui.runs.run import Run
from tlgui.training.log import RunLog
from tlgui.training.reading import AskForHelp, no_help


@dataclass(frozen=True)
class Session:
    """A run being trained: its folder, owner and log, how to stop it, and which differences from an earlier trainer were confirmed.

    ``got_further`` is called when its state is saved; ``attempt`` counts the trainers, including this one, since the last save.
    ``place``: where it is trained. ``trains_reference`` is called with the reference trained on its behalf, and with ``None`` afterward.
    ``ask_for_help``: called where other workers can compute some of its features. ``alike``: whether to keep which pictures of the target look
    alike.
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
    ask_for_help: AskForHelp = no_help
    place: Place = HERE
    alike: bool = False
