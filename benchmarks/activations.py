"""How many bytes a stage of a backbone keeps for each picture until the gradient has passed: what :mod:`tlgui.models.catalogue` predicts from.

    python benchmarks/activations.py [KEY …]

Weights do not matter, so nothing is downloaded: networks are built with random ones. Printed for each card: megabytes for each stage at the
backbone's own picture size, 32-bit numbers, as the card's ``activations`` has them.
"""

from __future__ import annotations

import functools
import sys
from unittest import mock

import timm
import torch
from torchvision import models

from tlgui.models import backbones, catalogue
from tlgui.models.network import Network
from tlgui.models.tasks import Classification

PICTURES = 2


def kept(key: str) -> list[float]:
    """Megabytes a picture for each stage."""
    without = functools.partial(_untrained, timm.create_model)
    with (
        mock.patch.object(timm, "create_model", without),
        mock.patch.object(models, "get_model", functools.partial(_plain, models.get_model)),
    ):
        built = backbones.build(key)
    rest = torch.nn.Sequential(*built.stages.values())
    inputs = torch.randn(PICTURES, 3, built.image_size, built.image_size)
    network = Network(rest, inputs, Classification(["a", "b"]), normalisation="shared", bottleneck=256).train()
    own = {parameter.data_ptr() for parameter in network.parameters()}
    found = []
    for stage in network.rest:
        seen: dict[int, int] = {}

        def note(tensor: torch.Tensor, seen: dict[int, int] = seen) -> torch.Tensor:
            if tensor.data_ptr() not in own:
                seen[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
            outputs = stage(inputs)  # kept alive by its graph, so that no storage is counted twice or reused
        found.append(sum(seen.values()) / PICTURES / 1e6)
        inputs = outputs.detach().requires_grad_()
        del outputs
    return found


def _untrained(make, name, pretrained=False, **more):  # type: ignore[no-untyped-def]
    return make(name, pretrained=False, **more)


def _plain(make, name, weights=None, **more):  # type: ignore[no-untyped-def]
    return make(name, weights=None, **more)


def main() -> None:
    for key in sys.argv[1:] or [card.key for card in catalogue.CARDS]:
        print(key, "(" + ", ".join(f"{megabytes:.2g}" for megabytes in kept(key)) + ")")


if __name__ == "__main__":
    main()
