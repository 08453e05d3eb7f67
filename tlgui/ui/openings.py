"""Who asks for labels by themselves in a room is counted, whatever the answer is: the host sees it on the wall."""

from __future__ import annotations

from contextlib import suppress

from fastapi import Request

from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.runs.store import RunStore
from tlgui.ui.access import Owner, TheHome


def dataset_asked(dataset_id: str, request: Request, home: TheHome, owner: Owner) -> None:
    """Somebody asks for the labels of a dataset. One that is not there for them is no attempt."""
    with suppress(UserError):
        _note(request, owner, DatasetStore(home).get(dataset_id, owner).info.id)


def run_asked(run_id: str, request: Request, home: TheHome, owner: Owner) -> None:
    """Somebody asks for the labels of a run's target."""
    with suppress(UserError):
        target = RunStore(home).get(run_id, owner).spec.target
        if target is not None:
            _note(request, owner, target)


def _note(request: Request, owner: str, dataset: str) -> None:
    if request.app.state.door is None:
        return
    person, wall = request.app.state.door.room.people.require(owner), request.app.state.wall
    if not person.is_host:
        wall.book.note_opening(person, wall.key_of_target(dataset))
