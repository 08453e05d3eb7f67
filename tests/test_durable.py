"""Writes leave the old state or the new one, whatever fails on the way (E9, E10, and R6 of every row)."""

from __future__ import annotations

import errno
import hashlib
import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tlgui import durable

OLD, NEW = b"old", b"new" * 1000
STEPS = ("open", "write", "flush", "fsync", "replace", "open folder", "fsync folder")
FAULTS: list[BaseException] = [OSError(errno.ENOSPC, "no space"), OSError(errno.EIO, "disk error"), KeyboardInterrupt()]


class Faults:
    """Fails at one step of a write: the system's calls as the module sees them, each counted by name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, step: str, fault: BaseException) -> None:
        self.step, self.fault, self.seen = step, fault, []
        for name in ("fsync", "replace"):
            monkeypatch.setattr(durable.os, name, self._wrapped(name, getattr(os, name)))
        monkeypatch.setattr(durable.os, "open", self._wrapped("open folder", os.open))
        monkeypatch.setattr("builtins.open", self._opened(open))

    def at(self, step: str) -> None:
        self.seen.append(step)
        if step == self.step:
            self.step = ""
            raise self.fault

    def _wrapped(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*given: Any, **named: Any) -> Any:
            self.at("fsync folder" if name == "fsync" and "open folder" in self.seen else name)
            return call(*given, **named)

        return wrapped

    def _opened(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def opened(path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if "w" not in mode:
                return call(path, mode, *rest, **named)
            self.at("open")
            file = call(path, mode, *rest, **named)
            return _File(file, self)

        return opened


class _File:
    def __init__(self, file: Any, faults: Faults) -> None:
        self._file, self._faults = file, faults

    def write(self, data: bytes) -> int:
        half = len(data) // 2
        self._file.write(data[:half])  # what a full disk does: a part of it arrives
        self._file.flush()
        self._faults.at("write")
        return half + self._file.write(data[half:])

    def flush(self) -> None:
        self._faults.at("flush")
        self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()

    def __enter__(self) -> _File:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


def test_a_write_makes_each_step_in_the_order_that_survives_a_power_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = Faults(monkeypatch, "none", OSError())
    durable.write_bytes(tmp_path / "file", NEW)
    assert tuple(faults.seen) == STEPS


@pytest.mark.parametrize("existed", [True, False], ids=["over an old file", "a new file"])
@pytest.mark.parametrize(
    "fault", FAULTS, ids=lambda fault: errno.errorcode[fault.errno] if isinstance(fault, OSError) else "KILL"
)
@pytest.mark.parametrize("step", STEPS)
def test_E10_a_fault_at_any_step_leaves_old_or_new_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, fault: BaseException, existed: bool
) -> None:
    path = tmp_path / "file"
    if existed:
        path.write_bytes(OLD)
    with monkeypatch.context() as patched:
        Faults(patched, step, fault)
        with pytest.raises(type(fault)):
            durable.write_bytes(path, NEW)
    replaced = step in ("open folder", "fsync folder")
    assert os.listdir(tmp_path) == (["file"] if existed or replaced else [])
    if path.exists():
        assert path.read_bytes() == (NEW if replaced else OLD)


def test_what_fill_raises_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD)

    def fill(file: Any) -> None:
        file.write(NEW)
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        durable.write_file(path, fill)
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["file"]


def test_A14_a_name_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("é" * 127 + "x")
    assert len(os.fsencode(path.name)) == 255
    durable.write_bytes(path, NEW)
    durable.write_bytes(path, OLD)
    assert path.read_bytes() == OLD


@pytest.mark.parametrize("data", [b"", b"abc", bytes(3_000_001)])
def test_the_hash_of_a_file_is_that_of_its_bytes(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x").write_bytes(data)
    assert durable.sha256_of(tmp_path / "x") == hashlib.sha256(data).hexdigest()


def test_a_missing_parent_is_an_error_and_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        durable.write_bytes(tmp_path / "missing" / "file", NEW)
    assert os.listdir(tmp_path) == []


# -- JSON --------------------------------------------------------------------------------------------------------------------


def refuse_constant(name: str) -> None:
    raise AssertionError(f"not strict JSON: {name}")


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, np.float32("nan"), np.float64("inf"), np.float16("-inf")])
def test_what_is_not_finite_becomes_null_at_any_depth(value: float) -> None:
    text = durable.to_json({"a": [1.5, {"b": (value, 2)}], "c": value})
    assert json.loads(text, parse_constant=refuse_constant) == {"a": [1.5, {"b": [None, 2]}], "c": None}


def test_numpy_scalars_become_numbers() -> None:
    assert durable.to_json([np.int64(3), np.float32(0.5), np.bool_(True)]) == "[3, 0.5, true]"


@pytest.mark.parametrize("name", ["caf\udce9", "a\u202eb", "a\nb\x1b[31m", "\u2028", "🐈", "\ud800"])
def test_A13_any_name_is_one_line_of_ascii_and_comes_back(name: str) -> None:
    text = durable.to_json({"name": name})
    assert text.isascii()
    assert len(text.splitlines()) == 1
    assert json.loads(text)["name"] == name


def test_json_comes_back_from_the_file(tmp_path: Path) -> None:
    durable.write_json(tmp_path / "file", {"a": math.nan, "b": [1, "é"]})
    assert durable.read_json(tmp_path / "file") == {"a": None, "b": [1, "é"]}


def test_a_value_that_is_no_json_leaves_the_old_file(tmp_path: Path) -> None:
    durable.write_json(tmp_path / "file", 1)
    with pytest.raises(TypeError):
        durable.write_json(tmp_path / "file", {1, 2})
    assert durable.read_json(tmp_path / "file") == 1


# -- folders -----------------------------------------------------------------------------------------------------------------


def test_a_new_folder_appears_when_it_is_complete(tmp_path: Path) -> None:
    final = tmp_path / "runs" / "run"
    with durable.new_folder(final) as folder:
        (folder / "a").write_bytes(NEW)
        assert not final.exists()
    assert os.listdir(tmp_path / "runs") == ["run"]
    assert (final / "a").read_bytes() == NEW


def fill(final: Path, then: Callable[[], object]) -> None:
    """A new folder with one file; ``then`` happens before it is finished."""
    with durable.new_folder(final) as folder:
        (folder / "a").write_bytes(NEW)
        then()


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt])
def test_an_error_inside_leaves_no_folder(tmp_path: Path, fault: type[BaseException]) -> None:
    def fail() -> None:
        raise fault

    with pytest.raises(fault):
        fill(tmp_path / "runs" / "run", fail)
    assert os.listdir(tmp_path / "runs") == []


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_E10_a_fault_while_a_folder_is_finished_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    with monkeypatch.context() as patched, pytest.raises(OSError, match="disk error"):
        fill(tmp_path / "run", lambda: Faults(patched, step, OSError(errno.EIO, "disk error")))
    assert os.listdir(tmp_path) == []


def test_each_file_of_a_new_folder_is_on_the_disk_before_the_folder_appears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(
        durable.os, "fsync", lambda number: (synced.append(os.readlink(f"/proc/self/fd/{number}")), fsync(number))
    )
    monkeypatch.setattr(durable.os, "replace", lambda *given: (synced.append("replace"), replace(*given)))
    with durable.new_folder(tmp_path / "run") as folder:
        for name in ("a", "b"):
            (folder / name).write_bytes(NEW)
    names = [Path(each).name for each in synced]
    assert {"a", "b"} <= set(names[: names.index("replace")])
    assert synced[-1] == str(tmp_path)


def test_a_folder_that_is_there_and_not_empty_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "kept").write_bytes(OLD)
    with pytest.raises(OSError, match="not empty"), durable.new_folder(tmp_path / "run") as folder:
        (folder / "a").write_bytes(NEW)
    assert os.listdir(tmp_path / "run") == ["kept"]
    assert os.listdir(tmp_path) == ["run"]


def test_E7_a_folder_whose_removal_is_killed_half_way_is_not_there_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "000007"
    folder.mkdir()
    for name in ("about.json", "manifest.json", "weights"):
        (folder / name).write_bytes(OLD)

    def killed(place: Path, **how: bool) -> None:
        next(place.iterdir()).unlink()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", killed)
        with pytest.raises(KeyboardInterrupt):
            durable.remove_folder(folder)
    [left] = tmp_path.iterdir()
    assert left.name.endswith(".tmp")
    durable.remove_folder(left)
    durable.remove_folder(folder)  # not there: nothing to do
    assert list(tmp_path.iterdir()) == []


def test_A_a_line_is_appended_whole_or_not_at_all_and_never_to_half_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lines.jsonl"
    durable.append_line(path, {"n": 1})
    path.write_bytes(path.read_bytes() + b'{"n": ')  # as a power cut leaves it
    durable.append_line(path, {"n": 2})
    whole = path.read_bytes()
    assert whole.splitlines() == [b'{"n": 1}', b'{"n": ', b'{"n": 2}']

    def full(descriptor: int) -> None:
        raise OSError(28, "no space left")

    monkeypatch.setattr(durable.os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        durable.append_line(path, {"n": 3})
    assert path.read_bytes() == whole
