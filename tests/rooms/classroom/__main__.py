"""A class that joins a room, takes what was handed out, starts, watches, reloads and tries pictures, while the host has the wall open.

    python -m tests.rooms.classroom [--people 30] [--browsers 8] [--seconds 600] [--seed 0]

Prints what it saw; ends with 1 where something did not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from tests.conftest import kill_workers
from tests.rooms.classroom.alone import different
from tests.rooms.classroom.browsers import Host, PupilWithBrowser
from tests.rooms.classroom.canaries import Marks
from tests.rooms.classroom.heard import Heard
from tests.rooms.classroom.material import ICONS, SMALL, Material
from tests.rooms.classroom.order import longest_wait, taken_runs, unfair
from tests.rooms.classroom.pupils import Pupil
from tests.rooms.classroom.server import RoomServer, hand_out
from tlgui.home import Home
from tlgui.machine import cores
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
GROWN_MIB = 100.0
JOINING_SECONDS = 20.0
MEMORY_SECONDS, LAST = 5.0, 4
"""How often memory is measured. It has grown by what none of the last few times goes below: what is given back in between was borrowed."""


def as_on_other_computers(folder: Path) -> Path:
    """Chromium as a program that takes only what server and trainings leave: in a class each runs on a computer of its own.

    It sets the priority of its own processes, and Linux weighs sessions first (``autogroup``): Playwright starts each in a session.
    """
    nice = folder / "chromium"
    nice.write_text(f'#!/bin/sh\necho 10 > /proc/self/autogroup\nexec nice -n 10 {CHROMIUM} "$@"\n')
    nice.chmod(0o755)
    return nice


async def class_of(
    server: RoomServer, pair: dict[str, str], material: Material, heard: Heard, asked: argparse.Namespace
) -> list[float]:
    """Play it; the memory of the server, in MiB, every few seconds."""
    until, code, draw = time.monotonic() + asked.seconds, server.room.facts.code, random.Random(asked.seed)
    memory = [server.megabytes()]

    async def measure() -> None:
        while True:
            await asyncio.sleep(MEMORY_SECONDS)
            memory.append(server.megabytes())

    def asks(draws: random.Random) -> dict[str, Any]:
        return {**pair, **material.spec(draws.choice(material.strategies), draws.randrange(2))}

    async def late(number: int) -> None:
        await asyncio.sleep(draw.uniform(0, min(JOINING_SECONDS, asked.seconds / 10)))
        if number < asked.browsers:
            await PupilWithBrowser(number, server.address, code, heard, until).lesson(browser)
        else:
            await Pupil(number, server.address, code, asks, heard, until, asked.seed).lesson()

    async with async_playwright() as play:
        browser = await play.chromium.launch(executable_path=as_on_other_computers(server.home.root.parent), args=FLAGS)
        measuring = asyncio.create_task(measure())
        host = asyncio.create_task(Host(-1, heard).lead(browser, server.host_link, until))
        ended = await asyncio.gather(*(late(number) for number in range(asked.people)), host, return_exceptions=True)
        measuring.cancel()
        await browser.close()
    heard.wrong += [f"somebody could not go on: {each!r}" for each in ended if isinstance(each, BaseException)]
    return memory


def main(asked: argparse.Namespace) -> int:
    heard, material = Heard(Marks(asked.people)), SMALL if asked.small else ICONS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        home = Home.open(Path(place) / "home")
        server = RoomServer(home)
        try:
            memory = asyncio.run(class_of(server, hand_out(server, material), material, heard, asked))
        finally:
            server.end()
            kill_workers(home)
        runs = taken_runs(home)
        people = [person.id for person in server.room.people.all()]
        finished = [run for owner in people for run in RunStore(home).all(owner) if _has_result(run)]
        heard.wrong += unfair(runs)
        heard.wrong += [line for line in server.said().splitlines() if "Traceback" in line or "Error" in line]
        settings, others = different(finished, material)
    heard.wrong += others
    failed = checked(heard, memory, asked)
    load = ", ".join(f"{each:.0f}" for each in os.getloadavg())
    print(f"{asked.people} people for {asked.seconds:.0f} s, {asked.browsers} of them in browsers; {cores()} cores, load {load}")
    print(heard.table())
    print(
        f"{sum(heard.statuses.values())} answers, {sum(count for status, count in heard.statuses.items() if status >= 500)} of them 5xx; "
        f"{heard.read / 1e6:.0f} MB looked through: own marks found {heard.own['text']} times in text and {heard.own['pictures']} times in "
        f"pictures, others' never"
        if not any("told person" in each for each in heard.wrong)
        else "marks of others were found"
    )
    print(f"the server's memory: {memory[0]:.0f} MiB at first, {max(memory):.0f} at most, {memory[-1]:.0f} in the end")
    print(
        f"{len(runs)} runs were taken in a fair order, the longest wait was {longest_wait(runs):.0f} s"
        if not unfair(runs)
        else "unfair"
    )
    print(f"{len(finished)} runs have the numbers of the same {settings} alone" if not others else "other numbers than alone")
    for each in [*failed, *dict.fromkeys(heard.wrong)][:40]:
        print(f"WRONG: {each}")
    return 1 if failed or heard.wrong else 0


def _has_result(run: Run) -> bool:
    return any(event["event"] == "result" for event in run.events())


def checked(heard: Heard, memory: list[float], asked: argparse.Namespace) -> list[str]:
    """What did not hold, in words."""
    found = [f"{kind}: 95 of 100 within {took:.0f} ms" for kind, took in heard.slowest().items() if took > asked.milliseconds]
    if (grown := min(memory[-LAST:]) - memory[0]) >= GROWN_MIB:
        found.append(f"the server's memory grew by {grown:.0f} MiB")
    if min(heard.own["text"], heard.own["pictures"]) < asked.people - asked.browsers:
        found.append(f"own marks were found only {heard.own} times")
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--browsers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--small", action="store_true", help="small pictures and a small network: seconds a run")
    parser.add_argument("--milliseconds", type=float, default=500.0, help="within which 95 of 100 pages and polls are answered")
    sys.exit(main(parser.parse_args()))
