"""Features of a large dataset, computed in parts by one worker and by two of one core each, through a real run on a Ray cluster.

    python benchmarks/features_in_parts.py [--pictures 100000] [--size 96]

Pictures are generated and distinct. The same run is asked for twice with an empty cache, on a cluster of one node and on one of two, each
with one core of its own (Linux; ``pip install 'tlgui[ray]'``), all on this machine; a server of the same home runs beside them. Seconds are
those of the stage *features*: engine, decoding, computing, joining. Memory is the resident set of every process that carries out work, and
of the server: when a tenth is done, and at its largest after that, without the pages of files that are mapped. Cores are those that the
workers kept busy, from the first tenth on.

Prints a table, and whether both files of features are the same bit for bit.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil
from features import make_dataset
from launchers import cluster, end_workers, free_port, wait_until

from tlgui import durable
from tlgui.home import Home
from tlgui.jobs.choosing import choose
from tlgui.runs.run import Run
from tlgui.service.launch import start_run
from tlgui.specification.run_spec import RunSettings, RunSpec

PATIENCE = 3600.0
MIB = 2**20


class Measured(NamedTuple):
    """``seconds`` of the stage; MiB of the largest worker and of the server, after a tenth and at most; workers, and how many cores they kept
    busy together; the features' SHA-256.
    """

    seconds: float
    worker: tuple[int, int]
    server: tuple[int, int]
    workers: int
    cores: float
    sha256: str


@contextmanager
def server(home: Home) -> Iterator[psutil.Process]:
    command = [sys.executable, "-m", "tlgui", "serve", "--home", str(home.root), "--port", str(free_port())]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait(30)


def own_memory(process: psutil.Process) -> int:
    """Bytes without the pages of files."""
    try:
        used = process.memory_info()
        return used.rss - used.shared
    except psutil.Error:
        return 0


def processor_time(process: psutil.Process) -> float:
    """Seconds so far."""
    try:
        used = process.cpu_times()
        return used.user + used.system
    except psutil.Error:
        return 0.0


def at_posts() -> list[psutil.Process]:
    """The processes of this machine's nodes that carry out work: Ray names them after the class of the actor."""
    return [each for each in psutil.process_iter(["cmdline"]) if "ray::PostActor" in " ".join(each.info["cmdline"] or ())]


def measured(home: Home, spec: RunSpec) -> Measured:
    shutil.rmtree(home.cache / "features", ignore_errors=True)
    with server(home) as serving:
        run = start_run(home, spec, maps=False, keep_seconds=PATIENCE)
        after_a_tenth: dict[str, int] = {}
        most = {"worker": 0, "server": 0}
        workers = set[int]()
        busy: list[tuple[float, float]] = []
        while not done(run):
            there = at_posts()
            now = {"worker": max(map(own_memory, there), default=0), "server": own_memory(serving)}
            if share_done(run) >= 0.1:
                workers |= {each.pid for each in there}
                busy.append((time.monotonic(), sum(map(processor_time, there))))
                after_a_tenth = after_a_tenth or now
                most = {name: max(most[name], now[name]) for name in most}
            time.sleep(0.5)
        seconds = next(event["seconds"] for event in run.events() if event["event"] == "seconds" and event["name"] == "features")
        run.ask_to_stop()
        wait_until(lambda: any(event["event"] in ("stopped", "finished") for event in run.events()))
    end_workers(home)
    entries = [durable.read_json(each) for each in sorted((home.cache / "features").glob("*/manifest.json"))]
    sha256 = max(entries, key=lambda entry: size_of(home, entry))["sha256"]  # the other is of the target's few pictures
    told = {name: (after_a_tenth.get(name, 0) // MIB, most[name] // MIB) for name in most}
    # With few pictures the stage may be over before it was looked at twice.
    cores = (busy[-1][1] - busy[0][1]) / (busy[-1][0] - busy[0][0]) if len(busy) > 1 else float("nan")
    return Measured(seconds, told["worker"], told["server"], len(workers), cores, sha256)


def size_of(home: Home, entry: dict[str, str]) -> int:
    return (home.cache / "features" / entry["id"] / "features.npy").stat().st_size


def share_done(run: Run) -> float:
    progress = [event for event in run.events() if event["event"] == "progress" and event["name"] == "features"]
    return progress[-1]["done"] / progress[-1]["total"] if progress else 0.0


def done(run: Run) -> bool:
    events = run.events()
    if any(event["event"] == "failed" for event in events):
        sys.exit(f"the run failed: {events[-1]}")
    return any(event["event"] == "seconds" and event["name"] == "features" for event in events)


def main(pictures: int, size: int) -> None:
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    found: dict[int, Measured] = {}
    with tempfile.TemporaryDirectory() as place:
        home = Home.open(Path(place) / "home")
        source, target = make_dataset(home, pictures, size, 10, seed=1), make_dataset(home, 500, size, 10, seed=2)
        settings = RunSettings(image_size=size, augmentation="none", device="cpu", epochs=1)
        spec = RunSpec(source=source, target=target, strategy="source-only", settings=settings)
        for nodes in (1, 2):
            with cluster(nodes, dashboard=False, pinned=True) as (address, _):
                choose(home, "ray", address)
                found[nodes] = measured(home, spec)
            print(nodes, found[nodes], file=sys.stderr)
    print(f"features of {pictures:,} pictures of {size} px through a run on Ray, workers of one core each\n")
    print(
        "| workers | cores they kept busy | seconds | of one worker's | MiB of the largest worker, after a tenth and at most | of the server |"
    )
    print("|---|---|---|---|---|---|")
    for each in found.values():
        ratio = each.seconds / found[1].seconds
        print(
            f"| {each.workers} | {each.cores:.2f} | {each.seconds:.1f} | {ratio:.2f} "
            f"| {each.worker[0]} → {each.worker[1]} | {each.server[0]} → {each.server[1]} |"
        )
    print("\nbit for bit the same" if found[1].sha256 == found[2].sha256 else "\nNOT THE SAME")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument("--size", type=int, default=96)
    given = parser.parse_args()
    main(given.pictures, given.size)
