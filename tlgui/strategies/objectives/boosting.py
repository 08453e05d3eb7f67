"""TrAdaBoost: source pictures that a few labeled target pictures contradict lose their weight."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor

from tlgui.models.layers.voting import VotingHead

SMALLEST = 1e-3
"""Lower bound for a round's error on the target: at zero, its vote would be infinite."""


class TrAdaBoost:
    """Boosting over both domains with a logistic regression in each round.

    Dai et al., "Boosting for Transfer Learning", ICML 2007, figure 1, with the vote taken class by class. The paper requires an error below
    one half in every round; the first round that misses it ends the boosting. (If it continued, the weights would concentrate on ever fewer
    pictures, until rounding errors decide the vote.)

    Parameters
    ----------
    rounds:
        N.
    freedom:
        C of the logistic regressions. Small, because boosting needs a learner that does not memorize everything.

    Attributes
    ----------
    source_share:
        After fitting, the share of the total weight that source pictures still have.
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
