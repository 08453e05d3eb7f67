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
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from tlgui.data import seals
from tlgui.data.contents import Content, Contents
from tlgui.data.handed import HandedPair, handed_to
from tlgui.data.pack import DatasetInfo
from tlgui.errors import UserError
from tlgui.finding.searches import SearchStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.models import catalogue
from tlgui.rooms.people import Person, called
from tlgui.rooms.room import Room
from tlgui.rooms.wall import WallBook
from tlgui.runs.index import RunIndex
from tlgui.runs.index.listing import newest, sealed_on
from tlgui.runs.index.rows import Facts
from tlgui.runs.remarks import search_of
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.texts import say
from tlgui.views.live import share_of_stage
from tlgui.views.run_logs import RunLogs
from tlgui.views.run_rows import network_name, shown_status
from tlgui.views.wall_attempts import attempts_on
from tlgui.views.wall_mix import doubt_of
from tlgui.views.wall_names import Differing, told_apart
from tlgui.views.wall_order import (
    Entry,
    Group,
    Reference,
    Watched,
    agreement,
    ordered,
    references_of,
    true_metric,
    truth_words,
    watched_in,
)
from tlgui.views.wall_pictures import Pictures, Role, key_of
from tlgui.views.wall_searches import NOTHING_SEARCHED, Searched, count_words, one_of_each, search_words, searched_by
from tlgui.views.wall_words import (
    apart_words,
    board_name,
    labels_words,
    metric_words,
    place_words,
    pseudonym,
    shown_curve,
    tile_words,
    unlabeled_words,
)

SHARED_SECONDS = 1.0
"""For this long, everyone who looks at the wall gets the same answer."""

RUNS_EACH = 20
"""Of each person the newest runs, so many; all of them for a reveal, and for what the host is told of attempts."""


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
        self._searched: dict[str, tuple[Any, Searched]] = {}
        self._made: dict[tuple[str, str, bool], tuple[float, dict[str, Any]]] = {}
        self._pictures = Pictures({}, (), {"source": (), "target": ()})
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
            found = [(group, entry) for group in self._current() for entry in group.shown if self.tile(entry.run) == tile]
        for group, entry in found:
            if self.book.shown(entry.person) == "name":
                run = RunStore(self._home).get(entry.run, entry.person.id)
                return None if run.opened and not group.revealed else run
        return None

    def tile(self, run: str) -> str:
        """What a run is called on the wall: its id is nobody else's business."""
        return hmac.new(self._key, run.encode(), hashlib.sha256).hexdigest()[:16]

    def to_reveal(self, board: str) -> tuple[list[str], list[DatasetInfo], list[tuple[str, str]]]:
        """What is opened with a board: the keys of its target's pictures and of each of the datasets that hold them, which may be told apart
        one day; these datasets; and runs on them that are not open: also of those who do not show themselves.
        """
        with self._lock:
            groups, pictures = self._read(everybody=True), self._pictures
        group = next((each for each in groups if each.key == board), None)
        if group is None:
            raise UserError("board_unknown")
        if not group.hosts:
            raise UserError("wall_not_the_hosts")
        if not group.labeled:
            raise UserError("wall_no_labels")
        entries = [entry for each in groups if each.target == group.target for entry in each.entries]
        ids = {_target_of(entry.facts) for entry in entries}
        found = {info.id: info for each in ids for info in pictures.copies(each)}
        targets = [info for info in found.values() if info.id in ids or info.owner == LOCAL_OWNER]
        keys = [group.target, *(key_of(info.id) for info in targets)]
        return keys, targets, [(entry.person.id, entry.run) for entry in entries if entry.facts["possible"]]

    def key_of_target(self, dataset: str) -> str:
        """The key of the pictures of a dataset, by which they are kept in the room's book."""
        with self._lock:
            self._current()
            return self._pictures.key(dataset)

    def attempts(self, language: str) -> list[dict[str, Any]]:
        """For the host's own eyes: what each person tried on each target (:func:`tlgui.views.wall_attempts.attempts_on`)."""
        with self._lock:
            groups, pictures = self._read(everybody=True), self._pictures
        there = [(entry.person.id, entry.run, _target_of(entry.facts)) for group in groups for entry in group.entries]
        people = [person for person in self._room.people.all() if not person.is_host]
        return attempts_on(pictures, people, [*there, *self._queue.ledger.begun()], self.book.openings, language)

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
        known, in_book = self._contents.look(), self.book.revealed()
        groups: dict[str, Group] = {}
        people = [person for person in self._room.people.all() if everybody or self.book.shown(person) != "nothing"]
        most = None if everybody else RUNS_EACH
        of_each = {person.id: newest(self._index, person.id, limit=most) for person in people}
        found = [(person, facts) for person in people for facts in of_each[person.id]]
        searched = {person.id: self._searched_by(person, of_each[person.id]) for person in people}
        watched = {facts["run"]: self._watched(person, facts) for person, facts in found}
        pairs = handed_to(self._home, self._room.facts.id)
        pictures = self._pictures = _told_apart(known, found, pairs)
        self._finished = {run: kept for run, kept in self._finished.items() if run in watched}
        revealed: set[str] = set()
        for person, facts in found:
            if facts["datasets"]["target"] is None:
                continue
            source, dataset = facts["datasets"]["source"], _target_of(facts)
            same = [pictures.same(source, "source"), pictures.same(dataset, "target")]
            target = key_of(same[1])
            board = key_of(*same, facts["task"], json.dumps(facts["class_map"], sort_keys=True))
            entry = Entry(facts, watched[facts["run"]], person, board, target, searched[person.id].later)
            if self._in_book(dataset, target, in_book):
                revealed.add(target)
            if board not in groups:
                names = [] if source is None else [pictures.told(source, "source")]
                handed = [pictures.same(pair.source, "source") == same[0] and pair.target == dataset for pair in pairs]
                place = handed.index(True) if True in handed else None
                groups[board] = Group(board, target, [*names, pictures.told(dataset, "target")], pictures.hosts(dataset), place)
            group = groups[board]
            labeled = pictures.labeled(dataset)
            group.labeled |= (facts["possible"] if labeled is None else labeled) or true_metric(facts) is not None
            group.went_by |= pictures.went_by(dataset)
            group.entries.append(entry)
        for group in groups.values():
            group.revealed = group.labeled and group.target in revealed
            if group.revealed:
                for entry in group.entries:
                    entry.metric = true_metric(entry.facts)
            group.entries.sort(key=lambda entry: (entry.facts["created"], entry.run))
            group.references = references_of(group.entries)
            group.shown = one_of_each(group.entries, searched)
            there = [*group.references, *group.shown]
            ordered(there)
            if sum(each.place is not None for each in there) > 1:
                group.doubt = doubt_of(self._home, ((each.facts, searched[each.person.id].mixes) for each in group.entries))
        in_turn = {group.key: len(pairs) if group.handed is None else group.handed for group in groups.values()}
        return sorted(groups.values(), key=lambda group: (in_turn[group.key], -len(group.shown), group.key))

    def _in_book(self, dataset: str, target: str, revealed: Collection[str]) -> bool:
        """Whether the host revealed a dataset, by the ``target`` key that its pictures have, its own, or one that they had before. That one may
        have been another's with the same pictures, so it counts where the labels were opened too.
        """
        if target in revealed or key_of(dataset) in revealed:
            return True
        before = self._pictures.before(dataset)
        return before is not None and key_of(before) in revealed and seals.was_revealed(self._home, dataset)

    def _searched_by(self, person: Person, found: Iterable[Facts]) -> Searched:
        """What a person's searches tell; they are read again when one of their runs is new or has got further, or when a search is over."""
        asked = [(facts["run"], facts["status"]) for facts in found if search_of(facts["tags"])]
        if not asked:
            return NOTHING_SEARCHED
        searches = SearchStore(self._home)
        state = (asked, searches.concluded_at(person.id))
        kept = self._searched.get(person.id)
        if kept is None or kept[0] != state:
            kept = self._searched[person.id] = (state, searched_by(searches, person.id))
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
        boards = [{"key": each.key, "words": board_name(each, language)} for each in groups]
        told = {"boards": boards, "board": "", "tiles": [], "references": []}
        if group is None:
            nothing = dict.fromkeys(("verdict", "unlabeled", "host"))
            return {
                **told,
                "words": say("wall.empty", language),
                "order": "",
                "revealed": False,
                "doubt": "",
                "apart": "",
                **nothing,
            }
        metric = metric_words(group, language)
        pseudonyms = self.book.pseudonyms(self._room.people.all())
        differing = told_apart(group.shown, language)
        return {
            **told,
            "board": group.key,
            "words": count_words(group.shown, language),
            "order": say("wall.by_truth", language, metric=metric) if group.revealed else say("wall.by_score", language),
            "revealed": group.revealed,
            "verdict": agreement(group.shown, language) if group.revealed else None,
            "doubt": say(f"wall.doubt.{group.doubt}", language) if group.doubt is not None and not group.revealed else "",
            "apart": apart_words(group, language),
            "unlabeled": unlabeled_words(group, language) if group.hosts and not group.labeled else None,
            "tiles": [self._tile(entry, pseudonyms, differing.get(entry.run), language) for entry in group.shown],
            "references": [self._reference(each, len(group.references) > 1, language) for each in group.references],
            "host": self._for_host(group, language) if host else None,
        }

    def _tile(self, entry: Entry, pseudonyms: dict[str, int], differing: Differing | None, language: str) -> dict[str, Any]:
        facts = entry.facts
        names = [network_name(facts, language, later=entry.later, short=short) for short in (False, True)]
        if differing is not None:
            names = [f"{name} · {setting}" for name, setting in zip(names, differing, strict=True)]
        more = labels_words(entry, language), search_words(entry, language)
        names = [" · ".join(filter(None, parts)) for parts in zip(names, *more, strict=True)]
        shown = self.book.shown(entry.person)
        return {
            **place_words(entry, language),
            "key": self.tile(entry.run),
            "who": called(entry.person, language) if shown == "name" else pseudonym(pseudonyms[entry.person.id], language),
            "named": shown == "name",
            "strategy": names[0],
            "strategy_short": names[1],
            "state": facts["status"],
            "words": shown_status(facts["status"], language),
            "share": entry.watched.share,
            "said": tile_words(entry, language),
            "curve": shown_curve(entry),
            "others": [curve for each in entry.others if (curve := shown_curve(each))],
            "truth_short": truth_words(entry, language, short=True),
            "large": shown == "name",
        }

    def _reference(self, reference: Reference, several: bool, language: str) -> dict[str, Any]:
        """Source-only as a line among the places; where there are ``several``, with its backbone.

        A file of weights (``KEY@FILE``) is its owner's business.
        """
        backbone = catalogue.name_of(reference.backbone.partition("@")[0]) if several else ""
        return {
            **place_words(reference, language),
            "key": self.tile(f"={reference.backbone}"),
            "who": network_name(reference.facts, language, "baseline"),
            **dict.fromkeys(("strategy", "strategy_short"), backbone),
        }

    def _for_host(self, group: Group, language: str) -> dict[str, Any]:
        """What the host alone sees: whether the labels are ``open`` to everybody, how many runs a press would open, also of who is not shown
        (:meth:`to_reveal`), and how many tried by themselves: no names, all see the wall.
        """
        openings, target = self.book.openings(*group.went_by), group.pictures[-1]
        used = {_target_of(entry.facts) for entry in group.entries}
        datasets = used | {info.id for each in used for info in self._pictures.copies(each)}
        sealed = sealed_on(self._index, [person.id for person in self._room.people.all()], datasets)
        told = {"people": len(openings), "times": sum(openings.values())}
        return {
            "may_reveal": group.hosts and group.labeled,
            "open": target is not None and target.labels_open and not sealed,  # nobody's secret: a press opens nothing
            "sealed": sealed,
            "openings": say("wall.openings", language, **told) if openings else "",
        }


def _told_apart(known: dict[str, Content], found: Iterable[tuple[Person, Facts]], pairs: Sequence[HandedPair]) -> Pictures:
    """Which datasets count as one. Handed out is also what was taken back again, where others have worked with it."""
    used: dict[Role, set[str]] = {"source": set(), "target": set()}
    for person, facts in found:
        for role, datasets in used.items():
            if not person.is_host and facts["datasets"][role] is not None:
                datasets.add(facts["datasets"][role])
    hosts = {name for name, each in known.items() if each.info.owner == LOCAL_OWNER}
    handed: dict[Role, set[str]] = {
        "source": used["source"] & hosts | {pair.source for pair in pairs},
        "target": used["target"] & hosts | {pair.target for pair in pairs},
    }
    return Pictures(known, used["source"] | used["target"], handed)


def _target_of(facts: Facts) -> str:
    return str(facts["datasets"]["target"])
