"""A kept network, loaded from its folder: it predicts what the run predicted, and its Grad-CAM finds the place that matters."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load_file as load
from safetensors.torch import save
from torch import nn

from tests.conftest import missing
from tests.training.conftest import Train
from tlgui import durable
from tlgui.analysis.explain import try_picture
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.runs.run import Run
from tlgui.runs.target_scores import TargetScores
from tlgui.specification.target_shares import TargetShares
from tlgui.training import checkpoint, loaded
from tlgui.training.engines import BFLOAT16, ENGINES, FALLBACK, usable
from tlgui.training.loaded import LoadedModel


def asked(home: Home, run: Any, **payload: Any) -> dict[str, Any]:
    return try_picture(SimpleNamespace(home=home, owner="local", payload={"run": run.id, **payload}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("strategy", "frozen"),
    [("mmd", False), pytest.param("fine-tuning", False, marks=pytest.mark.slow), ("mcc", True), ("cdan", True)],
)
def test_a_loaded_network_predicts_what_its_run_did(
    train: Train, packs: tuple[Pack, Pack], home: Home, pretrained: str, strategy: str, frozen: bool
) -> None:
    """On frozen features at two depths, with the bottleneck's own normalisation (MCC) and without."""
    run, found = train(strategy, backbone=pretrained if frozen else "small-cnn")
    assert found["settings"]["depths"] == ("two" if frozen else "one")
    assert found["settings"]["bottleneck_norm"] == ("on" if strategy == "mcc" else "off")
    kept = TargetScores(run, run.events()).predictions()
    assert kept is not None
    step = run.kept_step()
    assert step is not None
    model = LoadedModel(run, step)
    assert model.classes == kept.classes
    for row, picture in enumerate(kept.pictures[:6].tolist()):
        ours = model.see(packs[1].picture(picture)).prediction
        assert np.abs(ours - kept.run[row]).max() < 2e-3  # what is stored has 16 bits


def test_a_file_that_is_not_there_or_no_picture_is_said_as_everything_else_is(tmp_path: Path) -> None:
    model = LoadedModel.__new__(LoadedModel)  # the file is read first
    (tmp_path / "words.jpg").write_text("no picture")
    for name, code in (("nothing.jpg", "picture_file_missing"), ("words.jpg", "picture_file_unusable")):
        with pytest.raises(UserError) as raised:
            model.predict(tmp_path / name)
        assert [each.code for each in raised.value.problems] == [code]
        assert name in str(raised.value)


def test_a_class_that_the_target_is_said_to_lack_is_predicted_of_the_source_alone(
    train: Train, packs: tuple[Pack, Pack], home: Home
) -> None:
    """Nor by normalization alone, which is told too; source-only is not."""
    told = TargetShares(known_from="told", shares={"bar": 0.5, "frame": 0.5})
    run, _ = train("cdan", target_shares=told)
    step, scores = run.kept_step(), TargetScores(run, run.events())
    kept = scores.predictions()
    assert kept is not None
    assert step is not None
    lacks = kept.classes.index("cross")
    parts = {kind: scores.kept(kind) for kind in (None, "normalisation_alone", "baseline")}
    assert {kind: bool(each[:, lacks].any()) for kind, each in parts.items() if each is not None} == {
        None: False,
        "normalisation_alone": False,
        "baseline": True,
    }
    with np.load(run.prediction_path(step)) as both:
        assert both["source"][:, lacks].all()
    seen = LoadedModel(run, step).see(packs[1].picture(int(kept.pictures[0]))).prediction
    assert seen[lacks] == 0
    assert seen.sum() == pytest.approx(1)
    assert asked(home, run, picture=0)["never"] == ["cross"]


@pytest.mark.parametrize("name", [name for name in ENGINES if name != FALLBACK])
def test_a_run_whose_features_another_engine_computed_is_loaded_with_nearly_its_predictions(
    train: Train, packs: tuple[Pack, Pack], pretrained: str, engine: Callable[[str], None], name: str
) -> None:
    """A loaded network computes with PyTorch. Engines of 32 bits agree with that; bfloat16 (8 bits) moves shares by about a percent."""
    if not usable(name):
        missing(f"{name} is not installed")
    engine(name)
    run, _ = train("mcc", backbone=pretrained, epochs=1)
    kept = TargetScores(run, run.events()).predictions()
    step = run.kept_step()
    assert kept is not None and step is not None
    model = LoadedModel(run, step)
    ours = [model.see(packs[1].picture(picture)).prediction for picture in kept.pictures[:6].tolist()]
    assert np.abs(np.array(ours) - kept.run[:6]).max() < (3e-2 if name == BFLOAT16 else 2e-3)


def test_a_checkpoint_of_a_version_that_had_no_choice_is_read_as_it_was_written(train: Train) -> None:
    run, _ = train("mmd", epochs=1)
    step = run.kept_step()
    assert step is not None
    folder = run.checkpoint_path(step)
    now = LoadedModel(run, step)
    tensors, about = checkpoint.load_checkpoint(folder)
    for name, value in checkpoint.EARLIER.items():
        assert about.pop(name) == value  # a network that is trained from scratch is still of that kind
    shutil.rmtree(folder)
    checkpoint.save_tensors(folder, tensors, about)
    then = LoadedModel(run, step)
    assert str(then.network) == str(now.network)
    assert then.network.normalise.eps == now.network.normalise.eps


@pytest.mark.parametrize("frozen", [False, True])
def test_a_target_picture_goes_through_both_networks(
    train: Train, packs: tuple[Pack, Pack], home: Home, pretrained: str, frozen: bool
) -> None:
    run, _ = train("mcc", backbone=pretrained if frozen else "small-cnn")
    found = asked(home, run, picture=3)
    assert list(found["models"]) == ["baseline", "run"]
    assert found["truth"] == packs[1].info.classes[packs[1].labels()[3]]
    for told in found["models"].values():
        assert sum(each["share"] for each in told["top"]) == pytest.approx(1, abs=1e-3)
        assert told["looked"]
        assert len(told["nearest"]) == len(set(told["nearest"])) > 0
    with pytest.raises(UserError, match="picture"):
        asked(home, run, picture=10_000)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(
    "classifier",
    [
        pytest.param("svm", marks=pytest.mark.slow),
        "svm_radial",
        pytest.param("neighbours", marks=pytest.mark.slow),
        "perceptron",
        pytest.param("votes", marks=pytest.mark.slow),
    ],
)
def test_a_fitted_head_says_where_it_looked(train: Train, home: Home, pretrained: str, classifier: str) -> None:
    strategy = "tradaboost" if classifier == "votes" else "feature-extraction"
    settings = {} if classifier == "votes" else {strategy: {"classifier": classifier}}
    run, _ = train(strategy, strategy_settings=settings, backbone=pretrained)
    found = [asked(home, run, picture=picture)["models"]["run"] for picture in (1, 14, 30)]
    assert (
        sum(told["looked"] is not None for told in found) >= 2
    )  # of a picture whose every place speaks against its class, nothing is shown


def test_a_picture_of_ones_own_is_decoded_in_a_child_and_removed(train: Train, packs: tuple[Pack, Pack], home: Home) -> None:
    run, _ = train("mmd")
    home.tries.mkdir(parents=True)
    (home.tries / "own.img").write_bytes(packs[1].thumbnail(3))
    assert asked(home, run, file="own.img")["models"]["run"]["top"]
    (home.tries / "bad.img").write_bytes(b"hello")
    with pytest.raises(UserError) as raised:
        asked(home, run, file="bad.img")
    assert raised.value.problems[0].code == "picture_not_an_image"
    assert list(home.tries.iterdir()) == []


class Corner(nn.Module):
    """Two maps, the red and the blue channel averaged over 4 × 4 places; class 0 is red, class 1 is blue."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = nn.AdaptiveAvgPool2d(4)
        self.last = nn.Linear(2, 2, bias=False)
        nn.init.eye_(self.last.weight)

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.last(self.pool(pictures[:, [0, 2]]).mean((2, 3)))


def test_grad_cam_is_bright_where_the_class_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Red in the upper left corner, blue in the lower right: each class is seen where it is."""
    model = LoadedModel.__new__(LoadedModel)
    corner = Corner()

    class Whole(nn.Module):
        task = SimpleNamespace(predict_target=lambda outputs: outputs.softmax(1))

        def __init__(self) -> None:
            super().__init__()
            self.corner, self.head = corner, nn.Identity()

        def forward(self, inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            outputs = self.corner(inputs.requires_grad_(True))
            return outputs, outputs

    model.size, model.classes = 16, ["red", "blue"]
    model.mean, model.std = torch.zeros(1, 3, 1, 1), torch.ones(1, 3, 1, 1)
    model.prefix, model.network = nn.Sequential(), Whole()  # type: ignore[assignment]
    model._place = loaded._last_map(model.prefix, model.network, 16)
    assert model._place is corner.pool
    picture = np.zeros((16, 16, 3), np.uint8)
    picture[:4, :4, 0] = 255
    picture[12:, 12:, 2] = 255
    red, blue = (model.see(picture, of=place).attention for place in (0, 1))
    assert red is not None and blue is not None
    assert np.unravel_index(red.argmax(), red.shape) == (0, 0)
    assert np.unravel_index(blue.argmax(), blue.shape) == (3, 3)
    assert red[3, 3] == blue[0, 0] == 0


def test_a_backbone_with_other_weights_is_refused(train: Train, monkeypatch: pytest.MonkeyPatch) -> None:
    run, _ = train("mmd")
    monkeypatch.setattr(loaded, "build", lambda key, size, foreign: SimpleNamespace(pretrained=True, stages={}))
    monkeypatch.setattr(loaded, "digest", lambda stages: "other")
    with pytest.raises(UserError) as raised:
        LoadedModel(run, run.kept_step() or 0)
    assert raised.value.problems[0].code == "model_backbone_differs"


# -- X8: a checkpoint that is whole and yet not one of its run ---------------------------------------------------------------------


def rewritten(run: Run, step: int, **changed: Any) -> None:
    """The checkpoint with other words beside it, and a manifest that says so."""
    folder = run.checkpoint_path(step)
    about = json.loads((folder / "about.json").read_bytes())
    files = {
        "weights.safetensors": (folder / "weights.safetensors").read_bytes(),
        "about.json": json.dumps({**about, **changed}).encode(),
    }
    durable.write_listed(folder, files)


@pytest.fixture
def imported(train: Train) -> Run:
    """A finished run as if another machine had made it."""
    run, _ = train("source-only", epochs=1)
    envelope = durable.read_json(run.folder / "spec.json")
    durable.write_json(run.folder / "spec.json", {**envelope, "imported": 1.0})
    return Run(run.id, run.folder)


CHANGED: dict[str, tuple[str, Any]] = {
    "a picture of 4000 pixels": ("image_size", 4000),
    "another size than the run's": ("image_size", 64),
    "a file of this machine": ("backbone", "small-cnn@/etc/passwd.safetensors"),
    "a download": ("backbone", "timm:resnet18.a1_in1k"),
    "a million classes": ("classes", [str(number) for number in range(1_000_000)]),
    "a wide bottleneck": ("bottleneck", 4096),
    "another head": ("head", "neighbours"),
    "a head that is none": ("head", "pickle"),
    "a negative depth": ("depth", -1),
    "a mean that is none": ("mean", [0.5, "x", 0.5]),
    "a deviation of zero": ("std", [0, 0, 0]),
    "another task": ("task", "regression"),
}


@pytest.mark.slow
def test_X8_what_a_checkpoint_says_is_held_against_its_run_before_anything_is_made_of_it(
    imported: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = imported.kept_step()
    assert step is not None
    assert LoadedModel(imported, step).size == 32
    was = json.loads((imported.checkpoint_path(step) / "about.json").read_bytes())
    monkeypatch.setattr(loaded, "build", lambda *given, **named: pytest.fail("built"))
    for name, (field, value) in CHANGED.items():
        rewritten(imported, step, **{**was, field: value})
        with pytest.raises(UserError) as raised:
            LoadedModel(imported, step)
        [problem] = raised.value.problems
        assert (problem.code, problem.values["what"].split(".")[0]) == ("checkpoint_of_another_run", field), name


def test_X8_weights_that_no_network_of_this_backbone_has_are_said_to_be_damaged(imported: Run) -> None:
    step = imported.kept_step() or 0
    folder = imported.checkpoint_path(step)
    tensors = {**load(folder / "weights.safetensors"), "rest.conv1.0.weight": torch.zeros(1)}
    durable.write_listed(folder, {"weights.safetensors": save(tensors), "about.json": (folder / "about.json").read_bytes()})
    with pytest.raises(UserError) as raised:
        LoadedModel(imported, step)
    assert raised.value.problems[0].code == "checkpoint_damaged"


def test_X8_what_nobody_foresaw_in_a_run_of_another_machine_is_said_of_it_and_of_our_own_is_a_crash(
    imported: Run, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*given: Any) -> Any:
        raise KeyError("nobody thought of this")

    monkeypatch.setattr(LoadedModel, "see", broken)
    with pytest.raises(UserError, match="another machine"):
        asked(home, imported, picture=0)
    envelope = durable.read_json(imported.folder / "spec.json")
    durable.write_json(imported.folder / "spec.json", {name: value for name, value in envelope.items() if name != "imported"})
    with pytest.raises(KeyError):
        asked(home, imported, picture=0)
