"""How smooth the maps are in a browser: frames while they play, and how long a zoom, a new colour and a selection take.

    PYTHONPATH=. python benchmarks/map_frames.py [--points 10000] [--stops 6]

Makes a run without training, serves it, and plays its maps in headless Chromium, which draws on the processor: a graphics card is not used. The
machine's load is part of what is measured.
"""

from __future__ import annotations

import argparse
import os
import socket
import statistics
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import uvicorn
from playwright.sync_api import Page, sync_playwright

from tests.ui.made import MadeRun, dataset
from tlgui import durable
from tlgui.home import Home
from tlgui.ui.server import create_app

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu"]
FRAMES = """async () => {
  const slider = document.querySelector('#maps .scrub input');
  const times = [];
  document.querySelector('#maps .play').click();
  await new Promise((done) => {
    let last = performance.now();
    const frame = (now) => {
      times.push(now - last);
      last = now;
      if (times.length > 3 && Number(slider.value) >= Number(slider.max)) done();
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return times.slice(1);
}"""
STEPS = 60
SCRUB = """async (steps) => {
  const slider = document.querySelector('#maps .scrub input');
  for (let step = 0; step < steps; step += 1) {
    slider.value = 0.1 + 0.3 * step / steps; // between two stops: no colour changes
    slider.dispatchEvent(new Event('input'));
    await new Promise(requestAnimationFrame);
  }
}"""
ACT = """async (act) => {
  const began = performance.now();
  await act();
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - began;
}"""
ACTS = {
    "zoom": "() => Plotly.relayout('map-before', { 'xaxis.range': [-4, 4], 'yaxis.range': [-4, 4] })",
    "colour by confidence": "() => document.querySelector('#maps input[value=confidence]').click()",
    "one class alone": "() => document.querySelector('#maps input[value=class]').click()",
}


def enlarge(made: MadeRun, points: int) -> None:
    """Repeat the points, names and thumbnails of a made run until it has so many."""
    maps = made.run.folder / "maps"
    sample = durable.read_json(made.run.folder / "sample" / "sample.json")
    random = np.random.default_rng(0)
    order = {}
    for role in ("source", "target"):
        order[role] = np.resize(np.arange(len(sample[role]["names"])), points // 2)
        sample[role]["names"] = [sample[role]["names"][each] for each in order[role]]
        if sample[role]["labels"] is not None:
            sample[role]["labels"] = [sample[role]["labels"][each] for each in order[role]]
    sample["target"]["indices"] = [sample["target"]["indices"][each] for each in order["target"]]
    durable.write_json(made.run.folder / "sample" / "sample.json", sample)
    for path in maps.glob("*.npz"):
        with np.load(path) as file:
            arrays = {name: file[name][order[name.partition("_")[0]]] for name in file.files}
        for role in order:
            arrays[role] = (arrays[role] + random.normal(0, 0.5, arrays[role].shape)).astype(np.float32)
        np.savez(path, **arrays)


def cost_of_a_frame(page: Page) -> float:
    """Processor milliseconds of the page's main thread for a frame of scrubbing, which other work on the machine does not change."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
        return 1000 * found["TaskDuration"]

    page.evaluate(SCRUB, 5)
    before = spent()
    page.evaluate(SCRUB, STEPS)
    return (spent() - before) / STEPS


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--points", type=int, default=10_000)
    ask.add_argument("--stops", type=int, default=6)
    ask.add_argument("--chromium", default="/usr/bin/chromium")
    given = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder, socket.socket() as probe:
        home = Home.open(Path(folder))
        made = MadeRun(home, dataset(home, "photos"), dataset(home, "sketches", sketch=True))
        made.begin()
        made.reference()
        made.train()
        between = [f"{round(made.STEPS * number / (given.stops + 1)):06d}" for number in range(1, given.stops - 1)]
        made.maps("before", *between, "after")
        made.finish()
        enlarge(made, given.points)
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        server = uvicorn.Server(uvicorn.Config(create_app(home, work=False), port=port, log_level="error", ws="none"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.1)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=given.chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.goto(f"http://127.0.0.1:{port}/?run={made.run.id}")
            page.wait_for_selector("#map-after.drawn")
            page.locator("#map-after").scroll_into_view_if_needed()
            page.wait_for_timeout(1000)
            frames = page.evaluate(FRAMES)
            cost = cost_of_a_frame(page)
            page.wait_for_timeout(1000)
            acts = {name: page.evaluate(f"() => ({ACT})({act})") for name, act in ACTS.items()}
            drawn = page.evaluate(
                "document.querySelector('#map-after').data.reduce((sum, each) => sum + (each.meta ? each.x.length : 0), 0)"
            )
            renderer = page.evaluate("document.querySelector('#map-after').data.at(-1).type")
            browser.close()
        server.should_exit = True
        thread.join(10)
    print(
        f"{drawn:,} points on each of two maps ({renderer}), {given.stops} stops, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )
    print("| | ms |")
    print("|---|---|")
    print(f"| a frame while it plays, median of {len(frames)} | {statistics.median(frames):.0f} |")
    print(f"| … the slowest in twenty | {np.percentile(frames, 95):.0f} |")
    print(f"| of a frame, processor time of the page's own thread | {cost:.1f} |")
    for name, took in acts.items():
        print(f"| {name} | {took:.0f} |")


if __name__ == "__main__":
    main()
