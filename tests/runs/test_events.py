"""The log: appended by one, read by everybody, torn at any byte."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tlgui.runs.events import ENDINGS, POINTS, EventWriter, has_begun, read_events, read_known, read_lines, read_outline

LINES = [
    '{"event": "started", "name": "café 🐈"}\n'.encode(),  # not escaped: a log may be of another program
    b'{"event": "step", "step": 1}\n',
    '{"event": "step", "step": 2, "name": "تفاح"}\n'.encode(),
]
WHOLE = b"".join(LINES)
CUTS = range(len(WHOLE) + 1)


def whole_lines(data: bytes) -> int:
    return data.count(b"\n")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def test_what_is_written_is_read(path: Path) -> None:
    writer = EventWriter(path)
    writer.write("step", step=1, name="caf\udce9\n", loss=math.nan)
    assert read_events(path) == ([{"event": "step", "step": 1, "name": "caf\udce9\n", "loss": None}], path.stat().st_size)
    assert path.read_bytes().count(b"\n") == 1
    writer.close()


def test_E14_readers_give_the_whole_lines_of_a_log_cut_at_any_byte(path: Path) -> None:
    for cut in CUTS:
        path.write_bytes(WHOLE[:cut])
        events, offset = read_events(path)
        count = whole_lines(WHOLE[:cut])
        assert len(events) == count, cut
        assert offset == len(b"".join(LINES[:count]))


def test_E14_a_reader_goes_on_where_it_stopped_whatever_was_torn(path: Path) -> None:
    for cut in CUTS:
        path.write_bytes(WHOLE[:cut])
        first, offset = read_events(path)
        path.write_bytes(WHOLE)
        second, end = read_events(path, offset)
        assert first + second == [json.loads(line) for line in LINES]
        assert end == len(WHOLE)


def test_E14_the_writer_cuts_a_torn_tail_at_any_byte_before_it_appends(path: Path) -> None:
    for cut in CUTS:
        path.write_bytes(WHOLE[:cut])
        writer = EventWriter(path)
        writer.write("step", step=9)
        writer.close()
        count = whole_lines(WHOLE[:cut])
        events = read_events(path)[0]
        assert [event.get("step") for event in events] == [None, 1, 2][:count] + [9]
        assert path.read_bytes().startswith(b"".join(LINES[:count]))


@pytest.mark.parametrize("size", [65535, 65536, 65537, 200_000])
def test_E14_a_torn_line_longer_than_any_buffer_is_cut(path: Path, size: int) -> None:
    for before in (b"", LINES[1]):
        path.write_bytes(before + b"x" * size)
        EventWriter(path).close()
        assert path.read_bytes() == before


def test_a_writer_keeps_what_an_earlier_one_wrote(path: Path) -> None:
    for step in range(3):
        writer = EventWriter(path)
        writer.write("step", step=step)
        writer.close()
    assert [event["step"] for event in read_events(path)[0]] == [0, 1, 2]


def test_each_event_can_be_read_as_soon_as_it_is_written(path: Path) -> None:
    writer = EventWriter(path)
    for step in range(3):
        writer.write("step", step=step)
        assert len(read_events(path)[0]) == step + 1
    writer.close()


WRITES = """
import os, signal, sys
from pathlib import Path
from tlgui.runs.events import EventWriter
writer = EventWriter(Path(sys.argv[1]))
writer.write("step", step=1)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_E7_what_was_written_survives_the_writers_death(path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", WRITES, path], check=False).returncode == -signal.SIGKILL
    assert [event["step"] for event in read_events(path)[0]] == [1]


@pytest.mark.parametrize("event", ENDINGS)
def test_endings_are_flushed_to_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch, event: str) -> None:
    synced = []
    monkeypatch.setattr(os, "fsync", synced.append)
    writer = EventWriter(path)
    writer.write("step", step=1)
    assert synced == []
    writer.write(event)
    assert len(synced) == 1
    writer.close()


def test_a_missing_log_is_empty(path: Path) -> None:
    assert read_events(path) == ([], 0)
    assert read_lines(path, 100) == (b"", 0)


@pytest.mark.parametrize("damage", [b"\n", b"[1]\n", b'"event"\n', b'{"event"\n', b"\xff\xfe\n", b'{"step": 1}\n', b"\0\0\0\n"])
def test_a_damaged_line_is_passed_over(path: Path, damage: bytes) -> None:
    path.write_bytes(LINES[0] + damage + LINES[1])
    events, offset = read_events(path)
    assert events == [json.loads(LINES[0]), json.loads(LINES[1])]
    assert offset == path.stat().st_size


@pytest.mark.parametrize("into", [1, 5, len(LINES[0]) - 1])
def test_an_offset_inside_a_line_stands_for_the_next_line(path: Path, into: int) -> None:
    path.write_bytes(WHOLE)
    assert read_lines(path, into) == (WHOLE[len(LINES[0]) :], len(WHOLE))


def test_an_offset_beyond_the_end_or_below_zero_gives_nothing_or_all(path: Path) -> None:
    path.write_bytes(WHOLE)
    assert read_lines(path, len(WHOLE) + 100)[0] == b""
    assert read_lines(path, -5) == (WHOLE, len(WHOLE))


@pytest.mark.parametrize("limit", [1, 10, len(LINES[0]), len(LINES[0]) + 1, 10_000])
def test_pieces_of_any_size_make_up_the_log(path: Path, limit: int) -> None:
    """Also pieces smaller than a line: a reader that got nothing would ask for the same again for ever."""
    path.write_bytes(WHOLE + b'{"event": "torn')
    found, offset = b"", 0
    for _ in range(len(LINES) + 1):
        piece, offset = read_lines(path, offset, limit)
        assert piece == b"" or piece.endswith(b"\n")
        found += piece
    assert found == WHOLE
    assert offset == len(WHOLE)


def test_X4_an_outline_has_every_event_but_the_points_of_curves_and_of_these_the_last(path: Path) -> None:
    writer = EventWriter(path)
    for step in range(1, 4):
        writer.write("step", step=step, parts={}, health={})
        writer.write("health", step=step, code="from_the_future", values={})
    writer.write("evaluation", step=3, source={}, scores={})
    writer.write("finished", time=1.0)
    path.write_bytes(path.read_bytes() + b'{"step": 4, "event": "step", "parts": {}, "health": {}}\n{"event": "step", "step"')
    known = read_known(path)[0]
    assert read_outline(path) == [event for event in known if event["event"] not in POINTS or event["step"] in (3, 4)]
    assert {event["event"]: event for event in read_outline(path)} == {event["event"]: event for event in known}


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        (b"", False),
        (b"{\n", False),
        (b'{"event": "started"', False),
        (b'{\n{"event": "finished"}\n', True),
        (b'{"event": "finished"}\n', True),
    ],
)
def test_a_log_has_begun_with_its_first_whole_event(path: Path, text: bytes, begun: bool) -> None:
    assert not has_begun(path)
    path.write_bytes(text)
    assert has_begun(path) is begun
