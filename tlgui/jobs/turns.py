"""Whose turn it is in a lane: the rule, and the order that follows from it.

Of those who wait for a job, whoever has fewest of the lane's workers comes first, among these whoever was served longest ago, and among those
who never were, whoever asked first. So one person's ten runs let everybody else's first run through, nobody has two workers while somebody else
has none, and who is alone is served in the order of asking. Jobs that somebody waits for in front of the page come before what is done beside
(:attr:`Waits.prompt`).
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Waits(Protocol):
    """What the rule asks of a job."""

    @property
    def owner(self) -> str: ...

    @property
    def place(self) -> int:
        """Where it stands among its owner's jobs, and when it was asked for."""
        ...

    @property
    def prompt(self) -> bool:
        """Whether it comes before those that are not."""
        ...


AnyJob = TypeVar("AnyJob", bound=Waits)


class Turns(Generic[AnyJob]):
    """Hands out the jobs of a lane, one after another.

    Parameters
    ----------
    waiting:
        Jobs that wait; of each owner at least the first (of those that are prompt, and of the others).
    working:
        How many jobs of each owner are worked on.
    served:
        When each owner was last given a worker, as a number that grows; who never was is left out.
    """

    def __init__(self, waiting: Iterable[AnyJob], working: Mapping[str, int], served: Mapping[str, int]) -> None:
        self._lines: dict[bool, dict[str, deque[AnyJob]]] = {True: {}, False: {}}
        for job in sorted(waiting, key=lambda job: job.place):
            self._lines[job.prompt].setdefault(job.owner, deque()).append(job)
        self._working = Counter(working)
        self._served = dict(served)
        self._now = max(served.values(), default=0)

    def next(self) -> AnyJob | None:
        """The job whose turn it is. From now on it is worked on."""
        lines = self._lines[True] or self._lines[False]
        if not lines:
            return None
        owner = min(lines, key=lambda each: (self._working[each], self._served.get(each, 0), lines[each][0].place))
        job = lines[owner].popleft()
        if not lines[owner]:
            del lines[owner]
        self._now += 1
        self._working[owner] += 1
        self._served[owner] = self._now
        return job

    def ended(self, owner: str) -> None:
        """A job of this owner is over."""
        self._working[owner] -= 1


@dataclass(frozen=True)
class Standing(Generic[AnyJob]):
    """A lane at one moment: the jobs that are worked on, as they began; those that wait; when whoever waits was last served."""

    working: Sequence[AnyJob]
    waiting: Sequence[AnyJob]
    served: Mapping[str, int]

    def turns(self) -> Turns[AnyJob]:
        return Turns(self.waiting, Counter(job.owner for job in self.working), self.served)

    def in_order(self, at_a_time: int = 1) -> list[AnyJob]:
        """All of them in the order in which they are taken if nobody comes meanwhile and those who began first end first.

        ``at_a_time``: so many are worked on.
        """
        turns, found = self.turns(), list(self.working)
        ending = 0
        while True:
            if len(found) - ending >= max(1, at_a_time):
                turns.ended(found[ending].owner)
                ending += 1
            job = turns.next()
            if job is None:
                return found
            found.append(job)
