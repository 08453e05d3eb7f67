"""What the host sees of a room: who is in it, where, and what they do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from tlgui.data.handed import handed_to
from tlgui.data.pack import DatasetInfo
from tlgui.data.seals import may_tell
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.finding.searches import SearchStore
from tlgui.home import Home
from tlgui.jobs.queue import LANES, Job, JobQueue
from tlgui.lessons.progress import Where, progress_of
from tlgui.rooms.people import AWAY_SECONDS, Person, called
from tlgui.rooms.room import Room
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import begun_on, counted, newest
from tlgui.runs.index.rows import Facts
from tlgui.runs.presets import PresetStore
from tlgui.runs.results import given_labels_learned
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.settings import Settings, settings_of
from tlgui.strategies import STRATEGIES
from tlgui.strategies.combination import strategy_name
from tlgui.texts import say
from tlgui.views.file_names import plain
from tlgui.views.words import labels_words, pair_name

COLUMNS = ("person", "run", "name", "strategy", "backbone", "source", "target", "status", "created", "target_accuracy")
COMPARED = ("baseline_target_accuracy", "better_than_baseline", "seems_better_than_baseline")
"""Columns of the table of results; what is sealed is empty. Its words are those of ``tlgui show --json``."""

TOLD_APART = (
    "seed",
    "target_shares_from",
    "matching_round",
    "given_labels",
    "given_labels_by",
    "normalisation_alone_target_accuracy",
    "target_scored_on",
)
"""Its columns behind the scores: what tells runs of one strategy on one pair apart, the second reference, and of how many pictures of the
target all its accuracies are. ``matching_round``: 0 where the source was not matched to class shares of the target, 2 in
the second round of a search. ``given_labels``: how many labels that a person gave it learned, empty where older runs do not say;
``given_labels_by``: itself (``run``) or through its ``teachers``.
"""


def people_of(
    home: Home, room: Room, queue: JobQueue, index: RunIndex, where: Mapping[str, str], language: str
) -> list[dict[str, Any]]:
    """Everybody in the room: ``id``, ``name``, ``host``, ``seen``, ``here``, ``runs``, ``doing`` and ``lesson`` in words, ``going``: runs that
    can be stopped.

    Parameters
    ----------
    where:
        For ids of people the title (its key in the texts) of the page that they opened last.
    """
    jobs: dict[str, list[Job]] = {}
    for job in queue.in_line(LANES["train"]):
        jobs.setdefault(job.owner, []).append(job)
    people = room.people.all()
    lessons = progress_of(home, (person.id for person in people))
    return [
        _told(home, room, person, jobs.get(person.id, []), index, where.get(person.id, ""), language)
        | {"lesson": _at(lessons[person.id], language)}
        for person in people
    ]


def _told(home: Home, room: Room, person: Person, jobs: list[Job], index: RunIndex, page: str, language: str) -> dict[str, Any]:
    away = room.people.away(person)
    here = away is not None and away < AWAY_SECONDS
    trained = next((job for job in jobs if job.state == "working"), None)
    if trained is not None:
        doing = say("room.doing.trains", language, strategy=_strategy(home, trained, language))
    elif jobs:
        doing = say("room.doing.waits", language, count=len(jobs))
    else:
        doing = say("room.doing.on", language, page=say(page, language)) if here and page else ""
    return {
        "id": person.id,
        "name": called(person, language),
        "host": person.is_host,
        "here": here,
        "seen": _seen(away, language),
        "runs": counted(index, person.id).runs,
        "doing": doing,
        "going": [job.run for job in jobs if job.run is not None],
    }


def _seen(away: float | None, language: str) -> str:
    if away is None:
        return say("room.seen.never", language)
    return say("room.seen.now", language) if away < AWAY_SECONDS else say("room.seen.ago", language, seconds=away)


def _at(where: Where | None, language: str) -> str:
    """The lesson and the step that somebody is at, and whether it is done; nothing for who takes no lesson."""
    if where is None:
        return ""
    title = where.title.say(language)
    if where.step >= where.steps:
        return say("room.lesson.over", language, lesson=title)
    state = "done" if where.done else "open"
    return say(f"room.lesson.{state}", language, lesson=title, step=where.step + 1, steps=where.steps)


def _strategy(home: Home, job: Job, language: str) -> str:
    try:
        return strategy_name(RunStore(home).get(job.run or "", job.owner).spec.strategy, language)
    except UserError:  # deleted this moment
        return ""


def limits_told(limits: Settings, language: str) -> list[dict[str, Any]]:
    """What one person may use: for each limit its ``name``, ``label``, ``unit``, ``help`` and ``value`` (``None`` for none), and whether it
    must have one.
    """
    return [
        {
            "name": item.name,
            "label": item.label.say(language),
            "unit": "" if item.unit is None else item.unit.say(language),
            "help": item.help.say(language),
            "value": getattr(limits, item.name),
            "needed": not item.optional,
        }
        for item in settings_of(type(limits))
    ]


def results_of(home: Home, people: list[Person], index: RunIndex) -> list[list[object]]:
    """All runs of these people as a table with a head, for a spreadsheet: label-free scores too, in columns of their own."""
    found = [(person, facts) for person in people for facts in newest(index, person.id)]
    scores = sorted({name for _, facts in found for name in facts["scores"]})
    head: list[object] = [*COLUMNS, *COMPARED, *(f"score_{name}" for name in scores), *TOLD_APART]
    later = {person.id: SearchStore(home).later(person.id) for person in people}
    rows: list[list[object]] = []
    for person, facts in found:
        of_run = (facts[name] for name in (*COLUMNS[1:], *COMPARED))
        apart = _told_apart(facts, later[person.id])
        rows.append(
            [person.name, *of_run, *(facts["scores"].get(name) for name in scores), *(apart[name] for name in TOLD_APART)]
        )
    return [head, *rows]


def _told_apart(facts: Facts, later: Collection[str]) -> dict[str, object]:
    """A run's values for :data:`TOLD_APART`. ``later``: the runs of second rounds of searches."""
    matched = facts.get("target_shares") is not None
    given = given_labels_learned(facts) or {}
    return {
        "seed": facts["settings"].get("seed"),
        "target_shares_from": facts.get("target_shares_from"),
        "matching_round": 2 if matched and facts["run"] in later else int(matched),
        "given_labels": given.get("labels"),
        "given_labels_by": given.get("by"),
        "normalisation_alone_target_accuracy": facts["metrics"].get("accuracy", {}).get("normalisation_alone"),
        "target_scored_on": facts.get("target_scored_on"),
    }


def runs_of(home: Home, people: list[Person], index: RunIndex) -> dict[str, Run]:
    """All runs of these people, by what they are called in a zip: a folder for each person."""
    store, found = RunStore(home), dict[str, Run]()
    for number, person in enumerate(people, start=1):
        folder = f"{number:02d}-{plain(person.name)}".strip("-")
        for facts in reversed(newest(index, person.id)):
            with suppress(UserError):  # deleted this moment
                run = store.get(facts["run"], person.id)
                found[f"{folder}/{len(found) + 1:03d}-{plain(run.remarks.name or '') or plain(run.spec.strategy)}.zip"] = run
    return found


def handed_pairs(
    home: Home,
    room: Room,
    owner: str,
    language: str,
    attempts: Callable[[DatasetInfo], str] = lambda target: "",
    index: RunIndex | None = None,
) -> list[dict[str, Any]]:
    """What was handed to the room, the newest first: ``id``, ``words``, the ``address`` that opens it, ``labels``, whether its target's are
    open, in words, ``attempts``, what is to be said of those at its target, and ``begun``: whether the owner has trained on it since, as far
    as an ``index`` is given to know it. What was deleted is left out.
    """
    store, found = DatasetStore(home), []
    for pair in handed_to(home, room.id):
        try:
            infos = {role: store.get(getattr(pair, role), owner).info for role in ("source", "target")}
        except UserError:
            continue
        words, begins = pair_name({role: info.name for role, info in infos.items()}, language), {}
        with suppress(UserError):
            if pair.preset:
                words = f"{words} · {PresetStore(home).own(pair.preset, room.id).name}"
                begins = {"preset": pair.preset}
        if not begins and pair.strategy in STRATEGIES:
            words = f"{words} · {strategy_name(pair.strategy, language)}"
            begins = {"strategy": pair.strategy}
        asked = {"source": pair.source, "target": pair.target, **begins}
        labels = labels_words(infos["target"], "target", may_tell(home, infos["target"], "target"), language)
        told = {"id": pair.id, "words": words, "address": f"./?{urlencode(asked)}", "labels": labels}
        begun = index is not None and begun_on(index, owner, pair.source, pair.target, pair.when)
        found.append({**told, "attempts": attempts(infos["target"]), "begun": begun})
    return found
