"""A fitted scikit-learn estimator as a torch head that holds its arrays: mapped, saved, explained and exported like any other."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

NEVER = -30.0
"""Bias of a class that the estimator never saw: a probability of about 1e-13."""

TOLERANCE = 1e-4


def linear_head(estimator: Any, classes: int, features: NDArray[np.float32]) -> nn.Linear:
    """A fitted logistic regression as a linear layer whose softmax is the estimator's ``predict_proba``.

    Parameters
    ----------
    estimator:
        A fitted ``sklearn.linear_model.LogisticRegression`` whose labels are indices below ``classes``.
    classes:
        Size of the run's label space; those without training pictures get a probability of zero.
    features:
        (n, d): what it was fitted to, for the check.

    Raises
    ------
    ValueError
        When the layer and the estimator differ by more than 1e-4 anywhere.
    """
    weight, bias = estimator.coef_, estimator.intercept_
    if len(estimator.classes_) == 2:  # one row of log-odds for the second class; the first class's row is zero
        weight, bias = np.concatenate([np.zeros_like(weight), weight]), np.concatenate([np.zeros(1), bias])
    head = nn.Linear(features.shape[1], classes)
    with torch.no_grad():
        head.weight.zero_()
        head.bias.fill_(NEVER)
        rows = torch.as_tensor(np.asarray(estimator.classes_), dtype=torch.long)
        head.weight[rows] = torch.as_tensor(weight, dtype=head.weight.dtype)
        head.bias[rows] = torch.as_tensor(bias, dtype=head.bias.dtype)
        ours = torch.softmax(head(torch.from_numpy(features)), dim=1)[:, rows].numpy()
    difference = float(np.abs(ours - estimator.predict_proba(features)).max())
    if difference > TOLERANCE:
        raise ValueError(f"the head differs from its estimator by {difference:.2g}")
    return head
