"""Whose labels may be told, and what is told of a dataset while they may not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import MakeDataset
from tlgui import durable
from tlgui.data import seals
from tlgui.data.files import files_of, picked
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.data.shift import ShiftSettings, make_shift
from tlgui.data.told import told_info, told_report
from tlgui.errors import UserError
from tlgui.home import Home, new_id

from .samples import class_folders, refusal

pytestmark = pytest.mark.usefixtures("decoding_here")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    return class_folders(tmp_path / "paper", {"cat": 2, "dog": 3})


def state(home: Home, pack: Pack) -> tuple[bool, bool, bool]:
    """Sealed, and whether its labels may be told by themselves and as a target's."""
    return seals.is_sealed(home, pack.info), seals.may_tell(home, pack.info), seals.may_tell(home, pack.info, "target")


def run_of_before(home: Home, source: Pack | None, target: Pack | None, *, sealed: bool, revealed: bool = False) -> Path:
    """What a run of an earlier version has left, as far as it matters here."""
    folder = home.runs / new_id()
    spec = {"source": source and source.info.id, "target": target and target.info.id, "sealed": sealed, "reference": None}
    folder.mkdir()
    durable.write_json(folder / "spec.json", {"created": 5.0, "spec": spec})
    if revealed:
        (folder / "meta").mkdir()
        durable.write_json(folder / "meta" / "reveal.json", {})
    return folder


# -- sealed and revealed -----------------------------------------------------------------------------------------------------


def test_X1_what_is_read_as_a_target_is_sealed_until_somebody_reveals_it(home: Home, paper: Path) -> None:
    pack = ingest(str(paper), home, role="target")
    assert state(home, pack) == (True, False, False)
    assert seals.reveal(home, pack.info, "page")
    assert state(home, pack) == (False, True, True)
    seals.seal(home, pack.info, "run")
    assert state(home, pack) == (False, True, True)


def test_X1_a_folder_that_was_known_as_a_source_is_sealed_when_it_is_given_as_a_target(home: Home, paper: Path) -> None:
    pack = ingest(str(paper), home, role="source")
    assert state(home, pack) == (False, True, False)
    assert ingest(str(paper), home, role="target").info.id == pack.info.id
    assert state(home, pack) == (True, False, False)


@pytest.mark.parametrize("given", [{"labels_open": True}, {"labels": (-1, -1), "classes": ()}])
def test_X1_labels_that_everybody_knows_and_none_are_never_sealed(home: Home, make_dataset: MakeDataset, given: dict) -> None:
    pack = make_dataset(**given)
    seals.seal(home, pack.info, "run")
    assert state(home, pack) == (False, True, True)
    assert not seals.reveal(home, pack.info, "page")


def test_X1_the_first_who_said_something_stays(home: Home, make_dataset: MakeDataset) -> None:
    pack = make_dataset()
    for who in ("page", "command line"):
        seals.seal(home, pack.info, who)
        seals.reveal(home, pack.info, who, "a run")
    for kind in ("sealed", "revealed"):
        assert durable.read_json(home.seals / f"{pack.info.id}.{kind}.json")["by"] == "page"


def test_X1_a_seal_whose_words_are_damaged_is_a_seal(home: Home, make_dataset: MakeDataset) -> None:
    pack = make_dataset()
    seals.seal(home, pack.info, "run")
    (home.seals / f"{pack.info.id}.sealed.json").write_text("[")
    assert seals.is_sealed(home, pack.info)


@pytest.mark.parametrize("writable", [True, False], ids=["", "on a full disk"])
def test_X1_in_a_home_of_before_the_runs_say_what_is_sealed(
    home: Home, make_dataset: MakeDataset, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    source, sealed, opened, deleted, unused = (make_dataset(name=name) for name in "abcde")
    run_of_before(home, source, sealed, sealed=True)
    run_of_before(home, source, opened, sealed=True, revealed=True)
    shutil.move(run_of_before(home, None, deleted, sealed=True), home.bin)
    if not writable:

        def full(folder: Path, **_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(durable, "new_folder", full)
    found = {name: state(home, pack)[:2] for name, pack in zip("abcde", (source, sealed, opened, deleted, unused), strict=True)}
    assert found == {"a": (False, True), "b": (True, False), "c": (False, True), "d": (True, False), "e": (False, True)}
    assert home.seals.is_dir() == writable


# -- what is told ------------------------------------------------------------------------------------------------------------


def test_X1_of_a_sealed_dataset_no_class_count_note_or_file_is_told(home: Home, paper: Path) -> None:
    (paper / "dog" / "broken.png").write_bytes(b"")
    (paper / "owl").mkdir()
    (paper / "owl" / "alone.png").write_bytes((paper / "cat" / "0.png").read_bytes())
    pack = ingest(str(paper), home, role="target")
    info, report = told_info(home, pack.info), told_report(home, pack)
    assert (info.classes, info.counts, info.size) == ((), (), 6)
    assert {note["code"] for note in pack.report()["notes"]} == {"class_of_one", "pictures_refused"}
    assert [note["code"] for note in report["notes"]] == ["pictures_refused"]
    assert (report["refused"], report["reasons"]) == ([], [{"code": "picture_empty", "values": {}, "count": 1}])
    seals.reveal(home, pack.info, "page")
    assert told_info(home, pack.info) == pack.info
    assert told_report(home, pack)["refused"][0]["name"] == "dog/broken.png"


def test_X1_a_sealed_dataset_is_not_handed_on_under_another_look(home: Home, paper: Path) -> None:
    pack = ingest(str(paper), home, role="target")
    seals.seal(home, pack.info, by="handed to a room")
    sentence = refusal("sealed_source", lambda: make_shift(pack, ShiftSettings(), home))
    assert "“paper” is sealed: it was used as a target (0 sealed runs)" in sentence
    run_of_before(home, None, pack, sealed=True)
    assert "(1 sealed run)" in refusal("sealed_source", lambda: make_shift(pack, ShiftSettings(), home))
    seals.reveal(home, pack.info, "page")
    assert len(make_shift(pack, ShiftSettings(), home)) == 5


# -- only read as a target ---------------------------------------------------------------------------------------------------


def test_25_what_was_only_read_as_a_target_is_open_as_a_source_and_sealed_otherwise(home: Home, paper: Path) -> None:
    pack = ingest(str(paper), home, role="target")
    assert state(home, pack) == (True, False, False)
    assert seals.is_lifted(home, pack.info)
    assert seals.problem_of_source(home, pack.info) is None
    assert told_info(home, pack.info).classes == told_info(home, pack.info, "target").classes == ()
    assert told_info(home, pack.info, "source").classes == ("cat", "dog")


@pytest.mark.parametrize("by", ["run", "import", "handed to a room"])
def test_25_whoever_uses_it_as_a_target_takes_the_place_of_the_reading(home: Home, paper: Path, by: str) -> None:
    pack = ingest(str(paper), home, role="target")
    seals.seal(home, pack.info, by=by)
    seals.seal(home, pack.info, by="given")
    assert durable.read_json(home.seals / f"{pack.info.id}.sealed.json")["by"] == by
    assert not seals.is_lifted(home, pack.info)
    assert not seals.may_tell(home, pack.info, "source")


def test_25_a_sealed_run_of_before_relies_on_a_seal_that_was_written_when_the_folder_was_read(home: Home, paper: Path) -> None:
    pack = ingest(str(paper), home, role="target")
    assert seals.is_lifted(home, pack.info)
    run_of_before(home, None, pack, sealed=True)
    assert not seals.is_lifted(home, pack.info)


def test_25_a_shifted_copy_opens_what_was_only_read_as_a_target(home: Home, paper: Path) -> None:
    pack = ingest(str(paper), home, role="target")
    assert len(make_shift(pack, ShiftSettings(), home)) == 5
    assert state(home, pack) == (False, True, True)


def test_25_a_copy_of_what_was_never_sealed_leaves_its_labels_to_be_sealed(home: Home, paper: Path) -> None:
    pack = ingest(str(paper), home, role="source")
    make_shift(pack, ShiftSettings(), home)
    seals.seal(home, pack.info, by="run")
    assert state(home, pack) == (True, False, False)


# -- for whoever has the files -------------------------------------------------------------------------------------------------


def test_X1_numbers_and_hashes_lead_back_to_the_files(home: Home, paper: Path) -> None:
    pack = ingest(str(paper), home, role="target")
    files = files_of(pack)
    assert sorted(each.file for each in files) == ["cat/0.png", "cat/1.png", "dog/0.png", "dog/1.png", "dog/2.png"]
    assert all(each.file.startswith(pack.info.classes[label]) for each, label in zip(files, pack.labels(), strict=True))
    assert picked(files, ["3", files[1].hash[:8]]) == [files[3], files[1]]
    with pytest.raises(UserError) as raised:
        picked(files, ["5", "xyz", "0"])
    assert [each.values["given"] for each in raised.value.problems] == ["5", "xyz"]
