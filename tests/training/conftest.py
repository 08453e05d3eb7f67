"""The train job in this process, on tiny pictures."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from tests.training.toy import picture_datasets
from tlgui.data.pack import Pack
from tlgui.durable import to_json
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext
from tlgui.models.backbones import build
from tlgui.runs.event_checks import wrong_with
from tlgui.runs.events import EventWriter
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.service import launch, resuming
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training import job as train_job
from tlgui.training import reading
from tlgui.training.engines import FALLBACK

Train = Callable[..., tuple[Run, dict[str, Any]]]


@pytest.fixture(autouse=True)
def _described(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every event that is written in a test of training is one that :mod:`tlgui.runs.event_types` describes, with no field beside."""
    wrong: list[str] = []
    honest = EventWriter.write

    def write(self: EventWriter, event: str, **fields: Any) -> None:
        honest(self, event, **fields)
        wrong.extend(f"{event}: {each}" for each in wrong_with(json.loads(to_json({"event": event, **fields}))))

    monkeypatch.setattr(EventWriter, "write", write)
    yield
    assert wrong == []


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for module in (launch, resuming):
        monkeypatch.setattr(module, "ensure_workers", lambda *_: None)  # the job is done here, not by a worker
    return Home.open(tmp_path / "home")


@pytest.fixture(autouse=True)
def engine(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Frozen layers are computed by PyTorch, which is right, unless a test says by what: the fastest engine differs from machine to machine."""

    def of(name: str) -> None:
        monkeypatch.setattr(reading, "choose_engine", lambda *_, **__: name)

    of(FALLBACK)
    return of


@pytest.fixture
def packs(home: Home, tmp_path: Path) -> tuple[Pack, Pack]:
    return picture_datasets(home, tmp_path)


@pytest.fixture
def train(home: Home, packs: tuple[Pack, Pack]) -> Train:
    """Start a run as the page would and carry it out here."""

    def start_and_train(
        strategy: str = "source-only", *, epochs: int = 2, seed: int = 0, **more: Any
    ) -> tuple[Run, dict[str, Any]]:
        fields = {"source": packs[0].info.id, "target": packs[1].info.id, "backbone": "small-cnn", **more}
        settings = RunSettings(epochs=epochs, seed=seed, **fields.pop("settings", {}))
        run = launch.start_run(home, RunSpec(strategy=strategy, settings=settings, **fields))
        carry_out(home, run)
        return run, summary(run, JobQueue(home))

    return start_and_train


@pytest.fixture
def pretrained(tmp_path: Path) -> str:
    """Key of a small network with weights of its own: layers may be frozen."""
    torch.manual_seed(3)
    save_file(torch.nn.ModuleDict(build("small-cnn").stages).state_dict(), tmp_path / "weights.safetensors")
    return f"small-cnn@{tmp_path / 'weights.safetensors'}"


def carry_out(home: Home, run: Run) -> None:
    queue = JobQueue(home)
    job = queue.take("train", "this process")
    assert job is not None
    assert job.run == run.id
    try:
        train_job.train(JobContext(home, job, queue, threading.Event()))
    except BaseException:
        queue.fail(job, [])
        raise
    queue.finish(job, None)
