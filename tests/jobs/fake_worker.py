"""``python -m tests.jobs.fake_worker HOME LANE ID``: the real worker with the jobs of :mod:`tests.jobs.handlers`.

The lane ``map`` stands for one whose imports are broken, unless ``TLGUI_TEST_MAPS`` names what draws.
``TLGUI_TEST_OTHERS`` names what does the jobs of every kind but ``train``.
``TLGUI_TEST_CLOCK``: by how many seconds the clock of this process is wrong. ``TLGUI_TEST_RENEW``: seconds between two signs of life.
``TLGUI_TEST_RUNS``: how many runs this machine has room for.
"""

import logging
import os
import sys
import time
from pathlib import Path

from tlgui.home import Home
from tlgui.jobs import worker
from tlgui.jobs.launchers import Capacity, launcher_of

others = {"ingest": "tests.jobs.handlers:work", "map": os.environ.get("TLGUI_TEST_MAPS", "tests.jobs.not_installed:work")}
if only := os.environ.get("TLGUI_TEST_OTHERS"):
    others = dict.fromkeys(worker.HANDLERS, only)
worker.HANDLERS = others | {"train": "tests.jobs.handlers:train"}
worker.WARM_UP = {
    "data": "tests.jobs.handlers:warm_up",
    "train": "tests.jobs.handlers:warm_up",
    "map": "tests.jobs.not_installed:warm_up",
}

if __name__ == "__main__":
    honest, wrong = time.time, float(os.environ.get("TLGUI_TEST_CLOCK", 0))
    time.time = lambda: honest() + wrong
    worker.RENEW_SECONDS = float(os.environ.get("TLGUI_TEST_RENEW", worker.RENEW_SECONDS))
    if runs := os.environ.get("TLGUI_TEST_RUNS"):
        type(launcher_of(Home(Path(sys.argv[1])))).capacity = lambda self: Capacity(int(runs), "queue.several")
    logging.basicConfig(level=logging.INFO)
    worker.main(Home(Path(sys.argv[1])), sys.argv[2], sys.argv[3])
