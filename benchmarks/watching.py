"""Thirty people who watch one run while it trains: how long each answer takes, and what it costs the server.

    python benchmarks/watching.py [--clients 30] [--seconds 30]

The server is a process of its own. The run is a real one of the built-in demo, trained meanwhile by the server's own workers; each client asks
once a second for what is new, as the page does.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time

import numpy as np
import psutil
from page_while_reading import ask, free_port, until_answered


def start_demo(base: str) -> str:
    """Make the demo's datasets and start a long run on them; its id."""
    job = json.loads(ask(f"{base}api/demo", "POST", {"demo": "digits"}))["job"]
    while not (found := json.loads(ask(f"{base}api/jobs/{job}")))["over"]:
        time.sleep(0.1)
    spec = {**found["result"], "strategy": "dann", "backbone": "small-cnn", "settings": {"epochs": 200}}
    return json.loads(ask(f"{base}api/runs", "POST", {"spec": spec, "once": "benchmark"}))["run"]


def watch(base: str, run: str, until: float, waits: list[float]) -> None:
    """One page: at first everything, then once a second what is new."""
    offset, generation = 0, ""
    while time.monotonic() < until:
        began = time.perf_counter()
        answer = json.loads(ask(f"{base}api/runs/{run}/live?offset={offset}&generation={generation}"))
        waits.append(time.perf_counter() - began)
        offset, generation = answer["offset"], answer["generation"]
        time.sleep(max(0.0, 1 - (time.perf_counter() - began)))


def points_of(base: str, run: str) -> int:
    return json.loads(ask(f"{base}api/runs/{run}/live"))["offset"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--clients", type=int, default=30)
    options.add_argument("--seconds", type=float, default=30)
    given = options.parse_args()
    port = free_port()
    base = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryDirectory() as place:
        words = ["serve", "--port", str(port), "--home", place]
        server = subprocess.Popen([sys.executable, "-m", "tlgui", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until_answered(base)
            run = start_demo(base)
            while points_of(base, run) < 20:
                time.sleep(0.2)
            waits: list[float] = []
            until = time.monotonic() + given.seconds
            clients = [threading.Thread(target=watch, args=(base, run, until, waits)) for _ in range(given.clients)]
            process = psutil.Process(server.pid)
            before, began, first = process.cpu_times(), time.perf_counter(), points_of(base, run)
            for client in clients:
                client.start()
                time.sleep(1 / given.clients)  # people do not come at the same moment
            for client in clients:
                client.join()
            seconds, after = time.perf_counter() - began, process.cpu_times()
            used = (after.user + after.system - before.user - before.system) / seconds
            grown = points_of(base, run) - first
            ask(f"{base}api/runs/{run}/stop", "POST")
            median, p95, longest = 1000 * np.percentile(waits, (50, 95, 100))
            print(f"{given.clients} clients for {seconds:.0f} s, {len(waits)} answers; the run wrote {grown} events meanwhile\n")
            print("| median ms | p95 ms | longest ms | server, share of a core |\n|---|---|---|---|")
            print(f"| {median:.0f} | **{p95:.0f}** | {longest:.0f} | **{used:.2f}** |")
        finally:
            server.terminate()
            server.wait()
            for process in psutil.process_iter(["cmdline"]):
                if place in " ".join(process.info["cmdline"] or ()):
                    process.kill()


if __name__ == "__main__":
    main()
