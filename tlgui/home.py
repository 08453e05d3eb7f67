"""The home folder, with all datasets, runs, uploads, caches and the queue."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from tlgui.errors import UserError

LOCAL_OWNER = "local"
"""The owner of all that is made by whoever sits at this machine, who is also the host of a room on it (:mod:`tlgui.rooms`)."""

_ID = re.compile(r"[0-9a-f]{32}")


def new_id() -> str:
    """A random 128-bit id, so that nobody can guess the address of somebody else's run."""
    return secrets.token_hex(16)


def is_id(text: str) -> bool:
    """Whether ``text`` has the form of an id. Checked before any id from outside becomes part of a path."""
    return _ID.fullmatch(text) is not None


def usual_root() -> Path:
    """The data folder of who names none."""
    return Path.home() / ".tlgui"


@dataclass(frozen=True)
class Home:
    """The data folder: ``--home DIR``, or the environment's ``TLGUI_HOME``, or ``.tlgui`` in the user's folder."""

    root: Path

    @classmethod
    def open(cls, given: str | os.PathLike[str] | None = None) -> Home:
        """Make the folder if it is missing.

        Raises
        ------
        UserError
            ``home_not_writable`` when nothing can be written there.
        """
        chosen = given or os.environ.get("TLGUI_HOME")
        try:
            root = Path(chosen).expanduser().absolute() if chosen else usual_root()
            home = cls(root)
            for folder in (home.datasets, home.runs, home.uploads, home.cache, home.jobs, home.references, home.bin):
                folder.mkdir(parents=True, exist_ok=True)
            probe = root / f".probe-{secrets.token_hex(4)}"
            probe.write_bytes(b"")
            probe.unlink()
        except (OSError, RuntimeError, ValueError) as error:  # no home folder at all, or an invalid name
            raise UserError("home_not_writable", folder=str(chosen or "~/.tlgui"), reason=str(error)) from error
        return home

    @property
    def datasets(self) -> Path:
        return self.root / "datasets"

    @property
    def deleted_datasets(self) -> Path:
        """Made when the first dataset is deleted."""
        return self.root / "deleted_datasets"

    @property
    def seals(self) -> Path:
        """Which datasets are sealed and which were revealed; there once somebody has asked."""
        return self.root / "seals"

    @property
    def runs(self) -> Path:
        return self.root / "runs"

    @property
    def bin(self) -> Path:
        """Runs that were deleted, as they were, until somebody empties it."""
        return self.root / "bin"

    @property
    def references(self) -> Path:
        """Which run is the reference (source-only, normalization alone) for which data and network."""
        return self.root / "references"

    @property
    def searches(self) -> Path:
        """What was asked for, trained and found by each search for the best network; there once somebody has asked."""
        return self.root / "searches"

    @property
    def presets(self) -> Path:
        """Settings under a name, a folder for each owner; there once somebody has saved some."""
        return self.root / "presets"

    @property
    def labels(self) -> Path:
        """Labels that people gave to pictures, a folder for each owner; there once somebody has given one."""
        return self.root / "labels"

    @property
    def lessons(self) -> Path:
        """Lessons that somebody wrote, besides those that come with the program; a teacher makes it."""
        return self.root / "lessons"

    @property
    def lesson_progress(self) -> Path:
        """Where people are in their lessons, a file for each owner; there once somebody has opened one."""
        return self.root / "lesson_progress"

    @property
    def room(self) -> Path:
        """Rooms that were opened, with the people in them; there once somebody has opened one."""
        return self.root / "room"

    @property
    def handed(self) -> Path:
        """Which datasets were handed to which rooms; there once somebody has."""
        return self.root / "handed"

    @property
    def uploads(self) -> Path:
        return self.root / "uploads"

    @property
    def tries(self) -> Path:
        """Pictures that somebody tries a network on, until their job has read them."""
        return self.cache / "tries"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def jobs(self) -> Path:
        return self.root / "jobs"
