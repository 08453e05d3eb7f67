"""Searches whose runs are written as a trainer writes them, in a moment and without training."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest

from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui.data.pack import Pack
from tlgui.finding import answer, asking, race, results, rule
from tlgui.finding.searches import Search
from tlgui.finding.stages import Knows
from tlgui.finding.verdict import Verdict
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import Job, JobQueue
from tlgui.runs.events import EventWriter
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service import launch, resuming
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.views import search as search_view
from tlgui.views import search_ahead
from tlgui.views.run_logs import RunLogs


class Seen(NamedTuple):
    """Whether the references see another mix of classes, and how far networks that assume the source's predict another one all the same."""

    differ: bool = False
    moved: float = 0.0


MIXES: list[tuple[Knows, Seen]] = [
    ("nothing", Seen()),
    ("nothing", Seen(moved=1.0)),
    ("nothing", Seen(differ=True)),
    ("same", Seen()),
    ("shares", Seen()),
]
"""What a search may know and see."""
OF_MIXES = ["equal", "late", "differ", "said equal", "told"]


def without_workers(patch: pytest.MonkeyPatch) -> None:
    """Jobs stay in the queue until :func:`train` does them."""
    for module in (launch, resuming, race):
        patch.setattr(module, "ensure_workers", lambda *arguments: None)


def as_if_pretrained(patch: pytest.MonkeyPatch) -> None:
    """Searches ask what the references predict, as they do where the backbone is pretrained."""
    for module in (results, search_ahead):
        patch.setattr(module, "starts_at_random", lambda spec: False)


def pair(home: Home, owner: str = LOCAL_OWNER, **target: object) -> tuple[Pack, Pack]:
    return dataset(home, "photos", SHAPES[:4], each=12, owner=owner), dataset(
        home, "sketches", SHAPES[:4], each=10, sketch=True, owner=owner, **target
    )


def asked(source: Pack, target: Pack, *, sealed: bool = False) -> RunSpec:
    return RunSpec(
        source=source.info.id,
        target=target.info.id,
        backbone="small-cnn",
        sealed=sealed,
        settings=RunSettings(epochs=8),
    )


def begun(home: Home, packs: tuple[Pack, Pack]) -> tuple[MadeRun, Job]:
    """The next training that waits, once its baseline is there."""
    queue = JobQueue(home)
    job = queue.take("train", "a worker")
    assert job is not None
    assert job.run is not None
    run = RunStore(home).get(job.run, job.owner)
    made = MadeRun.__new__(MadeRun)
    made.STEPS = 60
    made.source, made.target = packs
    made.spec, made.run, made.log = run.spec, run, EventWriter(run.events_path)
    made._queue, made.classes, made.random = queue, list(packs[0].info.classes), np.random.default_rng(0)
    made.begin()
    made.reference()
    return made, job


def train(home: Home, packs: tuple[Pack, Pack], *, level: float = 0.86, fails: bool = False) -> Run:
    """Do the next training that waits, to its end; one that ``fails`` does so once its baseline is there."""
    made, job = begun(home, packs)
    if fails:
        made.fail("job_worker_died")
    else:
        made.train(final=level)
        made.finish(level)
    JobQueue(home).finish(job, {})
    return made.run


def fail(home: Home, job: Job, code: str = "job_worker_died") -> None:
    JobQueue(home).fail(job, [{"code": code, "values": {}}])


def raced(home: Home, search: Search, packs: tuple[Pack, Pack]) -> None:
    """Everything up to the verdict."""
    while not search.concluded:
        while JobQueue(home).in_line("train"):
            train(home, packs)
        race.advance(home, search)
        assert search.problems() == []


def watched(
    home: Home, packs: tuple[Pack, Pack], patch: pytest.MonkeyPatch, spec: RunSpec, knows: Knows, seen: Seen, second: str = ""
) -> tuple[Verdict, list[tuple[int, int]], int]:
    """The verdict of a search, a training at a time: with it before each training how many networks the page says come at most, and how many it
    lists; and how many it lists in the end. ``seen``: what the networks show of the target's mix of classes, whatever they predict.
    """
    patch.setattr(rule, "compare_shares", lambda *_: rule.ShareTest(0.5 if seen.differ else 0.0, 0.0))
    patch.setattr(rule, "still_moved", lambda *_: seen.moved)
    patch.setattr(answer, "CLOSE", 1.1)
    told = TargetShares(known_from="told", shares=dict(zip(packs[0].info.classes, (0.7, 0.1, 0.1, 0.1), strict=True)))
    spec = spec.model_copy(update={"target_shares": told if knows == "shares" else TargetShares()})
    search, said = asking.begin(home, spec, knows=knows, second=second), []
    while not search.concluded:
        shown = search_view.live(home, search, RunLogs(), JobQueue(home), "en")
        said.append((shown["most"], len(shown["rows"])))
        train(home, packs)
        race.advance(home, search)
    found = search.verdict()
    assert found is not None
    return found, said, len(search_view.live(home, search, RunLogs(), JobQueue(home), "en")["rows"])
