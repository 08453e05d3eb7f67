"""What this machine and a node say to each other: files in the home, which both see.

A **post** is a folder (``jobs/posts/ID``) and the process on a node that was started for it. It does jobs one after another, each in a folder
of its own in there (``1``, ``2``, …), so that imports are done once. Every file has one writer:

====================  =============================================================  =========
``asked.json``        what the node must have (:class:`Needs`), and a secret          here
``needed``            a counter: somebody here still wants the post                   here
``dismissed``         go: at once, whatever is being done                             here
``manned``            its engine was asked to man it                                  here
``refused.json``      why it cannot be worked with                                    here
``gone``              the engine says that it is no more                              here
``about.json``        which node it is, and its versions                              node
``beat``              a counter: the process lives                                    node
``left``              the process has ended by itself                                 node
``N/job.json``        the job                                                         here
``N/cancel``          somebody wants it to end                                        here
``N/others``          somebody wants something else (a job of spare time)             here
``N/said``            all that the job says (:class:`~tlgui.jobs.away.desk.FolderDesk`), a line of JSON each    node
====================  =============================================================  =========

Clocks are not compared: a counter is alive as long as it changes, by the clock of who looks at it. A job that is carried out again has another
folder, so what a process says that was given up is read by nobody.
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tlgui import durable
from tlgui.home import Home, is_id, new_id
from tlgui.jobs.job import LANES, Job

_WIDTH = 12
"""Digits of a counter, which is written over the one before: that needs no room on a full disk."""


ENDS = ("finish", "fail", "end_cancelled", "give_way")
"""What a job says last."""


@dataclass(frozen=True)
class Needs:
    """What a post takes of a node: ``cpus`` (cores), ``gpus`` (less than 1: a share of one), ``memory`` (bytes)."""

    cpus: int = 1
    gpus: float = 0.0
    memory: int = 0

    def within(self, other: Needs) -> bool:
        """Whether ``other`` is enough."""
        return self.cpus <= other.cpus and self.gpus <= other.gpus and self.memory <= other.memory

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Counter:
    """A number in a file that grows while its one writer lives."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._count = 0

    def grow(self) -> None:
        """One more. A disk that takes nothing is passed over."""
        self._count += 1
        with suppress(OSError):
            descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o666)
            try:
                os.write(descriptor, f"{self._count:0{_WIDTH}d}".encode())
            finally:
                os.close(descriptor)


class Watch:
    """For how long a counter has stood still, by the clock of who watches it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen = b""
        self._changed = time.monotonic()

    def still_for(self) -> float:
        """Seconds since it was seen to change, or since the watch began."""
        with suppress(OSError):
            now = self._path.read_bytes()
            if now != self._seen and len(now) == _WIDTH:
                self._seen, self._changed = now, time.monotonic()
        return time.monotonic() - self._changed


@dataclass(frozen=True)
class JobFolder:
    """The folder of one job on a post, or of one that is carried out alone."""

    path: Path

    @classmethod
    def give(cls, path: Path, job: Job) -> JobFolder:
        """Lay a job down; whoever works at the post finds it complete or not at all."""
        path.mkdir(parents=True, exist_ok=True)
        durable.write_json(path / "job.json", job.in_hand())
        return cls(path)

    @property
    def given(self) -> bool:
        return (self.path / "job.json").exists()

    def job(self) -> Job:
        """The job, as it was handed out."""
        held = durable.read_json(self.path / "job.json")
        return Job(**held, lane=LANES[held["kind"]], state="working", worker=None, progress=None, result=None, problems=None)

    def say(self, what: str, **values: Any) -> None:
        """One line, on the disk when this returns."""
        durable.append_line(self.path / "said", {"say": what, **values})

    def heard(self, offset: int = 0) -> tuple[list[dict[str, Any]], int]:
        """What was said from a byte on, and where the next line begins. What a full disk cut short is left out."""
        try:
            with open(self.path / "said", "rb") as file:
                file.seek(offset)
                data = file.read()
        except OSError:
            return [], offset
        whole = data[: data.rfind(b"\n") + 1]
        found = []
        for line in whole.splitlines():
            with suppress(ValueError):
                found.append(json.loads(line))
        return found, offset + len(whole)

    @property
    def ended(self) -> bool:
        """Whether the job has said its last."""
        return any(each["say"] in ENDS for each in self.heard()[0])

    def has_word(self, word: str) -> bool:
        """Whether this machine left a word: ``cancel``, ``others``."""
        return (self.path / word).exists()

    def leave_word(self, word: str) -> None:
        with suppress(OSError):
            (self.path / word).touch()


@dataclass(frozen=True)
class Post:
    """A post of a home, from either side."""

    path: Path

    @classmethod
    def ask(cls, home: Home, needs: Needs) -> Post:
        """A new post, which its engine has still to man."""
        path = home.jobs / "posts" / new_id()
        with durable.new_folder(path) as half:
            durable.write_json(half / "asked.json", {"needs": needs.as_json(), "secret": secrets.token_hex(16)})
        return cls(path)

    @classmethod
    def all_of(cls, home: Home) -> Iterator[Post]:
        """Every post that there is a folder of, those included that are no more."""
        folder = home.jobs / "posts"
        for name in sorted(os.listdir(folder)) if folder.is_dir() else ():
            if is_id(name):
                yield cls(folder / name)

    @property
    def id(self) -> str:
        return self.path.name

    @property
    def home(self) -> Home:
        """The home as it is called on the side that asks."""
        return Home(self.path.parents[2])

    def asked(self) -> tuple[Needs, str]:
        """What it needs, and the secret by which a node shows that it sees this very folder."""
        found = durable.read_json(self.path / "asked.json")
        return Needs(**found["needs"]), found["secret"]

    # -- said here ----------------------------------------------------------------------------------------------------------

    def dismiss(self) -> None:
        """Whoever works there goes; one that is in the middle of a job does not finish it. Its engine sees to it where it does not listen."""
        with suppress(OSError):
            (self.path / "dismissed").touch()

    @property
    def dismissed(self) -> bool:
        return (self.path / "dismissed").exists()

    def ask_for(self) -> None:
        durable.write_bytes(self.path / "manned", b"")

    @property
    def asked_for(self) -> bool:
        """Whether its engine was asked to man it."""
        return (self.path / "manned").exists()

    def refuse(self, problem: dict[str, Any]) -> None:
        durable.write_json(self.path / "refused.json", problem)

    def refused(self) -> dict[str, Any] | None:
        """Why it cannot be worked with, as ``{code, values}``."""
        return _read(self.path / "refused.json")

    def is_gone(self) -> None:
        with suppress(OSError):
            (self.path / "gone").touch()

    # -- said by the node ---------------------------------------------------------------------------------------------------

    def sign_on(self, about: dict[str, Any]) -> None:
        durable.write_json(self.path / "about.json", about)

    def about(self) -> dict[str, Any] | None:
        """Node and versions of who works there; ``None`` before anybody does."""
        return _read(self.path / "about.json")

    def leave(self) -> None:
        with suppress(OSError):
            (self.path / "left").touch()

    # -- for both -----------------------------------------------------------------------------------------------------------

    @property
    def over(self) -> bool:
        """Whether nobody works there any more."""
        return any((self.path / name).exists() for name in ("left", "gone"))

    @property
    def busy(self) -> bool:
        """Whether somebody is at a job there, as far as is known."""
        given = self.jobs()
        return given > 0 and not (self.over or self.dismissed or self.job(given).ended)

    def job(self, number: int) -> JobFolder:
        return JobFolder(self.path / str(number))

    def jobs(self) -> int:
        """How many jobs were laid down there so far."""
        return sum(name.isdigit() for name in os.listdir(self.path))


class Pointer:
    """Where a job of the queue is carried out: so its next carrier finds it, whatever became of the one before."""

    def __init__(self, home: Home, job_id: str) -> None:
        self._home = home
        self._path = home.jobs / "away" / job_id

    @classmethod
    def all_of(cls, home: Home) -> Iterator[Pointer]:
        """Of every job that was given to a post and is not known to be over."""
        folder = home.jobs / "away"
        for name in os.listdir(folder) if folder.is_dir() else ():
            if is_id(name):
                yield cls(home, name)

    def set(self, post: Post, number: int) -> None:
        self._path.parent.mkdir(exist_ok=True)
        durable.write_json(self._path, {"post": post.id, "number": number})

    def get(self) -> tuple[Post, JobFolder] | None:
        """The post that has the job, and its folder; ``None`` where it was never given to one."""
        found = _read(self._path)
        if found is None or not is_id(str(found.get("post"))):
            return None
        post = Post(self._home.jobs / "posts" / found["post"])
        return (post, post.job(int(found["number"]))) if post.path.is_dir() else None

    def remove(self) -> None:
        with suppress(OSError):
            self._path.unlink(missing_ok=True)


def _read(path: Path) -> Any:
    try:
        return durable.read_json(path)
    except (OSError, ValueError):
        return None
