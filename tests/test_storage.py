"""A disk that takes nothing more: which fault it is, in words, and the reserve."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer

from tlgui import storage
from tlgui.cli.telling import errors_told
from tlgui.errors import UserError
from tlgui.storage import PIECE, PIECES, Reserve, fault_in, fault_of, faults_told


def fault(number: int) -> OSError:
    return OSError(number, os.strerror(number))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk_full"),
        (errno.EDQUOT, "disk_full"),
        (errno.EROFS, "disk_read_only"),
        (errno.EACCES, "disk_read_only"),
        (errno.EIO, "disk_failing"),
        (errno.ENOENT, None),
    ],
)
def test_X3_each_fault_of_the_disk_has_a_sentence_and_no_other_error_is_one(
    tmp_path: Path, number: int, code: str | None
) -> None:
    problem = fault_of(fault(number), tmp_path)
    assert (problem and problem.code) == code
    raised = UserError if code else OSError
    with pytest.raises(raised) as error, faults_told(tmp_path):
        raise fault(number)
    if isinstance(error.value, UserError):
        for language in ("en", "zh"):
            assert str(tmp_path) in error.value.sentences(language)[0]


def test_X3_an_error_of_another_kind_is_none_of_the_disk(tmp_path: Path) -> None:
    assert fault_of(ValueError("28"), tmp_path) is None
    assert fault_of(fault(errno.ENOSPC), tmp_path / "gone") is not None


def test_X3_a_folder_says_by_itself_what_is_wrong_with_it(tmp_path: Path) -> None:
    assert fault_in(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
    found = fault_in(tmp_path / "gone")
    assert found is not None
    assert found.errno == errno.ENOENT


class Disk:
    """An act that finds the disk full until so many pieces were given up."""

    def __init__(self, reserve: Path, pieces: int) -> None:
        self.reserve, self.pieces, self.tries = reserve, pieces, 0

    def __call__(self) -> str:
        self.tries += 1
        if len(list(self.reserve.iterdir())) > PIECES - self.pieces:
            raise fault(errno.ENOSPC)
        return "done"


def test_X3_the_reserve_is_given_up_piece_by_piece_and_made_again(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path)
    reserve.make()
    there = list((tmp_path / "reserve").iterdir())
    assert [each.stat().st_size for each in there] == [PIECE] * PIECES
    assert sum(each.stat().st_blocks for each in there) * 512 >= PIECES * PIECE  # room, not holes
    act = Disk(tmp_path / "reserve", 3)
    assert reserve.spend_on(act) == "done"
    assert (act.tries, len(list((tmp_path / "reserve").iterdir()))) == (4, PIECES - 3)
    reserve.make()
    assert len(list((tmp_path / "reserve").iterdir())) == PIECES


def test_X3_where_the_reserve_does_not_help_the_fault_is_said(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path)
    reserve.make()
    act = Disk(tmp_path / "reserve", PIECES + 1)
    with pytest.raises(OSError, match="No space") as raised:
        reserve.spend_on(act)
    assert (raised.value.errno, act.tries) == (errno.ENOSPC, PIECES + 1)


def test_X3_for_another_fault_nothing_is_given_up(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path)
    reserve.make()

    def fails() -> None:
        raise fault(errno.EROFS)

    with pytest.raises(OSError, match="Read-only"):
        reserve.spend_on(fails)
    assert len(list((tmp_path / "reserve").iterdir())) == PIECES


@pytest.mark.parametrize("free", [0, PIECES * PIECE * (storage.ROOM_FOR_IT - 1)])
def test_X3_the_reserve_is_not_what_fills_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int) -> None:
    monkeypatch.setattr(storage, "_free", lambda folder: free)
    Reserve(tmp_path).make()
    assert list((tmp_path / "reserve").iterdir()) == []


def test_X3_a_disk_that_takes_no_reserve_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(number: int) -> Callable[..., Any]:
        def write(path: Path, data: bytes) -> None:
            raise fault(number)

        return write

    for number in (errno.ENOSPC, errno.EROFS, errno.EIO):
        monkeypatch.setattr(Path, "write_bytes", full(number))
        Reserve(tmp_path).make()
    Reserve(tmp_path / "gone").make()
    assert not Reserve(tmp_path).give_up()


def test_X3_a_command_says_what_is_wrong_with_the_disk_and_is_a_fault_not_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as raised, errors_told(True):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(tmp_path / "runs" / "x"))
    out, err = capsys.readouterr()
    assert raised.value.exit_code == 1
    assert "The disk is full" in err
    assert str(tmp_path / "runs") in err
    assert '"disk_full"' in out
