"""What a room keeps for its wall: how each person wants to be shown there, their pseudonyms, what the host revealed, and who tried to.

``room/ID/wall/PERSON.json`` is a person's choice, ``pseudonyms.json`` a number for each person, ``revealed.json`` what is revealed,
``openings.json`` how often each person asked for labels themselves.
"""

from __future__ import annotations

import secrets
import time
from collections import Counter
from typing import Any, Literal, get_args

from filelock import FileLock

from tlgui import durable
from tlgui.rooms.people import MOST_PEOPLE, Person
from tlgui.rooms.room import Room

Shown = Literal["name", "pseudonym", "nothing"]
SHOWN: tuple[Shown, ...] = get_args(Shown)


class WallBook:
    """The wall's part of a room's folder."""

    def __init__(self, room: Room) -> None:
        self._folder = room.folder / "wall"

    # -- how somebody is shown -------------------------------------------------------------------------------------------------

    def shown(self, person: Person) -> Shown:
        """How a person wants to be shown. Who has said nothing is shown by a pseudonym; the host leads the room by name."""
        said = self._read(f"{person.id}.json").get("shown")
        return said if said in SHOWN else "name" if person.is_host else "pseudonym"

    def choose(self, person: Person, shown: Shown) -> None:
        with self._changing():
            durable.write_json(self._folder / f"{person.id}.json", {"shown": shown})

    def pseudonyms(self, people: list[Person]) -> dict[str, int]:
        """For ids of people a number below :data:`MOST_PEOPLE`, each its own and the same for good; who joined when does not follow from it."""
        known = self._read("pseudonyms.json")
        if all(person.id in known for person in people):
            return known
        with self._changing():
            known = self._read("pseudonyms.json")
            for person in people:
                if person.id not in known:
                    free = sorted(set(range(max(MOST_PEOPLE, len(known) + 1))) - set(known.values()))
                    known[person.id] = secrets.choice(free)
            durable.write_json(self._folder / "pseudonyms.json", known)
        return known

    # -- labels ----------------------------------------------------------------------------------------------------------------

    def revealed(self) -> dict[str, float]:
        """When the host revealed what, by its key, in seconds since 1970."""
        return self._read("revealed.json")

    def reveal(self, *keys: str) -> None:
        """Keep that the host revealed these; the first time stays."""
        with self._changing():
            durable.write_json(self._folder / "revealed.json", {**dict.fromkeys(keys, time.time()), **self.revealed()})

    def note_opening(self, person: Person, key: str) -> None:
        """Keep that a person, other than the host for all, asked for labels."""
        with self._changing():
            counts = self._read("openings.json")
            of_key = counts.setdefault(key, {})
            of_key[person.id] = of_key.get(person.id, 0) + 1
            durable.write_json(self._folder / "openings.json", counts)

    def openings(self, *keys: str) -> dict[str, int]:
        """How often each person asked for the labels that go by these keys."""
        known = self._read("openings.json")
        return dict(sum((Counter(known.get(key, {})) for key in keys), Counter()))

    # -- files -----------------------------------------------------------------------------------------------------------------

    def _changing(self) -> FileLock:
        self._folder.mkdir(exist_ok=True)
        return FileLock(self._folder / "wall.lock")

    def _read(self, name: str) -> dict[str, Any]:
        try:
            found = durable.read_json(self._folder / name)
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}
