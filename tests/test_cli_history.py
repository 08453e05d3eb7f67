"""Runs as things, from the command line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from tests.command_line import Call, call, refusal, told
from tests.conftest import MakeDataset
from tlgui import cli
from tlgui.errors import UserError
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, SearchStore, tag_of
from tlgui.home import Home, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs.index import index_of, rows
from tlgui.runs.remarks import Remarks
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares

__all__ = ["call"]


@pytest.fixture
def run(home: Home) -> Run:
    return RunStore(home).create(RunSpec(strategy="mcc"), {"source": "photo", "target": "art"})


def test_a_run_is_named_found_and_shown_by_its_name(call: Call, home: Home, run: Run) -> None:
    other = RunStore(home).create(RunSpec(), {})
    assert told(call("describe", run.id[:6], "--name", "first try", "--tag", "paper", "--tag", "#b", "--json"))["tags"] == [
        "paper",
        "b",
    ]
    told(call("describe", "First Try", "--untag", "b", "--notes", "two\nlines", "--json"))
    shown = call("describe", run.id)
    assert shown.stdout == f"{run.id[:8]}  first try\n#paper\ntwo\nlines\n"
    assert [each["run"] for each in told(call("runs", "--search", "#paper strategy:mcc", "--json"))["runs"]] == [run.id]
    assert "first try  #paper" in call("runs").stdout
    assert call("runs", "--search", "nothing like it").stderr.startswith("No run matches these words")
    assert told(call("show", "first try", "--json"))["name"] == "first try"
    assert refusal(call("describe", other.id, "--name", "FIRST TRY", "--json")) == ["name_in_use"]
    assert told(call("describe", run.id, "--no-name", "--json"))["name"] is None
    assert "(no name)" in call("describe", run.id).stdout


@pytest.mark.parametrize(("name", "code"), [("../x", "name_bad"), ("", "name_empty"), ("x" * 300, "name_too_long")])
def test_D17_the_command_line_refuses_a_bad_name_before_anything_is_read(
    call: Call, home: Home, run: Run, tmp_path: Path, name: str, code: str
) -> None:
    assert refusal(call("describe", run.id, "--name", name, "--json")) == [code]
    assert code in refusal(call("train", "--source", tmp_path, "--target", tmp_path, "--name", name, "--tag", "a b", "--json"))
    assert run.remarks.name is None
    assert refusal(call("describe", run.id, "--name", "a", "--no-name", "--json")) == ["name_or_none"]
    assert not list(home.datasets.iterdir())


def test_D17_a_run_whose_name_is_in_use_does_not_start(call: Call, home: Home, run: Run, make_dataset: MakeDataset) -> None:
    RunStore(home).describe(run, name="mine")
    source, target = make_dataset((0, 0, 0, 1, 1, 1)).info.id, make_dataset((0, 0, 0, 1, 1, 1)).info.id
    asked = ("train", "--source", source, "--target", target, "--backbone", "small-cnn", "--name", "Mine", "--json")
    assert refusal(call(*asked)) == ["name_in_use"]
    assert [each.id for each in RunStore(home).all()] == [run.id]


def test_X4_the_newest_runs_are_listed_as_each_says_of_itself_without_reading_the_others(
    call: Call, home: Home, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = [RunStore(home).create(RunSpec(strategy="dann"), {"source": "photo"}) for _ in range(2)]
    everything = told(call("runs", "--json"))["runs"]
    assert everything == [told(call("show", each.id, "--json")) for each in (*reversed(newer), run)]
    assert told(call("runs", "--limit", "2", "--json"))["runs"] == everything[:2]
    assert told(call("runs", "--limit", "1", "--search", "mcc", "--json"))["runs"] == everything[2:]
    assert call("runs", "--limit", "0").exit_code == 2
    index_of.cache_clear()  # as another process
    for each in home.runs.rglob("*"):
        os.utime(each, (1, 1))
    call("runs")
    read: list[str] = []
    monkeypatch.setattr(rows, "read_run", lambda folder: read.append(folder.name))
    assert [each["run"] for each in told(call("runs", "--limit", "2", "--json"))["runs"]] == [
        each["run"] for each in everything[:2]
    ]
    assert read == []


def test_runs_of_a_list_are_told_apart_by_backbone_and_by_the_later_round_of_a_search(call: Call, home: Home, run: Run) -> None:
    store, search_id = RunStore(home), new_id()
    spec = RunSpec(strategy="cdan", backbone="small-cnn")
    first, second = (
        store.create(spec, {"source": "photo", "target": "art"}, said=Remarks(tags=(tag_of(search_id),))) for _ in range(2)
    )
    plan = Plan("shares", TargetShares(), 0, (), "")
    search = SearchStore(home).create(search_id, plan, Member(first.id, "cdan", 1, True), settings={}, confirmed=[])
    lines = {line[:8]: line for line in call("runs").stdout.splitlines()}
    assert "photo → art  efficientnet-lite0  " in lines[run.id[:8]]
    assert "photo → art  small-cnn  " in lines[second.id[:8]]
    search.add(Member(second.id, "cdan", 2, False))
    lines = {line[:8]: line for line in call("runs", "--search", "cdan").stdout.splitlines()}
    assert "photo → art  round 2  " in lines[second.id[:8]]
    assert "round" not in lines[first.id[:8]]
    assert "small-cnn" not in "".join(lines.values())  # all of these have it
    (search.folder / "members.json").write_text("{")
    assert len(call("runs").stdout.splitlines()) == 3


def test_two_runs_are_compared_and_what_counts_alone_differs(call: Call, home: Home) -> None:
    store = RunStore(home)
    one = store.create(RunSpec(strategy="mcc", settings=RunSettings(epochs=3)), {"source": "photo"}, said=Remarks("one"))
    two = store.create(
        RunSpec(strategy="mcc", settings=RunSettings(epochs=5), strategy_settings={"mcc": {"temperature": 1.0}}),
        {"source": "photo"},
    )
    found = told(call("compare", "one", two.id[:8], "--json"))
    assert found["settings"] == {"epochs": [3, 5], "mcc.temperature": [2.5, 1.0]}
    assert found["same"] > 10
    assert found["results"]["status"] == ["interrupted", "interrupted"]
    lines = call("compare", one.id, two.id).stdout.splitlines()
    assert any(line.split() == ["MCC:", "Temperature", "T", "2.5", "1"] for line in lines)
    assert refusal(call("compare", one.id, "nobody", "--json")) == ["run_unknown"]


def test_a_run_like_another_takes_all_of_it_that_is_not_said(
    call: Call, home: Home, make_dataset: MakeDataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, target = make_dataset((0, 0, 0, 1, 1, 1)).info.id, make_dataset((0, 0, 0, 1, 1, 1)).info.id
    spec = RunSpec(
        source=source,
        target=target,
        strategy="mcc+mmd",
        backbone="small-cnn",
        sealed=True,
        class_map=ClassMap(rename={"dog": "hound"}),
        settings=RunSettings(epochs=3, seed=7),
        strategy_settings={"mcc": {"temperature": 1.0}, "mmd": {"weight": 0.5}},
    )
    RunStore(home).create(spec, {}, said=Remarks("model"))
    made: list[RunSpec] = []

    def start_run(home: Home, spec: RunSpec, **more: Any) -> Run:
        made.append(spec)
        raise UserError("needs_data")  # nothing is trained here

    monkeypatch.setattr("tlgui.service.launch.start_run", start_run)
    call("train", "--like", "model")
    call("train", "--like", "model", "--strategy", "mcc", "--set", "temperature=3", "--seed", "1", "--source", target)
    assert made[0] == spec
    assert (made[1].strategy, made[1].strategy_settings) == ("mcc", {"mcc": {"temperature": 3.0}})
    assert (made[1].source, made[1].target, made[1].settings.seed, made[1].settings.epochs) == (target, None, 1, 3)
    assert refusal(call("train", "--like", "nobody", "--json")) == ["run_unknown"]


def test_a_preset_is_kept_shared_and_begun_with(
    call: Call, home: Home, make_dataset: MakeDataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = RunSpec(strategy="mcc", backbone="small-cnn", settings=RunSettings(epochs=3))
    RunStore(home).create(spec, {}, said=Remarks("model"))
    file = tmp_path / "shared.json"
    assert told(call("preset", "mine", "--like", "model", "--to", file, "--json"))["settings"]["epochs"] == 3
    assert [each["name"] for each in told(call("presets", "--json"))["presets"]] == ["mine"]
    assert told(call("preset", "other", "--from", file, "--json"))["name"] == "other"
    assert told(call("preset", "other", "--remove", "--json"))["name"] == "other"
    assert refusal(call("preset", "other", "--json")) == ["preset_unknown"]
    assert refusal(call("preset", "x", "--like", "model", "--remove", "--json")) == ["preset_one_thing"]
    source = make_dataset((0, 0, 0, 1, 1, 1)).info.id
    made: list[RunSpec] = []

    def start_run(home: Home, spec: RunSpec, **more: Any) -> Run:
        made.append(spec)
        raise UserError("needs_data")

    monkeypatch.setattr("tlgui.service.launch.start_run", start_run)
    stale = json.loads(file.read_text()) | {"settings": {"epochs": 3, "epochz": 4}}
    file.write_text(json.dumps(stale))
    for given in ("mine", file):
        stderr = call("train", "--source", source, "--target", source, "--preset", given, "--set", "batch_size=8").stderr
    assert "set to its default: epochz" in stderr
    assert made[0] == made[1]
    assert (made[0].strategy, made[0].settings) == ("mcc", RunSettings(epochs=3, batch_size=8))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "preset_not_one"),
        ("[" * 60_000, "preset_not_one"),
        ("x" * 10_000_000, "preset_too_large"),
        ('{"tlgui_preset": 9}', "preset_newer"),
        ('{"tlgui_preset": 1, "strategy": "dnan", "backbone": "small-cnn"}', "strategy_unknown"),
    ],
)
def test_D7_D9_D10_the_command_line_refuses_what_is_no_preset(call: Call, tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "preset.json"
    file.write_text(text)
    assert refusal(call("train", "--demo", "digits", "--preset", file, "--json")) == [code]


def test_runs_are_deleted_and_brought_back(call: Call, home: Home, run: Run) -> None:
    other = RunStore(home).create(RunSpec(), {}, said=Remarks("second try"))
    JobQueue(home).submit("train", {"run": other.id}, run=other.id)
    assert refusal(call("delete", run.id, "nobody", "--json")) == ["run_unknown"]
    assert run.folder.is_dir()  # one of them is not known: nothing happens
    result = call("delete", run.id[:6], "second try", "--json")
    assert refusal(result) == ["delete_running"]
    assert f"`tlgui restore {run.id[:8]}` brings it back" in result.stderr  # what could be deleted is
    (there,) = told(call("bin", "--json"))["runs"]
    assert there["run"] == run.id
    assert there["bytes"] > 0
    assert call("bin").stdout.startswith(run.id[:8])
    assert told(call("restore", run.id[:4], "--json")) == {"run": run.id, "name": None}
    assert refusal(call("restore", run.id, "--json")) == ["not_in_bin_unknown"]
    assert call("bin").stderr == "The trash is empty.\n"
    told(call("delete", run.id, "--json"))
    assert refusal(call("bin", "--only", run.id, "--json")) == ["only_with_empty"]
    assert told(call("bin", "--empty", "--only", run.id, "--json")) == {"runs": [], "freed": there["bytes"]}
    assert call("bin", "--empty").stderr.startswith("0 runs removed for good")


def test_the_disk_is_told_and_cleaned(call: Call, home: Home, run: Run) -> None:
    made = home.cache / "health" / "a.npz"
    made.parent.mkdir()
    made.write_bytes(bytes(2000))
    lines = call("disk").stdout
    assert "2.0 KB * Health reports" in lines
    assert "of the disk is free" in lines
    done = told(call("disk", "--clean", "features, reports", "--json"))
    assert done["cleaned"]["before"] - done["cleaned"]["after"] == done["cleaned"]["freed"] == 2000
    assert done["parts"]["reports"]["bytes"] == 0
    assert done["parts"]["runs"]["count"] == 1
    assert refusal(call("disk", "--clean", "runs", "--json")) == ["not_cleanable"]
    assert run.folder.is_dir()


def test_the_line_is_listed_and_a_run_is_moved(call: Call, home: Home) -> None:
    assert call("queue").stderr.startswith("No run is training or waiting")
    runs = [RunStore(home).create(RunSpec(strategy=strategy), {"source": "pho\x1bto"}) for strategy in ("mmd", "mcc", "dann")]
    for each in runs:
        JobQueue(home).submit("train", {"run": each.id}, run=each.id)
    moved = told(call("queue", runs[2].id[:8], "--to", "2", "--json"))["runs"]
    assert [(each["run"], each["place"]) for each in moved] == [(runs[0].id, 1), (runs[2].id, 2), (runs[1].id, 3)]
    told(call("stop", runs[0].id, "--json"))
    result = call("queue")
    assert [line.split()[:3] for line in result.stdout.splitlines()] == [
        ["1", runs[2].id[:8], "dann"],
        ["2", runs[1].id[:8], "mcc"],
    ]
    assert "\x1b" not in result.stdout
    assert "1 run at a time" in result.stderr
    assert refusal(call("queue", runs[0].id, "--json")) == ["not_waiting"]
    assert call("queue", runs[1].id, "--to", "0").exit_code == 2


def test_a_run_is_packed_and_taken_in_elsewhere(call: Call, home: Home, run: Run, tmp_path: Path) -> None:
    made = told(call("archive", run.id, "--to", tmp_path / "run.zip", "--json"))
    assert made["bytes"] == (tmp_path / "run.zip").stat().st_size
    assert refusal(call("import", tmp_path / "run.zip", "--json")) == ["import_here_already"]
    other = ("--home", str(tmp_path / "other"))
    done = CliRunner().invoke(cli.app, ["import", str(tmp_path / "run.zip"), "--json", *other])
    assert told(done) == {"run": run.id, "name": None, "folder": str(tmp_path / "other" / "runs" / run.id), "notes": []}
    (tmp_path / "run.zip").write_bytes(b"<html>")
    assert refusal(call("import", tmp_path / "run.zip", "--json"))[0].startswith("archive_")
