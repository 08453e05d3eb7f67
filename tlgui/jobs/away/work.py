"""The side of the node: ``tlgui work FOLDER`` (:func:`work`) does the jobs that are laid into a folder. It opens no queue.

It ends when it is dismissed; when nobody at home has said for :data:`UNWANTED_SECONDS` that the post is wanted, and no job is left; and after a
job that crashed. So nothing stays behind on a node, whatever became of the server.
"""

from __future__ import annotations

import importlib.metadata
import logging
import os
import platform
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tlgui import __version__
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs import touched
from tlgui.jobs.away.desk import FolderDesk
from tlgui.jobs.away.post import Counter, JobFolder, Post, Watch
from tlgui.jobs.place import HERE, Place
from tlgui.jobs.worker import do, warm_up
from tlgui.storage import Reserve

BEAT_SECONDS = 0.5
POLL_SECONDS = 0.05
UNWANTED_SECONDS = 60.0
"""A carrier lets ``needed`` grow every few seconds; one that is killed is soon followed by another, which goes on with the post's job."""

DISMISSED = 3
"""Exit code of a process that was dismissed in the middle of a job."""

log = logging.getLogger(__name__)


def versions() -> dict[str, str | None]:
    """Of what both sides have. Nothing is imported for it."""
    return {"tlgui": __version__, "torch": _version("torch"), "python": platform.python_version()}


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def work(folder: Path, place: Place = HERE) -> None:
    """Do the one job in a folder; or, in a post's, all that are laid down there until nobody needs it.

    Raises
    ------
    UserError
        ``no_job_there``: the folder is neither, or is not seen from here.
    """
    alone = JobFolder(folder)
    if alone.given:
        with _beating(folder):
            _carry_out(alone, place)
    elif (folder / "asked.json").exists():
        _man(Post(folder), place)
    else:
        raise UserError("no_job_there", folder=str(folder))


def _man(post: Post, place: Place) -> None:
    """Do what is laid down at a post, in its order, until nobody needs it."""
    post.sign_on({"node": place.node, "launcher": place.launcher, "pid": os.getpid(), "versions": versions()})
    wanted, number = Watch(post.path / "needed"), 1
    with _beating(post.path) as busy:
        threading.Thread(target=warm_up, args=("train", busy.is_set), daemon=True).start()
        while not post.dismissed:
            folder = post.job(number)
            if folder.given:
                busy.set()
                fit = _carry_out(folder, place)
                busy.clear()
                if not fit:
                    break
                wanted, number = Watch(post.path / "needed"), number + 1
            elif wanted.still_for() > UNWANTED_SECONDS:
                break
            else:
                time.sleep(POLL_SECONDS)
        post.leave()


def _carry_out(folder: JobFolder, place: Place) -> bool:
    """Do one job. Returns whether this process is fit for another."""
    job, home = folder.job(), _home_of(folder)
    fit = do(home, job, FolderDesk(folder, Reserve(home.root)), threading.Event(), place)
    if (run := job.run or job.payload.get("run")) is not None:
        touched.note(home.runs / run)
    return fit


def _home_of(folder: JobFolder) -> Home:
    """The home, as it is called here: it may be mounted elsewhere than on the other side."""
    return Post(folder.path.parent).home


@contextmanager
def _beating(folder: Path) -> Iterator[threading.Event]:
    """Inside, a thread lets ``beat`` grow; while the event is set, it ends the process at once when its post is dismissed.

    Whoever was given up may have been stopped for an hour, and wakes up in the middle of a write: nobody else may be at the same run.
    """
    beat, post, busy, over = Counter(folder / "beat"), Post(folder), threading.Event(), threading.Event()

    def live() -> None:
        while not over.is_set():
            if busy.is_set() and post.dismissed:
                log.warning("dismissed in the middle of a job")
                os._exit(DISMISSED)
            beat.grow()
            over.wait(BEAT_SECONDS)

    thread = threading.Thread(target=live, daemon=True)
    thread.start()
    try:
        yield busy
    finally:
        over.set()
        thread.join()
