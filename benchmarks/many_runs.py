"""A home with ten thousand runs: how long Results takes, what a poll costs, and what it all does to the server.

    PYTHONPATH=. python benchmarks/many_runs.py [--runs 10000] [--groups 200] [--home FOLDER]

The runs are copies of a few made ones (finished with other scores, stopped, failed) under ids, names, dates and pictures of their own; files
that would be equal are links to one, so that a home is made in about a minute. With --home it is made there, and used again the next time.
The server is a process of its own: first with an empty home, then with all runs and no index of them, then with the index.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import psutil
from memory import anonymous
from page_while_reading import ask, free_port, until_answered

from tests.ui.many import copies, patterns
from tlgui.home import Home
from tlgui.jobs.processes import own_identity
from tlgui.jobs.queue import JobQueue


class Server:
    """A server on a home, asked as a page asks."""

    def __init__(self, home: Path) -> None:
        self.base = f"http://127.0.0.1:{free_port()}/"
        words = ["serve", "--port", self.base.split(":")[2].strip("/"), "--home", str(home)]
        began = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tlgui", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until_answered(self.base)
        self.started = time.perf_counter() - began

    def get(self, path: str, **query: object) -> dict:
        return json.loads(ask(f"{self.base}api/{path}?{urlencode(query)}"))

    def memory(self) -> float:
        """MiB that the process holds itself."""
        return anonymous(psutil.Process(self.process.pid)) / 2**20

    def end(self, home: Path) -> None:
        self.process.terminate()
        self.process.wait()
        queue = JobQueue(Home(home))
        for worker in queue.roster.workers():
            if worker.handle != own_identity().as_json():  # the runs that are made here are those of this process
                queue.launcher.end(worker.handle)


@contextmanager
def serving(home: Path) -> Iterator[Server]:
    server = Server(home)
    try:
        yield server
    finally:
        server.end(home)


def timed(name: str, times: int, answer: Callable[[], bytes], before: Callable[[], object] = lambda: None) -> None:
    """A row of the table: how long an answer takes after ``before``, and how large it is."""
    waits, size = [], 0
    for _ in range(times):
        before()
        began = time.perf_counter()
        size = len(answer())
        waits.append(time.perf_counter() - began)
    median, longest = 1000 * np.percentile(waits, (50, 100))
    print(f"| {name} | **{median:.0f}** | {longest:.0f} | {size:,} |", flush=True)


def everything(server: Server, times: int) -> None:
    """What a page of results, and those beside it, ask for."""
    base = f"{server.base}api/"
    shown = server.get("leaderboard")
    timed("first page", times, lambda: ask(f"{base}leaderboard"))
    seen = ",".join(f"{board['key']}:{len(board['order'])}" for board in shown["boards"])
    mark = {"mark": shown["mark"], "shown": seen, "until": shown["next"] or ""}
    timed("poll, nothing changed", times, lambda: ask(f"{base}leaderboard/changes?{urlencode(mark)}"))
    if not shown["boards"]:
        return
    runs = [key for board in shown["boards"] for key, *_ in board["order"] if not key.startswith("=")]

    def rename() -> None:
        ask(f"{base}runs/{runs[0]}/remarks", "PUT", {"name": f"renamed {time.time_ns()}"})

    timed("poll, a run was renamed", times, lambda: ask(f"{base}leaderboard/changes?{urlencode(mark)}"), rename)
    largest = max(shown["boards"], key=lambda board: board["count"])
    after = largest["order"][-1][0]
    timed(f"50 more of a board of {largest['count']:,}", times, lambda: ask(f"{base}leaderboard/{largest['key']}?after={after}"))
    if shown["next"]:
        timed("older boards", times, lambda: ask(f"{base}leaderboard?{urlencode({'after': shown['next']})}"))
    for search in ("giraffes", "strategy:mcc #paper", "DANN"):
        timed(f"search: {search}", times, lambda search=search: ask(f"{base}leaderboard?{urlencode({'search': search})}"))
    for path in ("runs", "tries", "bin", "disk", "queue"):
        timed(f"/api/{path}", times, lambda path=path: ask(f"{base}{path}"))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=10_000)
    options.add_argument("--groups", type=int, default=200)
    options.add_argument("--times", type=int, default=10)
    options.add_argument("--home", type=Path)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        home = Home.open(given.home or Path(place) / "home")
        if not any(home.runs.iterdir()):
            copies(home, patterns(home), given.runs, given.groups)
        for old in home.jobs.glob("runs-*"):
            old.unlink()
        count = sum(1 for _ in home.runs.iterdir())
        load = os.getloadavg()[0]
        print(f"{count:,} runs in {given.groups} groups; {os.cpu_count()} cores, load {load:.1f}; medians of {given.times}\n")
        with serving(Path(place) / "empty") as server:
            empty = server.started
            print("| asked, empty home | ms | longest ms | bytes |\n|---|---|---|---|")
            everything(server, given.times)
            least = server.memory()
        with serving(home.root) as server:
            without, began = server.started, time.perf_counter()
            print("\n| asked while runs are read | ms | longest ms | bytes |\n|---|---|---|---|")
            timed("first page", 3, lambda: ask(f"{server.base}api/leaderboard"))
            while server.get("leaderboard")["reading"]:
                time.sleep(1)
            reading, after_reading = time.perf_counter() - began, server.memory()
        with serving(home.root) as server:
            with_index = server.started
            print("\n| asked | ms | longest ms | bytes |\n|---|---|---|---|")
            everything(server, given.times)
            most = server.memory()
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "tlgui", "runs", "--limit", "20", "--home", str(home.root)], check=True, capture_output=True
        )
        listed = time.perf_counter() - began
        print("\n| | |\n|---|---|")
        print(f"| start of the server: empty home, no index, index | {empty:.1f} s, {without:.1f} s, **{with_index:.1f} s** |")
        print(f"| until all runs were read, in the background | {reading:.0f} s |")
        print(
            f"| memory of the server: empty home, after reading, after all that was asked | {least:.0f} MiB, {after_reading:.0f} MiB, ",
            end="",
        )
        print(f"**{most:.0f} MiB** |")
        print(f"| `tlgui runs --limit 20` | {listed:.1f} s |")


if __name__ == "__main__":
    main()
