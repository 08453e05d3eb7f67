"""Routes of a room for everybody in it: joining, the host's link, who one is, leaving."""

from __future__ import annotations

import html
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from tlgui.data.pack import DatasetInfo
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.moving.many import zip_of
from tlgui.rooms.names import NAME_LENGTH
from tlgui.rooms.people import called
from tlgui.service.attempts import attempts_of
from tlgui.spreadsheet import table
from tlgui.texts import CATALOGUE, printable, say
from tlgui.ui.access import Language, TheDoor, TheHome, TheIndex, ThePerson, current_owner
from tlgui.ui.door import HOST, JOIN, ROOM, Door, address_of
from tlgui.ui.downloads import as_download
from tlgui.ui.own_page import own_page
from tlgui.ui.refusals import page_or_refusal
from tlgui.views.file_names import plain
from tlgui.views.room import handed_pairs, results_of, runs_of

router = APIRouter()


@router.get(JOIN)
def join_page(door: TheDoor, home: TheHome, language: Language) -> HTMLResponse:
    """The page on which somebody joins. The room's code may stand behind a # in its address, where no log sees it.

    Whoever has joined and comes by such a link is led on to what was handed out last.
    """
    facts = door.room.facts
    ended = facts.ended is not None

    def text(key: str) -> str:
        return html.escape(say(key, language))

    form = f"""<form class="panel join-form" method="post">
<label for="join-name">{text("room.join.name")}</label>
<input id="join-name" class="field" name="name" autocomplete="username" maxlength="{NAME_LENGTH}" required>
<label for="join-code">{text("room.join.code")}</label>
<input id="join-code" class="field" name="code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20" required>
<label for="join-pin">{text("room.join.pin")}</label>
<input id="join-pin" class="field" name="pin" type="password" autocomplete="current-password" maxlength="64" required
aria-describedby="join-about-pin">
<p class="note" id="join-about-pin">{text("room.join.pin.about")}</p>
<ul class="problems" role="alert" hidden></ul>
<button id="join" class="button main" type="submit">{text("room.join.press")}</button></form>"""
    about = text("room.join.ended") if ended else text("room.join.about")
    go = html.escape(_begins_at(door, home, language), quote=True)
    main = f"""<div class="join-page"{go and f' data-go="{go}"'}><p class="note">{text("room.join.room")}</p>
<h1>{html.escape(printable(facts.name))}</h1><p class="lead">{about}</p>
{"" if ended else form}</div>"""
    page = own_page("room.join.press", main, language, path=JOIN, styles=("join",), script="join")
    return HTMLResponse(page, headers={"cache-control": "no-store"})


def _begins_at(door: Door, home: Home, language: str) -> str:
    """Where whoever asks begins: at what was handed out last; empty for somebody who has not joined."""
    try:
        owner = current_owner()
    except UserError:
        return ""
    handed = handed_pairs(home, door.room, owner, language)
    return handed[0]["address"] if handed else "./"


class Joining(BaseModel):
    """Who joins. How long each may be is said in words by the room."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=10_000)
    code: str = Field(max_length=1000)
    pin: str = Field(max_length=1000)


@router.post("/api/room/join")
def join(asked: Joining, request: Request, door: TheDoor, home: TheHome, language: Language) -> JSONResponse:
    """Join, or come back with one's PIN; the browser remembers who it is. ``go``: where to begin, at what was handed out last."""
    person = door.room.join(asked.name, asked.code, asked.pin, address_of(request.scope))
    handed = handed_pairs(home, door.room, person.id, language)
    answer = JSONResponse({"name": person.name, "go": handed[0]["address"] if handed else ""})
    door.let_in(person, request.scope, answer)
    return answer


@router.get(f"{HOST}{{key}}")
def be_host(key: str, request: Request, door: TheDoor) -> Response:
    """The host's link: whoever has it is the host."""
    person = door.room.host_with(key)
    if person is None:
        return page_or_refusal(UserError("not_here"), request.headers, f"{HOST}x")
    answer = RedirectResponse(f"{request.scope.get('root_path', '')}{ROOM}", 303, {"cache-control": "no-store"})
    door.let_in(person, request.scope, answer)
    return answer


WORDS = (
    "room.me.handed",
    "room.me.handed.several",
    "room.me.use",
    "room.me.use_of",
    "room.me.take_home",
    "room.me",
    "room.me.leave",
    "room.me.leave.about",
    "room.me.room",
    "room.me.paused",
)


@router.get("/api/room/me")
def me(door: TheDoor, person: ThePerson, home: TheHome, index: TheIndex, language: Language) -> dict[str, Any]:
    """Who asks, and how the room is. ``attempts``, of what was handed out: in words, where those at its sealed labels are counted."""
    facts = door.room.facts
    return {
        "name": called(person, language),
        "host": person.is_host,
        "room": facts.name,
        "paused": facts.paused and facts.ended is None,
        "handed": handed_pairs(home, door.room, person.id, language, partial(_attempts, home, person.id, language), index),
        "texts": {key: getattr(CATALOGUE[key], language) for key in WORDS},
    }


def _attempts(home: Home, owner: str, language: str, target: DatasetInfo) -> str:
    counted = attempts_of(home, owner, target)
    return "" if counted is None else say("room.me.attempts", language, left=counted.left, limit=counted.limit)


@router.get("/api/room/mine.zip")
def mine(person: ThePerson, home: TheHome, index: TheIndex) -> StreamingResponse:
    """All that the sender has trained, as one zip to take home."""
    pieces = zip_of(home, {"results.csv": table(results_of(home, [person], index))}, runs_of(home, [person], index))
    return StreamingResponse(pieces, media_type="application/zip", headers=as_download(f"{plain(person.name) or 'mine'}.zip"))


@router.post("/api/room/leave")
def leave(request: Request, door: TheDoor, person: ThePerson) -> JSONResponse:
    """Have this browser forget who it is. Runs go on, and name and PIN bring everything back."""
    answer = JSONResponse({"left": True})
    door.let_out(request.scope, answer)
    return answer
