"""A class that presses Start at once on the icons demo: when the last run is over, and whether the wait that was promised is the one that came.

    PYTHONPATH=. python benchmarks/class_line.py [--people 30] [--strategies dann,mcc,coral] [--seconds 300] [--folder FOLDER]

Each person has the demo as datasets of their own, which is not timed. All start within one moment, and then everybody's place in the line is
asked for once a second, as their pages do. A promise is how long the page said that it would still take until the run begins; it is held
against when the run began. What is printed: seconds from the first press to the first start, to the last run's end and to the last map; how
often each of the people who waited saw their place or their time move, at the least; the promises' errors, as median and longest, of those
that were made in each fifth of the wait; how long one forecast takes. Ends with 1 where the last run took longer than ``--seconds``.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, pairwise
from pathlib import Path

from tlgui.data.demo import make_demo
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.jobs.workers import ensure_workers
from tlgui.machine import cores
from tlgui.planning.suggested import strategy_for, with_backbone
from tlgui.runs.run import Run
from tlgui.runs.waiting import Forecasts
from tlgui.service.launch import start_run
from tlgui.service.pairs import facts_for
from tlgui.specification.run_spec import RunSpec

EVERY_SECONDS = 1.0
GIVEN_UP_SECONDS = 1800.0
PARTS = 5


class Watched:
    """What one person saw: at which moments which place, and how many seconds were promised."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.seen: list[tuple[float, int, float | None]] = []
        self.began: float | None = None
        self.ended: float | None = None

    def moves(self) -> int:
        """How often the place, or the promised end of the wait in tens of seconds, was another than the time before."""
        shown = [(place, None if left is None else round(left, -1)) for _, place, left in self.seen]
        return sum(one != other for one, other in pairwise(shown))


def pressed(home: Home, owner: str, packs: Sequence[Pack], strategy: str) -> Watched:
    spec = RunSpec(strategy=strategy, source=packs[0].info.id, target=packs[1].info.id)
    spec = with_backbone(spec, facts_for(home, packs[0], packs[1]), [pack.info.short_side for pack in packs])
    return Watched(start_run(home, spec, owner))


def watch(home: Home, queue: JobQueue, people: dict[str, Watched], began: float) -> list[float]:
    """Look until all runs are over; milliseconds of each forecast."""
    forecasts, took = Forecasts(home, queue), []
    while any(each.ended is None for each in people.values()):
        looked = time.monotonic()
        if looked - began > GIVEN_UP_SECONDS:
            sys.exit(f"given up after {GIVEN_UP_SECONDS:.0f} s")
        ensure_workers(home)
        asked = time.perf_counter()
        now = forecasts.now()
        took.append(1000 * (time.perf_counter() - asked))
        for owner, each in people.items():
            job = queue.of_run(each.run.id, "train")
            assert job is not None
            if each.began is None and job.state != "queued":
                each.began = time.monotonic() - began
            if job.over:
                each.ended = each.ended or time.monotonic() - began
                if job.state != "done":
                    sys.exit(f"a run has {job.state}: {job.problems}")
            for row in now.of(owner):
                if row.place is not None:
                    each.seen.append((time.monotonic() - began, row.number, row.starts_in))
        time.sleep(max(0.0, looked + EVERY_SECONDS - time.monotonic()))
    return took


def errors(people: Sequence[Watched]) -> list[list[float]]:
    """By how many seconds promises were too long (or, negative, too short), by the part of the wait in which they were made."""
    by_part: list[list[float]] = [[] for _ in range(PARTS)]
    for each in people:
        assert each.began is not None
        for at, _, promised in each.seen:
            if promised is not None and at < each.began:
                by_part[min(PARTS - 1, int(PARTS * at / each.began))].append(at + promised - each.began)
    return by_part


def main(people: int, strategies: list[str], seconds: float, folder: str | None) -> None:
    with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
        home = Home.open(Path(place) / "home")
        owners = [f"person-{number:02d}" for number in range(people)]
        packs = {owner: make_demo(home, owner=owner) for owner in owners}
        queue = JobQueue(home)
        ensure_workers(home, keep_seconds=600.0)
        print(
            f"{people} people, {', '.join(strategies)}, {cores()} cores, {queue.at_a_time(LANES['train'])} at a time", flush=True
        )
        began = time.monotonic()
        with ThreadPoolExecutor(people) as pool:
            started = pool.map(lambda owner, strategy: pressed(home, owner, packs[owner], strategy), owners, cycle(strategies))
            watched = dict(zip(owners, started, strict=False))
        print(f"all pressed within {time.monotonic() - began:.1f} s", flush=True)
        took = watch(home, queue, watched, began)
        everybody = list(watched.values())
        last = max(each.ended or 0.0 for each in everybody)
        print(f"first began after {min(each.began or 0.0 for each in everybody):.1f} s; last over after {last:.1f} s", flush=True)
        while queue.in_line(LANES["map"]):
            ensure_workers(home, {LANES["map"]})
            time.sleep(0.2)
        print(f"last map after {time.monotonic() - began:.1f} s")
        patient = [each for each in everybody if each.began and each.began > 10.0]
        if patient:
            print(f"first place seen after {max(each.seen[0][0] for each in patient):.1f} s at the latest; ", end="")
            moved = min(each.moves() / each.began for each in patient if each.began)
            print(f"who waited saw it move {60 * moved:.0f} times a minute or more often")
        unknown = sum(promised is None for each in everybody for _, _, promised in each.seen)
        print(f"looks at a place: {sum(len(each.seen) for each in everybody)}, {unknown} of them without a time")
        for part, found in enumerate(errors(everybody)):
            if found:
                sizes = [abs(each) for each in found]
                print(
                    f"promises in fifth {part + 1} of the wait: off by {statistics.median(sizes):.0f} s (median), {max(sizes):.0f} s "
                    f"(longest); {statistics.median(found):+.0f} s too long (median)"
                )
        print(f"a forecast: median {statistics.median(took):.0f} ms, longest {max(took):.0f} ms")
        sys.exit(1 if last > seconds else 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--strategies", type=lambda text: text.split(","), default=[strategy_for([])])
    parser.add_argument("--seconds", type=float, default=300.0, help="asked for: the last run is over by then")
    parser.add_argument("--folder")
    given = parser.parse_args()
    main(given.people, given.strategies, given.seconds, given.folder)
