"""Training in a room: what was handed out is computed once for all; on one's own pictures nothing tells what others have."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.training.conftest import carry_out
from tests.training.toy import picture_datasets
from tests.ui.made import dataset
from tlgui.data import seals
from tlgui.data.dataset import Pictures
from tlgui.data.handed import hand_out
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.home import LOCAL_OWNER, Home
from tlgui.rooms.room import Room, open_room
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service import launch
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.training.device import Device
from tlgui.training.feature_cache import _key


@pytest.fixture
def room(home: Home) -> Room:
    return open_room(home, "Room")


def person(room: Room, name: str) -> str:
    return room.join(name, room.facts.code, "4711", "here").id


def key(pack: Pack) -> str:
    backbone = SimpleNamespace(weights="w", stages=["a", "b"], mean=[0.5] * 3, std=[0.5] * 3, second_depth=1)
    seen = Pictures(pack, 32, (0.5,) * 3, (0.5,) * 3)
    return _key(seen, backbone, 1, Device("cpu"), "torch", 0, False, False)["id"]  # type: ignore[arg-type]


def test_G26_features_of_equal_pictures_are_each_persons_own_and_of_demos_everybodys(home: Home, room: Room) -> None:
    owners = [LOCAL_OWNER, person(room, "Ada"), person(room, "Bob")]
    equal = [dataset(home, each=3, owner=owner) for owner in owners]
    assert len({pack.content for pack in equal}) == 1
    assert len({key(pack) for pack in equal}) == 3
    for pack in equal:  # as if they came with the program
        about = pack.folder / "dataset.json"
        about.write_text(about.read_text().replace('"upload"', '"demo"'))
    assert len({key(DatasetStore(home).get(pack.info.id, owner)) for pack, owner in zip(equal, owners, strict=True)}) == 1


def trained(home: Home, owner: str, packs: tuple[Pack, Pack]) -> Run:
    spec = RunSpec(
        source=packs[0].info.id, target=packs[1].info.id, strategy="mcc", backbone="small-cnn",
        settings=RunSettings(epochs=2, image_size=32),
    )  # fmt: skip
    seals.reveal(home, packs[1].info, "test")
    run = launch.start_run(home, spec, owner)
    carry_out(home, run)
    assert run.events()[-1]["event"] == "finished", run.events()[-1]
    return run


def numbers(run: Run) -> list[object]:
    told = ("step", "evaluation", "result", "picked", "reference_step", "reference")
    kept = [{name: value for name, value in each.items() if name != "run"} for each in run.events() if each["event"] in told]
    return [{name: value for name, value in each.items() if not name.startswith(("seconds", "time"))} for each in kept]


@pytest.mark.slow
def test_a_handed_out_pair_has_one_reference_for_all_and_equal_numbers_with_and_without_others(
    home: Home, room: Room, tmp_path: Path
) -> None:
    packs = picture_datasets(home, tmp_path)
    hand_out(home, room.id, packs[0].info.id, packs[1].info.id)
    runs = [trained(home, person(room, name), packs) for name in ("Ada", "Bob")]
    alone = Home.open(tmp_path / "alone")
    of_one = trained(alone, LOCAL_OWNER, picture_datasets(alone, tmp_path / "again"))
    used = [{each["run"] for each in run.events() if each["event"] == "reference"} for run in runs]
    assert used[0] == used[1]
    assert {RunStore(home).get(each).owner for each in used[0]} == {LOCAL_OWNER}
    assert numbers(runs[0]) == numbers(runs[1]) == numbers(of_one)
    assert (runs[1].folder / "predictions" / "baseline").is_dir()


@pytest.mark.slow
def test_G26_on_ones_own_pictures_the_references_are_ones_own(home: Home, room: Room) -> None:
    used = []
    for name in ("Ada", "Bob"):
        owner = person(room, name)
        packs = (dataset(home, each=8, owner=owner), dataset(home, each=8, sketch=True, owner=owner))
        run = trained(home, owner, packs)
        used.append({each["run"] for each in run.events() if each["event"] == "reference"})
        assert {RunStore(home).get(each, owner).owner for each in used[-1]} == {owner}
    assert not used[0] & used[1]
