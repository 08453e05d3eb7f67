"""What a browser keeps of somebody who has joined: who they are, signed by the room, so that nobody can write one."""

from __future__ import annotations

from itsdangerous import BadData, URLSafeSerializer

from tlgui.rooms.people import Person
from tlgui.rooms.room import Facts, Room

LONGEST = 400
"""Characters; ours are about 150."""


def token_of(room: Room, person: Person) -> str:
    return str(_serializer(room.facts).dumps([person.id, person.session]))


def person_of(room: Room, token: str) -> Person | None:
    """Who a token stands for; ``None`` for nobody, and for who was removed, signed out, or in a room that has ended."""
    if not token or len(token) > LONGEST:
        return None
    try:
        facts = room.facts
        person_id, session = _serializer(facts).loads(token)
    except (BadData, ValueError, TypeError):
        return None
    person = room.people.get(person_id) if isinstance(person_id, str) else None
    if person is None or person.removed or person.session != session:
        return None
    return person if person.is_host or facts.ended is None else None


def _serializer(facts: Facts) -> URLSafeSerializer:
    return URLSafeSerializer(facts.signing_key, salt="tlgui.person")
