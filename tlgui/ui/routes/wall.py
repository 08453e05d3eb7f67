"""Routes of the wall: the page, what it shows, how one is shown on it; and for the host alone, opening labels for all."""

from __future__ import annotations

import html
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.rooms.people import called
from tlgui.rooms.wall import Shown
from tlgui.service.opening import reveal_for_room
from tlgui.texts import CATALOGUE, printable, say
from tlgui.ui.access import Language, TheDoor, TheHome, TheHost, TheIndex, ThePerson
from tlgui.ui.answers import as_json
from tlgui.ui.door import WALL
from tlgui.ui.own_page import own_page
from tlgui.views.maps import maps_for_page
from tlgui.views.wall import Wall
from tlgui.views.wall_words import pseudonym

router = APIRouter()
WORDS = (
    *("wall.points", "wall.points.none", "wall.moved", "wall.page", "wall.large", "wall.large.none", "wall.reveal"),
    *("wall.reveal.more", "wall.reveal.ask", "wall.reveal.yes", "wall.reveal.no", "wall.reveal.left", "wall.curve"),
    *(
        "wall.large.before",
        "wall.large.after",
        "wall.large.during",
        "wall.reveal.open",
        "wall.reveal.open.ask",
        "wall.reveal.open.yes",
    ),
)
WORDS_OF_CHOICE = ("wall.me.link", "wall.me.shown", "wall.me.pseudonym", "wall.me.nothing", "wall.me.about")

WORDS_OF_ATTEMPTS = tuple(f"wall.attempts{part}" for part in ("", ".about", ".target", ".who", ".starts", ".asked"))


def current_wall(request: Request) -> Wall:
    wall: Wall = request.app.state.wall
    return wall


TheWall = Annotated[Wall, Depends(current_wall)]


@router.get(WALL)
def wall_page(request: Request, door: TheDoor, person: ThePerson, language: Language) -> HTMLResponse:
    """The wall, for a projector and for everybody's own screen."""

    def text(key: str) -> str:
        return html.escape(say(key, language))

    words = html.escape(to_json({key: getattr(CATALOGUE[key], language) for key in WORDS}), quote=True)
    plotly = html.escape(request.app.state.plotly.version, quote=True)
    main = f"""<div class="wall" data-words="{words}" data-plotly="{plotly}">
<header><h1><bdi>{html.escape(printable(door.room.facts.name))}</bdi></h1>
<p class="what"><span class="pair"></span> <span class="count"></span></p>
<label class="boards" hidden><span class="unseen">{text("wall.board")}</span><select class="field" id="wall-board"></select></label>
<button type="button" class="button main" id="wall-reveal" hidden></button>
<a class="back" href="./" title="{text("wall.back")}" aria-label="{text("wall.back")}">←</a></header>
<div class="notices"><p class="said" role="status"><b></b> <span></span></p>
<p class="doubt" role="status" hidden></p>
<p class="unlabeled" hidden><span></span> <a></a></p>
<ul class="problems" role="alert" hidden></ul></div>
<section class="tiles" id="wall-tiles"></section>
<aside><h2 title="{text("wall.score.about")}"></h2><ol class="places" id="wall-places" aria-label="{text("wall.places")}"></ol>
<p class="page-of"></p>
<p class="key"><span class="of-points">{text("wall.score.key")}</span><span class="apart" hidden></span>
<span class="of-moved" hidden>{text("wall.moved.key")}</span>
<span class="of-curve">{text("wall.curve.key")}</span><span class="of-others" hidden>{text("wall.curve.others")}</span></p></aside>
<dialog class="wall-large" aria-labelledby="wall-large-who"><header><h1 id="wall-large-who"></h1>
<form method="dialog"><button class="link"><span class="by-mouse">{text("page.stage.leave.key")}</span>
<span class="by-touch">{text("page.stage.leave.touch")}</span></button></form></header>
<p class="verdict"></p><figure class="curve"><figcaption></figcaption>
<svg viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true"></svg></figure>
<div class="maps">{_map("before")}{_map("after")}</div>
<footer><span>● {text("page.role.source")}</span> <span>◇ {text("page.role.target")}</span> <p class="names"></p></footer></dialog></div>"""
    page = own_page("wall.title", main, language, path=WALL, styles=("wall",), script="wall", room=True)
    return HTMLResponse(page, headers={"cache-control": "no-store"})


def _map(part: str) -> str:
    return f'<figure data-part="{part}"><figcaption></figcaption><div class="plot"></div><p class="nothing"></p></figure>'


@router.get("/api/wall")
def wall(wall: TheWall, person: ThePerson, language: Language, board: Annotated[str, Query(max_length=64)] = "") -> Response:
    """What the wall shows now: the same for all who look, but for what the host alone sees."""
    return Response(as_json(wall.answer(board, language, person.is_host)), media_type="application/json")


@router.get("/api/wall/tiles/{tile}/maps")
def maps_of_tile(tile: str, wall: TheWall, person: ThePerson, home: TheHome, language: Language) -> Response:
    """The maps of a run whose owner lets it be shown large, without names of pictures."""
    run = wall.run_of(tile)
    if run is None:
        raise UserError("not_here")
    found = maps_for_page(home, run, language)
    found["names"] = {role: [] for role in found["names"]}
    return Response(to_json(found), media_type="application/json")


@router.get("/api/wall/me")
def shown_as(wall: TheWall, door: TheDoor, person: ThePerson, language: Language) -> dict[str, Any]:
    """How one is shown on the wall, and what could be chosen."""
    number = wall.book.pseudonyms(door.room.people.all())[person.id]
    return {
        "shown": wall.book.shown(person),
        "name": called(person, language),
        "pseudonym": pseudonym(number, language),
        "texts": {key: getattr(CATALOGUE[key], language) for key in WORDS_OF_CHOICE},
    }


class Choice(BaseModel):
    """How somebody wants to be shown."""

    model_config = ConfigDict(extra="forbid")

    shown: Shown


@router.put("/api/wall/me")
def choose(asked: Choice, wall: TheWall, person: ThePerson) -> dict[str, str]:
    """By one's name, by a pseudonym, or not at all. It counts from the next look on."""
    wall.book.choose(person, asked.shown)
    wall.forget()
    return {"shown": asked.shown}


class Revealing(BaseModel):
    """Which board."""

    model_config = ConfigDict(extra="forbid")

    board: str = Field(max_length=64)


@router.post("/api/room/host/reveal")
def reveal(asked: Revealing, wall: TheWall, host: TheHost, home: TheHome, index: TheIndex) -> dict[str, int]:
    """Open the labels of a board's target for the whole room. ``left``: runs that could not be opened."""
    keys, targets, runs = wall.to_reveal(asked.board)
    opened = reveal_for_room(home, targets, runs)
    wall.book.reveal(*keys)
    index.read_noted()
    wall.forget()
    return {"opened": opened.runs, "left": opened.left}


@router.get("/api/room/host/attempts")
def attempts(wall: TheWall, host: TheHost, language: Language) -> dict[str, Any]:
    """Who started how many runs on which target, and asked for its labels how often."""
    return {
        "rows": wall.attempts(language),
        "texts": {key: getattr(CATALOGUE[key], language) for key in WORDS_OF_ATTEMPTS},
    }
