"""What ``tlgui serve`` says about a room, and the question it asks before it opens the program to the network without one."""

from __future__ import annotations

import sys
from collections.abc import Collection
from typing import TYPE_CHECKING

import typer

from tlgui.cli.telling import tell
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.texts import say
from tlgui.texts.terminal import language as of_terminal

if TYPE_CHECKING:
    from tlgui.rooms.room import Room

MEANT = "open_to_all"
"""What ``--confirm`` is given where there is nobody to ask."""


def require_meant(host: str, confirmed: Collection[str]) -> None:
    """Say what everybody on the network could do, and ask whether that is meant.

    Raises
    ------
    UserError
        ``open_to_all``, where nobody is at a terminal.
    typer.Abort
        They say no.
    """
    from tlgui.ui.addresses import is_own

    if is_own(host) or MEANT in confirmed:
        return
    if not sys.stdin.isatty():
        raise UserError(MEANT, host=host)
    tell("cli.open_to_all", host=host)
    typer.confirm(say("cli.open_to_all.ask", of_terminal()), abort=True, err=True)


def open_room(home: Home, name: str, language: str) -> Room:
    """As :func:`tlgui.rooms.room.open_room`; in a home without limits, those for a room apply from now on."""
    from tlgui.rooms import room
    from tlgui.service.limits import IN_A_ROOM, limit_a_room

    opened = room.open_room(home, name, language)
    if limit_a_room(home):
        tell("cli.room.limited", count=IN_A_ROOM["waiting_runs"])
    return opened


def tell_room(room: Room, address: str, json: bool) -> None:
    """Address, code and the host's link; on a terminal also the QR code that leads there."""
    facts = room.facts
    host_link = f"{address}host/{facts.host_key}"
    if json:
        typer.echo(to_json({"address": address, "code": facts.code, "host_link": host_link}))
        return
    join = f"{address}join#{facts.code}"
    tell("cli.room", name=facts.name, join=join, code=facts.code, host_link=host_link)
    if sys.stderr.isatty():
        import segno

        segno.make(join, error="l").terminal(out=sys.stderr, compact=True)
