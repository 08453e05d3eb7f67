"""TrAdaBoost: source pictures that a few labelled target pictures contradict lose their vote."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from tlgui.models.layers.voting import VotingHead

SMALLEST = 1e-3
"""A round's error on the target counts as no smaller: its vote would be infinite."""


class TrAdaBoost:
    """Boosting over both domains with a logistic regression in each round.

    Dai et al., "Boosting for Transfer Learning", ICML 2007, figure 1, with the vote taken class by class. The paper asks for an error below
    one half in every round; the first round that does not reach it ends the boosting. (Going on, its weights lean on ever fewer pictures,
    until what rounding did decides over the vote.)

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
        for _ in range(self.rounds):
            weights = weights / weights.sum()
            model = LogisticRegression(C=self.freedom, max_iter=500)
            model.fit(features.numpy(), labels.numpy(), sample_weight=(weights * len(weights)).numpy())
            wrong = torch.as_tensor(model.predict(features.numpy())) != labels
            error = float((weights * wrong)[is_target].sum() / weights[is_target].sum())
            if error >= 0.5 and kept:
                break
            error = min(max(error, SMALLEST), 0.5 - SMALLEST)
            target_factor = error / (1 - error)
            kept.append((model, -math.log(target_factor)))
            change = torch.where(is_target, 1 / target_factor, source_factor).double()
            weights = torch.where(wrong, weights * change, weights)
        self.source_share = float(weights[~is_target].sum() / weights.sum())
        return VotingHead.of(kept[len(kept) // 2 :], features.shape[1], classes)
