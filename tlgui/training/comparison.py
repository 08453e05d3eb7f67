"""The references of a run: find them or train them now, and copy what the run shows of them into its folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from filelock import FileLock

from tlgui.errors import UserError
from tlgui.runs.pick import Candidate
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.training import records, reference
from tlgui.training.log import RunLog, trainer_of
from tlgui.training.preparation import Preparation
from tlgui.training.session import Session


@dataclass(frozen=True)
class ReferenceResult:
    """What runs need of a finished reference."""

    run: Run
    candidate: Candidate
    mixing: float | None


def compare(session: Session, prepared: Preparation, name: str, kind: str, train: Callable[[Session], None]) -> ReferenceResult:
    """Find the reference or ``train`` it now, and copy what the run shows of it into the run's folder.

    Parameters
    ----------
    name:
        ``baseline`` or ``normalisation_alone``.
    kind:
        What the baseline is, see :func:`tlgui.training.reference.baseline_kind`.
    """
    spec = reference.reference_spec(prepared, name, kind)
    owner = reference.owner_of(prepared, session.owner)
    run = _compared_with(session, name, owner)
    if run is None:
        key = reference.reference_key(prepared, spec, owner)
        with FileLock(session.home.references / f"{key}.lock"):
            run = reference.find(session.home, key, owner)
            if run is None:
                run = RunStore(session.home).create(spec, session.run.names, owner)
                reference.remember(session.home, key, run)
            _echo(session.log, run, name)
            if not reference.finished(run):
                with trainer_of(run, echo=(session.log, name)) as log, _known_to_train(session, run):
                    train(replace(session, run=run, log=log, confirmed=(), alike=False))
    step = run.kept_step()
    assert step is not None
    events = {event["event"]: event for event in run.events()}
    result, classes = events["result"], events["settings"]["classes"]
    _copy_reference(session.run, run, name, step)  # before the event, so that its readers find the predictions
    session.log.write(
        "reference", kind=name, run=run.id, step=step, classes=classes, source=result["source"], scores=result["scores"]
    )
    metric = prepared.data.task.kind.metric
    return ReferenceResult(run, Candidate(None, result["source"].get(metric), result["scores"]), result["mixing"]["after"])


def is_there(session: Session, prepared: Preparation, name: str, kind: str) -> bool:
    """Whether :func:`compare` would find the reference instead of training it."""
    owner = reference.owner_of(prepared, session.owner)
    if _compared_with(session, name, owner) is not None:
        return True
    key = reference.reference_key(prepared, reference.reference_spec(prepared, name, kind), owner)
    run = reference.find(session.home, key, owner)
    return run is not None and reference.finished(run)


@contextmanager
def _known_to_train(session: Session, run: Run) -> Iterator[None]:
    """Inside, the queue knows which process trains the reference, which has no job of its own."""
    session.trains_reference(run.id)
    try:
        yield
    finally:
        session.trains_reference(None)


def _compared_with(session: Session, name: str, owner: str) -> Run | None:
    """The finished reference that an earlier trainer of this run used: the numbers in the run's log are from it."""
    said = next((each for each in session.run.events() if each["event"] == "reference" and each["kind"] == name), None)
    try:
        run = RunStore(session.home).get(said["run"], owner) if said is not None else None
    except UserError:  # deleted since
        return None
    return run if run is not None and run.spec.reference == name and reference.finished(run) else None


def _echo(log: RunLog, run: Run, name: str) -> None:
    """Write the curve of a reference, as far as it has come, into the log of a run."""
    for event in run.events():
        log.echo(name, event["event"], {each: event[each] for each in event if each != "event"})


def _copy_reference(run: Run, of: Run, name: str, step: int) -> None:
    """The reference's predictions at every evaluation, and its snapshot as this run's "before"."""
    folder = run.folder / "predictions" / name
    folder.mkdir(exist_ok=True)
    for path in sorted((of.folder / "predictions").glob("*.npz")):
        shutil.copyfile(path, folder / path.name)
    if name == reference.BASELINE:
        frozen = run.folder / "snapshots" / "frozen.npz"
        records.save_before(run, of.snapshot_path(step), frozen if frozen.exists() else None)
