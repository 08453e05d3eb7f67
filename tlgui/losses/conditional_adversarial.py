"""What a class-conditional discriminator is shown, and how much each picture counts.

Long et al., "Conditional Adversarial Domain Adaptation", NeurIPS 2018, arXiv:1705.10667, eqs. 5–8.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from tlgui.losses.mcc import entropy

LARGEST_PRODUCT = 4096
"""If classes × features exceeds this, a random map replaces the outer product (eq. 6)."""


class ConditionalMap(nn.Module):
    """Features and predictions of a picture joined into one vector: their outer product, or a random map of it.

    Shapes: features (n, d) and predictions (n, k) → (n, k·d) when k·d ≤ 4096, else (n, 4096): the product of a fixed random projection of
    each, divided by √4096. No gradient flows through the predictions: the discriminator must not push a picture into another class.

    Parameters
    ----------
    features, classes:
        d and k.
    """

    of_features: Tensor
    of_predictions: Tensor

    def __init__(self, features: int, classes: int) -> None:
        super().__init__()
        self.random = features * classes > LARGEST_PRODUCT
        self.width = LARGEST_PRODUCT if self.random else features * classes
        if self.random:
            self.register_buffer("of_features", torch.randn(features, self.width))
            self.register_buffer("of_predictions", torch.randn(classes, self.width))

    def forward(self, features: Tensor, predictions: Tensor) -> Tensor:
        predictions = predictions.detach()
        if self.random:
            return (features @ self.of_features) * (predictions @ self.of_predictions) / math.sqrt(self.width)
        return (predictions[:, :, None] * features[:, None, :]).flatten(1)


def entropy_weights(predictions: Tensor) -> Tensor:
    """w = 1 + e^−H(p) for each picture, divided by its mean; no gradient flows through it (the "+E" of CDAN+E).

    ``predictions`` (n, k) are probabilities of *one* domain: each domain is normalized separately. Shape of the result: (n,).
    """
    weights = 1 + torch.exp(-entropy(predictions.detach()))
    return weights / weights.mean()
