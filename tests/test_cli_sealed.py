"""X1 on the command line: what a sealed dataset tells there, revealing it, and the way back to the files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.command_line import Call, call, told
from tests.data.samples import class_folders
from tlgui.api.datasets import Dataset
from tlgui.cli.train import tell_opened
from tlgui.data import seals
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.runs.store import RunStore
from tlgui.service import launch
from tlgui.service.asking import RunRequest, start
from tlgui.service.listener import Listener
from tlgui.service.reading import Location
from tlgui.specification.run_spec import RunSpec

pytestmark = pytest.mark.usefixtures("decoding_here")

__all__ = ["call"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = class_folders(tmp_path / "paper", {"cat": 2, "dog": 3})
    (found / "dog" / "broken.png").write_bytes(b"")
    return found


@pytest.fixture
def sealed(home: Home, folder: Path) -> Pack:
    return ingest(str(folder), home, role="target")


def test_X1_a_picture_is_found_by_its_number_or_hash_and_all_of_them_without(call: Call, home: Home, sealed: Pack) -> None:
    found = told(call("pictures", sealed.info.id, "--json"))
    assert [each["hash"] for each in found["pictures"]] == sealed.hashes
    assert {each["file"] for each in found["pictures"]} == {"cat/0.png", "cat/1.png", "dog/0.png", "dog/1.png", "dog/2.png"}
    assert [each["name"] for each in found["refused"]] == ["dog/broken.png"]
    run = RunStore(home).create(RunSpec(target=sealed.info.id, sealed=True), {})
    for one in ("3", sealed.hash(3)[:10]):
        assert call("pictures", run.id[:8], one).stdout == "\t".join(map(str, found["pictures"][3].values())) + "\n"
    wrong = call("pictures", sealed.info.id, "7")
    assert (wrong.exit_code, wrong.stderr) == (2, "There is no picture “7”: give a number below 5, or how a hash begins.\n")
    assert seals.is_sealed(home, sealed.info)


def test_X1_a_sealed_dataset_is_refused_as_a_source_until_it_is_revealed(
    call: Call, home: Home, folder: Path, sealed: Pack
) -> None:
    seals.seal(home, sealed.info, by="run")
    words = ("scan", folder, "--health", "--json")
    refused = call(*words)
    assert [each["code"] for each in json.loads(refused.stdout)["error"]] == ["sealed_source"]
    assert f"tlgui reveal {sealed.info.id}" in refused.stderr
    assert [json.loads(call("shift", sealed.info.id, "--json").stdout)["error"][0]["code"]] == ["sealed_source"]
    assert told(call("reveal", sealed.info.id, "--json"))["classes"] == ["cat", "dog"]
    assert not seals.is_sealed(home, sealed.info)
    assert len(told(call(*words))["domains"]["source"]["classes"]) == 2


def test_X1_a_target_is_read_without_a_word_of_its_classes(
    call: Call, home: Home, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "start_run", lambda *_, **__: (_ for _ in ()).throw(UserError("needs_data")))
    source = class_folders(tmp_path / "photos", {"cat": 5, "dog": 5})
    lines = call("train", "--source", source, "--target", folder, "--sealed").stderr.splitlines()
    said = [line for line in lines if not line.startswith("Reading ")]  # how far it is, where that takes its time
    assert said[:2] == ["photos: 10 pictures, 2 classes, 0 refused", "paper: 5 pictures, 1 refused"]


def test_X1_a_refused_command_that_does_not_ask_for_a_seal_seals_nothing(
    call: Call, home: Home, folder: Path, tmp_path: Path
) -> None:
    other = class_folders(tmp_path / "photos", {"cat": 2, "dog": 2})
    for words in (("best", folder, folder), ("train", "--source", other, "--target", folder, "--strategy", "nothing-like-it")):
        assert call(*words).exit_code == 2
    refused = call("sweep", other, folder, "--strategies", "dann", "--target-shares", "owl=1")
    assert (refused.exit_code, "5 pictures, 1 refused" in refused.stderr) == (2, True)  # read, and no word of its classes
    assert not seals.is_sealed(home, ingest(str(folder), home).info)
    assert call("train", "--source", other, "--target", folder, "--sealed", "--target-shares", "owl=1").exit_code == 2
    assert seals.is_sealed(home, ingest(str(folder), home).info)


def test_X1_classes_that_are_written_differently_are_named_unless_the_target_is_sealed(
    call: Call, home: Home, tmp_path: Path
) -> None:
    source = class_folders(tmp_path / "photos", {"dog": 2, "horse": 2, "owl": 2})
    target = class_folders(tmp_path / "cased", {"Dog": 2, "Horses": 2, "yak": 2})
    words = ("train", "--source", source, "--target", target, "--confirm", "same_folder")
    refused = call(*words, "--json")
    assert [each["code"] for each in json.loads(refused.stdout)["error"]] == ["no_shared_class", "written_differently"]
    assert "written differently in the target and in the source: Dog → dog, Horses → horse." in refused.stderr
    assert "--rename-class Dog=dog" in refused.stderr
    refused = call(*words, "--sealed")
    assert (refused.exit_code, "Dog" in refused.stderr, "upper and lower case" in refused.stderr) == (2, False, True)
    assert "Dog" not in call(*words).stderr  # sealed by now


def test_the_run_that_opens_a_targets_labels_says_so_and_no_other(
    home: Home, sealed: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launch, "ensure_workers", lambda *given: None)
    source = ingest(str(class_folders(tmp_path / "photos", {"cat": 4, "dog": 4})), home, role="source")
    places = {"source": here(source.info.id), "target": here(sealed.info.id)}
    said = []
    for locked in (True, False, False):
        run = start(home, RunRequest(places=places, strategy="dann", sealed=locked, confirm=["same_folder"]), Listener())
        tell_opened(home, run)
        said.append(capsys.readouterr().err)
    assert said[0] == said[2] == ""
    assert said[1].startswith("The labels of paper score this run, so they are open from now on. With --sealed")


def test_a_demo_that_is_sealed_stays_so_until_it_is_revealed(home: Home, monkeypatch: pytest.MonkeyPatch, call: Call) -> None:
    """Whoever trains on it in a terminal has not asked to see what a lesson keeps from them on the page."""
    monkeypatch.setattr(launch, "ensure_workers", lambda *given: None)
    asked = RunRequest(places={}, demo="icons-sealed", strategy="dann")
    run = start(home, asked, Listener())
    target = DatasetStore(home).get(str(run.spec.target)).info
    assert (run.spec.sealed, run.revealed(), seals.is_sealed(home, target)) == (True, None, True)
    again = start(
        home, replace(asked, demo=None, places={"source": here(run.spec.source), "target": here(target.id)}), Listener()
    )
    assert again.spec.sealed  # by its id too
    assert call("reveal", target.id).exit_code == 0
    opened = start(home, asked, Listener())
    assert not opened.spec.sealed
    assert opened.revealed() is not None


def test_a_strategy_that_learns_a_sealed_demos_labels_opens_them(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "ensure_workers", lambda *given: None)
    run = start(home, RunRequest(places={}, demo="icons-sealed", strategy="source-only,fine-tuning"), Listener())
    assert not run.spec.sealed
    assert run.revealed() is not None


def here(dataset: str | None) -> Location:
    return Location(Path(str(dataset)))


def test_X1_health_of_a_pair_seals_its_target(call: Call, home: Home, folder: Path, tmp_path: Path) -> None:
    source = class_folders(tmp_path / "photos", {"cat": 2, "dog": 2})
    report = told(call("scan", source, "--target", folder, "--health", "--json"))
    assert report["domains"]["target"]["classes"] == []
    assert "dog/broken.png" not in Path(report["problems_csv"]).read_text("utf-8-sig")
    said = call("scan", source, "--target", folder, "--health").output
    assert "  1 file: " in said  # a name might say a class
    assert "broken.png" not in said
    assert seals.is_sealed(home, ingest(str(folder), home).info)


def test_X1_a_script_is_told_no_classes_of_a_sealed_dataset(home: Home, sealed: Pack) -> None:
    dataset = Dataset(home, sealed)
    assert (dataset.info["classes"], dataset.info["counts"], dataset.info["size"]) == ((), (), 5)
    assert dataset.reveal().info["classes"] == ("cat", "dog")
    assert {each["file"] for each in dataset.files()} >= {"cat/0.png", "dog/2.png"}


def test_26_a_run_that_is_sealed_still_says_so_when_the_labels_of_its_target_are_open(
    call: Call, home: Home, sealed: Pack
) -> None:
    seals.seal(home, sealed.info, by="run")
    one, other = (RunStore(home).create(RunSpec(target=sealed.info.id, sealed=True), {}) for _ in range(2))
    line = f"tlgui reveal {other.id[:8]}"
    assert line not in call("show", other.id[:8]).stderr
    assert call("reveal", one.id[:8]).exit_code == 0
    assert line in call("show", other.id[:8]).stderr
    assert "tlgui reveal" not in call("show", one.id[:8]).stderr
