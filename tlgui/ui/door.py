"""The door of a room: who a request is from, and what somebody may see who has not joined."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from tlgui.errors import UserError
from tlgui.rooms.people import Person
from tlgui.rooms.room import Room
from tlgui.rooms.tokens import person_of, token_of
from tlgui.ui.page_table import PATHS
from tlgui.ui.proxies import VOUCHED, route_path

JOIN, ROOM, HOST = "/join", "/room", "/host/"
"""Addresses of pages that are there only in a room: joining, the host's own, and the beginning of the host's link."""

WALL = "/wall"
"""The wall of the room, for everybody in it."""

OPEN = (JOIN, "/api/room/join", "/favicon.ico", "/robots.txt")
OPEN_BELOW = ("/tlgui/", HOST)
"""What is there for everybody: it says nothing but the room's name."""

KEPT_SECONDS = 14 * 24 * 3600
"""So long a browser remembers who somebody is."""

SEEN_EVERY_SECONDS = 20.0

ASKS = "/api/room/me"
"""What the top of every page in a room asks for."""


class Door:
    """The door of a room.

    Attributes
    ----------
    where:
        The page that each person has open, by their id: the one that they opened last, or that their top asked from (:data:`ASKS`), which
        it does every few seconds, so that it is known again soon after a restart.
    """

    def __init__(self, room: Room) -> None:
        self.room = room
        self.where: dict[str, str] = {}
        self._noted: dict[str, float] = {}
        self._vouched: dict[str, str] = {}

    def person(self, scope: Scope) -> Person | None:
        """Who a request is from; ``None`` for somebody who has not joined and asks for what everybody may see.

        Raises
        ------
        UserError
            ``room_join_first``; for somebody whom a proxy vouches for, what :meth:`tlgui.rooms.room.Room.vouched_for` raises.
        """
        path = route_path(scope)
        is_open = path in OPEN or path.startswith(OPEN_BELOW)
        person = person_of(self.room, _cookie(scope, self._cookie_name))
        if (user := scope.get(VOUCHED)) and (person is None or not person.is_host):  # the host has a secret, which says more
            person = None if is_open else self._vouched_for(user)
        if person is None:
            if is_open:
                return None
            raise UserError("room_join_first")
        if (page := _page(scope) if path == ASKS else path) in (*PATHS, ROOM, WALL):
            self.where[person.id] = page
        now = time.monotonic()
        if now - self._noted.get(person.id, -SEEN_EVERY_SECONDS) >= SEEN_EVERY_SECONDS:
            self._noted[person.id] = now
            self.room.people.saw(person)
        return person

    def _vouched_for(self, user: str) -> Person | None:
        """Who a trusted proxy says that somebody is: they are in without a code or a PIN. ``None`` once the room has ended."""
        known = self.room.people.get(self._vouched.get(user, ""))
        if known is None or known.removed:  # or renamed since, which changes nothing
            known = self.room.vouched_for(user)
            if known is not None:
                self._vouched[user] = known.id
        return None if known is None or self.room.facts.ended is not None else known

    def let_in(self, person: Person, scope: Scope, answer: Response) -> None:
        """Have the sender's browser remember who they are."""
        answer.set_cookie(self._cookie_name, token_of(self.room, person), max_age=KEPT_SECONDS, **_kept(scope))

    def let_out(self, scope: Scope, answer: Response) -> None:
        """Have the sender's browser forget who they are."""
        answer.delete_cookie(self._cookie_name, **_kept(scope))

    @property
    def _cookie_name(self) -> str:
        """Of this room alone: cookies are shared by all ports of a machine."""
        return f"tlgui_{self.room.id[:8]}"


def knows(path: str) -> bool:
    """Whether an address is one that only a room has."""
    return path in (JOIN, ROOM, WALL) or path.startswith(HOST)


def to_the_door(scope: Scope) -> Response | None:
    """Somebody who looks for a page without having joined is led to the joining page, and from there to what they looked for."""
    path = route_path(scope)
    if scope["method"] not in ("GET", "HEAD") or path.startswith(("/api/", "/gradio_api/")):
        return None
    wanted = path.removeprefix("/") + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
    query = f"?next={quote(wanted, safe='')}" if wanted else ""
    return RedirectResponse(f"{scope.get('root_path', '')}{JOIN}{query}", 303, {"cache-control": "no-store"})


def address_of(scope: Scope) -> str:
    """Where a request comes from, as a text."""
    return str((scope.get("client") or ("",))[0])


def _page(scope: Scope) -> str:
    """The path of the page that a request comes from, as its browser says; empty where it says nothing."""
    try:
        path = urlsplit(Headers(scope=scope).get("referer", "")).path
    except ValueError:
        return ""
    return path.removeprefix(scope.get("root_path", ""))


def _kept(scope: Scope) -> dict[str, Any]:
    """A script cannot read it, another site's page does not send it, and what came encrypted goes back no other way."""
    secure = scope["scheme"] == "https"
    return {"path": scope.get("root_path") or "/", "httponly": True, "samesite": "lax", "secure": secure}


def _cookie(scope: Scope, name: str) -> str:
    return cookie_parser(Headers(scope=scope).get("cookie", "")).get(name, "")
