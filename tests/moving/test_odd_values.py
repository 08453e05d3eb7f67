"""Odd values in a run that comes from elsewhere: it is refused with what is wrong, or every part of its page answers."""

from __future__ import annotations

import contextlib
import copy
import io
import json
import math
import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient

from tests.moving.test_hostile import Files, array, made, zipped
from tlgui.errors import UserError
from tlgui.export.report import write_report
from tlgui.home import Home
from tlgui.moving.importing import import_run
from tlgui.runs.run import Run, read_run
from tlgui.ui.guard import Guard
from tlgui.ui.server import create_app
from tlgui.views.maps import maps_for_page
from tlgui.views.run_logs import RunLogs

__all__ = ["made"]

ODD: tuple[Any, ...] = (
    *(math.nan, math.inf, -math.inf, -1, 0, 7, 10**30, 1e308, 2**62, -0.5, True, None),
    *("", "x", "../../x", "\ud800", "<img src=x onerror=alert(1)>", [], {}, [[1]], {"a": 1}, [None], "9" * 5000),
)
JSONS = ("maps/maps.json", "sample/sample.json", "meta/reveal.json", "spec.json")
PARTS = ("live", "details", "maps", "predicted", "events", "mistakes", "take-away", "thumb/source/0", "thumb/target/3")


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a JSON value: what holds it, and its key."""
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from leaves(value[key])


def with_one_odd(value: Any, chance: random.Random) -> Any:
    value = copy.deepcopy(value)
    holder, key = chance.choice(list(leaves(value)))
    if chance.random() < 0.2:
        del holder[key]
    elif isinstance(holder[key], list) and chance.random() < 0.3:
        holder[key] = holder[key][: len(holder[key]) // 2] if chance.random() < 0.5 else holder[key] * 2
    else:
        holder[key] = chance.choice(ODD)
    return value


def odd_array(data: bytes, chance: random.Random) -> bytes:
    """One array of a file in another shape, of another kind, or with a strange number in it."""
    with np.load(io.BytesIO(data)) as file:
        arrays = {name: file[name] for name in file.files}
    name = chance.choice(sorted(arrays))
    was = arrays[name]
    number = chance.choice((np.nan, np.inf, -7, 10**9, 1e300))
    with np.errstate(all="ignore"):
        arrays[name] = chance.choice(
            (
                lambda: was[: len(was) // 2],
                lambda: was.reshape(-1),
                lambda: was[None],
                lambda: np.concatenate([was, was]),
                lambda: np.zeros((), was.dtype),
                lambda: was.astype(bool),
                lambda: np.where(np.arange(was.size).reshape(was.shape) == 1, number, was),
                lambda: np.full(was.shape, number),
            )
        )()
    if chance.random() < 0.15:
        del arrays[name]
    return array(**arrays)


def oddly(files: Files, chance: random.Random) -> tuple[str, Files]:
    """The files of an archive with one thing in them that no trainer writes, and what that is."""
    files = dict(files)
    kind = chance.choice(("json", "event", "event", "array"))
    if kind == "array":
        name = chance.choice(sorted(name for name in files if name.endswith(".npz")))
        files[name] = odd_array(files[name], chance)
        return name, files
    if kind == "json":
        name = f"run/{chance.choice(JSONS)}"
        files[name] = json.dumps(with_one_odd(json.loads(files[name]), chance)).encode()
        return name, files
    lines = files["run/events.jsonl"].splitlines()
    kinds: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        kinds.setdefault(json.loads(line)["event"], []).append(place)
    which = chance.choice(sorted(kinds))
    place = chance.choice(kinds[which])
    lines[place] = json.dumps(with_one_odd(json.loads(lines[place]), chance)).encode()
    files["run/events.jsonl"] = b"\n".join(lines) + b"\n"
    return f"event {which}: {lines[place][:200]!r}", files


def put(run: Run, files: Files) -> None:
    """A run's folder as somebody copied it here by hand."""
    for name, data in files.items():
        if name.startswith("run/"):
            place = run.folder / name.removeprefix("run/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Guard]:
    """Another machine, and its server."""
    home = Home.open(tmp_path_factory.mktemp("here"))
    return home, create_app(home, work=False)


def broken(place: tuple[Home, Guard], run: Run) -> list[str]:
    """The parts of a run's page, and of what is made of it, that do not answer; the server has seen nothing of it before."""
    home, server = place
    server.app.state.logs = RunLogs()
    client, found = TestClient(server, base_url="http://localhost:7860", raise_server_exceptions=False), []
    for part in ("api/runs", *(f"api/runs/{run.id}/{part}" for part in PARTS)):
        answer = client.get(f"/{part}")
        if answer.status_code >= 500 or b"NaN" in answer.content or b"Infinity" in answer.content:
            found.append(part)
    with contextlib.suppress(UserError):
        write_report(home, run)
    return found


@pytest.mark.parametrize("seed", range(16))
def test_a_strange_value_anywhere_is_refused_or_does_no_harm(
    seed: int, made: tuple[Home, Run, Files], place: tuple[Home, Guard], tmp_path: Path
) -> None:
    """Taken in, or copied into the folder of runs by hand: the list of runs, the run's page and its report go on."""
    home, (what, files) = place[0], oddly(made[2], random.Random(seed))
    try:
        run = import_run(home, zipped(tmp_path / "run.zip", files)).run
    except UserError:
        run = Run(made[1].id, home.runs / made[1].id)
        put(run, files)
    if read_run(run.folder) is not None:
        assert broken(place, run) == [], what
    shutil.rmtree(run.folder)


MAPS = {
    "NaN in the axes": lambda maps: maps.update(bounds=[math.nan, 9.0, -8.0, 8.0]),
    "text for a number": lambda maps: maps["maps"]["after"].update(trustworthiness="0.9"),
    "a number beyond all bounds": lambda maps: maps.update(bounds=[-1e300, 1e300, -8.0, 8.0]),
    "another file": lambda maps: maps["maps"]["after"].update(file="../../spec.json"),
    "a picture that is not there": lambda maps: maps["movers"][0].update(picture=10**6),
    "an unlike picture that is not there": lambda maps: maps["unlike"][0].update(picture=10**6),
    "no axes": lambda maps: maps.pop("bounds"),
}


@pytest.mark.parametrize("name", MAPS)
def test_maps_that_no_job_has_drawn_are_refused_by_name_and_said_to_be_damaged_where_they_are(
    name: str, made: tuple[Home, Run, Files], place: tuple[Home, Guard], tmp_path: Path
) -> None:
    home, files = place[0], dict(made[2])
    record = json.loads(files["run/maps/maps.json"])
    MAPS[name](record)
    files["run/maps/maps.json"] = json.dumps(record).encode()
    with pytest.raises(UserError, match=r"maps/maps\.json"):
        import_run(home, zipped(tmp_path / "run.zip", files))
    run = Run(made[1].id, home.runs / made[1].id)
    put(run, files)
    with pytest.raises(UserError, match=r"The maps of this run are damaged.*maps/maps\.json"):
        maps_for_page(home, run, "en")
    assert "The maps of this run are damaged" in Path(write_report(home, run)["file"]).read_text(encoding="utf-8")
    assert broken(place, run) == []
    shutil.rmtree(run.folder)


@pytest.mark.parametrize("points", [np.zeros((3, 2)), np.zeros(48), np.full((24, 2), np.nan), np.full((24, 2), 1e300)])
def test_points_of_another_length_shape_or_beyond_all_bounds_are_no_map(
    points: np.ndarray, made: tuple[Home, Run, Files], home: Home
) -> None:
    run = Run(made[1].id, home.runs / made[1].id)
    put(run, {**made[2], "run/maps/after.npz": array(source=points, target=np.zeros((20, 2)))})
    with pytest.raises(UserError, match=r"maps/after\.npz"):
        maps_for_page(home, run, "en")


def test_an_event_that_no_trainer_writes_is_refused_with_its_line_and_passed_over_where_it_is(
    made: tuple[Home, Run, Files], home: Home, tmp_path: Path
) -> None:
    lines = made[2]["run/events.jsonl"].splitlines()
    odd = b'{"event": "step", "step": 3, "parts": {"source": "1e3"}, "health": {}}'
    files = {**made[2], "run/events.jsonl": b"\n".join([*lines[:4], odd, *lines[4:]]) + b"\n"}
    with pytest.raises(UserError, match=r"events\.jsonl 5: step"):
        import_run(home, zipped(tmp_path / "run.zip", files))
    run = Run(made[1].id, home.runs / made[1].id)
    put(run, files)
    assert run.events() == made[1].events()
    run.events_path.write_bytes(b"[" * 100_000 + b"\n" + made[2]["run/events.jsonl"])  # nested without end
    assert run.events() == made[1].events()
