"""X15: what cannot be split, trained on and validated is refused before Start, in words, by the page, the command line and the API alike."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.conftest import MakeDataset
from tests.training.conftest import carry_out
from tlgui.cli import app
from tlgui.data.ingest import ingest
from tlgui.data.labelling import Labelling
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.planning.divisible import problems_of_division
from tlgui.runs.store import RunStore
from tlgui.service import launch
from tlgui.service.launch import start_run
from tlgui.service.questions import TO_CONFIRM
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec
from tlgui.training.preparation import prepare
from tlgui.ui.form import Form, consider, form_of

pytestmark = pytest.mark.usefixtures("decoding_here")


@pytest.fixture(autouse=True)
def no_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launch, "ensure_workers", lambda *_: None)


def folder(place: Path, pictures: dict[str, list[int]]) -> Path:
    """Class folders; equal numbers are copies of one picture."""
    for name, numbers in pictures.items():
        (place / name).mkdir(parents=True)
        for index, number in enumerate(numbers):
            pixels = np.random.default_rng(number).integers(0, 255, (32, 32, 3), dtype=np.uint8)
            Image.fromarray(pixels).save(place / name / f"{index}.png")
    return place


def spec_of(source: Pack, target: Pack, **more: object) -> RunSpec:
    ids = {"source": source.info.id, "target": target.info.id, "backbone": "small-cnn"}
    return RunSpec.model_validate({"strategy": "source-only", **ids, **more})


SOURCES = {
    "one picture of each class: none to check with": ({"cat": [1], "dog": [2], "owl": [3]}, (3, 3, 3, 0)),
    "the pictures of one class are copies of the other's": ({"cat": [1], "dog": [1, 2]}, (1, 2, 1, 1)),
    "one picture, many times": ({"cat": [1, 1, 1], "dog": [1, 1]}, (1, 1, 1, 0)),
}


@pytest.mark.parametrize(("pictures", "numbers"), SOURCES.values(), ids=SOURCES)
def test_X15_a_source_that_cannot_be_divided_is_refused_with_its_numbers(
    home: Home, tmp_path: Path, make_dataset: MakeDataset, pictures: dict[str, list[int]], numbers: tuple[int, ...]
) -> None:
    source = ingest(str(folder(tmp_path / "source", pictures)), home)
    with pytest.raises(UserError) as raised:
        start_run(home, spec_of(source, make_dataset()), confirmed=TO_CONFIRM)
    [problem] = raised.value.problems
    assert problem.code == "too_few_pictures_to_divide"
    assert tuple(problem.values[name] for name in ("classes", "different", "train", "check")) == numbers
    assert RunStore(home).all() == []
    for language in ("en", "zh"):
        [said] = raised.value.sentences(language)
        assert "source" in said
        assert all(str(number) in said for number in numbers)


@pytest.mark.parametrize("seed", range(4))
def test_X15_what_is_not_refused_is_trained_to_its_end(home: Home, tmp_path: Path, seed: int) -> None:
    """The smallest source that can be divided, and the smallest target."""
    source = ingest(str(folder(tmp_path / "source", {"cat": [1, 2], "dog": [3]})), home)
    target = ingest(str(folder(tmp_path / "target", {"cat": [4], "dog": [5]})), home)
    run = start_run(home, spec_of(source, target, settings=RunSettings(epochs=1, seed=seed)))
    carry_out(home, run)
    assert any(event["event"] == "picked" for event in run.events())


@pytest.mark.parametrize(("rows", "refused"), [(2, True), (3, False)])
def test_X15_values_need_two_to_train_on_and_one_to_check_with(home: Home, tmp_path: Path, rows: int, refused: bool) -> None:
    place = folder(tmp_path, {"disks": [1, 2, 3, 4]}) / "disks"
    table = tmp_path / "values.csv"
    table.write_text("file,value\n" + "".join(f"{index}.png,{index + 1}\n" for index in range(rows)))
    source = ingest(str(place), home, role="source", labelling=Labelling(table, "values"))
    target = ingest(str(folder(tmp_path / "target", {"": [5, 6, 7]})), home, role="target")
    found = problems_of_division(spec_of(source, target), source, target)
    assert [(each.code, each.values["train"], each.values["check"]) for each in found] == (
        [("too_few_values_to_divide", 1, 1)] if refused else []
    )


def test_X15_only_labels_that_are_learned_from_are_divided(home: Home, make_dataset: MakeDataset) -> None:
    few, enough = make_dataset((0, 1)), make_dataset()
    assert problems_of_division(spec_of(enough, few), enough, few) == []
    found = problems_of_division(spec_of(enough, few, strategy="fine-tuning"), enough, few)
    assert [each.values["different"] for each in found] == [2]


def test_X15_classes_that_are_left_out_do_not_count(home: Home, make_dataset: MakeDataset) -> None:
    source = make_dataset((0, 1, 2, 2, 2), ("cat", "dog", "owl"))
    spec = spec_of(source, make_dataset())
    assert problems_of_division(spec, source, None) == []
    without = spec.model_copy(update={"class_map": ClassMap(leave_out=("owl",))})
    assert [each.values["check"] for each in problems_of_division(without, source, None)] == [0]


def test_X15_a_target_of_one_picture_is_refused_for_every_strategy(home: Home, make_dataset: MakeDataset) -> None:
    with pytest.raises(UserError) as raised:
        start_run(home, spec_of(make_dataset(), make_dataset((0,))), confirmed=TO_CONFIRM)
    assert [each.code for each in raised.value.problems] == ["target_too_small"]


def test_X15_the_page_the_command_line_and_the_trainer_say_the_same(
    home: Home, tmp_path: Path, make_dataset: MakeDataset
) -> None:
    place, target = folder(tmp_path / "source", SOURCES["one picture of each class: none to check with"][0]), make_dataset()
    source = ingest(str(place), home)
    spec = spec_of(source, target)
    [said] = UserError.of(problems_of_division(spec, source, target)).sentences("en")
    form = Form.of(form_of(spec))
    considered = consider(home, LOCAL_OWNER, form, "en")
    assert considered.spec is None
    assert said in considered.problems
    with pytest.raises(UserError) as raised:
        prepare(home, LOCAL_OWNER, spec, lambda *_: None, lambda: False)
    assert raised.value.sentences("en") == [said]
    words = ["train", "--source", str(place), "--target", target.info.id, "--strategy", "source-only", "--home", str(home.root)]
    done = CliRunner().invoke(app, [*words, "--confirm", "few_shared_classes", "--json"], env={"LC_ALL": "C"})
    assert done.exit_code == 2
    assert said in json.dumps(json.loads(done.stdout), ensure_ascii=False)
