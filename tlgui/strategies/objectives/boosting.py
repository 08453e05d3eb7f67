"""TrAdaBoost: source pictures that a few labelled target pictures contradict lose their vote."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor, nn

SMALLEST, LARGEST = 1e-3, 0.499
"""A round's error on the target is kept between these: outside, its vote would be infinite or negative."""


class TrAdaBoost:
    """Boosting over both domains with a logistic regression in each round.

    Dai et al., "Boosting for Transfer Learning", ICML 2007, figure 1, with the vote taken class by class.

    Parameters
    ----------
    rounds:
        N.
    freedom:
        C of the logistic regressions. Small: boosting needs a learner that does not know everything by heart.

    Attributes
    ----------
    source_share:
        After fitting, the share of all weight that source pictures still have.
    """

    def __init__(self, rounds: int, freedom: float) -> None:
        self.rounds = rounds
        self.freedom = freedom
        self.source_share = float("nan")

    def head(self, features: Tensor, labels: Tensor, is_target: Tensor, classes: int) -> VotingHead:
        """Fit to features (n, d), labels (n,) and the domain of each picture (n,); at least one picture of each domain."""
        from sklearn.linear_model import LogisticRegression

        n_source, n_target = int((~is_target).sum()), int(is_target.sum())
        weights = torch.where(is_target, 1 / n_target, 1 / n_source).double()
        source_factor = 1 / (1 + math.sqrt(2 * math.log(n_source) / self.rounds))
        kept: list[tuple[Any, float]] = []
        for number in range(self.rounds):
            weights = weights / weights.sum()
            model = LogisticRegression(C=self.freedom, max_iter=500)
            model.fit(features.numpy(), labels.numpy(), sample_weight=(weights * len(weights)).numpy())
            wrong = torch.as_tensor(model.predict(features.numpy())) != labels
            error = float((weights * wrong)[is_target].sum() / weights[is_target].sum())
            target_factor = min(max(error, SMALLEST), LARGEST)
            target_factor = target_factor / (1 - target_factor)
            if number >= self.rounds // 2:
                kept.append((model, -math.log(target_factor)))
            change = torch.where(is_target, 1 / target_factor, source_factor).double()
            weights = torch.where(wrong, weights * change, weights)
        self.source_share = float(weights[~is_target].sum() / weights.sum())
        return VotingHead.of(kept, features.shape[1], classes)


class VotingHead(nn.Module):
    """The later half of the rounds votes, each for one class with its weight; the outputs are log-shares of the votes, (n, d) → (n, k).

    Buffers ``weight`` (rounds, k, d), ``bias`` (rounds, k), ``votes`` (rounds,).
    """

    FLOOR = 1e-3
    """Share of the votes that a class without any has."""

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
        scores = torch.einsum("rkd,nd->nrk", self.weight, features) + self.bias
        chosen = nn.functional.one_hot(scores.argmax(2), self.out_features).to(features.dtype)
        shares = (chosen * self.votes[None, :, None]).sum(1) / self.votes.sum()
        return (shares + self.FLOOR).log()
