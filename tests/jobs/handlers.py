"""What the fake worker's jobs do: the payload says it. No torch."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tlgui.errors import Problem, UserError
from tlgui.jobs.processes import own_identity
from tlgui.jobs.worker import GaveWay, JobContext
from tlgui.runs.events import EventWriter
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.training.log import heartbeat, trainer_of


def warm_up() -> tuple[()]:
    """Nothing is heavy here."""
    return ()


def work(context: JobContext) -> Any:
    """A job of any kind but train: ``do`` names what it does."""
    do = context.payload["do"]
    if do == "answer":
        return {"answer": context.payload.get("value"), "pid": os.getpid(), "owner": context.owner}
    if do == "refuse":
        raise UserError.of([Problem("run_unknown", {"run": "a"}), Problem("needs_data", {})])
    if do == "crash":
        raise RuntimeError("on purpose\nwith a second line")
    if do == "leave":
        sys.exit(3)
    if do == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if do == "full":
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if do == "report":
        for done in range(101):
            context.report(done=done, total=100)
        return None
    if do == "hang":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    if do == "note":
        return _note(Path(context.payload["file"]), context.payload)
    if do == "give way":
        while not context.should_give_way():
            time.sleep(0.02)
        raise GaveWay
    if do == "clock":
        return _tell_the_time(Path(context.payload["seen"]))
    assert do == "wait"
    return _wait(context, float(context.payload.get("seconds", 60)))


def last(context: JobContext) -> Any:
    """A job that does not end by itself."""
    return _wait(context, 600)


def _note(path: Path, payload: dict[str, Any]) -> dict[str, int]:
    """Write down that the job began and ended, and whether somebody else was at it: the lock goes with the process that has it."""
    with open(path, "a", buffering=1) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.write("together ")
        file.write("began\n")
        time.sleep(payload["seconds"])
        file.write("ended\n")
    return {"number": payload["number"]}


def _wait(context: JobContext, seconds: float) -> dict[str, bool]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and not context.stop_requested():
        time.sleep(0.02)
    return {"stopped": context.stop_requested()}


def train(context: JobContext) -> Any:
    """A trainer. ``do`` (of the payload, else ``TLGUI_TEST_DO`` of the environment): what becomes of it, how it takes to being stopped."""
    do = context.payload.get("do") or os.environ.get("TLGUI_TEST_DO", "listen")
    if do == "which gpu":
        time.sleep(1)  # so that nobody does both
        return os.environ["CUDA_VISIBLE_DEVICES"]
    run = RunStore(context.home).get(context.payload["run"], context.owner)
    if do == "die before the first event":
        os.kill(os.getpid(), signal.SIGKILL)
    if do == "hang before the first event":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(60)
    if do == "quiet":
        return _quietly(context, run)
    log = EventWriter(run.events_path)
    with heartbeat(run):
        log.write("started", identity=own_identity().as_json(), time=time.time())
        if do == "deaf":  # neither the flag nor the signal, and with a child of its own (E21)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", str(context.home.root)])
            log.write("child", pid=child.pid)
            time.sleep(60)
        if do in ("refuse", "crash"):
            problem = {
                "code": "no_gpu" if do == "refuse" else "job_crashed",
                "values": {} if do == "refuse" else {"reason": "X: y"},
            }
            log.write("failed", time=time.time(), problems=[problem])
            return {"run": run.id}
        if do == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        step = 0
        while not (run.stop_flag.exists() or context.stop_requested()):
            if do == "finish" and step == 3:
                log.write("finished", time=time.time())
                return {"run": run.id}
            step += 1
            log.write("step", step=step, parts={}, health={}, learning_rate=0.1)
            time.sleep(0.02)
        log.write("stopped", time=time.time())
    return {"run": run.id}


def _quietly(context: JobContext, run: Run) -> dict[str, Any]:
    """With the log of a real trainer, of which nothing is written between its begin and its end."""
    with trainer_of(run) as log:
        log.write("started", identity=own_identity().as_json(), time=time.time())
        run.resume_flag.unlink(missing_ok=True)
        while not (run.stop_flag.exists() or context.stop_requested()):
            time.sleep(0.02)
        log.end("stopped", step=0)
    return {"run": run.id}


def _tell_the_time(seen: Path) -> None:
    """Write the wall clock into a file, again and again, until there is one beside it that ends with ``.end``."""
    while not seen.with_name(f"{seen.name}.end").exists():
        seen.with_suffix(".new").write_text(str(time.time()))
        seen.with_suffix(".new").replace(seen)
        time.sleep(0.05)
