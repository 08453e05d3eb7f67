"""Fifty people who watch one run: how long its answers and the pages take, alone and beside a training, and what it costs the server.

    PYTHONPATH=. python benchmarks/watching.py [--clients 50] [--seconds 30] [--only alone|training]

The server is a process of its own. Each client asks once a second for what is new of the run, as its page does, and opens a page of Gradio's
when it comes and every ten seconds after. **Alone** the run is written by this program, ten steps a second, and nothing is computed; **beside
a training** it is a real one of the built-in demo, which the server's own workers train meanwhile.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import numpy as np
import psutil
from memory import anonymous
from page_while_reading import ask, free_port, until_answered

from tests.ui.made import MadeRun, dataset
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue

PAGES = ("", "results", "data", "?run={run}")
PAGE_SECONDS = 10.0
STEPS_A_SECOND = 10


@contextmanager
def written(home: Home, base: str) -> Iterator[str]:
    """A run that this program writes as a trainer would."""
    made = MadeRun(home, dataset(home, "photos", each=100), dataset(home, "sketches", each=100, sketch=True))
    made.begin()
    over = threading.Event()

    def write() -> None:
        for step in range(made.STEPS * 100):
            made.train(step + 1, start=step)
            made.beat()
            if over.wait(1 / STEPS_A_SECOND):
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield made.run.id
    finally:
        over.set()
        writer.join()


@contextmanager
def trained(home: Home, base: str) -> Iterator[str]:
    """A run of the demo, long enough not to end meanwhile."""
    job = json.loads(ask(f"{base}api/demo", "POST", {"demo": "digits"}))["job"]
    while not (found := json.loads(ask(f"{base}api/jobs/{job}")))["over"]:
        time.sleep(0.1)
    spec = {**found["result"], "strategy": "dann", "backbone": "small-cnn", "settings": {"epochs": 400}}
    run = json.loads(ask(f"{base}api/runs", "POST", {"spec": spec, "once": "benchmark"}))["run"]
    while points_of(base, run) < 20:
        time.sleep(0.2)
    yield run
    ask(f"{base}api/runs/{run}/stop", "POST")


RUNS: dict[str, Callable[[Home, str], object]] = {"alone": written, "training": trained}


def points_of(base: str, run: str) -> int:
    return json.loads(ask(f"{base}api/runs/{run}/live"))["offset"]


def watch(base: str, run: str, until: float, waits: dict[str, list[float]], pages: Iterator[str]) -> None:
    """One person: at first a page and everything of the run, then once a second what is new, and now and then another page."""
    offset, generation, next_page = 0, "", time.monotonic()
    while (began := time.monotonic()) < until:
        if began >= next_page:
            next_page = began + PAGE_SECONDS
            ask(base + next(pages).format(run=run))
            waits["page"].append(time.monotonic() - began)
        asked = time.monotonic()
        answer = json.loads(ask(f"{base}api/runs/{run}/live?offset={offset}&generation={generation}"))
        waits["live"].append(time.monotonic() - asked)
        offset, generation = answer["offset"], answer["generation"]
        time.sleep(max(0.0, 1 - (time.monotonic() - began)))


def measure(name: str, clients: int, seconds: float) -> None:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        home, port = Home.open(Path(place)), free_port()
        base = f"http://127.0.0.1:{port}/"
        words = ["serve", "--port", str(port), "--home", place]
        server = subprocess.Popen([sys.executable, "-m", "tlgui", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until_answered(base)
            with RUNS[name](home, base) as run:  # type: ignore[attr-defined]
                for page in PAGES:
                    ask(base + page.format(run=run))
                waits: dict[str, list[float]] = {"live": [], "page": []}
                pages, until = cycle(PAGES), time.monotonic() + seconds
                people = [threading.Thread(target=watch, args=(base, run, until, waits, pages)) for _ in range(clients)]
                process = psutil.Process(server.pid)
                before, began, first, held = process.cpu_times(), time.perf_counter(), points_of(base, run), anonymous(process)
                for person in people:
                    person.start()
                    time.sleep(1 / clients)  # people do not come at the same moment
                for person in people:
                    person.join()
                took, after = time.perf_counter() - began, process.cpu_times()
                used = (after.user + after.system - before.user - before.system) / took
                grown = (anonymous(process) - held) / 2**20
                events = points_of(base, run) - first
            told = [f"{1000 * value:.0f}" for each in ("live", "page") for value in np.percentile(waits[each], (50, 95, 100))]
            told[1], told[4] = f"**{told[1]}**", f"**{told[4]}**"
            print(
                f"| {name} | {len(waits['live'])}, {len(waits['page'])}, {events} | {' | '.join(told)} | {used:.2f} | **{grown:.0f}** |"
            )
        finally:
            server.terminate()
            server.wait()
            queue = JobQueue(home)
            for worker in queue.roster.workers():
                queue.launcher.end(worker.handle)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--seconds", type=float, default=30)
    options.add_argument("--only", choices=RUNS)
    given = options.parse_args()
    print(f"{given.clients} clients for {given.seconds:.0f} s, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before\n")
    print(
        "| | answers, pages, events written | live ms | p95 | longest | page ms | p95 | longest | server, share of a core | MiB more |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name in [given.only] if given.only else RUNS:
        measure(name, given.clients, given.seconds)


if __name__ == "__main__":
    main()
