"""How long after opening a page can be used: cold (a new server, a browser that has nothing of it yet) and warm.

    PYTHONPATH=. python benchmarks/opening.py [--repeats 5]

The server is a process of its own with a home in which one run is finished. A page can be used when the names of the strategies have opened at
a press: what counts is the answer, not the drawing. The run's page is ready when its curves and both maps are drawn.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from page_while_reading import free_port, until_answered
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.ui.made import MadeRun, dataset
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
ANSWERS = """() => {
  const strategy = document.querySelector('#strategy input');
  if (!strategy || !document.body.dataset.data) return false;
  if (document.querySelector('[role=option]')) return true;
  strategy.dispatchEvent(new MouseEvent('mousedown', { bubbles: true }));
  strategy.focus();
  return false;
}"""
DRAWN = "() => document.querySelector('#map-after.drawn') && document.querySelector('[data-chart=losses] .plot')?.data"
PAGES = {
    "Adapt": ("", ANSWERS),
    "Adapt with a finished run, maps drawn": ("?run={run}", DRAWN),
    "Results": ("results", "() => document.querySelector('#runs tbody tr')"),
    "Learn": ("learn", "() => document.querySelector('#reading-domain')?.textContent"),
}


def opened(page: Page, address: str, ready: str) -> float:
    began = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.wait_for_function(ready, polling=20, timeout=60_000)
    return time.perf_counter() - began


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--repeats", type=int, default=5)
    ask.add_argument("--chromium", default="/usr/bin/chromium")
    given = ask.parse_args()
    seconds: dict[tuple[str, str], list[float]] = {(name, kind): [] for name in PAGES for kind in ("cold", "warm")}
    starts = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place, sync_playwright() as play:
        home = Home.open(Path(place))
        run = MadeRun(home, dataset(home, "photos"), dataset(home, "sketches", sketch=True)).whole().id
        browser = play.chromium.launch(executable_path=given.chromium, args=FLAGS)

        def fresh() -> BrowserContext:
            return browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-US")

        for _ in range(given.repeats):
            for name, (address, ready) in PAGES.items():
                port = free_port()
                words = ["serve", "--port", str(port), "--home", place]
                began = time.perf_counter()
                server = subprocess.Popen(
                    [sys.executable, "-m", "tlgui", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
                until_answered(f"http://127.0.0.1:{port}/api/runs")
                starts.append(time.perf_counter() - began)
                context = fresh()
                page = context.new_page()
                whole = f"http://127.0.0.1:{port}/{address.format(run=run)}"
                seconds[name, "cold"].append(opened(page, whole, ready))
                seconds[name, "warm"].append(opened(page, whole, ready))
                context.close()
                server.terminate()
                server.wait()
                queue = JobQueue(home)
                for worker in queue.roster.workers():  # they go on without it, and the next server must begin as the first
                    queue.launcher.end(worker.handle)
        browser.close()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, median (longest) of {given.repeats}; from the start of the server to"
    )
    print(f"its first answer {statistics.median(starts):.1f} s\n")
    print("| | cold, s | warm, s |\n|---|---|---|")
    for name in PAGES:
        cold, warm = (seconds[name, kind] for kind in ("cold", "warm"))
        said = [f"**{statistics.median(each):.2f}** ({max(each):.2f})" for each in (cold, warm)]
        print(f"| {name} | {said[0]} | {said[1]} |")


if __name__ == "__main__":
    main()
