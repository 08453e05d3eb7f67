"""A machine with several GPUs, of which it has only the names: each run has one of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source import ROOT
from tests.waiting import wait_until
from tlgui import machine
from tlgui.home import Home
from tlgui.jobs.gpus import VISIBLE, own_gpu


def test_the_gpus_that_a_process_may_have(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VISIBLE, raising=False)
    monkeypatch.setattr(machine, "NVIDIA", tmp_path)
    assert machine.gpus() == []
    for name in ("nvidia0", "nvidia10", "nvidia2", "nvidiactl", "nvidia-uvm"):
        (tmp_path / name).touch()
    assert machine.gpus() == ["0", "2", "10"]
    for given, found in (("3, GPU-ab", ["3", "GPU-ab"]), ("", []), ("-1", [])):
        monkeypatch.setenv(VISIBLE, given)
        assert machine.gpus() == found


def test_each_worker_has_one_that_nobody_else_has_and_the_last_shares_all(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VISIBLE, "0,1")
    with own_gpu(home) as first, own_gpu(home, ["0", "1"]) as second:
        assert (first, second, os.environ[VISIBLE]) == ("0", "1", "1")
        with own_gpu(home, ["0", "1"]) as third:
            assert (third, os.environ[VISIBLE]) == (None, "1")
    assert os.environ[VISIBLE] == "0,1"
    with own_gpu(home) as again:
        assert again == "0"
    with own_gpu(home, ["0"]) as alone:
        assert (alone, os.environ[VISIBLE]) == (None, "0,1")


def test_E7_a_worker_that_is_killed_gives_its_gpu_back(home: Home) -> None:
    code = (
        "import sys, time; from tlgui.home import Home; from tlgui.jobs.gpus import own_gpu\n"
        "with own_gpu(Home.open(sys.argv[1])): time.sleep(60)"
    )
    environment = {**os.environ, VISIBLE: "0,1"}
    process = subprocess.Popen([sys.executable, "-c", code, str(home.root)], cwd=ROOT, env=environment)

    def given() -> str | None:
        with own_gpu(home, ["0", "1"]) as name:
            return name

    wait_until(lambda: given() == "1")
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert given() == "0"
