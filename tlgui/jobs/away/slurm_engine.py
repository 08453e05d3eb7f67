"""Slurm: a post is a job that runs ``tlgui work FOLDER``. It is submitted by submitit, and looked for by Slurm's own commands.

What a site wants beside (a partition, an account, a limit of time) is said in Slurm's own way, by the environment that the server is
started with: ``SBATCH_PARTITION``, ``SBATCH_ACCOUNT``, ``SBATCH_TIMELIMIT``. A job that reaches its limit is a node that is lost: the run is
taken up by the next one from its last state.
"""

from __future__ import annotations

import getpass
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from tlgui.home import Home
from tlgui.jobs.away.engine import Node, Unreachable, last_line
from tlgui.jobs.away.post import Needs, Post

NAME = "tlgui-"
ANSWER_SECONDS = 15.0

LEAST_MEMORY = 2 * 2**30
"""What Slurm is asked for at least: it ends a job that takes more than it asked for, and torch alone takes half a gibibyte."""

OVER = (
    "COMPLETING",
    "COMPLETED",
    "CANCELLED",
    "FAILED",
    "TIMEOUT",
    "NODE_FAIL",
    "OUT_OF_MEMORY",
    "PREEMPTED",
    "BOOT_FAIL",
    "DEADLINE",
)


class SlurmEngine:
    """An :class:`~tlgui.jobs.away.engine.Engine`.

    Parameters
    ----------
    home:
        In ``jobs/slurm`` of it is what Slurm's jobs print.
    """

    def __init__(self, home: Home) -> None:
        self._logs = home.jobs / "slurm"

    def man(self, post: Post, needs: Needs) -> None:
        if post.id in self.living():
            return
        import submitit
        from submitit.helpers import CommandFunction

        executor = submitit.SlurmExecutor(folder=self._logs, python=sys.executable)
        asked: dict[str, Any] = {"cpus_per_task": needs.cpus, "mem": f"{max(needs.memory, LEAST_MEMORY) // 2**20}M"}
        if needs.gpus:
            asked["gpus_per_node"] = 1  # Slurm shares a GPU only where a site has set that up
        executor.update_parameters(job_name=f"{NAME}{post.id}", time=0, **asked)
        command = [sys.executable, "-m", "tlgui", "work", str(post.path), "--launcher", "slurm"]
        try:
            executor.submit(CommandFunction(command))
        except (submitit.core.utils.FailedJobError, OSError) as error:
            raise Unreachable(last_line(str(error))) from error

    def answer(self, post: Post) -> dict[str, Any] | None:
        """A job that ended before it saw its folder: where it printed something into the home, the last line of that."""
        told = _ask("scontrol", "show", "job", "--oneliner", check=False)
        line = next((line for line in told.splitlines() if f"JobName={NAME}{post.id} " in line), "")
        state = re.search(r"JobState=(\w+)", line)
        if state is None or state[1] not in OVER:
            return None
        printed = re.search(r"StdErr=(\S+)", line)
        last = _printed(Path(printed[1])) if printed else None
        if last is not None:
            return {"code": "node_cannot_begin", "values": {"reason": last}}
        node = re.search(r" NodeList=(\S+)", line)
        return {"code": "home_not_shared", "values": {"node": node[1] if node else "?", "folder": str(post.home.root)}}

    def living(self) -> set[str]:
        jobs = _ask("squeue", "--noheader", f"--user={getpass.getuser()}", "--format=%j %T")
        pairs = (line.split() for line in jobs.splitlines() if line.startswith(NAME))
        return {name.removeprefix(NAME) for name, state in pairs if state not in OVER}

    def end(self, post: Post) -> None:
        name = f"--name={NAME}{post.id}"
        _ask("scancel", "--full", "--signal=KILL", name, check=False)  # at once, with all that it has started
        _ask("scancel", name, check=False)  # also one that waits

    def nodes(self) -> tuple[list[Node], Needs]:
        found, free = {}, {}
        for line in _ask("sinfo", "--noheader", "--Node", "--format=%N|%C|%G|%T").splitlines():
            name, cores, gres, state = line.strip().split("|")
            _, idle, _, total = map(int, cores.split("/"))
            if not state.startswith(("down", "drain", "fail")):
                found[name] = Node(name, total, float(sum(map(int, re.findall(r"gpu[^,(]*?:(\d+)(?:\(|,|$)", gres)))))
                free[name] = idle
        return list(found.values()), Needs(sum(free.values()))


def _ask(*command: str, check: bool = True) -> str:
    """What one of Slurm's commands prints.

    Raises
    ------
    Unreachable
        It is missing, does not answer in time, or (with ``check``) fails.
    """
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreachable(f"{command[0]}: {getattr(error, 'strerror', None) or 'no answer'}") from error
    if check and done.returncode:
        raise Unreachable(last_line(done.stderr) or command[0])
    return done.stdout


def _printed(path: Path) -> str | None:
    """The last line of a file; ``None`` where it is empty, or was written elsewhere."""
    try:
        return last_line(path.read_text(errors="replace")) or None
    except OSError:
        return None
