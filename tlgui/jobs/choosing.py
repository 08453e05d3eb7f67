"""A home is given its launcher. It has one, which is not changed under anybody's hands."""

from __future__ import annotations

import importlib.util
import shutil
import time

from filelock import FileLock

from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.jobs.away.post import Post, Watch
from tlgui.jobs.launchers import Chosen, chosen_for
from tlgui.jobs.launchers.chosen import LAUNCHERS, keep
from tlgui.jobs.queue import JobQueue

WATCH_SECONDS = 3.0
"""How long the counters of posts are watched: a living one grows twice a second."""

LIBRARIES = {"ray": "ray", "slurm": "submitit"}


def choose(home: Home, launcher: str | None, address: str | None = None) -> None:
    """Give a home its launcher from now on; with neither, it keeps the one that it has.

    Workers of the one before that wait for a job are ended.

    Raises
    ------
    UserError
        ``launcher_unknown``, ``launcher_not_installed``, ``ray_address_alone``, ``slurm_not_there``; ``launcher_in_use`` while the one before
        has a run in its hands.
    """
    if launcher is None and address is None:
        return
    before = chosen_for(home)
    wanted = Chosen(launcher or before.launcher, address)
    if wanted.launcher == before.launcher == "ray" and address is None:
        wanted = before
    if problems := _problems(wanted):
        raise UserError.of(problems)
    if wanted == before:
        return
    queue = JobQueue(home)
    with FileLock(home.jobs / "launcher.lock"):  # nobody starts a worker meanwhile
        queue.sweep()
        if queue.how_many_working("train") or _going_on(home):
            raise UserError("launcher_in_use", before=before.launcher, wanted=wanted.launcher)
        for worker in queue.roster.workers():
            if worker.lane == "train":
                queue.launcher.end(worker.handle)
                queue.roster.strike_off(worker.id)
        keep(home, wanted)


def _going_on(home: Home) -> bool:
    """Whether somebody is at a run of the home, though nobody here listens. A post that was lost with its whole engine does not count."""
    watched = [Watch(post.path / "beat") for post in Post.all_of(home) if post.busy]
    for each in watched:
        each.still_for()
    if watched:
        time.sleep(WATCH_SECONDS)
    return any(each.still_for() < WATCH_SECONDS / 2 for each in watched)


def _problems(wanted: Chosen) -> list[Problem]:
    if wanted.launcher not in LAUNCHERS:
        return [Problem("launcher_unknown", {"given": wanted.launcher, "known": list(LAUNCHERS)})]
    if wanted.address is not None and wanted.launcher != "ray":
        return [Problem("ray_address_alone", {"launcher": wanted.launcher})]
    library = LIBRARIES.get(wanted.launcher)
    if library is not None and importlib.util.find_spec(library) is None:
        return [Problem("launcher_not_installed", {"launcher": wanted.launcher})]
    if wanted.launcher == "slurm" and shutil.which("sbatch") is None:
        return [Problem("slurm_not_there", {})]
    return []
