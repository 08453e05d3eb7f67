"""The first minute of somebody new: from the press of the demo to both maps and a verdict, each time in a cold home with a new server.

    PYTHONPATH=. python benchmarks/first_minute.py [--repeats 3] [--demo icons|digits] [--zip pacs-photo-art.zip] [--features 3000]
    PYTHONPATH=. python benchmarks/first_minute.py --new-machine [--repeats 3]

With ``--zip`` (two folders, a domain each) the first run of its pictures is also timed on the command line, from a cold home; so are the
features alone, with all that belongs to them, against plain PyTorch on the same pictures. With ``--features`` nothing is measured but these, on
so many generated pictures. With ``--new-machine`` nothing that numba keeps on a machine is there yet, and the pair does not stand. Seconds,
medians of the repeats (the longest in brackets); a page is driven as a person would, so what counts is what is on the screen.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from features import make_dataset
from page_while_reading import free_port, until_answered
from playwright.sync_api import Browser, Page, sync_playwright

from tlgui.home import Home
from tlgui.jobs.queue import JobQueue

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
LONGEST_MS = 600_000
USABLE = "() => document.body?.dataset.data !== undefined && document.querySelector('#demo')"
CHOSEN = "() => document.querySelector('#start:enabled') && document.querySelectorAll('.chosen img').length > 1"
POINT = "() => [...document.querySelectorAll('[data-chart] .plot')].some((each) => each.data?.some((line) => line.x?.length))"
MAPS = "() => document.querySelector('#map-before.drawn') && document.querySelector('#map-after.drawn')"
OVER = "() => document.querySelector('#status [data-state=finished]') && document.querySelector('#result .headline')?.textContent"
STOOD_SECONDS = 20
PLAIN = """
import sys, time
began = time.perf_counter()
import torch
from tlgui.data.dataset import Pictures
from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.models.backbones import build
import numpy as np
built = build("efficientnet-lite0")
network = torch.nn.Sequential(*built.stages.values()).eval()
store = DatasetStore(Home.open(sys.argv[1]))
for pack in [store.get(info.id) for info in store.all()]:
    pictures = Pictures(pack, 224, built.mean, built.std, keep=False)
    for start in range(0, len(pack), 32):
        with torch.no_grad():
            network(pictures.batch(np.arange(start, min(start + 32, len(pack))), None)).numpy()
print(time.perf_counter() - began)
"""
OURS = """
import sys, time
began = time.perf_counter()
from tlgui.data.dataset import Pictures
from tlgui.data.store import DatasetStore
from tlgui.home import Home
from tlgui.models.backbones import open_backbone
from tlgui.training.device import Device
from tlgui.training.feature_cache import activations, choose_engine
home, device = Home.open(sys.argv[1]), Device("cpu")
backbone, engine = open_backbone(home, "efficientnet-lite0"), ""
store = DatasetStore(home)
for pack in [store.get(info.id) for info in store.all()]:
    pictures = Pictures(pack, backbone.image_size, backbone.mean, backbone.std, keep=False)
    engine = engine or choose_engine(home, [pictures], backbone, len(backbone.stages), device)
    activations(home, pictures, backbone, len(backbone.stages), device, engine=engine)
print(time.perf_counter() - began)
"""


class Took(dict[str, list[float]]):
    """Seconds by what they are of."""

    def note(self, what: str, seconds: float) -> None:
        self.setdefault(what, []).append(seconds)
        print(f"  {seconds:6.1f} {what}", flush=True)


def wait(page: Page, condition: str) -> None:
    page.wait_for_function(condition, polling=20, timeout=LONGEST_MS)


def newcomer(browser: Browser, demo: str, took: Took, *, stood: bool, new_machine: bool = False) -> None:
    """A cold home: the page, the demo, a run and a second one; with ``stood`` the pair stands a while before Start. On a ``new_machine`` numba
    has compiled nothing.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        port, began = free_port(), time.perf_counter()
        command = [sys.executable, "-m", "tlgui", "serve", "--port", str(port), "--home", place]
        env = {**os.environ, **({"NUMBA_CACHE_DIR": f"{place}/numba"} if new_machine else {})}
        server = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        context = browser.new_context(viewport={"width": 1400, "height": 900}, locale="en-US")
        try:
            until_answered(f"http://127.0.0.1:{port}/api/runs")
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
            wait(page, USABLE)
            if not stood:
                took.note("from the command to a page that can be used", time.perf_counter() - began)
            pressed = time.perf_counter()
            page.click("#demo" if demo == "icons" else f"[data-demo={demo}]", timeout=LONGEST_MS)
            wait(page, CHOSEN)
            if stood:
                time.sleep(STOOD_SECONDS)
                one_run(page, took, "Start after the pair stood 20 s", time.perf_counter())
            else:
                took.note("from the demo to a Start that can be pressed", time.perf_counter() - pressed)
                one_run(page, took, "first run", pressed)
                page.goto(page.url.replace("run=", "from="), wait_until="commit")
                wait(page, CHOSEN)
                page.get_by_label("Epochs").fill("7")
                page.wait_for_function("document.querySelector('#command code').innerText.includes('epochs=7')")
                one_run(page, took, "second run", time.perf_counter())
        finally:
            context.close()
            end(server, Path(place))


def one_run(page: Page, took: Took, name: str, pressed: float) -> None:
    """From Start (``pressed``: from where the whole is counted) to the first point, both maps and the verdict."""
    page.wait_for_selector("#start:enabled", timeout=LONGEST_MS)
    started = time.perf_counter()
    page.click("#start")
    page.wait_for_function("location.search.includes('run=')", timeout=LONGEST_MS)
    wait(page, POINT)
    took.note(f"{name}: from Start to the first point", time.perf_counter() - started)
    wait(page, MAPS)
    took.note(f"{name}: to both maps", time.perf_counter() - pressed)
    wait(page, OVER)
    took.note(f"{name}: to the verdict, all told", time.perf_counter() - pressed)


def end(server: subprocess.Popen[bytes], place: Path) -> None:
    """The next one must begin as the first: workers go on without their server."""
    server.terminate()
    server.wait()
    end_workers(place)


def end_workers(place: Path) -> None:
    queue = JobQueue(Home.open(place))
    for worker in queue.roster.workers():
        queue.launcher.end(worker.handle)


def command_line(domains: list[Path], took: Took) -> None:
    """The first run of two folders, from a cold home; then the features of the same pictures, ours (in a cache that is empty) and plainly."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        source, target = map(str, domains)
        began = time.perf_counter()
        words = ["train", "--source", source, "--target", target, "--home", place]
        subprocess.run([sys.executable, "-m", "tlgui", *words], check=True, capture_output=True)
        took.note("first run on the command line", time.perf_counter() - began)
        end_workers(Path(place))
        for folder in ("features", "engines", "backbones"):
            subprocess.run(["rm", "-rf", str(Path(place) / "cache" / folder)], check=True)
        features(place, took)


def features(place: str, took: Took) -> None:
    """Of all pictures in a home whose caches are empty."""
    for name, program in (("features and all that belongs to them", OURS), ("the same by plain PyTorch", PLAIN)):
        found = subprocess.run([sys.executable, "-c", program, place], check=True, capture_output=True, text=True)
        took.note(name, float(found.stdout))


def features_of(count: int, took: Took) -> None:
    with tempfile.TemporaryDirectory() as place:
        make_dataset(Home.open(place), count, 256)
        features(place, took)


def repeated(repeats: int, each: Callable[[], None]) -> None:
    for number in range(repeats):
        print(f"{number + 1} of {repeats}, load {os.getloadavg()[0]:.1f}", flush=True)
        each()


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--repeats", type=int, default=3)
    ask.add_argument("--demo", default="icons")
    ask.add_argument("--zip", type=Path)
    ask.add_argument("--features", type=int)
    ask.add_argument("--new-machine", action="store_true")
    ask.add_argument("--chromium", default="/usr/bin/chromium")
    given = ask.parse_args()
    took = Took()
    if given.features is not None:
        repeated(given.repeats, lambda: features_of(given.features, took))
        print_table(f"{given.features} generated pictures", given.repeats, took)
        return
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=given.chromium, args=FLAGS)
        repeated(given.repeats, lambda: newcomer(browser, given.demo, took, stood=False, new_machine=given.new_machine))
        if not given.new_machine:
            repeated(given.repeats, lambda: newcomer(browser, given.demo, took, stood=True))
        browser.close()
    if given.zip is not None:
        with tempfile.TemporaryDirectory() as place, zipfile.ZipFile(given.zip) as pictures:
            pictures.extractall(place)
            domains = sorted((each for each in Path(place).iterdir() if each.is_dir()), reverse=True)
            repeated(given.repeats, lambda: command_line(domains, took))
    print_table(given.demo, given.repeats, took)


def print_table(of: str, repeats: int, took: Took) -> None:
    print(f"\n{of}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, seconds, median (longest) of {repeats}\n")
    print("| | |\n|---|---|")
    for what, seconds in took.items():
        print(f"| {what} | **{statistics.median(seconds):.1f}** ({max(seconds):.1f}) |")


if __name__ == "__main__":
    main()
