"""The train job: references, the run itself, the pick, the result."""

from __future__ import annotations

import platform
import shutil
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from filelock import FileLock

from tlgui import __version__
from tlgui.analysis.neighbours import domain_mixing
from tlgui.errors import Problem, UserError
from tlgui.home import Home, is_id
from tlgui.jobs.processes import own_identity
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext, crash
from tlgui.models.heads import kind_of
from tlgui.models.network import Network
from tlgui.runs.diagnosis import Health, diagnose
from tlgui.runs.pick import Candidate, pick
from tlgui.runs.store import Run, RunStore
from tlgui.strategies import Combination, supervised
from tlgui.strategies.start import BACKBONE, starting_point
from tlgui.training import checkpoint, records, reference
from tlgui.training.engines import usable
from tlgui.training.evaluate import Evaluation, as_event, kept_scores, measure_statistics
from tlgui.training.faults import free_memory, problem_of
from tlgui.training.keeping import Keeper, drop
from tlgui.training.log import RunLog, trainer_of
from tlgui.training.loop import Hooks, Stopped
from tlgui.training.loop import train as run_phases
from tlgui.training.moments import Moments
from tlgui.training.preparation import Preparation, prepare
from tlgui.training.state import State


def warm_up() -> None:
    """Import what training needs, the slowest parts last (scikit-learn for scores, timm for features)."""
    import sklearn.cluster
    import sklearn.linear_model  # noqa: F401
    import timm  # noqa: F401


def train(context: JobContext) -> dict[str, Any]:
    """Job handler: train the run ``payload["run"]``. Its folder holds all results; every ending is in its log."""
    run = RunStore(context.home).get(context.payload["run"], context.owner)

    def stop() -> bool:
        return context.stop_requested() or run.stop_flag.exists()

    with trainer_of(run) as log:
        confirmed = tuple(context.payload.get("confirmed", ()))
        queue, attempt = JobQueue(context.home), context.job.deaths + 1
        _to_an_end(Session(context.home, context.owner, run, log, stop, queue, confirmed, context.got_further, attempt))
    return {"run": run.id}


@dataclass(frozen=True)
class Session:
    """A run being trained: where, for whom, its log, who may stop it, and which differences from an earlier trainer are meant.

    ``got_further`` is told when its state is kept; ``attempt`` counts the trainers, this one included, since it was kept last.
    """

    home: Home
    owner: str
    run: Run
    log: RunLog
    stop: Callable[[], bool]
    queue: JobQueue
    confirmed: tuple[str, ...] = ()
    got_further: Callable[[], object] = lambda: None
    attempt: int = 1


def _to_an_end(session: Session) -> None:
    """Carry the run out, or go on with it, and write exactly one ending."""
    run, log = session.run, session.log
    log.write(
        "started",
        identity=own_identity().as_json(),
        time=time.time(),
        attempt=session.attempt,
        threads=torch.get_num_threads(),
        versions={"tlgui": __version__, "torch": torch.__version__, "python": platform.python_version()},
    )
    run.resume_flag.unlink(missing_ok=True)
    problem: Problem | None = None
    try:
        carry_out(session)
    except (Stopped, InterruptedError) as stopped:
        log.end("stopped", step=getattr(stopped, "step", 0), paused=run.asked_to_pause())
        if run.spec.reference is not None:
            raise
    except UserError as error:
        log.end("failed", problems=[each.as_json() for each in error.problems])
        raise
    except BaseException as error:
        with suppress(OSError):
            (run.folder / "log.txt").write_text(traceback.format_exc())
        problem = problem_of(error, run)
        log.end("failed", problems=[crash(error) if problem is None else problem.as_json()])
        if problem is None:
            raise
    else:
        log.end("finished")
        drop(run)
    if problem is not None:  # out here nothing holds the error any more, and with it the network
        free_memory()
        raise UserError(problem.code, **problem.values)


def carry_out(session: Session) -> None:
    """A run from its spec to its result."""
    run, log = session.run, session.log
    with log.stage("features"):
        prepared = prepare(session.home, session.owner, run.spec, _reporter(log), session.stop, engine=_engine_before(run))
    kind = reference.baseline_kind(prepared, _learned_target_classes(prepared))
    small = prepared.depth == len(prepared.backbone.stages)
    with prepared.device.threads_for(small=small) as threads:
        keeper = Keeper(run, log, prepared, threads, session.confirmed, session.got_further)
        state = keeper.begin()
    log.write(
        "settings",
        settings=prepared.settings.model_dump(mode="json"),
        device=prepared.device.name,
        engine=prepared.engine,
        classes=prepared.data.task.classes,
        baseline_kind=kind,
    )
    records.save_sample(run, prepared.data)
    _save_frozen_snapshot(session, prepared)
    baseline = None
    if run.spec.reference is None:
        with log.stage("baseline"):
            baseline = _reference(session, prepared, reference.BASELINE, kind)
        _draw_maps(session)
    with log.stage("train", lambda: keeper.seconds):
        network, evaluations, health = _train(session, prepared, baseline, keeper, state)
    picked = _pick(session, prepared, network, evaluations, baseline)
    _diagnose(session, next(each for each in evaluations if each.step == picked["step"]), health, baseline, kind)
    _draw_maps(session)
    if run.spec.reference is None and kind == "source_only":
        with log.stage("normalisation_alone"):
            _reference(session, prepared, reference.NORMALISATION_ALONE, kind)
    log.write("result", baseline_kind=kind, **picked)


def _reporter(log: RunLog) -> Callable[[int, int], None]:
    last = [0.0]

    def report(done: int, total: int) -> None:
        if time.monotonic() - last[0] > 0.5 or done == total:
            last[0] = time.monotonic()
            log.write("progress", name="features", done=done, total=total)

    return report


def _learned_target_classes(prepared: Preparation) -> list[str] | None:
    if not supervised(Combination.parse(prepared.spec.strategy)):
        return None
    target = prepared.data.target
    assert target is not None
    return prepared.spec.class_map.label_space(list(target.pack.info.classes))


def _engine_before(run: Run) -> str:
    """The engine that an earlier trainer of this run computed the frozen part with; empty for a new run, or on a machine without it."""
    before = next((event["engine"] for event in run.events() if event["event"] == "settings"), "")
    return before if usable(before) else ""


def _train(
    session: Session, prepared: Preparation, baseline: ReferenceResult | None, keeper: Keeper, state: State | None
) -> tuple[Network, list[Evaluation], Health]:
    """Train the network, or go on from ``state``; keep predictions and weights of every evaluation, and the features of some, whose maps are
    drawn meanwhile.
    """
    run, log = session.run, session.log
    network, phases = prepared.network()
    if state is None:
        _start_from(session, prepared, network, baseline)
    step = 0 if state is None else state.place.step
    earlier = [event for event in run.events() if event.get("step", step) <= step]
    evaluations = [records.evaluation_of(run, event) for event in earlier if event["event"] == "evaluation"]
    moments = Moments(phases, seen=len(evaluations))

    def evaluated(evaluation: Evaluation) -> None:
        evaluations.append(evaluation)
        if log.has("evaluation", step=evaluation.step):
            return  # an earlier trainer has written all of it
        records.save_predictions(run, prepared.data, evaluation)
        checkpoint.save_checkpoint(_checkpoint(run, evaluation.step), network, _about(prepared, network))
        log.write("evaluation", **as_event(evaluation))
        if _has_maps(run) and moments.at_evaluation(
            lambda: records.save_snapshot(run.snapshot_path(evaluation.step), network, prepared.data, prepared.device)
        ):
            _draw_maps(session)

    keeper.training_begins()
    health = Health()
    for event in earlier:
        health.add(event)

    def write(event: str, **fields: Any) -> None:
        health.add({"event": event, **fields})
        log.write(event, **fields)

    hooks = Hooks(write, evaluated, session.stop, keeper.keep)
    with prepared.device.threads_for(small=prepared.depth == len(prepared.backbone.stages)):
        run_phases(
            network,
            phases,
            prepared.data,
            prepared.settings,
            prepared.device,
            hooks,
            pretrained=prepared.backbone.pretrained,
            state=state,
        )
    return network, evaluations, health


def _diagnose(session: Session, evaluation: Evaluation, health: Health, baseline: ReferenceResult | None, kind: str) -> None:
    """Say in the log what looks wrong with the evaluation that was kept."""
    changed = None
    if baseline is not None and kind == "source_only" and session.run.spec.strategy != "source-only":
        step = picked_step(baseline.run)
        assert step is not None
        before, after = (
            records.load_arrays(path)["target"]
            for path in (baseline.run.prediction_path(step), session.run.prediction_path(evaluation.step))
        )
        if before.shape == after.shape and before.size and before.shape[1] > 1:
            changed = float((before.argmax(1) != after.argmax(1)).mean())
    for found in diagnose(health, evaluation.scores, changed):
        session.log.write("health", step=evaluation.step, code=found.code, values=found.values)


def _checkpoint(run: Run, step: int) -> Any:
    return run.folder / "checkpoints" / f"{step:06d}"


def _about(prepared: Preparation, network: Network) -> dict[str, Any]:
    """What a reader of the weights must know."""
    return {
        **prepared.data.task.about(),
        "head": kind_of(network.head),
        "backbone": prepared.spec.backbone,
        "backbone_weights": prepared.backbone.weights,
        "frozen": prepared.settings.frozen,
        "depth": prepared.depth,
        "extraction": prepared.extraction,
        "normalisation": prepared.settings.normalisation,
        "bottleneck": prepared.settings.bottleneck,
        "image_size": prepared.settings.image_size,
        "mean": prepared.backbone.mean,
        "std": prepared.backbone.std,
    }


def _start_from(session: Session, prepared: Preparation, network: Network, baseline: ReferenceResult | None) -> None:
    """Where it is asked for: begin with the weights of a source-trained network or of a finished run.

    The head comes along only when it predicts the same (the same classes, or a value); otherwise a new one is trained.
    """
    start = starting_point(prepared.spec)
    if start == BACKBONE:
        return
    if start == "source":
        assert baseline is not None
        run = baseline.run
        if run.spec.strategy != "source-only":
            raise UserError("start_from_needs_same_classes")
    elif is_id(start):
        run = RunStore(session.home).get(start, session.owner)
    else:
        raise UserError("start_from_unknown", given=start)
    step = picked_step(run)
    if step is None:
        raise UserError("start_from_unfinished", run=run.id)
    tensors, about = checkpoint.load_checkpoint(_checkpoint(run, step))
    ours = _about(prepared, network)
    differing = [name for name in ("backbone_weights", "bottleneck", "image_size") if about[name] != ours[name]]
    if differing or about["depth"] < ours["depth"] or about["extraction"]:
        raise UserError("start_from_other_network", run=run.id, differing=differing or ["frozen"])
    network.load_state_dict(prepared.data.task.adopt(tensors, about), strict=False)


def picked_step(run: Run) -> int | None:
    """The step whose weights a finished run kept."""
    return next((event["kept"] for event in reversed(run.events()) if event["event"] == "picked"), None)


def _pick(
    session: Session, prepared: Preparation, network: Network, evaluations: list[Evaluation], baseline: ReferenceResult | None
) -> dict[str, Any]:
    """Choose an evaluation without target labels, bring its weights back, take its snapshot, drop the other checkpoints.

    When source-only scores best, the run says so (``step`` None); the run's own best is kept all the same.
    """
    run, log, scoring = session.run, session.log, prepared.data.task.scoring
    own = [Candidate(each.step, each.source_metrics.get(scoring.metric), each.scores) for each in evaluations]
    by_labels = supervised(Combination.parse(prepared.spec.strategy))
    while True:
        if by_labels:
            # Its own validation labels would flatter the number that is reported, so the last evaluation stands.
            kept, chosen, ranks = own[-1].step, own[-1].step, {}
        else:
            kept_pick = pick(own, larger_is_better=scoring.larger_is_better)
            kept = kept_pick.step
            with_baseline = pick([baseline.candidate, *own], larger_is_better=scoring.larger_is_better) if baseline else kept_pick
            chosen, ranks = with_baseline.step, with_baseline.mean_ranks
        assert kept is not None
        try:
            checkpoint.restore(network, _checkpoint(run, kept))
            break
        except UserError:
            if len(own) == 1:
                raise
            log.write("health", step=kept, code="checkpoint_damaged", values={"step": kept})
            own = [each for each in own if each.step != kept]
    log.write("picked", step=chosen, kept=kept, ranks=ranks, rule="last" if by_labels else "label_free")
    checkpoint.keep_only(run.folder / "checkpoints", {f"{each.step:06d}" for each in evaluations[-2:]} | {f"{kept:06d}"})
    arrays = records.save_snapshot(run.snapshot_path(kept), network, prepared.data, prepared.device)
    evaluation = next(each for each in evaluations if each.step == kept)
    with prepared.device.threads_for(small=prepared.depth == len(prepared.backbone.stages)):
        scores = {**evaluation.scores, **kept_scores(network, prepared.data, prepared.device)}
    return {
        "step": kept,
        "better_than_baseline": chosen is not None,
        "source": evaluation.source_metrics,
        "scores": scores,
        "mixing": {"before": baseline.mixing if baseline else None, "after": mixing_of(arrays)},
        "target_scored": 0 if prepared.data.target is None else len(prepared.data.target.scored),
        "validation": 0 if prepared.data.source is None else len(prepared.data.source.validation),
    }


def mixing_of(arrays: dict[str, Any]) -> float | None:
    """Domain mixing of a snapshot; ``None`` when it shows one domain only."""
    if "source" not in arrays or "target" not in arrays:
        return None
    features = np.concatenate([arrays["source"], arrays["target"]])
    is_target = np.arange(len(features)) >= len(arrays["source"])
    return domain_mixing(features, is_target)


def _save_frozen_snapshot(session: Session, prepared: Preparation) -> None:
    """For strategies that learn from the target's labels, "before" is the backbone as it was, in front of anything trained."""
    if _learned_target_classes(prepared) is None or session.run.spec.reference is not None:
        return
    network, _ = prepared.network()
    network.bottleneck = torch.nn.Identity()
    network.head = prepared.data.task.head(network.normalise.mean.shape[1])
    network.to(prepared.device.torch)
    measure_statistics(network, prepared.data, prepared.device, uses_target=True)
    records.save_snapshot(session.run.folder / "snapshots" / "frozen.npz", network, prepared.data, prepared.device)


def _has_maps(run: Run) -> bool:
    return run.spec.reference is None and run.spec.target is not None


def _draw_maps(session: Session) -> None:
    if _has_maps(session.run):
        session.queue.submit("map", {"run": session.run.id}, run=session.run.id, owner=session.owner)


@dataclass(frozen=True)
class ReferenceResult:
    """A finished reference as its runs need it."""

    run: Run
    candidate: Candidate
    mixing: float | None


def _reference(session: Session, prepared: Preparation, name: str, kind: str) -> ReferenceResult:
    """Find the reference or train it now; copy what a run shows of it into the run's folder."""
    spec = reference.reference_spec(prepared, name, kind)
    run = _compared_with(session, name)
    if run is None:
        key = reference.reference_key(prepared, spec)
        with FileLock(session.home.references / f"{key}.lock"):
            run = reference.find(session.home, key, session.owner)
            if run is None:
                run = RunStore(session.home).create(spec, session.run.names, session.owner)
                reference.remember(session.home, key, run)
            _echo(session.log, run, name)
            if not reference.finished(run):
                with trainer_of(run, echo=(session.log, name)) as log:
                    _to_an_end(replace(session, run=run, log=log, confirmed=()))
    step = picked_step(run)
    assert step is not None
    events = {event["event"]: event for event in run.events()}
    result, classes = events["result"], events["settings"]["classes"]
    _copy_reference(session.run, run, name, step)  # before the event: whoever reads it finds the predictions
    session.log.write(
        "reference", kind=name, run=run.id, step=step, classes=classes, source=result["source"], scores=result["scores"]
    )
    metric = prepared.data.task.scoring.metric
    return ReferenceResult(run, Candidate(None, result["source"].get(metric), result["scores"]), result["mixing"]["after"])


def _compared_with(session: Session, name: str) -> Run | None:
    """The finished reference that an earlier trainer of this run compared it with: the numbers in its log are those of this one."""
    said = next((each for each in session.run.events() if each["event"] == "reference" and each["kind"] == name), None)
    try:
        run = RunStore(session.home).get(said["run"], session.owner) if said is not None else None
    except UserError:  # deleted since
        return None
    return run if run is not None and reference.finished(run) else None


def _echo(log: RunLog, run: Run, name: str) -> None:
    """Write the curve of a reference, as far as it is, into the log of a run."""
    for event in run.events():
        if event["event"] in RunLog.ECHOED:
            log.write(f"reference_{event['event']}", kind=name, **{each: event[each] for each in event if each != "event"})


def _copy_reference(run: Run, of: Run, name: str, step: int) -> None:
    """The reference's predictions at every evaluation, and its snapshot as this run's "before"."""
    folder = run.folder / "predictions" / name
    folder.mkdir(exist_ok=True)
    for path in sorted((of.folder / "predictions").glob("*.npz")):
        shutil.copyfile(path, folder / path.name)
    if name == reference.BASELINE:
        frozen = run.folder / "snapshots" / "frozen.npz"
        records.save_before(run, of.snapshot_path(step), frozen if frozen.exists() else None)
