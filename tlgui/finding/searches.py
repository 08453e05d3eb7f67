"""Searches as folders: what was asked for, which runs were trained for it, and the verdict. What they are doing is derived from their runs.

================== ============================================================ ==============================
part               what it holds                                                who writes it
================== ============================================================ ==============================
``search.json``    what was asked for, when, by whom                            whoever asks, once
``members.json``   its runs, in the order in which they are trained             whoever takes its next step
``verdict.json``   what it found; it is over then                               the same, once
``failed.json``    what went wrong; gone once somebody resumes it               the same
``control/stop``   present: please stop; ``pause`` in it: for a while           server, command line
``control/lock``   held by whoever takes its next step, stops or resumes it     the system
================== ============================================================ ==============================
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from filelock import FileLock

from tlgui import durable
from tlgui.errors import UserError
from tlgui.finding.plan import Plan
from tlgui.finding.verdict import Verdict, named
from tlgui.home import LOCAL_OWNER, Home, is_id, new_id
from tlgui.runs.asked import Asked
from tlgui.runs.remarks import OF_SEARCH, search_of
from tlgui.runs.store import RunStore, remove_leftovers
from tlgui.specification.target_shares import TargetShares


@dataclass(frozen=True)
class Member:
    """A run that is trained for a search.

    Attributes
    ----------
    references:
        Whether the references that it is compared with are candidates too.
    backbone:
        As of a :class:`~tlgui.finding.verdict.Contender`.
    """

    run: str
    strategy: str
    matched: int
    references: bool
    backbone: str = ""

    @property
    def name(self) -> str:
        return named(self.strategy, self.matched, self.backbone)


@dataclass(frozen=True)
class Search(Asked):
    """One search. ``spec``: data and settings of all runs; its strategy is that of the first."""

    file = "search.json"

    @property
    def settings(self) -> dict[str, Any]:
        """Settings as they were given, of which each strategy takes its own."""
        return self._envelope["settings"]

    @property
    def confirmed(self) -> list[str]:
        """Codes of the problems that the user has confirmed."""
        return self._envelope["confirmed"]

    @cached_property
    def plan(self) -> Plan:
        told = self._envelope["plan"]
        return Plan(
            told["knows"],
            TargetShares.model_validate(told["told"]),
            told["labels"],
            tuple(told.get("learns", ())),
            told.get("second", ""),
        )

    @property
    def told(self) -> str:
        """The target's class shares as it was told, as :func:`tlgui.specification.target_shares.read_shares` takes them; empty for nothing."""
        plan = self.plan
        if plan.knows == "same":
            return "same"
        return str(plan.told) if plan.told.said else ""

    @property
    def tag(self) -> str:
        """What its runs are tagged with, so that they are found together."""
        return tag_of(self.id)

    def lock(self) -> FileLock:
        """Held by whoever changes what the search does: two who do it at once would train a candidate twice."""
        return FileLock(self.folder / "control" / "lock")

    def members(self) -> list[Member]:
        """Its runs so far."""
        return [Member(**each) for each in durable.read_json(self.folder / "members.json")]

    def add(self, member: Member) -> None:
        durable.write_json(self.folder / "members.json", [asdict(each) for each in [*self.members(), member]])

    @property
    def concluded(self) -> bool:
        return (self.folder / "verdict.json").exists()

    def verdict(self) -> Verdict | None:
        """What it found, once it is over."""
        try:
            return Verdict.from_json(durable.read_json(self.folder / "verdict.json"))
        except FileNotFoundError:
            return None

    def conclude(self, verdict: Verdict) -> None:
        durable.write_json(self.folder / "verdict.json", verdict.as_json())

    @property
    def failed(self) -> bool:
        return (self.folder / "failed.json").exists()

    def problems(self) -> list[dict[str, Any]]:
        """What went wrong, each as ``{code, values}``; nothing while it goes on."""
        try:
            return durable.read_json(self.folder / "failed.json")
        except FileNotFoundError:
            return []

    def fail(self, error: UserError) -> None:
        durable.write_json(self.folder / "failed.json", [each.as_json() for each in error.problems])

    def go_on(self) -> None:
        """Forget what stood against going on: a stop, a failure."""
        (self.folder / "failed.json").unlink(missing_ok=True)
        self.control.stop_flag.unlink(missing_ok=True)


def tag_of(search_id: str) -> str:
    return f"{OF_SEARCH}{search_id[:8]}"


def id_for(owner: str, once: str | None) -> str:
    """The id of the search of a press: the same press sent twice is one search."""
    return new_id() if once is None else hashlib.sha256(f"search\n{owner}\n{once}".encode("utf-8", "replace")).hexdigest()[:32]


class SearchStore:
    """The searches of a home. Every call takes the owner; other owners' searches do not exist for the caller."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def create(
        self,
        search_id: str,
        plan: Plan,
        first: Member,
        *,
        settings: Mapping[str, Any],
        confirmed: Collection[str],
        owner: str = LOCAL_OWNER,
    ) -> Search:
        """Make the folder of a search whose first run was started: data and settings of all are that run's. One that is there stays."""
        search = Search(search_id, self._home.searches / search_id)
        run = RunStore(self._home).get(first.run, owner)
        self._home.searches.mkdir(exist_ok=True)
        remove_leftovers(self._home.searches)
        envelope = {
            "version": 1,
            "id": search_id,
            "owner": owner,
            "created": time.time(),
            "names": run.names,
            "spec": run.spec.model_dump(mode="json"),
            "settings": dict(settings),
            "confirmed": sorted(confirmed),
            "plan": {
                "knows": plan.knows,
                "told": plan.told.model_dump(mode="json"),
                "labels": plan.labels,
                "learns": list(plan.learns),
                "second": plan.second,
            },
        }
        try:
            with durable.new_folder(search.folder) as folder:
                (folder / "control").mkdir()
                durable.write_json(folder / "search.json", envelope)
                durable.write_json(folder / "members.json", [asdict(first)])
        except OSError:
            if not search.folder.exists():  # else the same press was faster
                raise
        return search

    def get(self, search_id: str, owner: str = LOCAL_OWNER) -> Search:
        """The search with this id; ``search_unknown`` when there is none that belongs to ``owner``."""
        search = _read(self._home.searches / search_id) if is_id(search_id) else None
        if search is None or search.owner != owner:
            raise UserError("search_unknown", search=search_id[:64])
        return search

    def meant(self, typed: str, owner: str = LOCAL_OWNER) -> list[Search]:
        """The owner's searches whose ids begin so, for people who type."""
        return self._owned(owner, [folder for folder in self._folders() if folder.name.startswith(typed)]) if typed else []

    def tagged(self, tags: Iterable[str], owner: str = LOCAL_OWNER) -> list[Search]:
        """The owner's searches that gave a run these tags: one, but for ids that begin alike, or none."""
        return self.meant(search_of(tags).removeprefix(OF_SEARCH), owner)

    def all(self, owner: str = LOCAL_OWNER) -> list[Search]:
        """The owner's searches, newest first."""
        return self._owned(owner, self._folders())

    def _owned(self, owner: str, folders: Iterable[Path]) -> list[Search]:
        own = [each for each in map(_read, folders) if each is not None and each.owner == owner]
        return sorted(own, key=lambda each: (each.created, each.id), reverse=True)

    def verdicts(self, owner: str = LOCAL_OWNER) -> list[tuple[Search, Verdict]]:
        """The owner's searches that are over, newest first, each with what it found."""
        verdicts = ((each, each.verdict()) for each in self.all(owner))
        return [(search, verdict) for search, verdict in verdicts if verdict is not None]

    def concluded_at(self, owner: str = LOCAL_OWNER) -> int:
        """When a search of the owner's came to its verdict last, in nanoseconds since 1970; 0 without any."""
        times = [0]
        for folder in self._folders():
            with suppress(OSError, ValueError, KeyError, TypeError):  # it goes on, or is damaged
                changed = (folder / "verdict.json").stat().st_mtime_ns
                times += [changed] if _owner_of(folder) == owner else []
        return max(times)

    def later(self, owner: str = LOCAL_OWNER) -> frozenset[str]:
        """The runs of a second round of matching, whose networks are else called as those of the first."""
        found: set[str] = set()
        for search in self.all(owner):
            with suppress(OSError, ValueError, TypeError):  # one that is damaged
                found.update(member.run for member in search.members() if member.matched > 1)
        return frozenset(found)

    def going_on(self) -> list[Search]:
        """All owners' searches that nobody stopped and that are not over. Those that are cost a look at their folder, twice a second."""
        there = (Search(folder.name, folder) for folder in self._folders())
        left = [each for each in there if not (each.concluded or each.control.stopping or each.failed)]
        return [each for each in (_read(each.folder) for each in left) if each is not None]

    def _folders(self) -> list[Path]:
        if not self._home.searches.is_dir():
            return []
        return [folder for folder in self._home.searches.iterdir() if is_id(folder.name)]


@lru_cache(maxsize=4096)
def _owner_of(folder: Path) -> str:
    return Search(folder.name, folder).owner


def _read(folder: Path) -> Search | None:
    """The search in a folder; ``None`` when there is none that this version can read."""
    search = Search(folder.name, folder)
    try:
        return search if search.spec and search.plan and isinstance(search.owner, str) and search.created >= 0 else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
