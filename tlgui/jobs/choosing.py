"""A home is given its launcher. It has one, which is not changed under anybody's hands."""

from __future__ import annotations

import importlib.util
import shutil

from filelock import FileLock

from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.jobs.away.post import Post
from tlgui.jobs.launchers import Chosen, chosen_for
from tlgui.jobs.launchers.chosen import LAUNCHERS, keep
from tlgui.jobs.queue import JobQueue

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
        busy = queue.how_many_working("train") + sum(
            not (post.over or post.dismissed) and post.jobs() > 0 for post in Post.all_of(home)
        )
        if busy:
            raise UserError("launcher_in_use", before=before.launcher, wanted=wanted.launcher)
        for worker in queue.roster.workers():
            if worker.lane == "train":
                queue.launcher.end(worker.handle)
                queue.roster.strike_off(worker.id)
        keep(home, wanted)


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
