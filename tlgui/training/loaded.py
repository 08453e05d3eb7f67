"""The network that a run kept, loaded from its folder: predicts single pictures and shows where it looked.

The checkpoint holds everything except a pretrained backbone's own weights, which are loaded again and must be the same.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from safetensors.torch import load
from torch import Tensor, nn
from torch.nn import functional

from tlgui.data.dataset import square
from tlgui.data.pixels import stored
from tlgui.errors import UserError
from tlgui.models.backbones import build, digest
from tlgui.models.depths import FrozenStages
from tlgui.models.heads import evidence
from tlgui.models.network import Network
from tlgui.models.tasks import task_from
from tlgui.runs.run import Run
from tlgui.training.checkpoint import EARLIER, fill, load_kept


class PicturePrediction(NamedTuple):
    """A network's prediction for one picture.

    ``prediction`` (k,): probabilities, or the value. ``features`` (width,) at the bottleneck. ``attention`` (h, w) in [0, 1]: how much each
    place speaks for the prediction; ``None`` for a backbone without a spatial map.
    """

    prediction: NDArray[np.float64]
    features: NDArray[np.float32]
    attention: NDArray[np.float32] | None


class LoadedModel:
    """A run's network for single pictures, on the CPU in full precision.

    Parameters
    ----------
    run, step:
        The run, and the step of its checkpoint.
    domain:
        Whose normalization statistics are used: ``target``, except for source pictures.

    Attributes
    ----------
    about:
        What the checkpoint says of itself.
    prefix, network:
        The frozen stages and the trained part, called one after the other.
    mean, std:
        Mean and standard deviation of each channel (0 to 1), (1, 3, 1, 1).

    Raises
    ------
    UserError
        What :func:`tlgui.training.checkpoint.load_kept` raises; ``model_backbone_differs`` when the backbone that this machine builds is not
        the one it was trained with; what :func:`tlgui.models.backbones.build` raises, which fetches nothing for a run of another machine.
    """

    def __init__(self, run: Run, step: int, domain: str = "target") -> None:
        tensors, about = load_kept(run, step)
        built = build(about["backbone"], about["image_size"], foreign=run.imported)
        if built.pretrained and digest(built.stages) != about["backbone_weights"]:
            raise UserError("model_backbone_differs", backbone=about["backbone"])
        try:
            self._assemble(about, built.stages)
            self._fill(tensors, domain)
        except (
            RuntimeError,
            ValueError,
            KeyError,
            TypeError,
            IndexError,
        ) as error:  # tensors that do not fit this backbone's network
            raise UserError("checkpoint_damaged", checkpoint=run.checkpoint_path(step).name) from error

    @classmethod
    def from_file(cls, file: Path) -> LoadedModel:
        """A model exported as safetensors: the file has every weight, so nothing else is needed.

        Raises
        ------
        UserError
            ``model_file_missing``; ``model_file_damaged`` for a file that is not an intact one of ours; whatever
            :func:`tlgui.models.backbones.build` raises.
        """
        try:
            content = file.read_bytes()  # safetensors cannot open a file whose name is not UTF-8
            header = json.loads(content[8 : 8 + int.from_bytes(content[:8], "little")])
            about = {**EARLIER, **json.loads(header["__metadata__"]["tlgui"])}
            tensors = load(content)
            made = cls.__new__(cls)
            made._assemble(about, build(about["backbone"], about["image_size"], empty=True).stages)
            made.prefix.load_state_dict(_below("prefix.", tensors))
            made._fill(_below("network.", tensors), "target")
        except UserError:
            raise
        except FileNotFoundError:
            raise UserError("model_file_missing", file=str(file)) from None
        except Exception as error:  # safetensors, torch and JSON each raise their own errors
            raise UserError("model_file_damaged", file=file.name) from error
        return made

    def _assemble(self, about: dict[str, Any], stages: Mapping[str, nn.Module]) -> None:
        self.about = about
        self.classes: list[str] = about["classes"]
        self.size: int = about["image_size"]
        self.mean, self.std = (torch.tensor(about[name]).view(1, 3, 1, 1) for name in ("mean", "std"))
        depth = about["depth"]
        parts = list(stages.items())
        trained = [] if about["extraction"] else parts[depth:]
        rest = nn.Sequential(OrderedDict((name.replace(".", "_"), stage) for name, stage in trained))
        beside = None if about["second_depth"] is None else list(stages).index(about["second_depth"])
        self.prefix = FrozenStages((stage for _, stage in parts[:depth]), beside).eval()
        with torch.no_grad():
            example = self.prefix(torch.zeros(1, 3, self.size, self.size))
        task = task_from(about)
        bottleneck = 0 if about["extraction"] else about["bottleneck"]
        self.network = Network(
            rest,
            example,
            task,
            normalisation=about["normalisation"],
            bottleneck=bottleneck,
            bottleneck_norm=about["bottleneck_norm"],
            dropout=about["dropout"],
            epsilon=about["epsilon"],
        )

    def _fill(self, tensors: dict[str, Tensor], domain: str) -> None:
        fill(self.network, tensors, self.about)
        self.network.eval()
        self.network.set_domain(domain)
        self._place = _last_map(self.prefix, self.network, self.size)

    def input_of(self, picture: NDArray[np.uint8]) -> Tensor:
        """A picture (h, w, 3) as the network's input (1, 3, size, size)."""
        return (square(picture, self.size)[None].float() / 255 - self.mean) / self.std

    def predict(self, file: Path | str) -> dict[str, float]:
        """The prediction for an image file: the probability of each class, or ``{"value": …}``.

        Raises
        ------
        UserError
            ``picture_file_missing``, ``picture_file_unusable``.
        """
        try:
            picture = np.asarray(stored(Image.open(file)))
        except FileNotFoundError as error:
            raise UserError("picture_file_missing", file=str(file)) from error
        except Exception as error:  # Pillow's plug-ins may raise anything on a damaged file
            raise UserError("picture_file_unusable", file=str(file)) from error
        prediction = self.prediction(picture)
        return dict(zip(self.network.task.kind.outputs(self.classes), prediction.tolist(), strict=True))

    def prediction(self, picture: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Probabilities, or the value, of a picture (h, w, 3): (k,)."""
        with torch.inference_mode():
            return self.network.task.predict_target(self.network(self.prefix(self.input_of(picture))).outputs)[0].double().numpy()

    def see(self, picture: NDArray[np.uint8], of: int | None = None) -> PicturePrediction:
        """Predict a picture and show what supports a class.

        Grad-CAM: Selvaraju et al., 2017, arXiv:1610.02391, eq. 1 and 2, on the last map of places (for a transformer its tokens): the map's
        channels, weighted by how much the output rises with them, summed and cut at zero. (Of heads that count votes, what the votes go by.)

        Parameters
        ----------
        picture:
            uint8 (h, w, 3).
        of:
            The class to explain; by default the predicted one.
        """
        kept: list[Tensor] = []

        def keep(module: nn.Module, given: Any, output: Tensor) -> None:
            output.retain_grad()
            kept.append(output)

        hook = self._place.register_forward_hook(keep) if self._place is not None else None
        try:
            with torch.enable_grad():
                features, outputs = self.network(self.prefix(self.input_of(picture)))
                chosen = int(self.network.task.predict_target(outputs.detach())[0].argmax()) if of is None else of
                if kept:
                    evidence(self.network.head, features, outputs)[0, chosen].backward()
        finally:
            if hook is not None:
                hook.remove()
        prediction = self.network.task.predict_target(outputs.detach())[0].double().numpy()
        attention = _grad_cam(kept[-1]) if kept else None
        return PicturePrediction(prediction, features.detach()[0].numpy(), attention)


def _below(start: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {name.removeprefix(start): tensor for name, tensor in tensors.items() if name.startswith(start)}


def _last_map(prefix: nn.Module, network: Network, size: int) -> nn.Module | None:
    """The last layer whose output still has places: a map (1, c, h, w), or tokens (1, t, c)."""
    found: list[tuple[str, nn.Module]] = []

    def look(name: str) -> Any:
        def hook(module: nn.Module, given: Any, output: Any) -> None:
            if isinstance(output, Tensor) and _places(output) is not None:
                found.append((name, module))

        return hook

    leaves = [
        (name, each)
        for part in (prefix, network)
        for name, each in part.named_modules()
        if not any(True for _ in each.children())
    ]
    hooks = [each.register_forward_hook(look(name)) for name, each in leaves]
    try:
        with torch.no_grad():
            network(prefix(torch.zeros(1, 3, size, size)))
    finally:
        for each in hooks:
            each.remove()
    # After a transformer's last attention only the class token is used; the input of that attention still depends on all tokens.
    entrances = [module for name, module in found if name.endswith("norm1")]
    tokens_only = entrances and found and found[-1][0].endswith("norm")
    return entrances[-1] if tokens_only else found[-1][1] if found else None


def _places(output: Tensor) -> tuple[int, int] | None:
    """Height and width of a layer's output; ``None`` when it has no places."""
    if output.dim() == 4:
        height, width = output.shape[2:]
    elif output.dim() == 3:
        height = width = int(output.shape[1] ** 0.5)  # a class token or two come first
    else:
        return None
    return (height, width) if height > 1 and width > 1 else None


def _grad_cam(activations: Tensor) -> NDArray[np.float32] | None:
    places, gradient = _places(activations), activations.grad
    if places is None or gradient is None:
        return None
    values = activations.detach()
    if values.dim() == 3:
        count = places[0] * places[1]
        values, gradient = (each[:, -count:].transpose(1, 2).reshape(1, -1, *places) for each in (values, gradient))
    weights = gradient.mean((2, 3), keepdim=True)
    cam = functional.relu((weights * values).sum(1))[0]
    # If every place speaks against the class, or all equally, there is nothing to show.
    highest = float(cam.max())
    return (cam / highest).numpy().astype(np.float32) if highest > 1e-9 else None
