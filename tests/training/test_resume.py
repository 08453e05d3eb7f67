"""Runs that are killed, paused, stopped or refused, and resumed: the run in the end is the one that never ended."""

from __future__ import annotations

import errno
import random
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.training.conftest import carry_out
from tests.training.test_job import of
from tests.training.toy import picture_datasets
from tlgui import __version__, durable
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.launchers import launcher_of
from tlgui.jobs.queue import JobQueue
from tlgui.runs import belonging
from tlgui.runs.diagnosis import light_of
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.service import launch, resuming
from tlgui.service.resuming import resume_run
from tlgui.service.stopping import ask_to_stop
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.strategies import STRATEGIES
from tlgui.training import job as train_job
from tlgui.training import keeping, outcome
from tlgui.training.checkpoint import load_checkpoint, save_tensors
from tlgui.training.log import RunLog
from tlgui.versions import VERSIONS
from tlgui.views.verdict import verdict

CURVES = ("step", "evaluation", "reference_step", "reference_evaluation", "phase", "reference")


@pytest.fixture(autouse=True)
def every_step_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "SECONDS_APART", 0.0)
    monkeypatch.setattr(keeping, "SHARE", 1e9)
    monkeypatch.setattr(resuming, "ensure_workers", lambda *_: None)


@pytest.fixture(scope="module")
def trained_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the pictures lie, and where the home of :func:`home` is kept, once a test has made it."""
    return tmp_path_factory.mktemp("trained") / "home"


@pytest.fixture
def home(home: Home, trained_before: Path) -> Home:
    """A home with both datasets, both references and a DANN run that nothing interrupted; trained once and copied."""
    if not trained_before.exists():
        carry_out(home, started(home, picture_datasets(home, trained_before.parent), "dann"))
        shutil.copytree(home.root, trained_before)
    else:
        shutil.copytree(trained_before, home.root, dirs_exist_ok=True)
    return home


@pytest.fixture
def packs(home: Home) -> tuple[Pack, Pack]:
    by_name = {pack.info.name: pack for pack in DatasetStore(home).packs()}
    return by_name["source"], by_name["target"]


@pytest.fixture
def whole(home: Home) -> Run:
    (run,) = (each for each in RunStore(home).all() if status_of(each, JobQueue(home)).state == "finished")
    return run


def started(home: Home, packs: tuple[Pack, Pack], strategy: str, epochs: int = 4, **more: Any) -> Run:
    """A run that was asked for."""
    fields = {"source": packs[0].info.id, "target": packs[1].info.id, "backbone": "small-cnn", "strategy": strategy, **more}
    return launch.start_run(home, RunSpec(settings=RunSettings(epochs=epochs, batch_size=8), **fields))


def resumed(home: Home, run_id: str, **more: Any) -> Run:
    run = RunStore(home).get(run_id)
    resume_run(home, run, **more)
    assert status_of(run, JobQueue(home)).state == "queued"
    carry_out(home, run)
    return run


def accepted(home: Home, run: Run, **more: Any) -> None:
    """The run is queued to go on."""
    resume_run(home, run, **more)
    assert status_of(run, JobQueue(home)).state == "queued"


def same(run: Run, whole: Run) -> None:
    """Every point of every curve once and in order, every prediction, the pick, the weights and the result."""
    for kind in CURVES:
        ours, theirs = ([{**each, "run": None} for each in of(one, kind)] for one in (run, whole))
        if kind != "reference":
            assert sorted(map(str, ours)) == sorted(map(str, theirs)), kind
        assert len(ours) == len(theirs)
    assert of(run, "picked")[-1] == of(whole, "picked")[-1]
    assert of(run, "result")[-1] == of(whole, "result")[-1]
    for path in sorted((whole.folder / "predictions").rglob("*.npz")):
        again = run.folder / path.relative_to(whole.folder)
        with np.load(path) as theirs, np.load(again) as ours:
            assert all(np.array_equal(ours[name], theirs[name]) for name in theirs.files)
    kept = f"{of(whole, 'picked')[-1]['kept']:06d}"
    theirs, _ = load_checkpoint(whole.folder / "checkpoints" / kept)
    ours, _ = load_checkpoint(run.folder / "checkpoints" / kept)
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    names = {path.name for path in (run.folder / "checkpoints").iterdir()}
    assert kept in names
    assert len(names) <= 3


class Moments:
    """Counts the moments at which a process may be killed, and keeps what it would leave behind at some of them: a copy of the home folder.

    The moments are each write to a log, and each write, flush and rename of ``tlgui.durable``.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, home: Home, folder: Path, at: set[int] | None = None) -> None:
        self.home, self.folder, self.at = home, folder, at or set()
        self.count = 0
        self.left: list[Home] = []
        for place, name in ((RunLog, "write"), (durable.os, "fsync"), (durable.os, "replace")):
            monkeypatch.setattr(place, name, self._counted(getattr(place, name)))

    def _counted(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **named: Any) -> Any:
            self.count += 1
            if self.count in self.at:
                copy = self.folder / str(self.count)
                shutil.copytree(self.home.root, copy)
                self.left.append(Home(copy))
            return call(*given, **named)

        return counted


def killed_anywhere(
    home: Home, packs: tuple[Pack, Pack], folder: Path, monkeypatch: pytest.MonkeyPatch, strategy: str, times: int
) -> None:
    """Train once and look how many moments there are; train again (each time the references too) and keep what is left at some of them."""

    def forget_references() -> None:
        for kept in home.references.glob("*.json"):
            kept.unlink()

    forget_references()
    whole = started(home, packs, strategy)
    with monkeypatch.context() as patched:
        moments = Moments(patched, home, folder)
        carry_out(home, whole)
    forget_references()
    draw = random.Random(strategy)
    again = started(home, packs, strategy)
    with monkeypatch.context() as patched:
        moments = Moments(patched, home, folder, set(draw.sample(range(1, moments.count), times)))
        carry_out(home, again)
    same(again, whole)
    assert len(moments.left) >= times - 1  # waiting for locks and temporary names make a few moments more or less
    monkeypatch.setattr(
        type(launcher_of(home)), "alive", lambda self, handle: False
    )  # the process that is killed in truth is this one
    for left in moments.left:
        run = RunStore(left).get(again.id)
        if status_of(run, JobQueue(left)).state == "finished":
            continue
        same(resumed(left, again.id), whole)
        assert status_of(run, JobQueue(left)).state == "finished"
        assert list(run.folder.rglob("*.tmp")) == []


@pytest.mark.slow
def test_E7_E25_a_run_that_is_killed_at_any_moment_and_resumed_ends_as_if_nothing_had_been(
    home: Home, packs: tuple[Pack, Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_anywhere(home, packs, tmp_path / "left", monkeypatch, "mcc,shot", 3)


@pytest.mark.soak
@pytest.mark.parametrize("strategy", ["dann", "mcc,shot", "fine-tuning", "importance", "rkd", "adabn", "pseudo-label"])
def test_E7_E25_at_thirty_moments(
    home: Home, packs: tuple[Pack, Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strategy: str
) -> None:
    killed_anywhere(home, packs, tmp_path / "left", monkeypatch, strategy, 30)


@pytest.mark.slow
def test_E7_a_run_that_is_killed_after_the_baseline_was_found_better_goes_on(
    home: Home, packs: tuple[Pack, Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest, write, left = outcome.pick, RunLog.write, Home(tmp_path / "left")

    def pick_the_baseline(candidates: Any, **given: Any) -> Any:
        found = honest(candidates, **given)
        return replace(found, step=None) if candidates[0].step is None else found

    def copied_before_the_result(log: RunLog, event: str, **fields: Any) -> None:
        if event == "result" and log.run.spec.reference is None:
            shutil.copytree(home.root, left.root)
        write(log, event, **fields)

    monkeypatch.setattr(outcome, "pick", pick_the_baseline)
    run = started(home, packs, "importance", epochs=2)
    with monkeypatch.context() as patched:
        patched.setattr(RunLog, "write", copied_before_the_result)
        carry_out(home, run)
    assert of(run, "picked")[0]["step"] is None
    monkeypatch.setattr(
        type(launcher_of(home)), "alive", lambda self, handle: False
    )  # the process that is killed in truth is this one
    same(resumed(left, run.id), run)


# -- pause, stop, resume ---------------------------------------------------------------------------------------------------------


def at_step(monkeypatch: pytest.MonkeyPatch, step: int, do: Callable[[Run], None]) -> None:
    """``do`` once, when the run (not a reference) has made this step."""
    honest, done = RunLog.write, []

    def write(log: RunLog, event: str, **fields: Any) -> None:
        honest(log, event, **fields)
        if event == "step" and fields["step"] == step and log.run.spec.reference is None and not done:
            done.append(step)
            do(log.run)

    monkeypatch.setattr(RunLog, "write", write)


def failing(home: Home, run: Run, code: str) -> dict[str, Any]:
    """Carry out a run that fails with this problem, and what the page then says of it."""
    with pytest.raises(UserError) as error:
        carry_out(home, run)
    assert [each.code for each in error.value.problems] == [code]
    assert error.value.__context__ is None or code == "loss_not_finite"  # nothing holds the network's memory any more
    found = summary(run, JobQueue(home))
    assert found["status"] == "failed"
    for language in ("en", "zh"):
        assert verdict(found, language)["note"]
    return {**found["problems"][0]["values"], "note": verdict(found, "en")["note"]}


@pytest.mark.slow
def test_E19_a_paused_run_says_so_keeps_its_state_and_goes_on_to_the_same_end(
    home: Home, packs: tuple[Pack, Pack], whole: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(home, packs, "dann")
    with monkeypatch.context() as patched:
        at_step(patched, 5, lambda run: run.ask_to_stop(pause=True))
        carry_out(home, run)
    queue = JobQueue(home)
    assert status_of(run, queue).state == "paused"
    assert [(event["step"], event["paused"]) for event in of(run, "stopped")] == [(5, True)]
    assert "Paused" in verdict(summary(run, queue), "en")["headline"]
    resume_run(home, run)
    resume_run(home, run)  # a double click
    assert status_of(run, queue).state == "queued"
    carry_out(home, run)
    assert queue.take("train", "another") is None
    assert [event["step"] for event in of(run, "resumed")] == [5]
    assert status_of(run, queue).state == "finished"
    assert not (run.folder / "state").exists()
    same(run, whole)
    with pytest.raises(UserError, match="is finished"):
        resume_run(home, run)


@pytest.mark.slow
@pytest.mark.parametrize(
    "more",
    [
        {"strategy": "cdan+mcc"},
        {"strategy": "cdan", "target_shares": TargetShares(known_from="told", shares={"bar": 0.1, "frame": 0.9})},
    ],
    ids=["dropout and a normalisation in the bottleneck", "told class shares"],
)
def test_E19_a_run_on_frozen_features_goes_on_to_the_same_end(
    home: Home, packs: tuple[Pack, Pack], pretrained: str, monkeypatch: pytest.MonkeyPatch, more: dict[str, Any]
) -> None:
    run = started(home, packs, backbone=pretrained, **more)
    with monkeypatch.context() as patched:
        at_step(patched, 5, lambda run: run.ask_to_stop(pause=True))
        carry_out(home, run)
    assert status_of(run, JobQueue(home)).state == "paused"
    resumed(home, run.id)
    whole = started(home, packs, backbone=pretrained, **more)
    carry_out(home, whole)
    assert of(whole, "settings")[0]["settings"]["dropout"] == 0.5
    same(run, whole)


@pytest.mark.slow
def test_a_run_that_waits_to_go_on_can_be_cancelled_and_asked_again(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, queue = started(home, packs, "dann"), JobQueue(home)
    at_step(monkeypatch, 3, lambda run: run.ask_to_stop())
    carry_out(home, run)
    assert status_of(run, queue).state == "stopped"
    resume_run(home, run)
    ask_to_stop(home, run)
    assert status_of(run, queue).state == "stopped"
    assert queue.take("train", "another") is None
    resumed(home, run.id)
    assert status_of(run, queue).state == "finished"


def test_H6_a_run_that_waits_to_go_on_is_queued_again_when_the_queue_was_damaged(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(home, packs, "dann")
    at_step(monkeypatch, 3, lambda run: run.ask_to_stop())
    carry_out(home, run)
    resume_run(home, run)
    for file in home.jobs.glob("queue.sqlite*"):
        file.write_bytes(b"")
    assert status_of(run, JobQueue(home)).state == "queued"


# -- refused, with what differs --------------------------------------------------------------------------------------------------


@pytest.fixture
def stopped(home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run that was stopped at its third step."""
    return stopped_here(home, packs, monkeypatch)


def stopped_here(home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same, of these datasets."""
    run = started(home, packs, "dann")
    with monkeypatch.context() as patched:
        at_step(patched, 3, lambda run: run.ask_to_stop())
        carry_out(home, run)
    return run


def refused(home: Home, run: Run, **more: Any) -> list[tuple[str, dict[str, Any]]]:
    """The problems of a resume, which leave the run as it was."""
    before = run.events_path.read_bytes()
    with pytest.raises(UserError) as error:
        resume_run(home, run, **more)
    assert run.events_path.read_bytes() == before
    assert not run.resume_flag.exists()
    assert JobQueue(home).take("train", "another") is None
    return [(each.code, each.values) for each in error.value.problems]


@pytest.mark.slow
def test_D11_other_settings_are_refused_all_together_and_the_saved_ones_win(home: Home, stopped: Run) -> None:
    found = refused(home, stopped, settings={"backbone": "efficientnet-lite0", "epochs": 40, "batch_size": "8", "dann.weight": 2})
    assert [values["name"] for _, values in found] == ["backbone", "epochs", "dann.weight"]
    assert {"name": "epochs", "was": "4", "now": "40"} in [values for _, values in found]
    accepted(home, stopped, settings={"backbone": "small-cnn", "epochs": "4"})


def test_D11_a_spec_that_was_changed_on_the_disk_is_refused_with_what_differs(home: Home, stopped: Run) -> None:
    envelope = durable.read_json(stopped.folder / "spec.json")
    envelope["spec"]["settings"]["learning_rate"] = 0.3
    durable.write_json(stopped.folder / "spec.json", envelope)
    changed = RunStore(home).get(stopped.id)
    [(code, values)] = refused(home, changed)
    assert (code, values["name"], values["now"]) == ("resume_setting_changed", "settings.learning_rate", "0.3")


@pytest.mark.slow
def test_another_version_of_a_strategy_is_refused_unless_it_is_meant(
    home: Home, stopped: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    strategy = STRATEGIES[stopped.spec.strategy]
    monkeypatch.setattr(strategy, "version", strategy.version + 1)
    [(code, values)] = refused(home, stopped)
    was = f"strategy {strategy.key} {strategy.version - 1}"
    assert (code, values["parts"]) == ("changed_program", [f"{was} → {strategy.version}"])
    accepted(home, stopped, confirmed=["changed_program"])


@pytest.mark.slow
def test_another_version_of_anything_that_decides_numbers_is_refused_and_of_what_a_run_does_not_use_is_nothing_to_it(
    home: Home, stopped: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part, version in VERSIONS.items():
        with monkeypatch.context() as raised:
            raised.setitem(VERSIONS, part, version + 1)
            [(code, values)] = refused(home, stopped)
            assert (code, values["parts"]) == ("changed_program", [f"{part} {version} → {version + 1}"])
    assert "tent" not in stopped.spec.strategy
    monkeypatch.setattr(STRATEGIES["tent"], "version", 7)
    accepted(home, stopped)


@pytest.mark.slow
def test_a_run_from_before_there_were_versions_says_so_and_goes_on_when_it_is_meant(home: Home, stopped: Run) -> None:
    """What such a run kept: digests of source folders, in its folder and in each saved state."""
    digests = {"losses": "0123456789abcdef", "data/pack": "fedcba9876543210"}

    def older(kept: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in kept.items() if name != "versions"} | {"code": digests, "version": "0.0.9"}

    was = belonging.read(stopped)
    assert was is not None
    belonging.write(stopped, older(was))
    for place in stopped.states():
        tensors, notes = load_checkpoint(place)
        shutil.rmtree(place)
        save_tensors(place, tensors, {**notes, "belonging": older(notes["belonging"])})
    assert refused(home, stopped) == [("unnumbered_program", {"was": "0.0.9", "now": __version__})]
    accepted(home, stopped, confirmed=["unnumbered_program"])
    carry_out(home, stopped)
    assert status_of(stopped, JobQueue(home)).state == "finished"


def test_A28_a_folder_that_changed_since_is_told_before_a_run_goes_on(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = stopped_here(home, picture_datasets(home, tmp_path), monkeypatch)
    (tmp_path / "target" / "bar" / "bar0.png").write_bytes(b"another")
    shutil.copy(tmp_path / "target" / "bar" / "bar1.png", tmp_path / "target" / "bar" / "new.png")
    [(code, values)] = refused(home, stopped)
    assert (code, values) == ("changed_data", {"role": "target", "count": 2, "total": 37})
    accepted(home, stopped, confirmed=["changed_data"])


def test_A29_a_dataset_that_is_gone_is_said_and_a_folder_that_is_gone_is_not_missed(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = stopped_here(home, packs := picture_datasets(home, tmp_path), monkeypatch)
    aside = tmp_path / "aside"
    shutil.move(home.datasets / packs[1].info.id, aside)
    assert refused(home, stopped) == [("dataset_gone", {"role": "target"})]
    shutil.move(aside, home.datasets / packs[1].info.id)
    shutil.rmtree(tmp_path / "target")
    accepted(home, stopped)


def test_the_trainer_looks_once_more_at_what_it_learns(home: Home, stopped: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "learned_labels", lambda *_: "others")
    resume_run(home, stopped)
    assert failing(home, stopped, "resume_data_changed")["role"] == "labels"


def test_another_machine_goes_on_and_says_what_differs(home: Home, stopped: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = keeping.belonging_of

    def elsewhere(prepared: Any, threads: int) -> Any:
        return honest(prepared, threads + 7)

    monkeypatch.setattr(keeping, "belonging_of", elsewhere)
    at_step(monkeypatch, 4, lambda run: run.ask_to_stop())
    before, after = of(resumed(home, stopped.id), "resumed")[0]["differs"]["threads"]
    assert after == before + 7
    assert [event["step"] for event in of(stopped, "stopped")] == [3, 4]


# -- damage and faults -----------------------------------------------------------------------------------------------------------


def flip(path: Path, place: int = 100) -> None:
    data = bytearray(path.read_bytes())
    data[place % len(data)] ^= 4
    path.write_bytes(data)


@pytest.mark.slow
def test_E13_F6_a_damaged_state_is_said_and_the_one_before_is_used(home: Home, stopped: Run, whole: Run) -> None:
    states = sorted(path for path in stopped.state_folder.iterdir() if path.is_dir())
    assert [path.name for path in states] == ["000002", "000003"]
    flip(states[1] / "weights.safetensors", 4000)
    run = resumed(home, stopped.id)
    assert [(event["step"], event["damaged"]) for event in of(run, "resumed")] == [(2, [3])]
    same(run, whole)


@pytest.mark.slow
def test_E13_when_every_state_is_damaged_a_run_begins_again_and_no_point_is_twice(home: Home, stopped: Run, whole: Run) -> None:
    for path in stopped.state_folder.iterdir():
        if path.is_dir():
            flip(path / "about.json", 50)
    run = resumed(home, stopped.id)
    assert [(event["step"], event["damaged"]) for event in of(run, "resumed")] == [(0, [3, 2])]
    same(run, whole)


@pytest.mark.slow
def test_E13_a_kept_checkpoint_that_is_damaged_is_said_and_the_next_best_is_kept(
    home: Home, packs: tuple[Pack, Pack], whole: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    best = of(whole, "picked")[0]["kept"]
    honest = train_job.keep_one

    def pick(session: Any, *given: Any) -> Any:
        if session.run.spec.reference is None:
            flip(session.run.folder / "checkpoints" / f"{best:06d}" / "weights.safetensors")
        return honest(session, *given)

    monkeypatch.setattr(train_job, "keep_one", pick)
    run = started(home, packs, "dann")
    carry_out(home, run)
    assert of(run, "picked")[0]["kept"] != best
    assert [event["values"] for event in of(run, "health") if event["code"] == "checkpoint_damaged"] == [{"step": best}]
    assert status_of(run, JobQueue(home)).state == "finished"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code", "words"),
    [(errno.ENOSPC, "run_disk_full", "disk is full"), (errno.EIO, "disk_error", "Check the disk")],
    ids=["E9", "E10"],
)
def test_E9_E10_a_disk_that_is_full_or_broken_ends_the_run_in_words_and_it_goes_on_afterwards(
    home: Home, packs: tuple[Pack, Pack], whole: Run, monkeypatch: pytest.MonkeyPatch, number: int, code: str, words: str
) -> None:
    run = started(home, packs, "dann")
    with monkeypatch.context() as patched:

        def break_disk(run: Run) -> None:
            def replace(*_: object) -> None:
                raise OSError(number, "by a test")

            patched.setattr(durable.os, "replace", replace)

        at_step(patched, 5, break_disk)
        values = failing(home, run, code)
    assert words in values["note"]
    assert values["step"] == 5
    assert number != errno.ENOSPC or values["needed"] > values["free"] > 0
    assert list(run.folder.rglob("*.tmp")) == []
    same(resumed(home, run.id), whole)


@pytest.mark.slow
@pytest.mark.parametrize(
    "error",
    [torch.OutOfMemoryError("CUDA out of memory."), MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory")],
    ids=lambda error: type(error).__name__,
)
def test_E6_memory_that_ran_out_is_told_with_a_smaller_batch_and_the_run_goes_on_afterwards(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def out(run: Run) -> None:
        raise error

    run = started(home, packs, "dann")
    with monkeypatch.context() as patched:
        at_step(patched, 3, out)
        values = failing(home, run, "out_of_memory")
    assert (values["step"], values["batch"], values["smaller"]) == (3, 8, 4)
    accepted(home, run)


def change_domain_loss(monkeypatch: pytest.MonkeyPatch, change: Callable[[Tensor, int], Tensor]) -> None:
    """Let DANN's domain loss be what ``change`` makes of it at each step, counted from 1."""
    from tlgui.strategies.objectives import Outcome
    from tlgui.strategies.objectives.adversary import DomainAdversary

    honest, calls = DomainAdversary.forward, []

    def forward(self: DomainAdversary, step: Any) -> Outcome:
        calls.append(1)
        found = honest(self, step)
        return Outcome({"domain": change(found.parts["domain"], len(calls))}, found.health)

    monkeypatch.setattr(DomainAdversary, "forward", forward)


def test_E1_a_loss_that_is_not_a_number_leaves_finite_weights(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_domain_loss(monkeypatch, lambda loss, step: loss if step < 7 else loss * float("nan"))
    run = started(home, packs, "dann")
    values = failing(home, run, "loss_not_finite")
    assert (values["step"], values["good"]) == (7, 6)
    assert "lower learning rate" in values["note"]
    folders = [*(run.folder / "checkpoints").iterdir(), *(each for each in run.state_folder.iterdir() if each.is_dir())]
    assert max(int(each.name) for each in folders) == 6
    for folder in folders:
        tensors, _ = load_checkpoint(folder)
        assert all(bool(each.isfinite().all()) for each in tensors.values() if each.is_floating_point())


@pytest.mark.slow
def test_E2_a_loss_that_leaves_all_bounds_is_said_while_it_trains_and_the_best_before_is_kept(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    change_domain_loss(monkeypatch, lambda loss, step: loss.detach() * 10.0 ** max(0, step - 6) + loss)  # of twelve steps
    lights = []
    at_step(monkeypatch, 11, lambda run: lights.append(light_of(run.events())))
    run = started(home, packs, "dann")
    carry_out(home, run)
    assert [(each.level, each.findings[0].code) for each in lights] == [("problem", "diverged")]
    assert "diverged" in [each["code"] for each in of(run, "health")]
    kept = of(run, "picked")[-1]["kept"]
    tensors, _ = load_checkpoint(run.folder / "checkpoints" / f"{kept:06d}")
    assert all(bool(each.isfinite().all()) for each in tensors.values() if each.is_floating_point())


def test_E11_a_folder_that_cannot_be_written_is_said_before_anything_begins(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(home, packs, "dann")

    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patched:
        patched.setattr("tlgui.training.log.durable.write_bytes", read_only)
        with pytest.raises(UserError, match="Cannot write to the run's folder"):
            carry_out(home, run)
    assert run.events() == []


@pytest.mark.slow
def test_E8_training_has_no_loader_process_that_could_die(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures are read from a memory map by the trainer itself: nothing of it lies in /dev/shm, and it has no children."""
    import psutil

    seen: list[int] = []
    before = set(psutil.Process().children(recursive=True))
    at_step(monkeypatch, 3, lambda run: seen.append(len(set(psutil.Process().children(recursive=True)) - before)))
    carry_out(home, started(home, packs, "dann"))
    assert seen == [0]
