"""How long a page waits for its answers while the server's jobs read a folder of 100,000 files.

    python benchmarks/page_while_reading.py [--files 100000] [--seconds 40]

The server is a process of its own with a new home. The reading is cancelled at the end, and how long that took is printed too.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
from scan import make_files

ASKED = ("", "api/runs", "api/datasets", "api/jobs/{job}")


def ask(address: str, method: str = "GET", body: object = None) -> bytes:
    data = json.dumps(body).encode() if body is not None else None
    headers = {"content-type": "application/json", "origin": "/".join(address.split("/")[:3])}
    request = urllib.request.Request(address, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def until_answered(address: str) -> None:
    for _ in range(600):
        try:
            ask(address)
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def watch(base: str, folder: str, seconds: float) -> None:
    job = json.loads(ask(f"{base}api/datasets/path", "POST", {"path": folder}))["job"]
    waits: dict[str, list[float]] = {path: [] for path in ASKED}
    said: dict[str, float] = {}
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        for path in ASKED:
            asked_at = time.perf_counter()
            answer = ask(base + path.format(job=job))
            waits[path].append(time.perf_counter() - asked_at)
            if "job" in path:
                said.setdefault(json.loads(answer)["words"].split(":")[0].split(" ")[0], asked_at - began)
        time.sleep(0.1)
    cancelled_at = time.perf_counter()
    ask(f"{base}api/jobs/{job}", "DELETE")
    while not json.loads(ask(f"{base}api/jobs/{job}"))["over"]:
        time.sleep(0.02)
    print("| asked | times | median ms | p95 ms | longest ms |\n|---|---|---|---|---|")
    for path, values in waits.items():
        median, p95, longest = 1000 * np.percentile(values, (50, 95, 100))
        print(f"| /{path} | {len(values)} | {median:.0f} | **{p95:.0f}** | {longest:.0f} |")
    print("\nfirst words of the progress, and when:", {words: round(at, 1) for words, at in said.items()})
    print(f"cancelled within {time.perf_counter() - cancelled_at:.2f} s")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--files", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=40)
    given = options.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pictures"
        folder.mkdir()
        make_files(folder, given.files, 100)
        words = ["serve", "--port", str(port), "--home", f"{place}/home", "--root", str(folder)]
        server = subprocess.Popen([sys.executable, "-m", "tlgui", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            until_answered(f"http://127.0.0.1:{port}/")
            watch(f"http://127.0.0.1:{port}/", str(folder), given.seconds)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
