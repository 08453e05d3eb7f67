"""What an engine is (:class:`Engine`), and what is known of one: a file that its agent keeps and everybody else only reads."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

from tlgui import durable
from tlgui.home import Home
from tlgui.jobs.away.post import Needs, Post

STALE_SECONDS = 20.0
"""An agent that has said nothing for so long is no more."""


class Unreachable(Exception):
    """The engine does not answer; its text says what was tried."""


class Lost(Unreachable):
    """An engine that answered does not any more, and this process is not fit to ask it again: another one is."""


@dataclass(frozen=True)
class Node:
    """A node of the engine: what it has in all."""

    name: str
    cpus: int
    gpus: float = 0.0
    gpu_memory: int | None = None
    """Bytes of one GPU, where the engine tells."""


class Engine(Protocol):
    """What mans posts somewhere else. All calls come from one process, and each may raise :class:`Unreachable`.

    A process is known to it by the id of its post, so that it is found again by whoever asks later.
    """

    def man(self, post: Post, needs: Needs) -> None:
        """Have ``tlgui work`` started for a post, now or when there is room; not a second time where it was."""
        ...

    def answer(self, post: Post) -> dict[str, Any] | None:
        """What the process of a post has to say that it could not write into its folder, as a problem ``{code, values}``."""
        ...

    def living(self) -> set[str]:
        """The ids of the posts whose process is there, or is still to come. One question for all."""
        ...

    def end(self, post: Post) -> None:
        """End the process of a post, with all that it has started."""
        ...

    def nodes(self) -> tuple[list[Node], Needs]:
        """The nodes, and what all of them together have free this moment."""
        ...


@dataclass(frozen=True)
class EngineState:
    """What was last known of a home's engine.

    Attributes
    ----------
    reachable:
        ``None`` before it was ever asked.
    since:
        When that began (seconds since 1970, by this machine's clock).
    next_try:
        When an engine that cannot be reached is asked again.
    why:
        What the try came to, in the engine's words.
    nodes, free:
        See :meth:`Engine.nodes`.
    told:
        Monotonic time of this machine at which it was written.
    share:
        The smallest share of a GPU that a post has.
    """

    reachable: bool | None = None
    since: float = 0.0
    next_try: float = 0.0
    why: str = ""
    nodes: tuple[Node, ...] = ()
    free: Needs = field(default_factory=lambda: Needs(0))
    told: float = 0.0
    share: float = 1.0

    @property
    def fresh(self) -> bool:
        """Whether an agent has said so lately."""
        return 0.0 <= time.monotonic() - self.told < STALE_SECONDS

    @property
    def answers(self) -> bool:
        """Whether the engine can be reached now, as far as is known."""
        return bool(self.reachable) and self.fresh

    @property
    def cpus(self) -> int:
        return sum(node.cpus for node in self.nodes)

    @property
    def gpus(self) -> float:
        return sum(node.gpus for node in self.nodes)

    def places(self, needs: Needs) -> int:
        """How many posts of these needs the nodes have room for, when nothing else is there."""
        return sum(_places(node, needs) for node in self.nodes)

    def write(self, home: Home) -> None:
        folder(home).mkdir(exist_ok=True)
        with suppress(OSError):
            durable.write_json(folder(home) / "state.json", {**asdict(self), "told": time.monotonic()})

    @classmethod
    def read(cls, home: Home) -> EngineState:
        """What the file of a home says; one that is missing or cut short says nothing."""
        try:
            found = durable.read_json(folder(home) / "state.json")
            nodes, free = tuple(Node(**each) for each in found.pop("nodes")), Needs(**found.pop("free"))
            return cls(**found, nodes=nodes, free=free)
        except (OSError, ValueError, KeyError, TypeError):
            return cls()


def _places(node: Node, needs: Needs) -> int:
    by_cores = node.cpus // max(1, needs.cpus)
    return by_cores if not needs.gpus else min(by_cores, int(node.gpus / needs.gpus + 1e-9))


def last_line(text: str) -> str:
    """The last line of what an engine or a process said, which tells most; empty where it said nothing."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""


def folder(home: Home) -> Path:
    """Where agent and carriers of a home leave word for each other."""
    return home.jobs / "engine"
