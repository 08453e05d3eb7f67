"""How long runs take here, judged by earlier ones: everybody's, since the machine is equally fast for all.

A run pays for what it is the first to need: features, and the references that it is compared with. Those behind it find them there, and are
done in a fraction of the time. So the two are judged apart: what every run trains, and what only the first on its ground does.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from tlgui.home import Home
from tlgui.runs.clock import now_by
from tlgui.runs.index import index_of
from tlgui.runs.index.listing import finished_lately
from tlgui.runs.index.rows import Facts
from tlgui.runs.run import Run

LOOKED_AT = 50
"""Number of newest finished runs used to estimate how long one takes."""

MOST_ALIKE = 5
"""The expected time is the median of at most this many runs, those most alike."""

ONCE_STAGES = ("features", "baseline", "normalisation_alone")
"""What the first run does and later ones like it find already done."""


class Ground(NamedTuple):
    """What runs have in common that share features and references. ``epochs``: ``None`` where the trainer has yet to choose."""

    owner: str
    source: str | None
    target: str | None
    backbone: str
    frozen: str | None
    seed: int
    epochs: int | None

    @classmethod
    def of(cls, run: Run) -> Ground:
        spec, settings = run.spec, run.spec.settings
        return cls(run.owner, spec.source, spec.target, spec.backbone, settings.frozen, settings.seed, settings.epochs)


class Grounds:
    """Grounds on which a run was trained, or is before others are."""

    def __init__(self, grounds: Iterable[Ground] = ()) -> None:
        self._there: set[Ground] = set()
        for each in grounds:
            self.add(each)

    def add(self, ground: Ground) -> None:
        self._there |= {ground, ground._replace(epochs=None)}

    def __contains__(self, ground: Ground) -> bool:
        return ground in self._there


@dataclass(frozen=True)
class Took:
    """How long a run took: what it trained for itself (``seconds``), and what it did once for all on its ground.

    Attributes
    ----------
    first:
        Whether it was the first there.
    over:
        False for one that is being trained; then the seconds are its trainer's estimate.
    """

    run: str
    ground: Ground
    strategy: str
    seconds: float
    once: float
    first: bool
    over: bool = True


class Past:
    """What is known of how long runs take, as it is when first asked.

    Parameters
    ----------
    trained:
        Runs that are being trained, with their logs: before the first has finished there is nothing else to go by.
    """

    def __init__(self, home: Home, trained: Iterable[tuple[Run, list[dict[str, Any]]]] = ()) -> None:
        self._home = home
        self._trained = list(trained)

    def grounds(self) -> Grounds:
        """Where a run was trained."""
        return Grounds(each.ground for each in self._finished)

    def expected(self, run: Run, *, first: bool) -> float | None:
        """Seconds that a run will take; ``None`` where nothing was ever trained. ``first``: it is the first on its ground."""
        epochs = run.spec.settings.epochs
        taken = [each for each in self._known if each.run != run.id]
        best = max((_likeness(run, each) for each in taken), default=None)
        alike = [each for each in taken if _likeness(run, each) == best]
        if not alike:
            return None

        def scaled(each: Took, seconds: float) -> float:
            return seconds * (epochs / each.ground.epochs if epochs and each.ground.epochs else 1.0)

        seconds = statistics.median(scaled(each, each.seconds) for each in alike[:MOST_ALIKE])
        same = [each for each in alike if each.first == first] or (alike if first else [])
        once = statistics.median(scaled(each, each.once) for each in same[:MOST_ALIKE]) if same else 0.0
        return seconds + once

    def left(self, run: Run, log: list[dict[str, Any]], *, first: bool) -> float | None:
        """Seconds that a run which is trained will still take: as its trainer judges it, else as those before it."""
        told = _outlook(log)
        if told is not None:
            return told
        expected = self.expected(run, first=first)
        return None if expected is None else max(0.0, expected - _gone(log))

    @cached_property
    def _finished(self) -> list[Took]:
        index = index_of(self._home)
        index.look()
        grounds, found = Grounds(), []
        for owner, facts in reversed(finished_lately(index, LOOKED_AT)):
            ground = _ground_of(owner, facts)
            once = sum(facts["seconds"].get(name) or 0.0 for name in ONCE_STAGES)
            trained = facts["seconds"].get("train") or 0.0
            found.append(Took(facts["run"], ground, facts["strategy"], trained, once, ground not in grounds))
            grounds.add(ground)
        return found[::-1]

    @cached_property
    def _known(self) -> list[Took]:
        grounds = self.grounds()
        going = (_going(run, log, Ground.of(run) not in grounds) for run, log in self._trained)
        return [*self._finished, *(each for each in going if each is not None)]


def _likeness(run: Run, other: Took) -> tuple[bool, ...]:
    """What two runs have in common that costs time, the weightiest first; of those that are alike the ones that are over are surer."""
    ours, theirs = Ground.of(run), other.ground
    return (
        (ours.backbone, ours.frozen) == (theirs.backbone, theirs.frozen),
        (ours.source, ours.target) == (theirs.source, theirs.target),
        run.spec.strategy == other.strategy,
        other.over,
    )


def _ground_of(owner: str, facts: Facts) -> Ground:
    settings, data = facts["settings"], facts["datasets"]
    return Ground(
        owner, data["source"], data["target"], facts["backbone"], facts["frozen"], settings["seed"], settings.get("epochs")
    )


def _going(run: Run, log: list[dict[str, Any]], first: bool) -> Took | None:
    """A run that is being trained, as far as its trainer has judged it."""
    left = _outlook(log)
    if left is None:
        return None
    once = sum(event["seconds"] for event in log if event["event"] == "seconds" and event["name"] in ONCE_STAGES)
    return Took(run.id, Ground.of(run), run.spec.strategy, max(0.0, _gone(log) + left - once), once, first, over=False)


def _outlook(log: list[dict[str, Any]]) -> float | None:
    """What the trainer said last of the seconds left, less what has passed since."""
    told = next((event for event in reversed(log) if event["event"] in ("outlook", "started")), None)
    return max(0.0, told["left"] - max(0.0, now_by(log) - told["time"])) if told is not None and "left" in told else None


def _gone(log: list[dict[str, Any]]) -> float:
    started = next((event for event in reversed(log) if event["event"] == "started"), None)
    return max(0.0, now_by(log) - started["time"]) if started is not None else 0.0
