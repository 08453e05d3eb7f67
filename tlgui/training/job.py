"""The train job: a run from its spec to its result, however it ends."""

from __future__ import annotations

import importlib
import platform
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import torch

from tlgui import __version__
from tlgui.errors import Problem, UserError
from tlgui.jobs.processes import own_identity
from tlgui.jobs.worker import JobContext, crash
from tlgui.models.network import Network
from tlgui.planning import supervised
from tlgui.runs.diagnosis import Health
from tlgui.runs.event_types import VERSION
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.teaching import TaughtLabels, Teaching
from tlgui.strategies import Combination
from tlgui.strategies.base import Phase
from tlgui.training import checkpoint, records, reference
from tlgui.training.comparison import ReferenceResult, compare, is_there
from tlgui.training.engines import usable
from tlgui.training.evaluate import Evaluation, as_event, measure_statistics
from tlgui.training.faults import free_memory, problem_of
from tlgui.training.keeping import Keeper, drop
from tlgui.training.log import RunLog, trainer_of
from tlgui.training.look_alikes import seen_of_target
from tlgui.training.loop import Hooks, Stopped
from tlgui.training.loop import train as run_phases
from tlgui.training.moments import SnapshotSchedule
from tlgui.training.outcome import drop_weights, keep_one, tell_what_is_off
from tlgui.training.preparation import Preparation, prepare
from tlgui.training.renormalized import renormalize, source_only_of
from tlgui.training.session import Session
from tlgui.training.starting import start_from
from tlgui.training.state import State


def warm_up() -> Iterator[None]:
    """Import what training needs, in steps: first what torch imports at an optimizer's first step (its compiler) and what scores every run,
    then what computes features, and timm last, since a run with a known network does not need it.
    """
    engines = [engine for engine in ("openvino", "onnxruntime") if usable(engine)]
    for module in ("torch._dynamo", "sklearn.cluster", "sklearn.linear_model", *engines, "timm"):
        importlib.import_module(module)
        yield


def train(context: JobContext) -> dict[str, Any]:
    """Job handler: train the run ``payload["run"]``. Its folder holds all results; its log says how it ended."""
    run = RunStore(context.home).get(context.payload["run"], context.owner)

    def stop() -> bool:
        return context.stop_requested() or run.stopping

    def draw_maps() -> None:
        if context.payload.get("maps", True):
            context.submit("map", {"run": run.id}, run=run.id)

    with trainer_of(run) as log:
        confirmed = tuple(context.payload.get("confirmed", ()))
        session = Session(
            context.home,
            context.owner,
            run,
            log,
            stop,
            draw_maps,
            confirmed,
            got_further=context.got_further,
            attempt=context.job.deaths + 1,
            trains_reference=context.trains_reference,
            ask_for_help=lambda parts, reads: context.ask_for_help(parts, "features_parts", {"run": run.id, "reads": reads}),
            place=context.place,
            alike=context.payload.get("alike") is True,
        )
        _to_an_end(session)
    return {"run": run.id}


def _to_an_end(session: Session) -> None:
    """Carry out the run, or resume it, and write exactly one ending."""
    run, log = session.run, session.log
    log.write(
        "started",
        version=VERSION,
        identity=own_identity().as_json(),
        time=time.time(),
        attempt=session.attempt,
        threads=torch.get_num_threads(),
        launcher=session.place.launcher,
        node=session.place.node,
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
    if problem is not None:  # out here nothing refers to the error any more, and through it to the network
        free_memory()
        raise UserError(problem.code, **problem.values)


def carry_out(session: Session) -> None:
    """A run from its spec to its result."""
    run, log = session.run, session.log
    with log.stage("features"):
        prepared = prepare(
            session.home,
            session.owner,
            run.spec,
            _reporter(log),
            session.stop,
            engine=_engine_before(run),
            foreign=run.imported,
            teaching=Teaching.of(run) if run.spec.distilled_from else None,
            given=TaughtLabels.of(run),
            ask_for_help=session.ask_for_help,
        )
        seen = seen_of_target(session, prepared, _reporter(log))
    kind = reference.baseline_kind(prepared, _learned_target_classes(prepared))
    with prepared.device.threads_for(one=prepared.one_thread) as threads:
        keeper = Keeper(run, log, prepared, threads, session.confirmed, session.got_further)
        state = keeper.begin()
    for name in (reference.BASELINE, reference.NORMALISATION_ALONE) if run.spec.reference is None else ():
        if (kind != "source_only" and name != reference.BASELINE) or is_there(session, prepared, name, kind):
            log.outlook.is_there(name)
    log.write(
        "settings",
        settings=prepared.settings.model_dump(mode="json"),
        device=prepared.device.name,
        engine=prepared.engine,
        classes=prepared.data.task.classes,
        baseline_kind=kind,
    )
    records.save_sample(session.home, run, prepared.data)
    _save_frozen_snapshot(session, prepared)
    baseline = None
    if run.spec.reference is None:
        with log.stage("baseline"):
            baseline = compare(session, prepared, reference.BASELINE, kind, _to_an_end)
        _draw_maps(session)
    with log.stage("train", lambda: keeper.seconds):
        network, evaluations, health = _train(session, prepared, baseline, keeper, state)
    with log.stage("picking"):
        if seen is not None:
            with prepared.device.threads_for(one=prepared.one_thread):
                records.save_alike(run, prepared.data, seen)
        picked = keep_one(session, prepared, network, evaluations, baseline)
        kept = next(each for each in evaluations if each.step == picked["step"])
        tell_what_is_off(session, prepared, kept, health, baseline, kind)
    _draw_maps(session)
    if run.spec.reference is None and kind == "source_only":
        assert baseline is not None
        with log.stage("normalisation_alone"):
            compare(session, prepared, reference.NORMALISATION_ALONE, kind, _to_an_end)
        drop_weights(baseline.run)
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
    """The engine that an earlier trainer of this run used for the frozen part; empty for a new run, or on a machine without it."""
    before = next((event["engine"] for event in run.events() if event["event"] == "settings"), "")
    return before if usable(before) else ""


def _train(
    session: Session, prepared: Preparation, baseline: ReferenceResult | None, keeper: Keeper, state: State | None
) -> tuple[Network, list[Evaluation], Health]:
    """Train the network, or resume from ``state``; of the second reference, take the weights of the first if they are the same."""

    def trained(network: Network, phases: list[Phase], hooks: Hooks) -> None:
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

    first = source_only_of(session, prepared) if state is None else None
    if first is not None:
        with suppress(UserError):  # its weights were removed meanwhile, or are damaged: this one is trained
            return _evaluated(
                session, prepared, None, keeper, None, lambda network, _, hooks: renormalize(network, first, prepared, hooks)
            )
    return _evaluated(session, prepared, baseline, keeper, state, trained)


def _evaluated(
    session: Session,
    prepared: Preparation,
    baseline: ReferenceResult | None,
    keeper: Keeper,
    state: State | None,
    take_through: Callable[[Network, list[Phase], Hooks], None],
) -> tuple[Network, list[Evaluation], Health]:
    """Take a new network through its phases; keep predictions and weights of every evaluation, and the features of some, whose maps are drawn
    in the meantime.
    """
    run, log = session.run, session.log
    network, phases = prepared.network()
    if state is None:
        start_from(session, prepared, network, baseline)
    step = 0 if state is None else state.place.step
    earlier = [event for event in run.events() if (event.get("step") or 0) <= step]  # a pick of the baseline has no step
    evaluations = [records.evaluation_of(run, event) for event in earlier if event["event"] == "evaluation"]
    moments = SnapshotSchedule(phases, seen=len(evaluations))

    def evaluated(evaluation: Evaluation, network: Network) -> None:
        evaluations.append(evaluation)
        if log.has("evaluation", step=evaluation.step):
            return  # an earlier trainer has written everything
        records.save_predictions(run, prepared.data, evaluation)
        checkpoint.save_checkpoint(run.checkpoint_path(evaluation.step), network, prepared.about(network))
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
    with prepared.device.threads_for(one=prepared.one_thread):
        take_through(network, phases, hooks)
    return network, evaluations, health


def _save_frozen_snapshot(session: Session, prepared: Preparation) -> None:
    """For strategies that learn from the target's labels, "before" is the original backbone's features."""
    if _learned_target_classes(prepared) is None or session.run.spec.reference is not None:
        return
    network, _ = prepared.network()
    network.bottleneck = torch.nn.Identity()
    network.head = prepared.data.task.head(network.normalise.mean.shape[1])
    network.to(prepared.device.torch)
    measure_statistics(network, prepared.data, prepared.device)
    records.save_snapshot(session.run.folder / "snapshots" / "frozen.npz", network, prepared.data, prepared.device)


def _has_maps(run: Run) -> bool:
    return run.spec.reference is None and run.spec.target is not None


def _draw_maps(session: Session) -> None:
    if _has_maps(session.run):
        session.draw_maps()
