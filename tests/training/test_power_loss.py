"""E12: the power goes at any moment while states are kept: the newest whole one is found, and nothing else is taken for one.

A model of the disk says what may be left: of a file what was flushed of it, of a folder the names that were flushed. Two disks are looked at
before each call that reaches the disk and after it: the lazy one has nothing but that, the hasty one all names at once, but of the contents
only what was flushed.
"""

from __future__ import annotations

import os
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
from tlgui.training.log import RunLog
from tlgui.training.state import State

STEPS = (10, 20, 30, 40)


class Node:
    """A file with its flushed contents, or a folder with its flushed names."""

    def __init__(self, is_folder: bool) -> None:
        self.is_folder = is_folder
        self.data = b""
        self.names: dict[str, Node] = {}

    def write(self, place: Path) -> None:
        if not self.is_folder:
            place.write_bytes(self.data)
            return
        place.mkdir()
        for name, each in self.names.items():
            each.write(place / name)


class Disk:
    """Follows what is flushed beneath ``root``. All that is there at the beginning was."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.nodes: dict[int, Node] = {}
        for place in (root, *root.rglob("*")):
            self._flush(place)

    def _node(self, place: Path) -> Node:
        return self.nodes.setdefault(place.lstat().st_ino, Node(place.is_dir()))

    def _flush(self, place: Path) -> None:
        if place.is_dir():
            self._node(place).names = {each.name: self._node(each) for each in place.iterdir()}
        else:
            self._node(place).data = place.read_bytes()

    def flushed(self, descriptor: int) -> None:
        place = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        if place.is_relative_to(self.root):
            self._flush(place)

    def forget(self) -> None:
        """The number of what was removed may be given to something else."""
        there = {each.lstat().st_ino for each in (self.root, *self.root.rglob("*"))}
        self.nodes = {number: node for number, node in self.nodes.items() if number in there}

    def lazy(self, to: Path) -> None:
        self._node(self.root).write(to)

    def hasty(self, to: Path) -> None:
        to.mkdir()
        for place in sorted(self.root.rglob("*")):
            there = to / place.relative_to(self.root)
            if place.is_dir():
                there.mkdir()
            else:
                there.write_bytes(self._node(place).data)


def tensors(step: int) -> dict[str, torch.Tensor]:
    return {"network.weight": torch.full((50,), float(step))}


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(keeping, "belonging_of", lambda *_: {})
    return RunStore(Home.open(tmp_path / "home")).create(RunSpec(), {})


def keep_all(run: Run, kept: Callable[[int], None]) -> None:
    keeper = Keeper(run, RunLog(run), None, 1)  # type: ignore[arg-type]
    keeper.training_begins()
    for step in STEPS:
        notes = {"place": {"phase": 0, "number": step, "first_step": 0}}
        keeper.keep(lambda step=step, notes=notes: State(tensors(step), notes), True)
        kept(step)


def test_E12_after_a_power_cut_at_any_moment_the_newest_whole_state_is_found(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, acknowledged, seen = Disk(run.folder), [0], []

    def cut() -> None:
        disk.forget()
        for kind, left in (("lazy", disk.lazy), ("hasty", disk.hasty)):
            place = tmp_path / f"{len(seen)}"
            left(place)
            state, damaged = newest(Run(run.id, place))
            step = 0 if state is None else state.place.step
            assert step >= acknowledged[-1], (kind, len(seen), damaged)
            if state is not None:
                assert torch.equal(state.tensors["network.weight"], tensors(step)["network.weight"])
            seen.append((kind, step))

    def watched(call: Callable[..., Any], after: Callable[..., Any]) -> Callable[..., Any]:
        def around(*given: Any, **named: Any) -> Any:
            cut()
            answer = call(*given, **named)
            after(*given)
            cut()
            return answer

        return around

    with monkeypatch.context() as patched:
        patched.setattr(durable.os, "fsync", watched(os.fsync, disk.flushed))
        patched.setattr(durable.os, "replace", watched(os.replace, lambda *_: None))
        keep_all(run, acknowledged.append)
        cut()
    assert len(seen) > 100
    assert {step for _, step in seen} == {0, *STEPS}
    print(f"\n{len(seen)} power cuts while {len(STEPS)} states were kept: 0 acknowledged states lost, 0 damaged ones used")


def test_E12_the_test_would_notice_a_state_that_is_not_flushed(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk(run.folder)
    monkeypatch.setattr(durable.os, "fsync", lambda descriptor: None)
    keep_all(run, lambda step: None)
    for number, left in enumerate((disk.lazy, disk.hasty)):
        left(tmp_path / str(number))
        assert newest(Run(run.id, tmp_path / str(number))).state is None
