"""The people of a room, a file each.

A person's id owns things: it is what stores call ``owner``. It begins with the room's, so that what is handed to a room can be read by whoever
is in it, without a list of them (:mod:`tlgui.data.handed`).
"""

from __future__ import annotations

import re
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, new_id
from tlgui.rooms import pins
from tlgui.rooms.codes import new_pin
from tlgui.rooms.names import NAME_LENGTH, cleaned, key_of
from tlgui.texts import CATALOGUE, say

MOST_PEOPLE = 200
"""In one room."""

AWAY_SECONDS = 60.0
"""Whoever has asked for nothing for so long is away: an open page asks every few seconds."""

_ID = re.compile(r"[0-9a-f]{32}-[0-9a-f]{32}")
Role = Literal["host", "participant"]


@dataclass(frozen=True)
class Person:
    """Somebody in a room.

    Attributes
    ----------
    id:
        The owner of what they make. The host's is that of whoever sits at the machine: what was prepared before belongs to the host.
    pin:
        As :mod:`tlgui.rooms.pins` keeps it; empty for the host, who has a link, and for who is vouched for.
    session:
        Part of what their browsers keep: raised, it signs them out everywhere.
    joined:
        Seconds since 1970.
    vouched:
        Their name with whoever vouches for them (a proxy that signs people in); empty for who has a PIN.
    """

    id: str
    name: str
    role: Role
    pin: str
    joined: float
    session: int = 0
    removed: bool = False
    vouched: str = ""

    @property
    def is_host(self) -> bool:
        return self.role == "host"


def called(person: Person, language: str) -> str:
    """What a person is called on a page: a host who has no other name is called so in the language of whoever reads."""
    return say("room.host", language) if len(_names(person)) > 1 else person.name


def _names(person: Person) -> tuple[str, ...]:
    """All that somebody is called on a page, whatever its language."""
    unnamed = CATALOGUE["room.host"]
    return unnamed if person.is_host and person.name in unnamed else (person.name,)


class People:
    """The people of one room.

    Parameters
    ----------
    folder:
        Where their files lie.
    room:
        The room's id.
    """

    def __init__(self, folder: Path, room: str) -> None:
        self.folder = folder
        self._room = room

    def get(self, person_id: str) -> Person | None:
        """The person with this id, ``None`` where there is none."""
        if person_id != LOCAL_OWNER and not (_ID.fullmatch(person_id) and person_id.startswith(f"{self._room}-")):
            return None
        return _read(self._path(person_id))

    def all(self) -> list[Person]:
        """Everybody who has not been removed, the host first, then as they joined."""
        return [person for person in self.ever() if not person.removed]

    def ever(self) -> list[Person]:
        """Everybody who has ever joined."""
        found = [person for path in self.folder.glob("*.json") if (person := _read(path)) is not None]
        return sorted(found, key=lambda person: (not person.is_host, person.joined, person.id))

    def named(self, name: str) -> Person | None:
        """Who has this name, also somebody who was removed: it is not given to another."""
        wanted = key_of(name)
        return next((person for person in self.ever() if wanted in map(key_of, _names(person))), None)

    def add(self, name: str, pin: str, now: float, role: Role = "participant") -> Person:
        """A new person; the host needs no PIN.

        Raises
        ------
        UserError
            What is wrong with name or PIN; ``room_name_taken``, ``room_full``.
        """
        name, kept = cleaned(name), "" if role == "host" else pins.hashed(pin)
        with self._changing():
            self._require_free(name)
            if len(self.all()) >= MOST_PEOPLE:
                raise UserError("room_full", limit=MOST_PEOPLE)
            owner = LOCAL_OWNER if role == "host" else f"{self._room}-{new_id()}"
            return self._keep(Person(owner, name, role, kept, now))

    def vouched(self, user: str) -> Person | None:
        """Who is vouched for under this name, also somebody who was removed."""
        return next((person for person in self.ever() if person.vouched == user), None)

    def add_vouched(self, user: str, now: float) -> Person:
        """A new person who is vouched for; where somebody else has the name already, theirs gets a number.

        Raises
        ------
        UserError
            ``room_name_empty``, ``room_full``.
        """
        with self._changing():
            known = self.vouched(user)  # of two first requests at once the second finds them here
            if known is not None:
                return known
            if len(self.all()) >= MOST_PEOPLE:
                raise UserError("room_full", limit=MOST_PEOPLE)
            wanted = cleaned(user[: NAME_LENGTH - len(f" ({MOST_PEOPLE})")])
            taken = {key_of(name) for person in self.ever() for name in _names(person)}
            names = (wanted if number == 1 else f"{wanted} ({number})" for number in count(1))
            name = next(each for each in names if key_of(each) not in taken)
            return self._keep(Person(f"{self._room}-{new_id()}", name, "participant", "", now, vouched=user))

    def rename(self, person_id: str, name: str) -> Person:
        """Give somebody another name; ``room_person_unknown``, what is wrong with the name, ``room_name_taken``."""
        name = cleaned(name)
        with self._changing():
            person = self.require(person_id)
            if key_of(name) not in map(key_of, _names(person)):
                self._require_free(name)
            return self._keep(replace(person, name=name))

    def remove(self, person_id: str) -> Person:
        """Send somebody away: they are signed out, and do not come back under this name. What they made stays."""
        with self._changing():
            person = self.require(person_id)
            if person.is_host:
                raise UserError("room_host_stays")
            return self._keep(replace(person, removed=True, session=person.session + 1))

    def give_pin(self, person_id: str) -> str:
        """A new PIN for somebody who has forgotten theirs. Their browsers are signed out."""
        pin = new_pin()
        kept = pins.hashed(pin)
        with self._changing():
            person = self.require(person_id)
            if person.is_host or person.vouched:
                raise UserError("room_person_unknown")
            self._keep(replace(person, pin=kept, session=person.session + 1))
        return pin

    def require(self, person_id: str) -> Person:
        """The person with this id, who is in the room; ``room_person_unknown``."""
        person = self.get(person_id)
        if person is None or person.removed:
            raise UserError("room_person_unknown")
        return person

    # -- when somebody was seen: not worth a flush to the disk ------------------------------------------------------------------

    def saw(self, person: Person) -> None:
        """They asked for something just now; on a disk that takes nothing it is not written down."""
        with suppress(OSError):
            self._path(person.id).with_suffix(".seen").touch()

    def seen(self, person: Person) -> float | None:
        """When they last asked for something, in seconds since 1970."""
        try:
            return self._path(person.id).with_suffix(".seen").stat().st_mtime
        except OSError:
            return None

    def away(self, person: Person) -> float | None:
        """For how many seconds they have asked for nothing; ``None`` for who has not come yet."""
        seen = self.seen(person)
        return None if seen is None else max(0.0, time.time() - seen)

    # -- files ------------------------------------------------------------------------------------------------------------------

    def _require_free(self, name: str) -> None:
        if self.named(name) is not None:
            raise UserError("room_name_taken", name=name)

    def _changing(self) -> FileLock:
        return FileLock(self.folder / "people.lock")

    def _path(self, person_id: str) -> Path:
        return self.folder / f"{person_id}.json"

    def _keep(self, person: Person) -> Person:
        durable.write_json(self._path(person.id), asdict(person))
        return person


def _read(path: Path) -> Person | None:
    try:
        found: dict[str, Any] = durable.read_json(path)
        person = Person(**found)
        return person if person.id == path.stem and isinstance(person.name, str) else None
    except (OSError, ValueError, TypeError, RecursionError):
        return None
