"""``python -m tests.jobs.away.node FOLDER NAME``: ``tlgui work`` with the jobs of :mod:`tests.jobs.handlers`, as on a node.

It may not open any SQLite file. ``TLGUI_TEST_CLOCK``: by how many seconds its clock is wrong. ``TLGUI_TEST_UNWANTED``: how long it stays
unwanted. ``TLGUI_TEST_VERSION``: which tlgui it has.
"""

import os
import sys
import time
from pathlib import Path

from tlgui.jobs import worker
from tlgui.jobs.away import work
from tlgui.jobs.place import Place

worker.HANDLERS = {
    "train": "tests.jobs.handlers:train",
    "features": "tests.jobs.handlers:work",
    "ingest": "tests.jobs.handlers:work",
}
worker.WARM_UP = {"train": "tests.jobs.handlers:warm_up"}


def no_sqlite(event: str, arguments: object) -> None:
    assert event != "sqlite3.connect", arguments


if __name__ == "__main__":
    sys.addaudithook(no_sqlite)
    honest, wrong = time.time, float(os.environ.get("TLGUI_TEST_CLOCK", 0))
    time.time = lambda: honest() + wrong
    work.UNWANTED_SECONDS = float(os.environ.get("TLGUI_TEST_UNWANTED", work.UNWANTED_SECONDS))
    work.__version__ = os.environ.get("TLGUI_TEST_VERSION", work.__version__)
    work.work(Path(sys.argv[1]), Place("stand-in", sys.argv[2]))
