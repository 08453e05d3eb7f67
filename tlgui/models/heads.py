"""A fitted scikit-learn estimator as a torch head that holds its arrays: mapped, saved, explained and exported like any other.

Each function turns an estimator into a head right after it was fitted, and checks the head's outputs against the estimator's own on the
training data. The head's softmax is what the program calls confidence. It is the estimator's own probability if it has one (logistic
regression, neighbors, the multilayer perceptron). A support vector machine has margins and no probabilities: the softmax of the margins orders
pictures by how clear-cut they are, and is not the probability of being right.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from tlgui.models.layers.voting import VotingHead

NEVER = -30.0
"""Output for a class that the estimator never saw, or gives no vote to: a probability of about 1e-13."""

TOLERANCE = 1e-4


def fitted_classifier(estimator: Any, classes: int, features: NDArray[np.float32], labels: NDArray[np.int64]) -> nn.Module:
    """Fit a classifier and make it a head, (n, d) → (n, ``classes``), whose largest output is the class that the estimator predicts.

    Parameters
    ----------
    estimator:
        An unfitted scikit-learn classifier: linear, neighbors, a multilayer perceptron, or a support vector machine with a radial kernel for
        each class.
    classes:
        Size of the run's label space; those without training pictures get a probability of zero.
    features, labels:
        (n, d) and (n,) with indices below ``classes``.

    Raises
    ------
    ValueError
        When head and estimator differ by more than 1e-4 anywhere.
    """
    estimator = _fitted(estimator, features, labels)
    if hasattr(estimator, "predict_proba"):
        theirs = estimator.predict_proba(features)
    else:
        margins = estimator.decision_function(features)
        theirs = margins if margins.ndim == 2 else np.stack([np.zeros(len(margins)), margins], axis=1)
        theirs = torch.softmax(torch.as_tensor(theirs), dim=1).numpy()
    head = _head_of(estimator, features, labels, rows=np.asarray(estimator.classes_), size=classes)
    with torch.no_grad():
        ours = torch.softmax(head(torch.from_numpy(features)), dim=1)[:, estimator.classes_].numpy()
    return _checked(head, ours, theirs, features)


def fitted_regressor(estimator: Any, features: NDArray[np.float32], values: NDArray[np.float64]) -> nn.Module:
    """Fit a regressor and make it a head with one output; as :func:`fitted_classifier`."""
    estimator = _fitted(estimator, features, values)
    head = _head_of(estimator, features, values, rows=None, size=1)
    with torch.no_grad():
        ours = head(torch.from_numpy(features)).numpy()
    return _checked(head, ours, estimator.predict(features)[:, None], features)


def _fitted(estimator: Any, features: NDArray[np.float32], labels: NDArray[Any]) -> Any:
    if "n_neighbors" in estimator.get_params():
        estimator.set_params(n_neighbors=min(estimator.n_neighbors, len(features)))
    return estimator.fit(features, labels)


def _head_of(
    estimator: Any, features: NDArray[np.float32], labels: NDArray[Any], rows: NDArray[np.int64] | None, size: int
) -> nn.Module:
    """The head of a fitted estimator. ``rows`` are the outputs of its classes among ``size``, ``None`` for values."""
    if hasattr(estimator, "n_neighbors"):
        return NeighboursHead(features, labels[:, None] if rows is None else np.eye(size)[labels], estimator.n_neighbors)
    if hasattr(estimator, "coefs_"):
        return _perceptron(estimator, rows, size)
    if hasattr(estimator, "coef_") and getattr(estimator, "kernel", "linear") == "linear":
        return _linear(np.atleast_2d(estimator.coef_), np.atleast_1d(estimator.intercept_), rows, size)
    return _radial(estimator, features, rows, size)


def _linear(weight: NDArray[Any], bias: NDArray[Any], rows: NDArray[np.int64] | None, size: int) -> nn.Linear:
    """A linear layer with the given rows at their places; other rows never win."""
    layer = nn.Linear(weight.shape[1], size)
    weight, bias = _two_rows(weight, bias, rows)
    places = torch.arange(size) if rows is None else torch.as_tensor(rows, dtype=torch.long)
    with torch.no_grad():
        layer.weight.zero_()
        layer.bias.fill_(NEVER)
        layer.weight[places] = torch.tensor(np.array(weight), dtype=layer.weight.dtype)
        layer.bias[places] = torch.tensor(np.array(bias), dtype=layer.bias.dtype)
    return layer


def _two_rows(weight: NDArray[Any], bias: NDArray[Any], rows: NDArray[np.int64] | None) -> tuple[NDArray[Any], NDArray[Any]]:
    """Of two classes an estimator keeps one row, the second's lead over the first: half of it speaks for the one and against the other."""
    if rows is None or len(rows) != 2 or len(weight) != 1:
        return weight, bias
    return np.concatenate([-weight, weight]) / 2, np.concatenate([-bias, bias]) / 2


def _perceptron(estimator: Any, rows: NDArray[np.int64] | None, size: int) -> nn.Sequential:
    hidden = nn.Linear(*estimator.coefs_[0].shape)
    with torch.no_grad():
        hidden.weight.copy_(torch.as_tensor(estimator.coefs_[0].T))
        hidden.bias.copy_(torch.as_tensor(estimator.intercepts_[0]))
    return nn.Sequential(hidden, nn.ReLU(), _linear(estimator.coefs_[1].T, estimator.intercepts_[1], rows, size))


def _radial(estimator: Any, features: NDArray[np.float32], rows: NDArray[np.int64] | None, size: int) -> RadialHead:
    machines = getattr(estimator, "estimators_", [estimator])
    dual = np.zeros((len(machines), len(features)))
    for place, machine in enumerate(machines):
        dual[place, machine.support_] = machine.dual_coef_[0]
    bias = np.asarray([machine.intercept_[0] for machine in machines])
    used = np.flatnonzero(dual.any(axis=0))
    dual, bias = _two_rows(dual, bias, rows)
    places = np.arange(size) if rows is None else rows
    weights, biases = np.zeros((size, len(used))), np.full(size, NEVER)
    weights[places], biases[places] = dual[:, used], bias
    gamma = 1 / (features.shape[1] * features.astype(np.float64).var())  # scikit-learn's gamma="scale"
    return RadialHead(features[used], weights, biases, gamma)


class RadialHead(nn.Module):
    """Support vector machines with a radial kernel: Σᵢ αₖᵢ exp(−γ ‖x − sᵢ‖²) + bₖ, (n, d) → (n, k).

    Cortes and Vapnik, "Support-Vector Networks", 1995; for values, Drucker et al., "Support Vector Regression Machines", 1996.

    Parameters
    ----------
    support:
        (m, d), the support vectors s of all machines.
    dual:
        (k, m), their coefficients α; zero where a vector supports another machine only.
    bias:
        (k,).
    """

    support: Tensor
    dual: Tensor
    bias: Tensor
    gamma: Tensor

    def __init__(
        self, support: NDArray[np.floating], dual: NDArray[np.floating], bias: NDArray[np.floating], gamma: float
    ) -> None:
        super().__init__()
        for name, array in (("support", support), ("dual", dual), ("bias", bias), ("gamma", gamma)):
            self.register_buffer(name, torch.as_tensor(np.array(array), dtype=torch.float32))

    def forward(self, features: Tensor) -> Tensor:
        return torch.exp(-self.gamma * _distances(features.float(), self.support).square()) @ self.dual.T + self.bias


class NeighboursHead(nn.Module):
    """The nearest training pictures decide: of classes the logarithm of their share among them, of a value its mean, (n, d) → (n, k).

    Cover and Hart, "Nearest neighbor pattern classification", 1967. It holds all features that it was fitted to.

    Parameters
    ----------
    features:
        (m, d), of the training pictures.
    targets:
        (m, k): for each one a row with a 1 at its class; or (m, 1), its value.
    neighbours:
        How many are asked.
    """

    features: Tensor
    targets: Tensor
    neighbours: Tensor

    def __init__(self, features: NDArray[np.floating], targets: NDArray[np.floating], neighbours: int) -> None:
        super().__init__()
        self.register_buffer("features", torch.as_tensor(np.array(features), dtype=torch.float32))
        self.register_buffer("targets", torch.as_tensor(np.array(targets), dtype=torch.float32))
        self.register_buffer("neighbours", torch.tensor(neighbours))

    def forward(self, features: Tensor) -> Tensor:
        nearest = _distances(features, self.features).topk(int(self.neighbours), largest=False).indices
        means = self.targets[nearest].mean(1)
        return means if means.shape[1] == 1 else means.log().clamp(min=NEVER)

    def evidence(self, features: Tensor) -> Tensor:
        """How much nearer a picture is to those of its neighbors that speak for a class (of a value: to all of them) than to all training
        pictures, (n, d) → (n, k); 0 for a class that none speaks for.
        """
        distances = _distances(features, self.features)
        nearest = distances.topk(int(self.neighbours), largest=False)
        speaking = self.targets[nearest.indices] if self.targets.shape[1] > 1 else torch.ones_like(nearest.values)[:, :, None]
        leads = distances.mean(1, keepdim=True) - nearest.values
        return (speaking * leads[:, :, None]).sum(1) / speaking.sum(1).clamp(min=1)


def evidence(head: nn.Module, features: Tensor, outputs: Tensor) -> Tensor:
    """What speaks for each output and can be followed back into the picture, (n, k): the ``outputs`` that ``head`` made of ``features``, or,
    where they only count votes and have no slope, what the votes go by.
    """
    return head.evidence(features) if isinstance(head, NeighboursHead | VotingHead) else outputs


def _distances(features: Tensor, others: Tensor) -> Tensor:
    """Euclidean distances, (n, d) and (m, d) → (n, m). Not as a product of matrices: of near points that would lose most of its digits."""
    return torch.cdist(features.to(others.dtype), others, compute_mode="donot_use_mm_for_euclid_dist")


def _checked(head: nn.Module, ours: NDArray[Any], theirs: NDArray[Any], features: NDArray[np.float32]) -> nn.Module:
    differing = np.abs(ours - theirs).max(axis=1) > TOLERANCE
    if differing.any() and isinstance(head, NeighboursHead):
        differing &= ~_undecided(head, features)
    if differing.any() or not np.isfinite(ours).all():
        raise ValueError(
            f"the head differs from its estimator by up to {np.abs(ours - theirs).max():.2g} on {differing.sum()} pictures"
        )
    return head


def _undecided(head: NeighboursHead, features: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Whether the last neighbor that counts is as far away as the next one, to rounding: then either choice is right, (n,)."""
    count = int(head.neighbours)
    if count >= len(head.features):
        return np.zeros(len(features), bool)
    with torch.no_grad():
        nearest = _distances(torch.from_numpy(features), head.features).topk(count + 1, largest=False).values
    return (nearest[:, count] - nearest[:, count - 1] <= 1e-5 * (1e-6 + nearest[:, count])).numpy()


def kind_of(head: nn.Module) -> str:
    """The kind of this head, for loading it with :func:`empty_head`."""
    kinds: dict[type[nn.Module], str] = {
        nn.Linear: "linear",
        nn.Sequential: "perceptron",
        RadialHead: "radial",
        NeighboursHead: "neighbours",
        VotingHead: "votes",
    }
    return kinds[type(head)]


def empty_head(kind: str, tensors: dict[str, Tensor]) -> nn.Module:
    """A head of this kind with room for the tensors of its state, which are then loaded into it."""
    shapes = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    if kind == "radial":
        return RadialHead(np.zeros(shapes["support"]), np.zeros(shapes["dual"]), np.zeros(shapes["bias"]), 0.0)
    if kind == "neighbours":
        return NeighboursHead(np.zeros(shapes["features"]), np.zeros(shapes["targets"]), 0)
    if kind == "perceptron":
        return nn.Sequential(_empty_linear(shapes["0.weight"]), nn.ReLU(), _empty_linear(shapes["2.weight"]))
    if kind == "votes":
        rounds, classes, width = shapes["weight"]
        return VotingHead(rounds, width, classes)
    return _empty_linear(shapes["weight"])


def _empty_linear(shape: tuple[int, ...]) -> nn.Linear:
    outputs, inputs = shape
    return nn.Linear(inputs, outputs)
