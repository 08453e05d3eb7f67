"""X1: runs of version 1, which know the pictures of their datasets as they were read, class by class. They go on to the bit and do not tell."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.data.earlier import as_version_1
from tests.training.conftest import carry_out
from tests.training.test_resume import accepted, at_step, same
from tests.training.toy import picture_datasets
from tlgui.data import pack as pack_module
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.export.predictions import predictions_of
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.moving.archive import write_archive
from tlgui.moving.importing import import_run
from tlgui.run_pictures import Renumbering
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.runs.target_scores import TargetScores, target_predictions
from tlgui.service import resuming
from tlgui.service.launch import reveal
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.views.maps import sample_of, thumbnail


@pytest.fixture
def old(home: Home, tmp_path: Path) -> tuple[Pack, Pack]:
    """A source and a target that an earlier version has read."""
    source, target = picture_datasets(home, tmp_path)
    return as_version_1(source), as_version_1(target)


def started(home: Home, packs: tuple[Pack, Pack], version: int = 1) -> Run:
    """A sealed run as that version has asked for it."""
    settings = RunSettings(epochs=2, batch_size=8)
    ids = {"source": packs[0].info.id, "target": packs[1].info.id}
    spec = RunSpec(version=version, strategy="mcc", backbone="small-cnn", sealed=True, settings=settings, **ids)
    run = RunStore(home).create(spec, {"source": "photos", "target": "paper"})
    JobQueue(home).submit("train", {"run": run.id}, run=run.id)
    return run


def kept(run: Run) -> tuple[np.ndarray, np.ndarray]:
    """Which pictures of the target the run has predicted, by its own numbers, and what."""
    found = target_predictions(run.prediction_path(run.kept_step() or 0))
    assert found is not None
    return found


@pytest.mark.slow
def test_X1_a_run_of_version_1_goes_on_to_the_bit(home: Home, old: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resuming, "ensure_workers", lambda *_: None)
    whole = started(home, old)
    carry_out(home, whole)
    run = started(home, old)
    with monkeypatch.context() as patched:
        at_step(patched, 5, lambda run: run.ask_to_stop(pause=True))
        carry_out(home, run)
    assert run.kept_step() is None
    accepted(home, run)
    carry_out(home, run)
    same(run, whole)


@pytest.mark.slow
def test_X1_a_run_of_version_1_has_the_numbers_that_the_old_order_gives(
    home: Home, old: tuple[Pack, Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(home, old)
    carry_out(home, run)
    before = Home.open(tmp_path / "before")
    monkeypatch.setattr(pack_module, "by_content", lambda hashes, names, label_of: np.arange(len(names)))
    then = started(before, picture_datasets(before, tmp_path / "again"), version=2)
    carry_out(before, then)
    for ours, theirs in zip(kept(run), kept(then), strict=True):
        assert np.array_equal(ours, theirs)


@pytest.fixture(scope="module")
def told_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the home of :func:`told` is kept, once a test has made it."""
    return tmp_path_factory.mktemp("told") / "home"


@pytest.fixture
def told(home: Home, tmp_path: Path, told_before: Path) -> tuple[Run, Pack, dict[str, bytes]]:
    """A finished run of version 1, its target, and what it predicts of each picture by the picture's hash; trained once and copied."""
    if not told_before.exists():
        source, target = picture_datasets(home, tmp_path)
        carry_out(home, started(home, (as_version_1(source), as_version_1(target))))
        shutil.copytree(home.root, told_before)
    else:
        shutil.copytree(told_before, home.root, dirs_exist_ok=True)
    (run,) = RunStore(home).all()
    target = DatasetStore(home).get(str(run.spec.target), LOCAL_OWNER)
    index, predictions = kept(run)
    hashes = target.numbered_for(1).hashes
    return run, target, {hashes[place]: row.tobytes() for place, row in zip(index, predictions, strict=True)}


def test_X1_what_a_run_of_version_1_says_of_a_picture_is_told_under_todays_number(
    home: Home, told: tuple[Run, Pack, dict[str, bytes]]
) -> None:
    run, target, by_hash = told
    scores = TargetScores(run, run.events()).predictions()
    assert scores is not None
    found = Renumbering(home, run).predictions(scores)
    assert found.pictures.tolist() == list(range(len(target)))
    assert {target.hash(number): row.tobytes() for number, row in enumerate(found.run)} == by_hash
    rows = list(csv.DictReader(io.StringIO(predictions_of(home, run).csv_bytes().decode("utf-8-sig"))))
    assert [(row["picture"], row["hash"]) for row in rows] == [(str(each), hash) for each, hash in enumerate(target.hashes)]
    assert [float(row["confidence"]) for row in rows] == pytest.approx(found.run.max(1).astype(float), abs=1e-6)


def test_X1_the_sample_of_a_run_of_version_1_is_shown_in_todays_order(
    home: Home, told: tuple[Run, Pack, dict[str, bytes]]
) -> None:
    run, target, _ = told
    written = sample_of(run)
    assert [target.numbered_for(1).thumbnail(each) for each in written["target"]["indices"]] == _thumbnails(run, written)
    sample = Renumbering(home, run, written).sample(written)["target"]
    assert sample["indices"] == list(range(len(target)))
    assert [thumbnail(home, run, "target", each) for each in sample["indices"]] == list(map(target.thumbnail, sample["indices"]))


def _thumbnails(run: Run, sample: dict[str, Any]) -> list[bytes]:
    data, ends = (run.folder / "sample" / "target.thumbnails").read_bytes(), sample["target"]["thumbnail_ends"]
    return [data[begin:end] for begin, end in zip([0, *ends], ends, strict=False)]


def test_X1_without_its_dataset_a_run_of_version_1_tells_no_order(home: Home, told: tuple[Run, Pack, dict[str, bytes]]) -> None:
    run, target, _ = told
    before = {target.thumbnail(each) for each in range(len(target))}
    shutil.rmtree(target.folder)
    seen = [thumbnail(home, run, "target", each) for each in range(len(before))]
    assert set(seen) == before
    assert seen != _thumbnails(run, sample_of(run))
    sample = Renumbering(home, run, sample_of(run)).sample(sample_of(run))["target"]
    assert sample["indices"] == list(range(len(before)))
    assert not Renumbering(home, run).possible
    with pytest.raises(UserError) as raised:
        write_archive(home, run, home.root / "run.zip")
    assert raised.value.problems[0].code == "predictions_need_the_target"


def test_X1_taken_away_sealed_a_run_of_version_1_is_one_of_today_for_the_same_pictures(
    home: Home, told: tuple[Run, Pack, dict[str, bytes]], tmp_path: Path
) -> None:
    run, _, by_hash = told
    write_archive(home, run, tmp_path / "run.zip")
    there = Home.open(tmp_path / "there")
    _, target = picture_datasets(there, tmp_path / "again")
    found = import_run(there, tmp_path / "run.zip").run
    assert (found.spec.version, found.spec.target) == (2, target.info.id)
    index, predictions = kept(found)
    assert {target.hash(each): row.tobytes() for each, row in zip(index, predictions, strict=True)} == by_hash
    assert index.tolist() == sorted(index)
    sample = sample_of(found)["target"]
    assert (sample["names"], sample["hashes"]) == (None, [target.hash(each) for each in sample["indices"]])
    assert [thumbnail(there, found, "target", each) for each in range(len(index))] == list(
        map(target.thumbnail, sample["indices"])
    )
    with np.load(run.folder / "snapshots" / "before.npz") as ours, np.load(found.folder / "snapshots" / "before.npz") as theirs:
        assert np.array_equal(ours["source"], theirs["source"])
        assert sorted(map(bytes, ours["target"])) == sorted(map(bytes, theirs["target"]))
        assert not np.array_equal(ours["target"], theirs["target"])


def test_X1_a_reveal_of_a_run_of_version_1_joins_its_own_numbers(home: Home, told: tuple[Run, Pack, dict[str, bytes]]) -> None:
    run, target, _ = told
    assert reveal(home, run, "page")
    assert (run.revealed() or {})["labels"] == target.numbered_for(1).labels().tolist()
    scores = TargetScores(run, run.events()).predictions()
    assert scores is not None
    found = Renumbering(home, run).predictions(scores)
    assert np.array_equal(found.labels, target.labels())
