"""Routes of the host: the page of the room, people, pausing, ending. For everybody else they are not there."""

from __future__ import annotations

import html
import time
from typing import Any

import segno
from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from tlgui.data.class_names import alike, as_pairs
from tlgui.data.handed import hand_out
from tlgui.data.pack import DatasetInfo
from tlgui.data.seals import open_source, seal
from tlgui.data.store import DatasetStore
from tlgui.durable import to_json
from tlgui.errors import Problem, UserError
from tlgui.moving.many import zip_of
from tlgui.planning.checks import nearest
from tlgui.rooms.people import Person
from tlgui.runs.presets import PresetStore
from tlgui.runs.store import RunStore
from tlgui.service.limits import limits_of, set_limits
from tlgui.service.stopping import ask_to_stop
from tlgui.service.taking_back import on_pair, take_pair_back
from tlgui.spreadsheet import table
from tlgui.strategies import OFFERED
from tlgui.strategies.combination import strategy_name
from tlgui.texts import CATALOGUE, printable, say, shortened
from tlgui.ui.access import Language, TheDoor, TheHome, TheHost, TheIndex, ThePerson, TheQueue
from tlgui.ui.door import JOIN, ROOM, WALL, Door
from tlgui.ui.downloads import as_download
from tlgui.ui.endings import see_ends
from tlgui.ui.own_page import own_page
from tlgui.ui.page_table import PAGES, PATHS
from tlgui.ui.refusals import page_or_refusal
from tlgui.views.file_names import plain
from tlgui.views.room import handed_pairs, limits_told, people_of, results_of, runs_of
from tlgui.views.words import dataset_name

router = APIRouter()
TITLES = {path: f"page.place.{page.name}" if page.linked else page.title for path, page in zip(PATHS, PAGES, strict=True)}
TITLES[WALL] = "wall.title"
WORDS = (
    *(
        "room.people.none",
        "room.people.name",
        "room.people.seen",
        "room.people.runs",
        "room.people.doing",
        "room.people.lesson",
        "room.rename",
        "room.pin",
        "room.limits",
        "room.limits.of",
        "room.limits.empty",
        "room.limits.keep",
    ),
    *(
        "room.remove",
        "room.stop",
        "room.pause",
        "room.go_on",
        "room.rename.ask",
        "room.remove.ask",
        "room.pin.told",
        "room.end.ask",
    ),
    *(
        "room.count",
        "room.count.ended",
        "room.end.yes",
        "room.close",
        "room.cancel",
        "room.hand.back",
        "room.hand.choose",
        "room.hand.all_the_same",
        "room.hand.names",
    ),
)


@router.get(ROOM)
def room_page(request: Request, door: TheDoor, person: ThePerson, language: Language) -> Response:
    """The host's page."""
    if not person.is_host:
        return page_or_refusal(UserError("not_here"), request.headers, ROOM)
    address, code = request.app.state.address, door.room.facts.code
    link = f"{address}{JOIN.removeprefix('/')}#{code}"

    def text(key: str) -> str:
        return html.escape(say(key, language))

    offered = [key for key in OFFERED if key != "source-only"]
    strategies = "".join(
        f'<option value="{key}" data-what="strategy">{html.escape(strategy_name(key, language))}</option>' for key in offered
    )
    words = html.escape(_as_words(language), quote=True)
    ended = door.room.facts.ended is not None
    lead = text("room.state.ended" if ended else "room.lead")
    main = f"""<div class="room" data-words="{words}" data-ended="{str(ended).lower()}">
<h1>{html.escape(printable(door.room.facts.name))}</h1><p class="lead">{lead}</p>
<div class="room-entry panel while-open">
<div class="qr" role="img" aria-label="{text("room.qr")}">{qr_of(link)}</div>
<dl><dt>{text("room.address")}</dt><dd class="large"><a href="{html.escape(link)}">{html.escape(address)}</a></dd>
<dt>{text("room.code")}</dt><dd class="large code" id="room-code">{html.escape(code)}</dd></dl></div>
<div class="row room-acts"><a class="button" id="room-wall" href="wall">{text("wall.title")}</a>
<button class="button while-open" id="room-pause" type="button"></button>
<button class="button while-open" id="room-end" type="button">{text("room.end")}</button>
<a class="button" id="room-results" href="api/room/host/results.csv" download>{text("room.results")}</a>
<a class="button" id="room-everything" href="api/room/host/everything.zip" download>{text("room.everything")}</a></div>
<p class="note while-open" id="room-state" role="status"></p><ul class="problems" id="room-problems" role="alert" hidden></ul>
<section class="panel while-open"><h2>{text("room.hand")}</h2><p class="note">{text("room.hand.about")}</p>
<form class="row room-hand"><label>{text("room.hand.source")} <select class="field" id="hand-source"></select></label>
<label>{text("room.hand.target")} <select class="field" id="hand-target"></select></label>
<label>{text("room.hand.begin")} <select class="field" id="hand-begin"><option value="">{text("room.hand.any")}</option>
<optgroup label="{text("room.hand.presets")}" id="hand-presets" hidden></optgroup>
<optgroup label="{text("room.hand.strategies")}">{strategies}</optgroup></select></label>
<button class="button" id="hand" type="submit">{text("room.hand.press")}</button></form>
<ul class="problems" id="hand-problems" role="alert" hidden></ul><ul class="handed"></ul></section>
<section class="panel"><div class="row"><h2>{text("room.people")}</h2><span class="note" id="room-count"></span></div>
<div class="scrolled"><table class="people"><thead><tr></tr></thead><tbody id="room-people"></tbody></table></div></section></div>"""
    page = own_page("room.page", main, language, path=ROOM, styles=("room",), script="room", room=True)
    return HTMLResponse(page, headers={"cache-control": "no-store"})


def qr_of(link: str) -> str:
    """A QR code as SVG, always dark on light, as cameras want it."""
    return str(segno.make(link, error="m").svg_inline(scale=5, border=3, dark="#14171c", light="#ffffff", omitsize=True))


def _as_words(language: str) -> str:
    return to_json({key: getattr(CATALOGUE[key], language) for key in WORDS})


@router.get("/api/room/host")
def room(
    request: Request, door: TheDoor, host: TheHost, home: TheHome, queue: TheQueue, index: TheIndex, language: Language
) -> dict[str, Any]:
    """Who is in the room and what they do."""
    facts = door.room.facts
    where = {person: TITLES.get(path, "") for person, path in door.where.items()}
    return {
        "paused": facts.paused,
        "ended": facts.ended is not None,
        "state": say(
            "room.state.ended" if facts.ended is not None else f"room.state.{'paused' if facts.paused else 'open'}", language
        ),
        "people": people_of(home, door.room, queue, index, where, language),
        "handed": handed_pairs(home, door.room, host.id, language),
        "datasets": [
            {"id": each.id, "name": dataset_name(each.name, language), "created": each.created}
            for each in DatasetStore(home).all(host.id)
        ],
        "presets": [{"id": each.id, "name": each.name} for each in PresetStore(home).all(host.id)],
    }


class Named(BaseModel):
    """Another name for somebody."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=10_000)


@router.put("/api/room/host/people/{person_id}/name")
def rename(person_id: str, asked: Named, door: TheDoor, host: TheHost) -> dict[str, str]:
    """Give somebody another name."""
    return {"name": door.room.people.rename(person_id, asked.name).name}


@router.delete("/api/room/host/people/{person_id}")
def remove(person_id: str, door: TheDoor, host: TheHost) -> dict[str, str]:
    """Send somebody away; what they made stays, and what they train goes on."""
    return {"removed": door.room.people.remove(person_id).name}


@router.post("/api/room/host/people/{person_id}/pin")
def new_pin(person_id: str, door: TheDoor, host: TheHost) -> dict[str, str]:
    """A new PIN for somebody who has forgotten theirs; it is told once."""
    return {"pin": door.room.people.give_pin(person_id)}


@router.post("/api/room/host/people/{person_id}/runs/{run_id}/stop")
def stop(person_id: str, run_id: str, door: TheDoor, host: TheHost, home: TheHome) -> dict[str, bool]:
    """Ask anybody's run to stop; what it has done is kept."""
    run = RunStore(home).get(run_id, _somebody(door.room.people.get(person_id)).id)
    ask_to_stop(home, run)
    see_ends(home, run)
    return {"stopping": True}


def _somebody(person: Person | None) -> Person:
    """Also somebody who was removed: what they train can still be stopped."""
    if person is None:
        raise UserError("room_person_unknown")
    return person


@router.get("/api/room/host/people/{person_id}/limits")
def limits(person_id: str, door: TheDoor, host: TheHost, home: TheHome, language: Language) -> dict[str, Any]:
    """What somebody may use."""
    return {"limits": limits_told(limits_of(home, door.room.people.require(person_id).id), language)}


class Limited(BaseModel):
    """What somebody may use, by the names of limits; null takes one away."""

    model_config = ConfigDict(extra="forbid")

    limits: dict[str, float | None] = Field(max_length=20)


@router.put("/api/room/host/people/{person_id}/limits")
def limit(person_id: str, asked: Limited, door: TheDoor, host: TheHost, home: TheHome, language: Language) -> dict[str, Any]:
    """Let somebody use more, or less, than the others. It holds at once."""
    person = door.room.people.require(person_id)
    set_limits(home, asked.limits, person.id)
    return {"limits": limits_told(limits_of(home, person.id), language)}


class Pausing(BaseModel):
    """Whether the room is paused."""

    model_config = ConfigDict(extra="forbid")

    paused: bool


@router.post("/api/room/host/pause")
def pause(asked: Pausing, door: TheDoor, host: TheHost) -> dict[str, bool]:
    """Let nobody but the host start anything, or everybody again."""
    return {"paused": door.room.change(paused=asked.paused).paused}


@router.post("/api/room/host/end")
def end(door: TheDoor, host: TheHost) -> dict[str, bool]:
    """End the room: everybody but the host is out. Nothing is deleted. Twice is the same as once."""
    if door.room.facts.ended is None:
        door.room.change(ended=time.time())
    return {"ended": True}


NAMES_TOLD = 5
"""Of classes that are written differently at most so many pairs are named."""


class Handing(BaseModel):
    """A pair of the host's datasets, and a strategy or one of the host's presets to begin with. ``all_the_same``: though the names of classes
    seem to be written differently.
    """

    model_config = ConfigDict(extra="forbid")

    source: str = Field(max_length=64)
    target: str = Field(max_length=64)
    strategy: str = Field("", max_length=200)
    preset: str = Field("", max_length=64)
    all_the_same: bool = False


@router.post("/api/room/host/handed")
def hand(asked: Handing, door: TheDoor, host: TheHost, home: TheHome) -> dict[str, str]:
    """Hand a pair to the room: it appears on everybody's pages, to be read. The target's labels are sealed until the host reveals them."""
    store = DatasetStore(home)
    source, target = (store.own(each, host.id) for each in (asked.source, asked.target))
    if source.info.id == target.info.id:
        raise UserError("handed_same_dataset", name=source.info.name)
    if source.info.labels == "none":
        raise UserError("handed_source_unlabeled", name=source.info.name)
    if asked.strategy and asked.strategy not in OFFERED:
        raise UserError("strategy_unknown", given=asked.strategy, near=nearest(asked.strategy, OFFERED))
    if not asked.all_the_same:
        _require_names_alike(source.info, target.info)
    open_source(home, source.info, "handed to a room")
    preset = PresetStore(home).hand_out(asked.preset, door.room.id, host.id).id if asked.preset else ""
    seal(home, target.info, "handed to a room")
    return {"handed": hand_out(home, door.room.id, source.info.id, target.info.id, asked.strategy, preset).id}


def _require_names_alike(source: DatasetInfo, target: DatasetInfo) -> None:
    """Only the host, whose labels these are, can tell before a reveal that source and target write a class differently."""
    names = as_pairs(alike(source.classes, target.classes))
    if names:
        count = Problem("handed_written_differently", {"count": len(names)})  # without names: the host's page may be on the wall
        raise UserError.of([count, Problem("handed_names", {"names": shortened(names, NAMES_TOLD)})])


@router.get("/api/room/host/handed/{pair_id}/used")
def used(pair_id: str, door: TheDoor, host: TheHost, home: TheHome, index: TheIndex, language: Language) -> dict[str, str]:
    """What the host is asked before a pair is taken back: how many runs and labels are on it; an empty ``question`` where none are."""
    found = on_pair(home, index, door.room.id, pair_id, _participants(door))
    words = next((each["words"] for each in handed_pairs(home, door.room, host.id, language) if each["id"] == pair_id), "")
    counts = {"people": len(found.readers), "runs": found.runs, "labels": found.labels}
    return {"question": say("room.hand.back.ask", language, words=words, **counts) if found.readers else ""}


@router.delete("/api/room/host/handed/{pair_id}")
def take_back(pair_id: str, door: TheDoor, host: TheHost, home: TheHome, index: TheIndex) -> dict[str, bool]:
    """Take a pair back: nothing new is begun on it. Whoever has runs or labels on it goes on reading it."""
    return {"taken_back": take_pair_back(home, index, door.room.id, pair_id, _participants(door))}


def _participants(door: Door) -> list[str]:
    """Everybody who ever joined but the host, whose datasets they are."""
    return [each.id for each in door.room.people.ever() if not each.is_host]


@router.get("/api/room/host/results.csv")
def results(door: TheDoor, host: TheHost, home: TheHome, index: TheIndex) -> Response:
    """All results as one table."""
    data = table(results_of(home, door.room.people.ever(), index))
    name = plain(door.room.facts.name) or "room"
    return Response(data, media_type="text/csv; charset=utf-8", headers=as_download(f"{name}-results.csv"))


@router.get("/api/room/host/everything.zip")
def everything(door: TheDoor, host: TheHost, home: TheHome, index: TheIndex) -> StreamingResponse:
    """All runs of all people as one zip, with the table of results."""
    people = door.room.people.ever()
    pieces = zip_of(home, {"results.csv": table(results_of(home, people, index))}, runs_of(home, people, index))
    name = plain(door.room.facts.name) or "room"
    return StreamingResponse(pieces, media_type="application/zip", headers=as_download(f"{name}.zip"))
