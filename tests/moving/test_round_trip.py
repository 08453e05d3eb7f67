"""A run on another machine: the same maps, predictions, report and answers; and what it says of pictures that are not there."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.runs.test_bin import content
from tests.training.conftest import Train, carry_out
from tests.training.test_resume import at_step, resumed, started
from tlgui.analysis.explain import seen_by_both
from tlgui.analysis.job import draw_maps
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.export.predictions import predictions_of
from tlgui.export.report import write_report
from tlgui.health.report import health
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.worker import JobContext
from tlgui.moving.archive import write_archive
from tlgui.moving.importing import import_run
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec
from tlgui.texts import say
from tlgui.views.maps import maps_for_page, thumbnail

pytestmark = pytest.mark.slow


@pytest.fixture
def run(train: Train, home: Home, packs: tuple[Pack, Pack]) -> Run:
    """A finished run with maps, whose data was examined."""
    run, _ = train("mmd", epochs=1)
    queue = JobQueue(home)
    while (job := queue.take("map", "this process")) is not None:
        draw_maps(JobContext(home, job, queue, threading.Event()))
        queue.finish(job, None)
    health(home, *packs)
    RunStore(home).describe(run, name="travelled", tags=["paper"], notes="long necks")
    return run


@pytest.fixture
def other(tmp_path: Path) -> Home:
    """Another machine."""
    return Home.open(tmp_path / "other")


def told(home: Home, run: Run) -> dict[str, Any]:
    own = ("folder", "datasets")
    return {name: value for name, value in summary(run, JobQueue(home)).items() if name not in own}


def page(home: Home, run: Run, language: str = "en") -> str:
    return Path(write_report(home, run, language)["file"]).read_text(encoding="utf-8")


def test_a_run_is_the_same_on_another_machine_where_its_pictures_are_too(
    run: Run, home: Home, other: Home, packs: tuple[Pack, Pack], tmp_path: Path
) -> None:
    pages = {language: page(home, run, language) for language in ("en", "zh")}
    done: list[tuple[int, int]] = []
    made = write_archive(home, run, tmp_path / "run.zip", lambda now, total: done.append((now, total)))
    assert made["bytes"] == (tmp_path / "run.zip").stat().st_size
    assert done[-1][0] == done[-1][1] > 10
    here = [ingest(str(tmp_path / role), other) for role in ("source", "target")]
    assert {each.info.id for each in here}.isdisjoint(pack.info.id for pack in packs)  # the same pictures, by other ids

    imported = import_run(other, tmp_path / "run.zip")
    came = imported.run
    assert imported.notes == ()
    assert (came.id, came.spec.source, came.spec.target) == (run.id, here[0].info.id, here[1].info.id)
    assert told(other, came) == told(home, run)
    assert came.remarks == run.remarks
    for part in ("predictions", "maps", "snapshots", "sample", "checkpoints"):
        was = {name: digest for name, digest in content(run.folder / part).items() if not name.endswith(".lock")}
        assert content(came.folder / part) == was, part
    assert maps_for_page(other, came, "en") == maps_for_page(home, run, "en")
    assert thumbnail(other, came, "target", 3) == thumbnail(home, run, "target", 3)
    ours, theirs = predictions_of(home, run), predictions_of(other, came)
    assert theirs.csv_bytes() == ours.csv_bytes()
    there = {language: page(other, came, language) for language in pages}
    named = {
        language: text.replace(str(other.root), str(home.root)) for language, text in there.items()
    }  # the command names its home
    assert named == pages  # where the networks looked, and its health, too
    asked = [seen_by_both(where, each, lambda: packs[1].picture(3)) for where, each in ((home, run), (other, came))]
    assert asked[0] == asked[1]
    assert set(asked[1]["models"]) == {"baseline", "run"}
    assert [each.id for each in RunStore(other).all()] == [run.id]  # its references came along and stay in the background


def test_where_its_pictures_are_missing_all_that_was_computed_is_there_and_the_rest_says_so(
    run: Run, home: Home, other: Home, tmp_path: Path
) -> None:
    write_archive(home, run, tmp_path / "run.zip")
    imported = import_run(other, tmp_path / "run.zip")
    came = imported.run
    assert [note.code for note in imported.notes] == ["import_source_missing", "import_target_missing"]
    assert imported.notes[1].values == {"name": "target"}
    assert told(other, came) == told(home, run)
    assert maps_for_page(other, came, "en") == maps_for_page(home, run, "en")
    text = page(other, came)
    assert "Not on the machine that wrote this report: source, target" in text
    assert say("report.findings", "en") in text  # the health report came along
    with pytest.raises(UserError, match="pictures are not on this machine"):
        predictions_of(other, came)
    assert list(other.datasets.iterdir()) == []
    again = write_archive(other, came, tmp_path / "again.zip")  # and on to a third machine
    assert import_run(Home.open(tmp_path / "third"), Path(again["file"])).run.id == run.id


def test_a_copied_folder_and_a_zip_of_it_come_in_too(run: Run, home: Home, other: Home, tmp_path: Path) -> None:
    copy = tmp_path / "copy" / run.id
    shutil.copytree(run.folder, copy)
    (copy / "Thumbs.db").write_bytes(b"x")
    imported = import_run(other, copy)
    codes = [note.code for note in imported.notes]
    assert set(codes) == {"import_passed_over", "import_without_baseline", "import_source_missing", "import_target_missing"}
    assert not (imported.run.folder / "Thumbs.db").exists()
    assert maps_for_page(other, imported.run, "en") == maps_for_page(home, run, "en")
    zipped = shutil.make_archive(str(tmp_path / "by-hand"), "zip", copy.parent, run.id)
    third = Home.open(tmp_path / "third")
    assert told(third, import_run(third, Path(zipped)).run) == told(home, run)


def test_a_paused_run_goes_on_where_its_pictures_are_to_the_same_end(
    home: Home, other: Home, packs: tuple[Pack, Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, paused = started(home, packs, "mmd"), started(home, packs, "mmd")
    carry_out(home, whole)
    with monkeypatch.context() as patched:
        at_step(patched, 5, lambda run: run.ask_to_stop(pause=True))
        carry_out(home, paused)
    assert paused.states()
    for role in ("source", "target"):
        ingest(str(tmp_path / role), other)
    write_archive(home, paused, tmp_path / "run.zip")
    came = resumed(other, import_run(other, tmp_path / "run.zip").run.id)
    assert [each["event"] for each in came.events()][-1] == "finished"
    kept = next(event["kept"] for event in whole.events() if event["event"] == "picked")
    with np.load(whole.prediction_path(kept)) as one, np.load(came.prediction_path(kept)) as two:
        assert np.array_equal(one["target"], two["target"])


def test_a_run_that_is_not_over_is_not_packed(home: Home, tmp_path: Path) -> None:
    waiting = RunStore(home).create(RunSpec(), {})
    JobQueue(home).submit("train", {"run": waiting.id}, run=waiting.id)
    with pytest.raises(UserError, match="still active"):
        write_archive(home, waiting, tmp_path / "run.zip")
    assert not (tmp_path / "run.zip").exists()
