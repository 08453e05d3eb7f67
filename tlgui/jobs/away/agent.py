"""The agent of a home: the one process of this machine that speaks to the engine, for all carriers.

``python -m tlgui.jobs.away.agent HOME``. It mans posts, ends those that were dismissed, asks now and then which live, and writes down what the
engine has free. An engine's own library may take the process with it when the engine is lost (Ray's does): nothing else is in this one, and the
next carrier that looks starts another. It ends when no carrier has looked for :data:`UNWANTED_SECONDS`.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from tlgui import durable
from tlgui.home import Home
from tlgui.jobs.away.engine import Engine, EngineState, Lost, Unreachable, folder
from tlgui.jobs.away.engines import engine_of
from tlgui.jobs.away.post import Pointer, Post
from tlgui.jobs.processes import give_way, spawn

log = logging.getLogger(__name__)

ROUND_SECONDS = 0.2
LOOK_SECONDS = 3.0
"""The engine is asked for everything at once so often."""

RETRY_SECONDS = 30.0
"""How long until an engine that could not be reached is tried again; at first sooner, twice as long each time."""

FIRST_RETRY_SECONDS = 2.0

UNWANTED_SECONDS = 30.0

KEPT_SECONDS = 600.0
"""So long the folder of a post that is over stays: its carrier may have been killed before it had read all."""


def ensure_agent(home: Home) -> None:
    """See to it that the home has an agent for a while. Cheap: called every second or so by each carrier."""
    place = folder(home)
    place.mkdir(exist_ok=True)
    (place / "wanted").write_text(str(time.monotonic()))
    try:
        with FileLock(place / "agent.lock", timeout=0):
            pass
    except Timeout:
        return
    with FileLock(place / "start.lock"):
        if EngineState.read(home).fresh and _started_lately(place):
            return
        (place / "started").write_text(str(time.monotonic()))
        logs = home.jobs / "logs"
        logs.mkdir(exist_ok=True)
        with open(logs / "engine.txt", "ab") as file:
            spawn("tlgui.jobs.away.agent", [str(home.root)], file)


def _started_lately(place: Path) -> bool:
    return _age(place / "started") < 5.0


def _age(path: Path) -> float:
    """Seconds since a monotonic time of this boot was written; infinite where none was."""
    try:
        age = time.monotonic() - float(path.read_text())
    except (OSError, ValueError):
        return float("inf")
    return age if age >= 0 else float("inf")


@dataclass
class _Retry:
    seconds: float = FIRST_RETRY_SECONDS
    at: float = 0.0


class Agent:
    """Does what carriers have left word of, one round after another.

    Parameters
    ----------
    engine:
        What mans posts.
    """

    def __init__(self, home: Home, engine: Engine) -> None:
        self._home = home
        self._engine = engine
        self._state = replace(EngineState.read(home), told=0.0)
        self._retry = _Retry()
        self._looked = 0.0
        self._gone: dict[str, float] = {}

    def run(self) -> bool:
        """Until nobody wants it. False: it is wanted, and another process must do it."""
        while _age(folder(self._home) / "wanted") < UNWANTED_SECONDS:
            if time.monotonic() >= self._retry.at:
                if self._state.reachable is False:
                    self._looked = 0.0  # it is asked, whether there is anything to do or not
                try:
                    self.once()
                    self._retry = _Retry()
                except Unreachable as error:
                    self._lost(error)
                    if isinstance(error, Lost):
                        return False
            elif time.monotonic() - self._looked >= LOOK_SECONDS:
                self._looked = time.monotonic()
                self._state.write(self._home)
            time.sleep(ROUND_SECONDS)
        return True

    def once(self) -> None:
        """One round.

        Raises
        ------
        Unreachable
            What was left undone is done when the engine answers again.
        """
        looks = time.monotonic() - self._looked >= LOOK_SECONDS
        living = None
        posts = [post for post in Post.all_of(self._home) if not (post.path / "gone").exists()]
        if looks:
            nodes, free = self._engine.nodes()
            living = self._engine.living()
            since = self._state.since if self._state.reachable else time.time()
            share = min((needs.gpus for post in posts if (needs := post.asked()[0]).gpus), default=1.0)
            self._state = EngineState(True, since, nodes=tuple(nodes), free=free, share=share)
            self._state.write(self._home)
            self._looked = time.monotonic()
        for post in posts:
            self._see_to(post, living)
        if looks:
            self._tidy()

    def _see_to(self, post: Post, living: set[str] | None) -> None:
        """What is to be done about one post. ``living``: the names of those that the engine has, where it was asked."""
        if not post.asked_for:
            if post.dismissed:
                post.is_gone()
            else:
                post.ask_for()  # before it is: an agent that is killed in between must not double it
                self._engine.man(post, post.asked()[0])
            return
        if post.dismissed or post.over:
            self._engine.end(post)
            post.is_gone()
        elif living is not None and post.id not in living:
            log.warning("post %s is no more", post.id)
            if post.about() is None and post.refused() is None and (problem := self._engine.answer(post)) is not None:
                post.refuse(problem)
            post.is_gone()
        elif post.about() is None and post.refused() is None and (problem := self._engine.answer(post)) is not None:
            post.refuse(problem)

    def _lost(self, error: Unreachable) -> None:
        """The engine does not answer: it is said since when, and when it is tried again."""
        log.warning("the engine cannot be reached: %s", error)
        wait = self._retry.seconds
        self._retry = _Retry(min(2 * wait, RETRY_SECONDS), time.monotonic() + wait)
        since = self._state.since if self._state.reachable is False else time.time()
        self._state = replace(self._state, reachable=False, since=since, next_try=time.time() + wait, why=str(error)[:300])
        self._looked = time.monotonic()
        self._state.write(self._home)

    def _tidy(self) -> None:
        """Remove the folders of posts that have long been over, and what still points there."""
        now = time.monotonic()
        gone = {post.id: post for post in Post.all_of(self._home) if (post.path / "gone").exists()}
        self._gone = {name: self._gone.get(name, now) for name in gone}
        for name, since in self._gone.items():
            if now - since > KEPT_SECONDS:
                durable.remove_folder(gone[name].path)
        for pointer in Pointer.all_of(self._home):
            if pointer.get() is None:
                pointer.remove()


def main(home: Home) -> None:
    """Be the agent of a home, unless it has one."""
    try:
        with FileLock(folder(home) / "agent.lock", timeout=2):  # a carrier that looks whether there is one has it for a moment
            if not Agent(home, engine_of(home)).run():
                os._exit(1)  # what is left of an engine's library may wait for the engine at its end
    except Timeout:
        log.info("this home has an agent")


if __name__ == "__main__":
    give_way()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    main(Home(Path(sys.argv[1])))
