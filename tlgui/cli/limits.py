"""``tlgui limits``: what each person in a room may use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tlgui.cli.telling import HomeOption, JsonOption, errors_told, language
from tlgui.cli.train import assignments
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.settings import settings_of
from tlgui.texts import printable, say

if TYPE_CHECKING:
    from tlgui.rooms.people import Person
    from tlgui.service.limits import Limits

NONE = "none"
"""What takes a limit away."""


def limits(
    set: Annotated[
        list[str] | None, typer.Option("--set", help="A limit: NAME=VALUE, or NAME=none to take it away; repeatable.")
    ] = None,
    person: Annotated[
        str | None, typer.Option(help="Only for the person of this name, in the room that was opened last and has not ended.")
    ] = None,
    home: HomeOption = None,
    json: JsonOption = False,
) -> None:
    """What each person in a room may use: waiting runs, disk, minutes of training. Nothing is limited for the host."""
    from tlgui.service.limits import limits_of, people_apart, problems_of_limits, set_limits

    with errors_told(json):
        folder = Home.open(home)
        problems: list[Problem] = []
        given = assignments(set, "setting_not_an_assignment", problems)
        values = {name: None if value.lower() == NONE else value for name, value in given.items()}
        whose = None if person is None else _person(folder, person, problems)
        owner = None if whose is None else whose.id
        problems += problems_of_limits(values, owner) if values else []
        if problems:
            raise UserError.of(problems)
        if values:
            set_limits(folder, values, owner)
        found = limits_of(folder, owner)
        apart = {each: limits_of(folder, each) for each in people_apart(folder)} if whose is None else {}
    named = [{"name": _name(folder, each), "limits": of.model_dump()} for each, of in apart.items()]
    if json:
        typer.echo(to_json({"limits": found.model_dump(), **({"people": named} if whose is None else {"person": whose.name})}))
        return
    for line in _lines(found):
        typer.echo(line)
    for each, of in apart.items():
        typer.echo(say("cli.limits.person", language(), name=_name(folder, each)))
        for line in sorted({*_lines(of)} - {*_lines(found)}):
            typer.echo(line)


def _person(home: Home, name: str, problems: list[Problem]) -> Person | None:
    """The person of this name in the newest open room; if there is none, a problem is added to ``problems``."""
    from tlgui.rooms.room import rooms

    room = next((each for each in rooms(home) if each.facts.ended is None), None)
    if room is None:
        problems.append(Problem("limits_no_room"))
        return None
    found = room.people.named(name)
    if found is None or found.removed:
        there = [each.name for each in room.people.all() if not each.is_host]
        about = {"name": printable(name)[:80], "room": room.facts.name}
        if there:
            problems.append(Problem("limits_person_unknown", {**about, "known": there[:20], "count": len(there)}))
        else:
            problems.append(Problem("limits_room_empty", about))
        return None
    return found


def _name(home: Home, owner: str) -> str:
    """A person's name, or their id if no room knows them anymore."""
    from tlgui.rooms.room import room_of

    room = room_of(home, owner)
    person = None if room is None else room.people.get(owner)
    return owner if person is None else person.name


def _lines(limits: Limits) -> list[str]:
    found = []
    for item in settings_of(type(limits)):
        value = getattr(limits, item.name)
        unit = "" if item.unit is None else f" {item.unit.say(language())}"
        told = say("cli.limits.none", language()) if value is None else f"{value:g}{unit}"
        found.append(f"{item.name:<20}{told:<12}{item.help.say(language())}")
    return found
