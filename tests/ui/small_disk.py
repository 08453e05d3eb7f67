"""A real server whose home lies on a small disk of its own, in a private mount: any test can fill it, or make it read-only, meanwhile.

``python -m tests.ui.small_disk HOME PORT`` is what runs in there (see :func:`started`). Its workers are those of
:mod:`tests.jobs.fake_worker`, and what is on its disk is made before it answers.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.conftest import missing
from tests.jobs.launched import start_instead
from tests.ui.made import MadeRun, dataset
from tests.waiting import wait_until, wait_until_it_answers
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, SearchStore
from tlgui.home import LOCAL_OWNER, Home, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs.bin import RunBin
from tlgui.runs.presets import PresetStore, preset_of
from tlgui.runs.store import RunStore
from tlgui.service.datasets import DatasetBin
from tlgui.specification.run_spec import RunSpec
from tlgui.specification.target_shares import TargetShares

SIZE = 64 * 2**20
ROOT = Path(__file__).parents[2]
ORIGIN = {"origin": "http://localhost:7860", "host": "localhost:7860"}


@dataclass
class SmallDisk:
    """The running server: where it answers, what it has (ids by name), and its disk as it is seen from outside."""

    address: str
    has: dict[str, str]
    process: subprocess.Popen[str]
    mount: Path
    client: httpx.Client

    @property
    def root(self) -> Path:
        return Path(f"/proc/{self.process.pid}/root{self.mount}")

    def fill(self) -> int:
        """Fill the disk to its last byte; how much that was."""
        written = 0
        with open(self.root / "filler", "ab", buffering=0) as file:
            for piece in (2**20, 2**12, 2**10, 1):
                with suppress(OSError):
                    while True:
                        written += file.write(bytes(piece))
        return written

    def empty(self) -> None:
        (self.root / "filler").unlink()

    @property
    def free(self) -> int:
        found = os.statvfs(self.root)
        return found.f_bfree * found.f_frsize

    def read_only(self, on: bool) -> None:
        """Make it read-only for everything that is opened from now on, as a disk with errors becomes, or take that back."""
        if on:
            self._inside("mount", "--bind", str(self.mount), str(self.mount))
            self._inside("mount", "-o", "remount,ro,bind", str(self.mount))
        else:
            self._inside("umount", str(self.mount))

    def _inside(self, *command: str) -> None:
        """Run a command in its mount. The kernel refuses both turns while somebody has a file open to write to, or any at all: they are tried
        until nobody has.
        """
        user = [] if os.geteuid() == 0 else ["-U", "--preserve-credentials"]
        asked = ["nsenter", "-t", str(self.process.pid), *user, "-m", *command]
        wait_until(lambda: subprocess.run(asked, check=False).returncode == 0)

    def call(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.client.request(method, path, **more)

    def alive(self) -> bool:
        return self.process.poll() is None


@contextmanager
def started(folder: Path, port: int, mount: str = f"mount -t tmpfs -o size={SIZE},mode=755 none") -> Iterator[SmallDisk]:
    """Start it below ``folder``. ``mount``: the command that makes its disk; where that is not allowed, it is :func:`missing`."""
    place = folder / "disk"
    place.mkdir()
    unshare = ["unshare", "-m" if os.geteuid() == 0 else "-Urm", "--propagation", "private"]
    script = f'{mount} "$1" && mkdir -p "$1/home" && echo mounted && exec "$2" -m tests.ui.small_disk "$1/home" "$3"'
    jobs = {"TLGUI_TEST_DO": "quiet", "TLGUI_TEST_OTHERS": "tests.jobs.handlers:last"}  # jobs that end may use the reserve
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **jobs}
    process = subprocess.Popen(
        [*unshare, "sh", "-c", script, "sh", str(place), sys.executable, str(port)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    if process.stdout.readline() != "mounted\n":
        process.wait()
        missing("a private mount is not allowed here")
    client = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=ORIGIN, timeout=120)
    try:
        has = json.loads(process.stdout.readline())
        address = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{address}/api/runs", lambda: process.poll() is None)
        yield SmallDisk(address, has, process, place, client)
    finally:
        client.close()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for each in _workers(place / "home"):
            with suppress(ProcessLookupError):
                os.killpg(each, signal.SIGKILL)


def _workers(home: Path) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            if str(home).encode() in (entry / "cmdline").read_bytes().split(b"\0"):
                found.append(int(entry.name))
    return found


# -- inside ----------------------------------------------------------------------------------------------------------------------


def furnished(home: Home, owner: str = LOCAL_OWNER, named: str = "") -> dict[str, str]:
    """What somebody has after some days: datasets, finished runs, two without maps, one of each in the bin, one that trains, one that waits, a
    preset, and a search that was stopped; once resumed it waits for the one that waits. ``named``: what all names begin with.
    """
    source, target = (
        dataset(home, f"{named}photos", each=6, owner=owner),
        dataset(home, f"{named}sketches", each=5, sketch=True, owner=owner),
    )
    runs = {name: MadeRun(home, source, target, owner=owner).whole() for name in ("run", "other", "unwanted", "binned")}
    for name in ("undrawn", "undrawn_too"):
        made = MadeRun(home, source, target, owner=owner)
        made.begin()
        made.train()
        made.snapshots()
        made.finish()
        runs[name] = made.run
    queue = JobQueue(home)
    for name in ("training", "waiting", "waiting_too"):
        run = RunStore(home).create(runs["run"].spec, runs["run"].names, owner)
        queue.submit("train", {"run": run.id}, run=run.id, owner=owner)
        runs[name] = run
    preset = PresetStore(home).save(preset_of(RunSpec(strategy="dann", backbone="small-cnn"), f"{named}kept"), owner)
    job = queue.submit("xray", {"source": source.info.id, "target": target.info.id}, owner=owner)
    queue.cancel(job.id)
    RunBin(home).put(RunStore(home).get(runs["binned"].id, owner))
    search = SearchStore(home).create(
        new_id(),
        Plan("nothing", TargetShares()),
        Member(runs["waiting"].id, "dann", False, True),
        settings={},
        confirmed=(),
        owner=owner,
    )
    search.control.ask_to_stop()
    unused = {
        name: dataset(home, f"{named}{name}", each=2, owner=owner).info.id for name in ("unwanted_dataset", "binned_dataset")
    }
    DatasetBin(home).put(unused["binned_dataset"], owner)
    (home.root.parent / "pictures").mkdir(exist_ok=True)
    ids = {name: run.id for name, run in runs.items()}
    ids["pictures"] = str(home.root.parent / "pictures")
    ids |= unused
    return {**ids, "search": search.id, "source": source.info.id, "target": target.info.id, "preset": preset.id, "job": job.id}


def main(home: Home, port: int) -> None:
    from tlgui.ui.server import serve

    start_instead()
    print(json.dumps(furnished(home)), flush=True)
    serve(home, port=port, hosts=("localhost",), roots=(home.root.parent / "pictures",))


if __name__ == "__main__":
    main(Home.open(sys.argv[1]), int(sys.argv[2]))
