"""Datasets that the host handed to a room: whoever is in it reads them as if they were their own, and cannot change them. Nothing is copied.

``handed/ROOM.json`` lists the pairs of a room. The owner of a thing made in a room begins with the room's id
(:mod:`tlgui.rooms.people`), so who may read needs no list of people.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass

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
        return [HandedPair(**each) for each in durable.read_json(home.handed / f"{room}.json")]
    except (OSError, ValueError, TypeError):
        return []


def hand_out(home: Home, room: str, source: str, target: str, strategy: str = "", preset: str = "") -> HandedPair:
    """Hand a pair to a room. Who calls has made sure that both are the host's, and has sealed the target."""
    pair = HandedPair(new_id(), source, target, strategy, time.time(), preset)
    home.handed.mkdir(exist_ok=True)
    earlier = [each for each in handed_to(home, room) if (each.source, each.target) != (source, target)]
    _keep(home, room, [pair, *earlier])
    return pair


def take_back(home: Home, room: str, pair_id: str) -> bool:
    """Take a pair back; whether it was there. Runs on it keep what they have."""
    there = handed_to(home, room)
    left = [each for each in there if each.id != pair_id]
    if len(left) < len(there):
        _keep(home, room, left)
    return len(left) < len(there)


def may_read(home: Home, dataset: str, owner: str) -> bool:
    """Whether a dataset of somebody else was handed to the room that a person is in."""
    room = owner.partition("-")[0]
    return is_id(room) and any(dataset in (each.source, each.target) for each in handed_to(home, room))


def is_handed_out(home: Home, dataset: str) -> bool:
    """Whether a dataset was handed to any room."""
    rooms = [name.removesuffix(".json") for name in os.listdir(home.handed)] if home.handed.is_dir() else []
    return any(dataset in (each.source, each.target) for room in rooms for each in handed_to(home, room))


def _keep(home: Home, room: str, pairs: Iterable[HandedPair]) -> None:
    durable.write_json(home.handed / f"{room}.json", [asdict(each) for each in pairs])
