"""E9, E10: each step of writing a state fails or is the process's last: the state before is there, or the new one, and nothing else."""

from __future__ import annotations

import builtins
import errno
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from tlgui import durable
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec
from tlgui.training import keeping
from tlgui.training.keeping import Keeper, newest
from tlgui.training.log import RunLog, trainer_of
from tlgui.training.state import State

FAULTS = {"EIO": errno.EIO, "ENOSPC": errno.ENOSPC, "KILL": None}
STEPS = (10, 20, 30)
WENT_WRONG = 7


class Countdown:
    """Lets the ``last``-th call that reaches the disk fail, or kills this process in it. A write fails when half of it has arrived."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, last: int, number: int | None) -> None:
        self.last, self.number, self.count = last, number, 0
        for name in ("fsync", "replace"):
            monkeypatch.setattr(durable.os, name, self._counted(getattr(os, name)))
        monkeypatch.setattr(builtins, "open", self._opened(open))

    def call(self) -> None:
        self.count += 1
        if self.count == self.last:
            if self.number is None:
                os.kill(os.getpid(), signal.SIGKILL)
            raise OSError(self.number, os.strerror(self.number or 0))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            self.call()
            return call(*given, **named)

        return counted

    def _opened(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def opened(path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if "w" not in mode or not str(path).endswith(".tmp"):
                return call(path, mode, *rest, **named)
            self.call()
            file = call(path, mode, *rest, **named)
            honest = file.write
            return _Halves(file, honest, self.call)

        return opened


class _Halves:
    def __init__(self, file: Any, write: Callable[[bytes], int], between: Callable[[], None]) -> None:
        self._file, self._write, self._between = file, write, between

    def write(self, data: bytes) -> int:
        half = len(data) // 2
        self._write(data[:half])
        self._file.flush()
        self._between()
        return half + self._write(data[half:])

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def __enter__(self) -> _Halves:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(keeping, "belonging_of", lambda *_: {})
    return Home.open(tmp_path / "home")


def kept(run: Run, steps: tuple[int, ...]) -> None:
    keeper = Keeper(run, RunLog(run), None, 1)  # type: ignore[arg-type]
    keeper.training_begins()
    for step in steps:
        notes = {"place": {"phase": 0, "number": step, "first_step": 0}}
        tensors = {"network.weight": torch.full((500,), float(step))}
        keeper.keep(lambda tensors=tensors, notes=notes: State(tensors, notes), True)


def begun(home: Home) -> Run:
    """A run with two states, as many as are kept: the third takes the oldest's place."""
    run = RunStore(home).create(RunSpec(), {})
    kept(run, STEPS[:2])
    return run


def attempt(run: Run, last: int, number: int | None) -> bool:
    """Keep the third state in a process of its own, in which the ``last``-th step goes wrong; whether there were so many steps."""
    child = os.fork()
    if child == 0:
        with pytest.MonkeyPatch.context() as patched:
            counted = Countdown(patched, last, number)
            try:
                kept(run, STEPS[2:])
            except OSError:
                pass
            finally:
                os._exit(WENT_WRONG if counted.count >= last else 0)
    _, status = os.waitpid(child, 0)
    if number is None and os.WIFSIGNALED(status):
        return True
    return os.WEXITSTATUS(status) == WENT_WRONG


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_E9_E10_each_step_of_writing_a_state_leaves_the_one_before_or_the_new_one(home: Home, fault: str) -> None:
    found: list[int] = []
    for last in range(1, 200):
        run = begun(home)
        there = attempt(run, last, FAULTS[fault])
        whole = newest(run)
        assert whole.damaged == []
        assert whole.state is not None
        step = whole.state.place.step
        assert torch.equal(whole.state.tensors["network.weight"], torch.full((500,), float(step)))
        with trainer_of(run):  # whoever trains it next
            assert [each.name for each in run.state_folder.rglob("*.tmp")] == []
            assert {each.name for each in run.states()} <= {"000010", "000020", "000030"}
        found.append(step)
        if not there:
            break
    assert found[-1] == STEPS[2]  # nothing went wrong
    assert set(found) == {20, 30}
    assert found == sorted(found)  # the old one until the new one is whole, and from then on the new one
    assert len(found) > 15
    print(
        f"\n{fault} at each of {len(found) - 1} steps: the old state {found.count(20)} times, the new one {found.count(30) - 1}, no third"
    )
