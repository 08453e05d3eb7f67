"""A head that lets several linear classifiers vote."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn


class VotingHead(nn.Module):
    """Each classifier votes for one class with its weight; the outputs are log-shares of the votes, (n, d) → (n, k).

    Buffers ``weight`` (rounds, k, d), ``bias`` (rounds, k), ``votes`` (rounds,).
    """

    FLOOR = 1e-3
    """Share of the votes that a class without any has."""

    weight: Tensor
    bias: Tensor
    votes: Tensor

    def __init__(self, rounds: int, features: int, classes: int) -> None:
        super().__init__()
        self.out_features = classes
        self.register_buffer("weight", torch.zeros(rounds, classes, features))
        self.register_buffer("bias", torch.full((rounds, classes), -1e9))
        self.register_buffer("votes", torch.zeros(rounds))

    @classmethod
    def of(cls, models: list[tuple[Any, float]], features: int, classes: int) -> VotingHead:
        """From fitted logistic regressions and the weight of their votes."""
        made = cls(len(models), features, classes)
        for place, (model, vote) in enumerate(models):
            weight, bias = torch.as_tensor(model.coef_).float(), torch.as_tensor(model.intercept_).float()
            if len(model.classes_) == 2:  # one row of log-odds for the second class
                weight, bias = torch.cat([torch.zeros_like(weight), weight]), torch.cat([torch.zeros_like(bias), bias])
            rows = torch.as_tensor(model.classes_).long()
            made.weight[place, rows], made.bias[place, rows], made.votes[place] = weight, bias, vote
        return made

    def forward(self, features: Tensor) -> Tensor:
        chosen = nn.functional.one_hot(self._scores(features).argmax(2), self.out_features).to(features.dtype)
        shares = (chosen * self.votes[None, :, None]).sum(1) / self.votes.sum()
        return (shares + self.FLOOR).log()

    def evidence(self, features: Tensor) -> Tensor:
        """The classifiers' own log-probabilities, each times its share of the votes, (n, d) → (n, k): unlike the votes they have a slope."""
        return torch.einsum("nrk,r->nk", self._scores(features).log_softmax(2), self.votes) / self.votes.sum()

    def _scores(self, features: Tensor) -> Tensor:
        return torch.einsum("rkd,nd->nrk", self.weight, features) + self.bias
