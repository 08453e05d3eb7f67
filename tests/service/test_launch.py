"""The one way into a run: checked, made, revealed or sealed, queued once."""

from __future__ import annotations

import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import MakeDataset
from tests.data.samples import by_name, class_folders
from tlgui import durable
from tlgui.data import seals
from tlgui.data.handed import hand_out
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import Home, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.runs.results import summary
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.service import launch
from tlgui.service.launch import reveal, start_run
from tlgui.service.pairs import facts_for
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.specification.target_shares import TargetShares


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Instead of workers being started: what was asked for."""
    asked: list[Any] = []
    monkeypatch.setattr(launch, "ensure_workers", lambda home, lanes, keep: asked.append((lanes, keep)))
    return asked


def spec(source: Any, target: Any, **more: Any) -> RunSpec:
    ids = {"source": source and source.info.id, "target": target and target.info.id}
    return RunSpec(**{"strategy": "dann", "backbone": "small-cnn", **ids, **more})


def runs_of(home: Home) -> list[str]:
    return os.listdir(home.runs)


def test_a_run_is_made_queued_and_a_worker_asked_for(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    source, target = make_dataset(name="photo"), make_dataset((-1, -1, -1), (), name="sketch")
    run = start_run(home, spec(source, target), seconds_to_ingest=2.0, keep_seconds=7.0)
    assert RunStore(home).get(run.id).names == {"source": "photo", "target": "sketch"}
    assert run.seconds_to_ingest == 2.0
    job = JobQueue(home).of_run(run.id, "train")
    assert job is not None
    assert (job.payload, job.state) == ({"run": run.id, "target": run.spec.target}, "queued")
    assert status_of(run, JobQueue(home)).state == "queued"
    assert asked_for == [({"train", "map"}, 7.0)]


def test_all_problems_come_together_and_leave_nothing(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    bad = spec(make_dataset(), None, backbone="nope", class_map=ClassMap(leave_out=("dog", "wolf")), strategy="dann+dann")
    with pytest.raises(UserError) as raised:
        start_run(home, bad)
    assert sorted(problem.code for problem in raised.value.problems) == [
        "backbone_unknown",
        "class_unknown",
        "needs_target",
        "strategy_twice",
        "too_few_classes",
    ]
    assert runs_of(home) == []
    assert JobQueue(home).take("train", "w") is None
    assert asked_for == []


def test_a_run_whose_target_labels_cannot_be_read_is_none(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    """It opens its target's labels when it is made: they are damaged, and no run is left that nobody will train."""
    source, target = make_dataset(name="photo"), make_dataset(name="sketch")
    (target.folder / "labels.npy").write_bytes(b"cut off")
    with pytest.raises(UserError) as raised:
        start_run(home, spec(source, target, sealed=False))
    assert [problem.code for problem in raised.value.problems] == ["dataset_damaged"]
    assert runs_of(home) == []
    assert JobQueue(home).take("train", "w") is None
    assert not seals.was_revealed(home, target.info.id)


@pytest.mark.parametrize("role", ["source", "target"])
def test_G3_a_dataset_of_somebody_else_does_not_exist(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any], role: str
) -> None:
    packs = {"source": make_dataset(), "target": make_dataset()}
    packs[role] = make_dataset(owner="b")
    with pytest.raises(UserError) as raised:
        start_run(home, spec(**packs))
    assert raised.value.problems[0].code == "dataset_unknown"
    assert runs_of(home) == []


def test_a_weights_file_is_kept_by_its_whole_path(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker may have been started from another folder."""
    (tmp_path / "w.safetensors").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    run = start_run(home, spec(make_dataset(), make_dataset(), backbone="small-cnn@w.safetensors"))
    assert run.spec.backbone == f"small-cnn@{tmp_path / 'w.safetensors'}"


# -- once ----------------------------------------------------------------------------------------------------------------------------


def test_G16_a_double_click_makes_one_run(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    asked = spec(make_dataset(), make_dataset())
    barrier = threading.Barrier(8)

    def click(_: int) -> str:
        barrier.wait()
        return start_run(home, asked, once="key of the form").id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(click, range(8)))
    assert len(ids) == 1
    assert runs_of(home) == [*ids]
    assert [run.id for run in RunStore(home).all()] == [*ids]


def test_the_same_key_of_two_owners_makes_two_runs(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    ids = set()
    for owner in ("a", "b"):
        packs = [make_dataset(owner=owner) for _ in range(2)]
        ids.add(start_run(home, spec(*packs), owner, once="key").id)
    assert len(ids) == 2


def test_without_a_key_each_call_is_a_run(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    asked = spec(make_dataset(), make_dataset())
    assert len({start_run(home, asked).id for _ in range(2)}) == 2


# -- labels ----------------------------------------------------------------------------------------------------------------------------

TARGET = ((0, 1, 2, 1), ("cat", "dog", "owl"))


@pytest.mark.parametrize(
    ("strategy", "sealed", "is_open", "by"),
    [
        ("dann", False, False, "asked for"),
        ("dann", True, False, None),
        ("dann", False, True, "open labels"),
        ("dann", True, True, None),
        ("fine-tuning", False, False, "the strategy"),
        ("fine-tuning", True, False, None),
    ],
)
def test_labels_are_sealed_or_their_reveal_is_recorded(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any], strategy: str, sealed: bool, is_open: bool, by: str | None
) -> None:
    source, target = make_dataset((0, 0, 1, 1, 2, 2), ("cat", "dog", "owl")), make_dataset(*TARGET, labels_open=is_open)
    run = start_run(home, spec(source, target, strategy=strategy, sealed=sealed))
    found = run.revealed()
    assert (found and found["by"]) == by
    if found is not None:
        assert found["labels"] == [0, 1, 2, 1]


def test_a_target_without_labels_has_nothing_to_reveal(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    run = start_run(home, spec(make_dataset(), make_dataset((-1, -1), ())))
    assert run.revealed() is None
    assert not reveal(home, run, "page")
    assert run.revealed() is None


def made(home: Home, asked: RunSpec) -> Run:
    return RunStore(home).create(asked, {})


def test_a_reveal_speaks_in_the_runs_classes(home: Home, make_dataset: MakeDataset) -> None:
    """The target's classes lie in another order, one is merged, one is left out, and one the source does not have."""
    source = make_dataset((0, 1, 2), ("bird", "cat", "dog"))
    target = make_dataset((0, 1, 2, 3, 4), ("dog", "kitten", "owl", "wolf", "zebra"))
    mapped = ClassMap(rename={"kitten": "cat", "owl": "bird"}, leave_out=("wolf",))
    run = made(home, spec(source, target, class_map=mapped, sealed=True))
    assert reveal(home, run, "page")
    revealed = run.revealed() or {}
    assert by_name(target, revealed["labels"]) == [2, 1, 0, -1, -1]
    assert [[target.name(each) for each in pictures] for pictures in revealed["others"].values()] == [["4.png"]]
    assert list(revealed["others"]) == ["zebra"]  # what was left out on purpose is not missing


def test_a_target_without_other_classes_is_revealed_without_a_word_of_them(home: Home, make_dataset: MakeDataset) -> None:
    run = made(home, spec(make_dataset(), make_dataset(), sealed=True))
    reveal(home, run, "page")
    assert set(run.revealed() or {}) == {"when", "by", "labels"}


def test_a_picture_without_a_label_stays_without(home: Home, make_dataset: MakeDataset) -> None:
    target = make_dataset((0, -1, 1), ("cat", "dog"))
    run = made(home, spec(make_dataset(), target, sealed=True))
    reveal(home, run, "page")
    assert by_name(target, (run.revealed() or {})["labels"]) == [0, -1, 1]


def test_a_reveal_needs_the_dataset(home: Home, make_dataset: MakeDataset) -> None:
    import shutil

    target = make_dataset()
    run = made(home, spec(make_dataset(), target, sealed=True))
    shutil.rmtree(target.folder)
    with pytest.raises(UserError) as raised:
        reveal(home, run, "page")
    assert raised.value.problems[0].code == "dataset_unknown"
    assert run.revealed() is None


def test_facts_are_what_the_datasets_say(home: Home, make_dataset: MakeDataset) -> None:
    facts = facts_for(home, make_dataset(name="a"), None)
    assert facts.target is None
    assert facts.source is not None
    assert (facts.source.name, facts.source.pictures, facts.source.classes, facts.source.counts, facts.source.labels) == (
        "a", 4, ("cat", "dog"), (2, 2), "all",
    )  # fmt: skip
    empty = facts_for(home, None, make_dataset((-1, -1), ())).target
    assert empty is not None
    assert (empty.labels, empty.classes) == ("none", ())


def test_a_supervised_run_may_do_without_a_source(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    target = make_dataset(name="only")
    asked = spec(None, target, strategy="fine-tuning", settings=RunSettings(epochs=1))
    run = start_run(home, asked.model_copy(update={"backbone": "efficientnet-lite0"}))
    assert run.names == {"target": "only"}
    assert by_name(target, (run.revealed() or {})["labels"]) == [0, 0, 1, 1]


# -- the same pictures on both sides --------------------------------------------------------------------------------------------


def test_A20_the_same_dataset_on_both_sides_is_blocked_until_confirmed(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    pack = make_dataset()
    with pytest.raises(UserError) as raised:
        start_run(home, spec(pack, pack))
    assert [(each.code, each.values) for each in raised.value.problems] == [("same_folder", {"count": 4, "total": 4})]
    assert all(raised.value.sentences("zh"))
    assert runs_of(home) == []
    run = start_run(home, spec(pack, pack), confirmed=["same_folder"])
    assert RunStore(home).get(run.id).overlap == 4


def test_A20_a_confirmation_does_not_cover_other_problems(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    pack = make_dataset()
    with pytest.raises(UserError) as raised:
        start_run(home, spec(pack, pack, backbone="nope"), confirmed=["same_folder", "backbone_unknown"])
    assert [each.code for each in raised.value.problems] == ["backbone_unknown"]


def test_A21_an_overlap_is_counted_in_the_run(home: Home, tmp_path: Path, asked_for: list[Any]) -> None:
    source, target = class_folders(tmp_path / "s", {"a": 2, "b": 3}), class_folders(tmp_path / "t", {"a": 8})
    # Both folders begin with the same five pictures, whatever they are called.
    os.rename(target / "a" / "0.png", target / "a" / "other.png")
    packs = [ingest(str(folder), home, role=role) for folder, role in ((source, "source"), (target, "target"))]
    run = start_run(home, spec(*packs))
    found = summary(RunStore(home).get(run.id), JobQueue(home))
    assert found["target_pictures_in_source"] == 5


def test_A21_runs_of_earlier_versions_did_not_count(home: Home, make_dataset: MakeDataset) -> None:
    run = RunStore(home).create(spec(make_dataset(), None), {})
    assert run.overlap is None


def test_A24_classes_of_which_few_or_none_are_shared_have_to_be_meant(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    source = make_dataset()
    half, few = make_dataset((0, 1), ("dog", "fox")), make_dataset((0, 1, 2), ("bus", "car", "dog"))
    none, unknown = make_dataset((0, 1), ("bus", "car")), make_dataset((-1, -1), ())
    for target in (half, unknown):
        assert status_of(start_run(home, spec(source, target)), JobQueue(home)).state == "queued"
    for target, code, values in (
        (few, "few_shared_classes", {"source": 2}),
        (none, "no_shared_class", {"source": 2}),
    ):
        with pytest.raises(UserError) as raised:
            start_run(home, spec(source, target))
        assert [(each.code, each.values) for each in raised.value.problems] == [(code, values)]
        assert code in str(raised.value)  # what to write on the command line
        assert start_run(home, spec(source, target), confirmed=[code])
    renamed = ClassMap(rename={"bus": "cat"}, leave_out=("car",))
    assert start_run(home, spec(source, few, class_map=renamed))


def test_A24_who_learns_from_the_targets_labels_may_have_other_classes(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    other = spec(make_dataset(), make_dataset((0, 0, 1), ("bus", "car")), strategy="fine-tuning", backbone="efficientnet-lite0")
    assert start_run(home, other)


def test_a_target_with_fewer_pictures_than_classes_has_to_be_meant(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    source = make_dataset((0, 0, 1, 1, 2, 2), ("cat", "dog", "fox"))
    enough, two = (make_dataset((-1,) * count, (), name=name) for count, name in ((3, "three"), (2, "two")))
    assert start_run(home, spec(source, enough, strategy="mcc"))
    with pytest.raises(UserError) as raised:
        start_run(home, spec(source, two, strategy="mcc"))
    [problem] = raised.value.problems
    assert (problem.code, problem.values) == ("few_target_pictures", {"count": 2, "classes": 3})
    assert all(raised.value.sentences("zh"))
    assert start_run(home, spec(source, two, strategy="mcc"), confirmed=["few_target_pictures"])


def test_a_strategy_that_wants_all_classes_on_a_target_that_is_said_to_lack_some_has_to_be_meant(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    data = make_dataset(), make_dataset((-1, -1, -1), (), name="sketch")
    few, all_there = ({"dog": 1.0}, {"cat": 0.2, "dog": 0.8})
    for strategy in ("mcc", "cdan+mcc", "mcc,shot"):
        with pytest.raises(UserError) as raised:
            start_run(home, spec(*data, strategy=strategy, target_shares=TargetShares(known_from="told", shares=few)))
        assert [each.code for each in raised.value.problems] == ["shares_spread"]
        assert raised.value.problems[0].values["classes"] == ["cat"]
        assert all(raised.value.sentences("zh"))
    told = spec(*data, strategy="mcc", target_shares=TargetShares(known_from="told", shares=few))
    assert start_run(home, told, confirmed=["shares_spread"]).spec.target_shares.shares == few
    assert start_run(home, spec(*data, strategy="mcc", target_shares=TargetShares(known_from="told", shares=all_there)))
    assert start_run(home, spec(*data, strategy="cdan", target_shares=TargetShares(known_from="told", shares=few)))


def test_A9_A10_class_names_that_are_alike_do_not_keep_a_run_from_starting(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    source = make_dataset((0, 0, 1, 2), ("Cat", "cat", "caf\u00e9"))
    run = start_run(home, spec(source, make_dataset((0, 1, 1), ("CAT", "cafe\u0301"))))
    assert status_of(run, JobQueue(home)).state == "queued"


def test_A27_a_target_of_one_picture_is_refused_with_the_number(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    for strategy in ("dann", "mmd"):
        with pytest.raises(UserError) as raised:
            start_run(home, spec(make_dataset(), make_dataset((-1,), ()), strategy=strategy))
        assert str(raised.value) == f"The target has 1 picture; {strategy} needs 2 or more."
    assert runs_of(home) == []


def test_A29_a_run_starts_although_the_folder_of_its_pictures_is_gone(home: Home, tmp_path: Path, asked_for: list[Any]) -> None:
    source, target = class_folders(tmp_path / "s", {"a": 5, "b": 5}), class_folders(tmp_path / "t", {"a": 20})
    packs = [ingest(str(folder), home, role=role) for folder, role in ((source, "source"), (target, "target"))]
    shutil.rmtree(source)
    assert status_of(start_run(home, spec(*packs)), JobQueue(home)).state == "queued"
    assert [pack.picture(0).shape for pack in packs] == [(16, 24, 3)] * 2


def test_A29_a_dataset_that_is_gone_is_said_before_anything_starts(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    source, target = make_dataset(), make_dataset()
    shutil.rmtree(target.folder)
    with pytest.raises(UserError) as raised:
        start_run(home, spec(source, target))
    assert [each.code for each in raised.value.problems] == ["dataset_unknown"]
    assert runs_of(home) == []


# -- sealed datasets ------------------------------------------------------------------------------------------------------------


def said_of(home: Home, pack: Pack, kind: str) -> dict[str, Any]:
    found = durable.read_json(home.seals / f"{pack.info.id}.{kind}.json")
    return {name: found[name] for name in ("by", "run")}


def test_X1_a_sealed_run_seals_its_target_and_its_reveal_opens_the_dataset(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    source, target = make_dataset(), make_dataset()
    one, other = (start_run(home, spec(source, target, sealed=True)) for _ in range(2))
    assert seals.is_sealed(home, target.info)
    assert said_of(home, target, "sealed") == {"by": "run", "run": one.id}
    assert reveal(home, one, "page")
    assert not seals.is_sealed(home, target.info)
    assert said_of(home, target, "revealed") == {"by": "page", "run": one.id}
    assert other.revealed() is None  # it keeps its own Reveal
    third = start_run(home, spec(source, target, sealed=True))
    assert third.revealed() is None
    assert not seals.is_sealed(home, target.info)


def test_X1_a_run_that_asks_for_the_accuracy_reveals_its_target(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    target = make_dataset()
    run = start_run(home, spec(make_dataset(), target))
    assert said_of(home, target, "revealed") == {"by": "asked for", "run": run.id}


def test_X1_a_sealed_dataset_as_a_source_has_to_be_meant_and_that_reveals_it(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    first, second = make_dataset(name="photos"), make_dataset(name="paintings")
    start_run(home, spec(first, second, sealed=True))
    with pytest.raises(UserError) as raised:
        start_run(home, spec(second, make_dataset(), sealed=True))
    values = {"name": "paintings", "dataset": second.info.id, "runs": 1}
    assert [(each.code, each.values) for each in raised.value.problems] == [("sealed_source", values)]
    assert seals.is_sealed(home, second.info)
    run = start_run(home, spec(second, make_dataset(), sealed=True), confirmed=["sealed_source"])
    assert said_of(home, second, "revealed") == {"by": "source", "run": run.id}


def test_X1_what_was_only_read_as_a_target_is_a_source_without_a_question(
    home: Home, make_dataset: MakeDataset, asked_for: list[Any]
) -> None:
    read, in_a_room, of_a_run = (make_dataset(name=name) for name in "abc")
    for each in (read, in_a_room, of_a_run):
        seals.seal(home, each.info, by="ingest")
    hand_out(home, new_id(), make_dataset().info.id, in_a_room.info.id)
    start_run(home, spec(make_dataset(), of_a_run, sealed=True))
    for each in (in_a_room, of_a_run):
        with pytest.raises(UserError) as raised:
            start_run(home, spec(each, make_dataset(), sealed=True))
        assert [each.code for each in raised.value.problems] == ["sealed_source"]
    seals.require_open(home, read.info)  # and what leads to a run shows as much
    run = start_run(home, spec(read, make_dataset(), sealed=True))
    assert said_of(home, read, "revealed") == {"by": "source", "run": run.id}


def test_X1_what_was_a_source_has_no_secret_left_to_seal(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    """A run keeps its source's labels and shows them on its maps."""
    first, second = make_dataset(), make_dataset()
    start_run(home, spec(first, second, sealed=True))
    start_run(home, spec(make_dataset(), first, sealed=True))
    assert not seals.is_sealed(home, first.info)


def test_X1_names_of_a_sealed_targets_classes_are_not_listed(home: Home, make_dataset: MakeDataset, asked_for: list[Any]) -> None:
    source, target = make_dataset(), make_dataset((0, 1, 2), ("dog", "secret", "secret too"))
    for sealed in (True, False):
        with pytest.raises(UserError) as raised:
            start_run(home, spec(source, target, class_map=ClassMap(rename={"nothing": "dog"}), sealed=sealed))
        assert {each.code: each.values for each in raised.value.problems}["class_unknown"]["known"] == ["cat", "dog"]
        assert "secret" not in str(raised.value)
    renamed = ClassMap(rename={"secret": "cat"})  # who knows a name may use it
    assert start_run(home, spec(source, target, class_map=renamed, sealed=True))
