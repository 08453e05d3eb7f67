"""Real training workers without the seconds that importing takes: ``python -m tests.jobs.forked_workers HOME``.

One process imports all that training needs, then forks a worker for each line on its input, ``LANE ID``, and answers with its process id. The
worker's code is the real one; only its states are kept more often, so that more is written when it is killed.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path

from tlgui.home import Home
from tlgui.jobs import worker
from tlgui.training import keeping
from tlgui.training.job import warm_up

SECONDS_APART = 0.03


def main(home: Home) -> None:
    for _ in warm_up():
        pass
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a worker that was killed
    print("ready", flush=True)
    for line in sys.stdin:
        lane, worker_id = line.split()
        pid = os.fork()
        if pid == 0:
            _be_worker(home, lane, worker_id)
        print(pid, flush=True)


def _be_worker(home: Home, lane: str, worker_id: str) -> None:
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open(home.jobs / "logs" / f"{lane}.txt", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, place in ((0, nothing), (1, log), (2, log)):
        os.dup2(place, number)
    try:
        worker.main(home, lane, worker_id)
    finally:
        os._exit(0)


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    keeping.SECONDS_APART, keeping.SHARE = SECONDS_APART, 1e9
    main(Home(Path(sys.argv[1])))
