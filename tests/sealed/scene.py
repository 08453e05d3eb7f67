"""A home with a sealed target, made by the program itself from folders: read, trained on, looked at and taken away from.

Every picture is noise, so that no network can guess what it shows: whoever knows its class has read it somewhere.
"""

from __future__ import annotations

import itertools
import secrets
import shutil
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from tests.data.samples import noise
from tlgui.analysis import job as map_job
from tlgui.analysis.kept import xray_path
from tlgui.analysis.shift import shift_xray
from tlgui.data import images
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.durable import write_json
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs import worker
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.models.backbones import build
from tlgui.rooms.room import Room, open_room
from tlgui.rooms.wall import WallBook
from tlgui.runs.run import Run
from tlgui.service import launch
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training import frozen_features
from tlgui.training.engines import FALLBACK

CLASSES = ("bar", "circle", "ring", "square")
SECRET = "seekrit"
"""Stands in every name that must not be told: those of the target's files and of the class that it alone has."""

OWN_CLASS = f"the-{SECRET}-class"
SOURCE_PICTURES = 32
SIDE = 32


@dataclass(frozen=True)
class Scene:
    """``truth``: for each picture of the target the index of its class, by what it looks like (its thumbnail). ``room``: that of its
    owner, whose host has the same pictures.
    """

    root: Path
    home: Home
    source: Pack
    target: Pack
    run: Run | None
    classes: tuple[str, ...]
    truth: dict[bytes, int]
    jobs: tuple[str, ...] = ()
    owner: str = LOCAL_OWNER
    room: Room | None = None

    @property
    def counts(self) -> list[int]:
        found = list(self.truth.values())
        return [found.count(place) for place in range(len(self.classes))]


def make(
    root: Path,
    labels: Sequence[int],
    classes: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
    *,
    run: bool = True,
    in_room: bool = False,
) -> Scene:
    """A home, or what somebody in a room has, whose target's picture i, noise of seed i, lies in the folder of class ``labels[i]``.

    All else is the same for any labels.
    """
    _the_same_each_time(monkeypatch)
    monkeypatch.setattr(launch, "ensure_workers", lambda *_: None)
    monkeypatch.setattr(
        frozen_features, "choose_engine", lambda *_, **__: FALLBACK
    )  # else the fastest today, which rounds in its own way
    monkeypatch.setattr(map_job, "project", lambda features, start=None: features[:, :2].astype("float32"))  # UMAP takes seconds
    home = Home.open(root / "home")
    for seed in range(SOURCE_PICTURES):
        _save(root / "photos" / CLASSES[seed % len(CLASSES)] / f"{seed:03d}.png", 5000 + seed)
    truth = {}
    for seed, label in enumerate(labels):
        _save(root / "scans" / classes[label] / f"{SECRET}-{seed:03d}.png", seed)
        truth[images.stored(noise(seed, SIDE, SIDE)).thumbnail] = label
    for number, label in enumerate(labels[:5]):  # two reasons, and not two alike
        broken = b"" if number % 2 else b"no picture %d" % number
        (root / "scans" / classes[label] / f"{SECRET}-broken-{number}.png").write_bytes(broken)
    room = open_room(home, "Room") if in_room else None
    owner = LOCAL_OWNER if room is None else _joined(room)
    source = ingest(str(root / "photos"), home, role="source", owner=owner)
    asked = {"path": str(root / "scans"), "name": None, "kind": "folder", "role": "target"}
    JobQueue(home).submit("ingest", asked, owner=owner)
    jobs = work(home)
    target = next(pack for pack in DatasetStore(home).packs(owner) if pack.info.name == "scans")
    if in_room:
        for role in ("source", "target"):
            ingest(str(root / ("photos" if role == "source" else "scans")), home, role=role)
    made = Scene(root, home, source, target, None, tuple(classes), truth, tuple(jobs), owner, room)
    return _with_run(made) if run else made


def _joined(room: Room) -> str:
    """Somebody in the room, whose run may be seen by all and shown large: the most that the wall tells."""
    person = room.join("Ada", room.facts.code, "4711", "here")
    WallBook(room).choose(person, "name")
    return person.id


def _save(path: Path, seed: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    noise(seed, SIDE, SIDE).save(path)


def _the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ids are counted, the clock stands still and the disk stays as full as it is: two homes can be held against each other byte by byte."""
    disk = shutil.disk_usage("/")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: disk._replace(free=10**10))
    numbers = itertools.count(1)
    monkeypatch.setattr(secrets, "token_hex", lambda length=16: f"{next(numbers):0{2 * length}x}")
    monkeypatch.setattr(secrets, "token_urlsafe", lambda length=32: f"{next(numbers):0{length}d}")
    monkeypatch.setattr(secrets, "choice", lambda given: given[0])
    monkeypatch.setattr(time, "time", lambda: 1_700_000_000.0)
    monkeypatch.setattr(time, "monotonic", lambda: 1e6)


def _with_run(scene: Scene) -> Scene:
    home, source, target = scene.home, scene.source, scene.target
    settings = RunSettings(epochs=1, batch_size=16)
    spec = RunSpec(
        source=source.info.id, target=target.info.id, strategy="dann", backbone="small-cnn", sealed=True, settings=settings
    )
    run = launch.start_run(home, spec, scene.owner)
    trained = work(home)
    submit = partial(JobQueue(home).submit, owner=scene.owner)
    ids = {"source": source.info.id, "target": target.info.id}
    for what in ("predictions", "report", "run"):
        submit("export", {"run": run.id, "what": what, "language": "en"})
    submit("export", {"run": run.id, "what": "model", "language": "en", "options": {"formats": ["safetensors"]}})
    for asked in (ids, {**ids, "source": None}, {**ids, "target": None}):
        submit("health", asked)
    submit("try", {"run": run.id, "picture": 3})
    submit("preview", {"dataset": target.info.id, "pictures": [0, 1], "settings": {}})
    submit("augmentation", {"dataset": target.info.id, "pictures": [0, 1, 2], "size": SIDE, "seed": 0})
    _with_xray(scene)
    jobs = (*work(home), "0" * 32)
    return replace(scene, run=run, jobs=(*scene.jobs, *trained, *jobs))


def _with_xray(scene: Scene) -> None:
    """An X-ray through a small network, kept as if it were the page's, which takes seconds."""
    weights = scene.root / "weights.safetensors"
    torch.manual_seed(3)
    save_file(torch.nn.ModuleDict(build("small-cnn").stages).state_dict(), weights)
    report = shift_xray(scene.home, scene.source, scene.target, f"small-cnn@{weights}")
    write_json(xray_path(scene.home, scene.source.info.id, scene.target.info.id), report)


def work(home: Home) -> list[str]:
    """Do what waits, in this process; the ids of the jobs."""
    queue, done = JobQueue(home), []
    for lane in dict.fromkeys(LANES.values()):
        while (job := queue.take(lane, "this process")) is not None:
            worker.do(home, job, queue, threading.Event())
            found = queue.get(job.id, job.owner)
            assert found is not None and found.state == "done", found
            done.append(job.id)
    return done
