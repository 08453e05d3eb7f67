"""The wall of a room: everybody's runs on the same pictures as tiles, and their order with source-only among them, first by scores without
labels and then by what is true.

Nothing on it is more than its owner chose to show: no id, no name of a private dataset, no word of labels that the host has not revealed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from tlgui.data.contents import Content, Contents
from tlgui.data.pack import DatasetInfo
from tlgui.errors import UserError
from tlgui.finding.searches import SearchStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.rooms.people import Person
from tlgui.rooms.room import Room
from tlgui.rooms.wall import WallBook
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import newest
from tlgui.runs.index.rows import Facts
from tlgui.runs.store import Run, RunStore
from tlgui.tasks import TASKS
from tlgui.texts import say
from tlgui.views.live import share_of_stage
from tlgui.views.run_logs import RunLogs
from tlgui.views.run_rows import may_be_later, network_name, shown_status
from tlgui.views.wall_order import (
    Entry,
    Group,
    Placed,
    Reference,
    Watched,
    agreement,
    ordered,
    references_of,
    true_metric,
    truth_words,
    watched_in,
)
from tlgui.views.words import backbone_name, dataset_name

SHARED_SECONDS = 1.0
"""For this long, everyone who looks at the wall gets the same answer."""

RUNS_EACH = 20
"""Of each person the newest runs, so many."""


class Wall:
    """The wall of one room, worked out once for all who look at it.

    Parameters
    ----------
    logs:
        The logs of the runs that are trained, which the index follows too.
    """

    def __init__(self, home: Home, room: Room, index: RunIndex, logs: RunLogs, queue: JobQueue) -> None:
        self.book = WallBook(room)
        self._home, self._room, self._index, self._logs, self._queue = home, room, index, logs, queue
        self._key = room.facts.signing_key.encode()
        self._contents = Contents(home)
        self._finished: dict[str, tuple[str, Watched]] = {}
        self._later: dict[str, tuple[list[tuple[str, str]], Collection[str]]] = {}
        self._made: dict[tuple[str, str, bool], tuple[float, dict[str, Any]]] = {}
        self._public: dict[str, DatasetInfo] = {}
        self._groups: tuple[float, list[Group]] = (float("-inf"), [])
        self._lock = threading.Lock()

    def answer(self, board: str, language: str, host: bool) -> dict[str, Any]:
        """What the wall shows of a board (for an unknown key, the one with most runs), not older than :data:`SHARED_SECONDS`."""
        with self._lock:
            key = (board, language, host)
            made = self._made.get(key)
            if made is None or time.monotonic() - made[0] > SHARED_SECONDS:
                groups = self._current()
                self._made = {each: known for each, known in self._made.items() if known[0] >= self._groups[0]}
                made = self._made[key] = (self._groups[0], self._told(groups, board, language, host))
            return made[1]

    def forget(self) -> None:
        """After a press nobody wants what was before it."""
        with self._lock:
            self._made.clear()
            self._groups = (float("-inf"), [])

    def run_of(self, tile: str) -> Run | None:
        """The run of a tile that may be shown large: its owner stands by it with their name. And only as far as the wall tells of it."""
        with self._lock:
            entries = [entry for group in self._current() for entry in group.entries if self.tile(entry.run) == tile]
        for entry in entries:
            if self.book.shown(entry.person) == "name":
                run = RunStore(self._home).get(entry.run, entry.person.id)
                return None if run.opened and entry.target not in self.book.revealed() else run
        return None

    def tile(self, run: str) -> str:
        """What a run is called on the wall: its id is nobody else's business."""
        return hmac.new(self._key, run.encode(), hashlib.sha256).hexdigest()[:16]

    def to_reveal(self, board: str) -> tuple[str, list[DatasetInfo], list[tuple[str, str]]]:
        """What is opened with a board: the key of its target's pictures, the datasets that hold them, and runs on them that are not open:
        also of those who do not show themselves.
        """
        with self._lock:
            groups = self._read(everybody=True)
        group = next((each for each in groups if each.key == board), None)
        if group is None:
            raise UserError("board_unknown")
        if not group.hosts:
            raise UserError("wall_not_the_hosts")
        entries = [entry for each in groups if each.target == group.target for entry in each.entries]
        ids = {str(entry.facts["datasets"]["target"]) for entry in entries}
        owners = [person.id for person in self._room.people.all()]
        found = {info.id: info for each in ids for info in self._contents.same_as(each, [*owners, LOCAL_OWNER])}
        targets = [info for info in found.values() if info.id in ids or info.owner == LOCAL_OWNER]
        return group.target, targets, [(entry.person.id, entry.run) for entry in entries if entry.facts["possible"]]

    def key_of_target(self, dataset: str) -> str:
        """The key of the pictures of a dataset, as the wall knows them."""
        with self._lock:
            self._current()
            return _key(_same(self._contents.look(), self._public, dataset))

    def attempts(self, language: str) -> list[dict[str, Any]]:
        """For the host's own eyes: what each person tried on each target: ``pair``, ``who``, ``starts`` (runs), ``asked`` (for labels)."""
        with self._lock:
            groups = self._read(everybody=True)
        found = []
        for group in groups:
            openings = self.book.openings(group.target)
            starts = Counter(entry.person.id for entry in group.entries)
            people = {entry.person.id: entry.person for entry in group.entries}
            told = {"pair": _name(group, language)}
            found += [
                {**told, "who": person.name, "starts": starts[key], "asked": openings.get(key, 0)}
                for key, person in people.items()
                if not person.is_host
            ]
        return found

    # -- what is there -----------------------------------------------------------------------------------------------------------

    def _current(self) -> list[Group]:
        made, groups = self._groups
        if time.monotonic() - made > SHARED_SECONDS:
            began = time.monotonic()
            groups = self._read(everybody=False)
            self._groups = (began, groups)
        return groups

    def _read(self, everybody: bool) -> list[Group]:
        self._index.look()
        known, revealed = self._contents.look(), self.book.revealed()
        groups: dict[str, Group] = {}
        people = [person for person in self._room.people.all() if everybody or self.book.shown(person) != "nothing"]
        of_each = {person.id: newest(self._index, person.id, limit=RUNS_EACH) for person in people}
        found = [(person, facts) for person in people for facts in of_each[person.id]]
        later = {person.id: self._later_of(person, of_each[person.id]) for person in people}
        watched = {facts["run"]: self._watched(person, facts) for person, facts in found}
        used = [each for person, facts in found if not person.is_host for each in facts["datasets"].values()]
        public = self._public = _told_to_all(known, used)
        self._finished = {run: kept for run, kept in self._finished.items() if run in watched}
        for person, facts in found:
            same = {role: _same(known, public, facts["datasets"][role]) for role in ("source", "target")}
            if facts["datasets"]["target"] is None:
                continue
            classes = json.dumps(facts["class_map"], sort_keys=True)
            target = _key(same["target"])
            board = _key(same["source"], same["target"], facts["task"], classes)
            entry = Entry(facts, watched[facts["run"]], person, board, target, later[person.id])
            if target in revealed:
                entry.metric = true_metric(facts)
            if board not in groups:
                hosts = same["target"] in public or _owner(known, facts["datasets"]["target"]) == LOCAL_OWNER
                groups[board] = Group(
                    board, target, [public.get(each) for role, each in same.items() if facts["datasets"][role]], hosts
                )
            groups[board].entries.append(entry)
        for group in groups.values():
            group.entries.sort(key=lambda entry: (entry.facts["created"], entry.run))
            group.references = references_of(group.entries)
            ordered([*group.references, *group.entries])
        return sorted(groups.values(), key=lambda group: (-len(group.entries), group.key))

    def _later_of(self, person: Person, found: Iterable[Facts]) -> Collection[str]:
        """A person's runs of later rounds; their searches are read again when one of the runs that may be one is new or has got further."""
        asked = [(facts["run"], facts["status"]) for facts in found if may_be_later(facts)]
        kept = self._later.get(person.id)
        if kept is None or kept[0] != asked:
            kept = self._later[person.id] = (asked, SearchStore(self._home).later(person.id) if asked else ())
        return kept[1]

    def _watched(self, person: Person, facts: Facts) -> Watched:
        state = facts["status"]
        kept = self._finished.get(facts["run"])
        if kept is not None and kept[0] == state:
            return kept[1]
        nothing = Watched([], None, {}, None)
        if state == "queued":
            return nothing
        try:
            run = RunStore(self._home).get(facts["run"], person.id)
        except UserError:  # deleted this moment
            return nothing
        log = self._logs.of(run)
        with log.lock:
            status = log.look(self._queue, time.monotonic() - SHARED_SECONDS)
            made = watched_in(log.events, facts, None if status.over else share_of_stage(log))
        if status.over:
            self._finished[facts["run"]] = (state, made)
        return made

    # -- in words ----------------------------------------------------------------------------------------------------------------

    def _told(self, groups: list[Group], board: str, language: str, host: bool) -> dict[str, Any]:
        group = next((each for each in groups if each.key == board), groups[0] if groups else None)
        boards = [{"key": each.key, "words": _name(each, language)} for each in groups]
        told = {"boards": boards, "board": "", "tiles": [], "references": []}
        if group is None:
            return {**told, "words": say("wall.empty", language), "order": "", "revealed": False, "verdict": None, "host": None}
        task = TASKS[group.entries[0].facts["task"]]
        revealed = group.target in self.book.revealed()
        people = len({entry.person.id for entry in group.entries})
        metric = say(f"wall.metric.{task.key}", language)
        pseudonyms = self.book.pseudonyms(self._room.people.all())
        return {
            **told,
            "board": group.key,
            "words": say("wall.count", language, runs=len(group.entries), people=people),
            "order": say("wall.by_truth", language, metric=metric) if revealed else say("wall.by_score", language),
            "revealed": revealed,
            "verdict": agreement(group.entries, language) if revealed else None,
            "tiles": [self._tile(entry, pseudonyms, language) for entry in group.entries],
            "references": [self._reference(each, len(group.references) > 1, language) for each in group.references],
            "host": self._for_host(group, language) if host else None,
        }

    def _tile(self, entry: Entry, pseudonyms: dict[str, int], language: str) -> dict[str, Any]:
        facts = entry.facts
        shown = self.book.shown(entry.person)
        return {
            **_place(entry, language),
            "key": self.tile(entry.run),
            "who": entry.person.name if shown == "name" else pseudonym(pseudonyms[entry.person.id], language),
            "named": shown == "name",
            "strategy": network_name(facts, language, later=entry.later),
            "strategy_short": network_name(facts, language, later=entry.later, short=True),
            "state": facts["status"],
            "words": shown_status(facts["status"], language),
            "share": entry.watched.share,
            "curve": entry.watched.curve,
            "truth_short": truth_words(entry, language, short=True),
            "large": shown == "name",
        }

    def _reference(self, reference: Reference, several: bool, language: str) -> dict[str, Any]:
        """Source-only as a line among the places; where there are ``several``, with its backbone.

        A file of weights (``KEY@FILE``) is its owner's business.
        """
        backbone = backbone_name(reference.backbone.partition("@")[0]) if several else ""
        return {
            **_place(reference, language),
            "key": self.tile(f"={reference.backbone}"),
            "who": network_name(reference.facts, language, "baseline"),
            **dict.fromkeys(("strategy", "strategy_short"), backbone),
        }

    def _for_host(self, group: Group, language: str) -> dict[str, Any]:
        """What the host alone sees: whether the labels are ``open`` to everybody, how many runs a press would open, and how many tried by
        themselves: no names, all see the wall.
        """
        openings = self.book.openings(group.target)
        key = "wall.openings" if openings else "wall.openings.none"
        return {
            "may_reveal": group.hosts,
            "open": _open(group),
            "sealed": sum(entry.facts["possible"] for entry in group.entries),
            "openings": say(key, language, people=len(openings), times=sum(openings.values())),
        }


def _open(group: Group) -> bool:
    """Whether the labels of a board's target are nobody's secret, so that a press shows what is true and opens nothing."""
    target = group.pictures[-1]
    return target is not None and target.labels_open and not any(entry.facts["possible"] for entry in group.entries)


def _place(placed: Placed, language: str) -> dict[str, Any]:
    """Where somebody stands, and why without a place or points."""
    out = placed.place is None and bool(placed.watched.scores)
    alone = placed.place is not None and placed.points is None
    note = "wall.learned" if placed.learned else "wall.out" if out else "wall.alone" if alone else ""
    return {
        "points": placed.points,
        "note": say(note, language) if note else "",
        "place": placed.place,
        "truth": truth_words(placed, language),
        "true_place": placed.true_place,
    }


def _name(group: Group, language: str) -> str:
    """The pictures of a board by their names, as far as these are told."""
    names = [say("wall.own_pictures", language) if info is None else dataset_name(info.name, language) for info in group.pictures]
    return " → ".join(names)


def _told_to_all(known: dict[str, Content], used: Iterable[str | None]) -> dict[str, DatasetInfo]:
    """Pictures that are nobody's secret, by their content: the demos that come along, and those of the host that others work with too.
    Equal pictures of two other people are two things, so that nobody learns that somebody else has theirs (G26).
    """
    shared = {known[each].content for each in used if each in known}
    demos = {each.content: each.info for each in known.values() if each.info.origin.get("kind") == "demo"}
    hosts = {each.content: each.info for each in known.values() if each.info.owner == LOCAL_OWNER and each.content in shared}
    return {**demos, **hosts}


def _owner(known: dict[str, Content], dataset: str | None) -> str:
    return known[dataset].info.owner if dataset in known else ""


def _same(known: dict[str, Content], public: dict[str, DatasetInfo], dataset: str | None) -> str:
    """What is the same for datasets that count as one."""
    found = known.get(dataset or "")
    return found.content if found is not None and found.content in public else str(dataset)


def _key(*parts: str) -> str:
    return hashlib.sha256("|".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def pseudonym(number: int, language: str) -> str:
    """A color and an animal."""
    colors, animals = (say(f"wall.{part}", language).split(",") for part in ("colors", "animals"))
    return say(
        "wall.pseudonym", language, color=colors[number % len(colors)], animal=animals[number // len(colors) % len(animals)]
    )
