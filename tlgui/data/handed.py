"""Datasets that the host handed to a room: whoever is in it reads them as if they were their own, and cannot change them. Nothing is copied.

``handed/ROOM.json`` lists the pairs of a room. ``handed/back/ROOM.json`` has the datasets that were taken back from it, and who goes on reading
each: whoever has runs or labels on it. The owner of a thing made in a room begins with the room's id
(:mod:`tlgui.rooms.people`), so who may read needs no list of people.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from tlgui import durable
from tlgui.home import Home, is_id, new_id


@dataclass(frozen=True)
class HandedPair:
    """A source and a target that were handed out together, by their datasets' ids, and what to begin with: a strategy, or the id of a preset
    that the room was given too (:meth:`tlgui.runs.presets.PresetStore.hand_out`); empty for any.
    """

    id: str
    source: str
    target: str
    strategy: str
    when: float
    preset: str = ""


def handed_to(home: Home, room: str) -> list[HandedPair]:
    """What was handed to a room, the newest first."""
    try:
        return [HandedPair(**each) for each in durable.read_json(_pairs(home, room))]
    except (OSError, ValueError, TypeError):
        return []


def hand_out(home: Home, room: str, source: str, target: str, strategy: str = "", preset: str = "") -> HandedPair:
    """Hand a pair to a room. Who calls has made sure that both are the host's, and has sealed the target."""
    pair = HandedPair(new_id(), source, target, strategy, time.time(), preset)
    home.handed.mkdir(exist_ok=True)
    with durable.changing(_pairs(home, room)):  # of two tabs of the host
        earlier = [each for each in handed_to(home, room) if (each.source, each.target) != (source, target)]
        _keep(home, room, [pair, *earlier])
    return pair


def only_of(home: Home, room: str, pair_id: str) -> list[str]:
    """The datasets that a room would no longer have without this pair; none where there is no such pair."""
    there = handed_to(home, room)
    others = {dataset for each in there if each.id != pair_id for dataset in (each.source, each.target)}
    return [dataset for each in there if each.id == pair_id for dataset in (each.source, each.target) if dataset not in others]


def take_back(home: Home, room: str, pair_id: str, readers: Collection[str] = ()) -> bool:
    """Take a pair back; whether it was there. ``readers``: the owners who have runs or labels on its datasets, and go on reading them."""
    if not handed_to(home, room):
        return False
    with durable.changing(_pairs(home, room)):
        there = handed_to(home, room)
        left = [each for each in there if each.id != pair_id]
        if len(left) == len(there):
            return False
        back = _taken_back(home, room)
        for dataset in only_of(home, room, pair_id):
            back[dataset] = sorted({*back.get(dataset, ()), *readers})
        _back(home, room).parent.mkdir(parents=True, exist_ok=True)
        durable.write_json(_back(home, room), back)  # first: nobody is to lose their pictures in between
        _keep(home, room, left)
    return True


def is_handed_to(home: Home, dataset: str, owner: str) -> bool:
    """Whether a dataset of somebody else is handed to the room that a person is in: something new may be trained on it."""
    room = owner.partition("-")[0]
    return is_id(room) and any(dataset in (each.source, each.target) for each in handed_to(home, room))


def may_read(home: Home, dataset: str, owner: str) -> bool:
    """Whether a dataset of somebody else is handed to the room that a person is in, or was, and that person has runs or labels on it."""
    room = owner.partition("-")[0]
    return is_handed_to(home, dataset, owner) or (is_id(room) and owner in _taken_back(home, room).get(dataset, ()))


def was_taken_back(home: Home, dataset: str, owner: str) -> bool:
    """Whether a dataset was once handed to the room that a person is in, and is no more."""
    room = owner.partition("-")[0]
    return is_id(room) and dataset in _taken_back(home, room) and not is_handed_to(home, dataset, owner)


def is_handed_out(home: Home, dataset: str) -> bool:
    """Whether a dataset was handed to any room."""
    names = os.listdir(home.handed) if home.handed.is_dir() else []
    rooms = [name.removesuffix(".json") for name in names if name.endswith(".json")]
    return any(dataset in (each.source, each.target) for room in rooms for each in handed_to(home, room))


def _pairs(home: Home, room: str) -> Path:
    return home.handed / f"{room}.json"


def _back(home: Home, room: str) -> Path:
    return home.handed / "back" / f"{room}.json"


def _taken_back(home: Home, room: str) -> dict[str, list[str]]:
    try:
        found = durable.read_json(_back(home, room))
        return {str(dataset): [str(each) for each in readers] for dataset, readers in found.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _keep(home: Home, room: str, pairs: Iterable[HandedPair]) -> None:
    durable.write_json(_pairs(home, room), [asdict(each) for each in pairs])
