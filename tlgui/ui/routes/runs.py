"""Routes of runs: start, watch, stop, pause, resume, reveal, look at the maps."""

from __future__ import annotations

import time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from tlgui.charts.predicted import predicted_against_true
from tlgui.data.inside import open_inside
from tlgui.durable import to_json
from tlgui.errors import UserError
from tlgui.finding.searches import SearchStore
from tlgui.runs.events import read_events
from tlgui.runs.index.listing import Cursor, newest
from tlgui.runs.index.rows import pair_of
from tlgui.runs.status import Status
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores
from tlgui.service import launch
from tlgui.service.resuming import resume_run
from tlgui.service.stopping import ask_to_stop
from tlgui.specification.run_spec import read_spec
from tlgui.ui.access import Language, Offset, Owner, TheHome, TheIndex, TheQueue
from tlgui.ui.answers import as_json
from tlgui.ui.downloads import as_download
from tlgui.ui.endings import see_ends
from tlgui.ui.openings import run_asked
from tlgui.ui.roots import with_own_weights
from tlgui.ui.routes.datasets import picture
from tlgui.ui.routes.waiting import forecasts_of
from tlgui.views import maps as map_data
from tlgui.views.board_mix import NOTHING_KNOWN, known_of_run, suspects_another_mix
from tlgui.views.file_names import name_of
from tlgui.views.leaderboard import PAGE
from tlgui.views.line import before_words, place_words
from tlgui.views.live import layouts, told
from tlgui.views.rounds import rounds_of
from tlgui.views.run_labels import host_reveals, run_labels
from tlgui.views.run_logs import RunLogs
from tlgui.views.run_rows import FILES, about, details, may_be_later, row, shown
from tlgui.views.runs_beside import runs_beside
from tlgui.views.words import word

router = APIRouter(prefix="/api/runs")
EVENT_BYTES = 1_000_000
"""Largest part of a log in one answer, in bytes."""


def logs_of(request: Request) -> RunLogs:
    return request.app.state.logs


Question = Literal[
    "same_folder", "no_shared_class", "few_shared_classes", "few_target_pictures", "shares_spread", "sealed_source"
]
"""As :data:`tlgui.service.questions.TO_CONFIRM`."""


class Start(BaseModel):
    """A run to start. ``once``: the sender's own key; sent twice, started once. ``confirmed``: codes of questions, which are meant."""

    model_config = ConfigDict(extra="forbid")

    spec: dict[str, Any]
    once: str = Field(min_length=8, max_length=100)
    confirmed: list[Question] = Field(default_factory=list, max_length=10)


@router.post("")
def start(asked: Start, request: Request, home: TheHome, owner: Owner) -> dict[str, str]:
    """Start a run, for a page other than ours or a script in it; every problem of the spec comes back together."""
    spec, problems = read_spec(asked.spec)
    spec = spec.model_copy(update={"backbone": with_own_weights(spec.backbone, request.app.state.roots)})
    return {"run": launch.start_run(home, spec, owner, once=asked.once, confirmed=asked.confirmed, found=problems).id}


@router.get("")
def runs(
    home: TheHome,
    owner: Owner,
    index: TheIndex,
    language: Language,
    search: Annotated[str, Query(max_length=1000)] = "",
    before: Annotated[str, Query(max_length=100)] = "",
    beside: Annotated[str, Query(max_length=64)] = "",
    source: Annotated[str, Query(max_length=64)] = "",
    target: Annotated[str, Query(max_length=64)] = "",
    staged: bool = False,
) -> Response:
    """A page of runs, newest first, each as a line of a list; ``next`` is the cursor of the page behind it, null behind the last.

    With ``search`` only those that it finds, with ``source`` and ``target`` (ids of datasets) only those on these pictures, with ``target``
    alone those on it whatever their source, with ``beside`` (a run's id) only others on the same pictures, as
    :func:`tlgui.views.runs_beside.runs_beside` names them. With ``staged`` those of the page that have maps come before the others: a stage
    without them is half empty.
    """
    pair = pair_of(source, target) if source and target else None
    if beside:
        spec = RunStore(home).get(beside, owner).spec
        pair = pair_of(spec.source, spec.target)
    cursor = Cursor.read(before)
    of_target = target if target and not source else None
    page = newest(index, owner, limit=PAGE + 1, before=cursor, pair=pair, target=of_target, search=search, shown=shown(language))
    found = [facts for facts in page[:PAGE] if facts["run"] != beside]
    later = SearchStore(home).later(owner) if any(map(may_be_later, found)) else ()
    rows = runs_beside(found, language, later) if beside else [row(facts, language, later) for facts in found]
    if staged:
        rows.sort(key=lambda each: not map_data.has_maps(home, each["run"]))
    end = page[PAGE - 1] if len(page) > PAGE else None
    last = None if end is None else str(Cursor(end["created"], end["run"]))
    return Response(to_json({"runs": rows, "next": last}), media_type="application/json")


@router.get("/{run_id}/live")
def watch(
    run_id: str,
    home: TheHome,
    owner: Owner,
    queue: TheQueue,
    index: TheIndex,
    language: Language,
    request: Request,
    offset: Offset = 0,
    generation: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """Everything that the view of a run needs, with the points of the curves since ``offset``. The first answer says how to draw them."""
    asked = time.monotonic()
    run = RunStore(home).get(run_id, owner)
    log = logs_of(request).of(run)

    with log.lock:
        before = log.look(queue, asked)
        finished = before.state == "finished"
        suspects = finished and suspects_another_mix(log.facts(before))
    labels, by_host = run_labels(home, index, run, language) if finished else None, host_reveals(home, run)
    mix = known_of_run(index, run, suspects=suspects) if finished else NOTHING_KNOWN

    def made(status: Status) -> dict[str, Any]:
        rounds = rounds_of(home, run)  # as they were when it began
        answer = told(log, queue, status, offset, generation, language, labels, by_host=by_host, mix=mix, rounds=rounds)
        if offset == 0:
            answer["about"] = about(run, language, rounds)
            answer["layouts"] = layouts(run, language)
        answer["revealed_elsewhere"] = labels is not None and labels.elsewhere
        return answer

    with log.lock:
        status = log.look(queue, asked)
        if status.state != "queued":
            data = log.answer((offset, generation, language, labels, by_host, mix), lambda: as_json(made(status)))
            return Response(data, media_type="application/json")
        answer = made(status)
    # The line asks the index, which reads logs itself: not while one is held.
    mine = next((each for each in forecasts_of(request).now().of(owner) if each.run.id == run_id and each.place), None)
    if mine is not None:
        answer["words"], answer["before"] = place_words(mine, language), before_words(mine, language)
    return Response(as_json(answer), media_type="application/json")


@router.get("/{run_id}/events")
def events(run_id: str, home: TheHome, owner: Owner, offset: Offset = 0) -> Response:
    """The log from byte ``offset`` on, as it was written, and the offset for the next call."""
    found, after = read_events(RunStore(home).get(run_id, owner).events_path, offset, EVENT_BYTES)
    return Response(to_json({"events": found, "offset": after}), media_type="application/json")


@router.get("/{run_id}/details")
def more(run_id: str, home: TheHome, owner: Owner, queue: TheQueue, language: Language, request: Request) -> Response:
    """Settings, scores and times of a run in words."""
    run = RunStore(home).get(run_id, owner)
    told_more = details(logs_of(request).of(run), queue, language, rounds_of(home, run))
    return Response(to_json(told_more), media_type="application/json")


@router.get("/{run_id}/maps")
def maps(
    run_id: str, home: TheHome, owner: Owner, language: Language, known: Annotated[str, Query(max_length=500)] = ""
) -> Response:
    """The maps so far: coordinates as base64, predictions, confidences, and what the full feature space says.

    ``known``: names of maps, with commas between them, whose points the page has and does not need again.
    """
    found = map_data.maps_for_page(home, RunStore(home).get(run_id, owner), language, known.split(","))
    return Response(to_json(found), media_type="application/json")


@router.post("/{run_id}/maps")
def draw(run_id: str, home: TheHome, owner: Owner, queue: TheQueue) -> dict[str, bool]:
    """Have the maps drawn of a finished run that has none, as those of a search that it did not take, or whose drawing failed."""
    run = RunStore(home).get(run_id, owner)
    if not map_data.to_draw(run):
        raise UserError("nothing_to_draw")
    queue.submit("map", {"run": run.id}, run=run.id, owner=owner)
    return {"drawing": True}


@router.get("/{run_id}/predicted")
def predicted(run_id: str, home: TheHome, owner: Owner, language: Language, request: Request) -> Response:
    """For a task of values: predicted against true values as plotly data; no traces while the target's are locked away."""
    run = RunStore(home).get(run_id, owner)
    log = logs_of(request).of(run)
    with log.lock:
        log.read()
        values = TargetScores(run, log.events).values()
    found = predicted_against_true(values, lambda key: word(key, language))
    return Response(to_json(found), media_type="application/json")


@router.get("/{run_id}/thumb/{role}/{number}")
def thumbnail(run_id: str, role: Literal["source", "target"], number: int, home: TheHome, owner: Owner) -> Response:
    """A small picture of the run's sample."""
    return picture(map_data.thumbnail(home, RunStore(home).get(run_id, owner), role, number))


@router.get("/{run_id}/files/{name}")
def file(run_id: str, name: str, home: TheHome, owner: Owner, language: Language) -> Response:
    """One of the files of a run that can be fetched, as a download."""
    run = RunStore(home).get(run_id, owner)
    if name not in FILES:
        raise UserError("file_unknown")
    try:
        with open_inside(str(run.folder), name) as opened:
            data = opened.read()
    except OSError:
        raise UserError("file_unknown") from None
    return Response(data, media_type=FILES[name], headers=as_download(f"{name_of(run, language)}-{name}"))


@router.post("/{run_id}/stop")
def stop(run_id: str, home: TheHome, owner: Owner) -> dict[str, bool]:
    """Ask a run to stop; a trainer that does not listen is ended. Asking twice is the same as asking once."""
    run = RunStore(home).get(run_id, owner)
    ask_to_stop(home, run)
    see_ends(home, run)
    return {"stopping": True}


@router.post("/{run_id}/pause")
def pause(run_id: str, home: TheHome, owner: Owner) -> dict[str, bool]:
    """Ask a run to stop for a while: the same as :func:`stop`, but it says that it was meant to go on."""
    run = RunStore(home).get(run_id, owner)
    ask_to_stop(home, run, pause=True)
    see_ends(home, run)
    return {"stopping": True}


class Resume(BaseModel):
    """A run to go on with. ``confirmed``: codes of what differs from when it began, which is meant."""

    model_config = ConfigDict(extra="forbid")

    confirmed: list[Literal["changed_program", "unnumbered_program", "changed_data"]] = Field(default_factory=list, max_length=10)


@router.post("/{run_id}/resume")
def resume(run_id: str, asked: Resume, home: TheHome, owner: Owner) -> dict[str, str]:
    """Go on with a run that is over but not finished; everything that stands against it comes back together. Twice is the same as once."""
    return {"run": resume_run(home, RunStore(home).get(run_id, owner), confirmed=asked.confirmed).id}


@router.post("/{run_id}/reveal", dependencies=[Depends(run_asked)])
def reveal(run_id: str, home: TheHome, owner: Owner) -> dict[str, bool]:
    """Open the target's sealed labels for this run; when and by whom is recorded in its folder."""
    if not launch.reveal(home, RunStore(home).get(run_id, owner), by="page"):
        raise UserError("nothing_to_reveal")
    return {"revealed": True}
