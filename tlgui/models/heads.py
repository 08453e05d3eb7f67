"""A fitted scikit-learn estimator as a torch head that holds its arrays: mapped, saved, explained and exported like any other."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

NEVER = -30.0
"""Bias of a class that the estimator never saw: a probability of about 1e-13."""

TOLERANCE = 1e-4


def linear_classifier(estimator: Any, classes: int, features: NDArray[np.float32]) -> nn.Linear:
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
    return _checked(head, ours, estimator.predict_proba(features))


def regressor(estimator: Any, features: NDArray[np.float32]) -> nn.Module:
    """A fitted linear or kernel regressor as a head with one output.

    Parameters
    ----------
    estimator:
        A fitted scikit-learn regressor with ``coef_`` (ridge), or a ``sklearn.svm.SVR`` with a radial kernel and ``gamma="scale"``.
    features:
        (n, d): what it was fitted to, for the check.

    Raises
    ------
    ValueError
        When the head and the estimator differ by more than 1e-4 anywhere.
    """
    head: nn.Module
    if hasattr(estimator, "support_vectors_"):
        gamma = 1 / (features.shape[1] * features.astype(np.float64).var())  # scikit-learn's gamma="scale"
        head = RadialHead(estimator.support_vectors_, estimator.dual_coef_[0], float(estimator.intercept_[0]), gamma)
    else:
        head = nn.Linear(features.shape[1], 1)
        with torch.no_grad():
            head.weight.copy_(torch.as_tensor(estimator.coef_).reshape(1, -1))
            head.bias.fill_(float(estimator.intercept_))
    with torch.no_grad():
        ours = head(torch.from_numpy(features)).squeeze(1).numpy()
    return _checked(head, ours, estimator.predict(features))


class RadialHead(nn.Module):
    """A support vector machine with a radial kernel: Σᵢ αᵢ exp(−γ ‖x − sᵢ‖²) + b, (n, d) → (n, 1).

    Drucker et al., "Support Vector Regression Machines", 1996.

    Parameters
    ----------
    support:
        (m, d), the support vectors s.
    dual:
        (m,), their coefficients α.
    """

    def __init__(self, support: NDArray[np.floating], dual: NDArray[np.floating], bias: float, gamma: float) -> None:
        super().__init__()
        self.register_buffer("support", torch.as_tensor(np.array(support), dtype=torch.float32))
        self.register_buffer("dual", torch.as_tensor(np.array(dual), dtype=torch.float32))
        self.register_buffer("bias", torch.tensor(bias, dtype=torch.float32))
        self.register_buffer("gamma", torch.tensor(gamma, dtype=torch.float32))

    def forward(self, features: Tensor) -> Tensor:
        # Not as a product of matrices: of near points that would lose most of its digits.
        distances = torch.cdist(features.float(), self.support, compute_mode="donot_use_mm_for_euclid_dist")
        return (torch.exp(-self.gamma * distances.square()) @ self.dual + self.bias)[:, None]


def _checked(head: nn.Module, ours: NDArray[np.floating], theirs: NDArray[np.floating]) -> Any:
    difference = float(np.abs(ours - theirs).max())
    if not difference <= TOLERANCE:
        raise ValueError(f"the head differs from its estimator by {difference:.2g}")
    return head
