"""A room: what the host opened, kept in the home folder, so that a server that comes back finds it as it was.

``room/ID/room.json`` holds its name, its code and its secrets, ``room/ID/people`` a file for each person.
"""

from __future__ import annotations

import hmac
import os
import secrets
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from filelock import FileLock

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home, is_id, new_id
from tlgui.rooms import pins
from tlgui.rooms.attempts import WRONG_CODES, Attempts
from tlgui.rooms.codes import new_code, same_code
from tlgui.rooms.names import cleaned, key_of
from tlgui.rooms.people import People, Person
from tlgui.texts import say


@dataclass(frozen=True)
class Facts:
    """What ``room.json`` holds.

    Attributes
    ----------
    code:
        Whoever knows it may join.
    host_key:
        Whoever knows it is the host.
    signing_key:
        Signs what browsers keep; nobody outside the server knows it.
    paused:
        Whether only the host may start something.
    ended:
        When the host ended the room, in seconds since 1970; ``None`` while it is open.
    """

    id: str
    name: str
    code: str
    host_key: str
    signing_key: str
    opened: float
    paused: bool = False
    ended: float | None = None


class Room:
    """A room of a home folder. What is changed here, another process sees at its next look."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.id = folder.name
        self.people = People(folder / "people", self.id)
        self.attempts = Attempts()

    @property
    def facts(self) -> Facts:
        return Facts(**durable.read_json(self.folder / "room.json"))

    def change(self, **changes: bool | float) -> Facts:
        """Pause it, let it go on, end it."""
        with FileLock(self.folder / "room.lock"):  # of two tabs: one that pauses does not open again what the other has ended
            facts = replace(self.facts, **changes)  # type: ignore[arg-type]
            _keep(self.folder, facts)
        return facts

    def join(self, name: str, code: str, pin: str, address: str) -> Person:
        """Let somebody in: a new person, or one who comes back with name and PIN.

        Parameters
        ----------
        address:
            Where they are: wrong attempts are counted for each person and address.

        Raises
        ------
        UserError
            ``room_ended``, ``room_wait``, ``room_code_wrong``, ``room_pin_wrong``, ``room_removed``; what :meth:`People.add` raises.
        """
        facts = self.facts
        if facts.ended is not None:
            raise UserError("room_ended", name=facts.name)
        account = (key_of(cleaned(name)), address)
        self.attempts.begin(*account)
        known = self.people.named(cleaned(name))
        if known is None:  # who has a name already is not held up by somebody who guesses codes beside them
            self.attempts.begin(address, free=WRONG_CODES)
        if not same_code(code, facts.code):
            raise UserError("room_code_wrong")
        if known is None:
            self.attempts.take_back(address)
        person = self.people.add(name, pin, time.time()) if known is None else _come_back(known, pin)
        self.attempts.right(*account)
        self.people.saw(person)
        return person

    def vouched_for(self, user: str) -> Person | None:
        """Let somebody in whom somebody else vouches for, under this name of theirs: no code, no PIN. ``None`` once the room has ended.

        Raises
        ------
        UserError
            ``room_removed``; what :meth:`People.add` raises.
        """
        if self.facts.ended is not None:
            return None
        person = self.people.vouched(user) or self.people.add_vouched(user, time.time())
        if person.removed:
            raise UserError("room_removed")
        self.people.saw(person)
        return person

    def host_with(self, key: str) -> Person | None:
        """The host, for who knows the secret of the host's link."""
        same = hmac.compare_digest(key.encode("utf-8", "replace"), self.facts.host_key.encode())
        return self.people.get(LOCAL_OWNER) if same else None


def open_room(home: Home, name: str, language: str = "en") -> Room:
    """The room of this name, as it was left, or a new one.

    Parameters
    ----------
    language:
        Of what the host is called at first.

    Raises
    ------
    UserError
        ``room_name_empty``, ``room_name_long``.
    """
    name = cleaned(name)
    for room in rooms(home):
        facts = room.facts
        if facts.ended is None and key_of(facts.name) == key_of(name):
            return room
    home.room.mkdir(mode=0o700, exist_ok=True)  # it holds secrets, and other users of the machine need not read them
    facts = Facts(new_id(), name, new_code(), secrets.token_urlsafe(32), secrets.token_urlsafe(32), time.time())
    with durable.new_folder(home.room / facts.id) as folder:
        (folder / "people").mkdir()
        People(folder / "people", facts.id).add(say("room.host", language), "", facts.opened, "host")
        _keep(folder, facts)
    return Room(home.room / facts.id)


def rooms(home: Home) -> list[Room]:
    """Every room of a home, also those that have ended, the newest first."""
    names = [name for name in os.listdir(home.room) if is_id(name)] if home.room.is_dir() else []
    found = [Room(home.room / name) for name in names]
    return sorted((room for room in found if _readable(room)), key=lambda room: -room.facts.opened)


def room_of(home: Home, owner: str) -> Room | None:
    """The room that a person is in; ``None`` for who sits at the machine, and for nobody."""
    name = owner.partition("-")[0]
    room = Room(home.room / name)
    return room if is_id(name) and _readable(room) else None


def require_may_start(home: Home, owner: str) -> None:
    """Raises ``room_paused`` or ``room_ended`` where the host lets nobody start anything. The host may always."""
    if owner == LOCAL_OWNER or (room := room_of(home, owner)) is None:
        return
    facts = room.facts
    if facts.ended is not None:
        raise UserError("room_ended", name=facts.name)
    if facts.paused:
        raise UserError("room_paused")


def _come_back(known: Person, pin: str) -> Person:
    if not pins.fits(pin, known.pin):
        raise UserError("room_pin_wrong", name=known.name)
    if known.removed:
        raise UserError("room_removed")
    return known


def _readable(room: Room) -> bool:
    try:
        return isinstance(room.facts.opened, float)
    except (OSError, ValueError, TypeError, RecursionError):
        return False


def _keep(folder: Path, facts: Facts) -> None:
    durable.write_json(folder / "room.json", asdict(facts))
